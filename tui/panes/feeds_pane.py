"""Pane 5: how every feed is doing, in words, and when it is polled next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from store.polling import subscriptions
from store.polling.feed_health import FeedHealth
from store.safe_text import safe_line
from tui.actions import bindings_for
from tui.moments import brief
from tui.panes.short_list_pane import ShortListPane
from tui.presenters.desk import Desk
from tui.presenters.orders import FEED_ORDERS, after, ordered_feeds
from tui.widgets.fitting import fit
from tui.widgets.row_list import RowList, RowLook, ShortRows


class FeedList(RowList[FeedHealth]):
    """One line a feed: state, name, folder, last success, next poll, what happened."""

    DEFAULT_CSS = """
    FeedList > .feed--bad { color: $error; }
    FeedList > .feed--good { color: $success; }
    FeedList > .feed--dim { color: $foreground 55%; text-style: $quiet-style; }
    """
    MARKS: ClassVar[tuple[str, ...]] = ("feed--bad", "feed--good", "feed--dim")
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    def __init__(self, model: ShortRows[FeedHealth], desk: Desk) -> None:
        super().__init__(model, id="feed-list")
        self._desk = desk

    HEADER_LINES: ClassVar[int] = 1

    def header_line(self, width: int) -> Strip:
        name_width, folder_width = self._widths(width)
        words = f"  {fit('feed', name_width)}{_folder('folder', folder_width)}"
        words += f"{fit('success', 9)}{fit('next', 8)}how it is doing"
        return Strip([Segment(fit(words, width), self._look.mark("feed--dim"))])

    @staticmethod
    def _widths(width: int) -> tuple[int, int]:
        """Cells for the name and for the folder, which only a wide screen shows."""
        return (30, 18) if width >= 90 else (24, 0)

    def paint_row(self, row: FeedHealth, width: int, look: RowLook) -> Strip:
        now, zone = self._desk.clock(), self._desk.zone
        mark, style = STATE_MARKS[row.state]
        succeeded = brief(row.last_success_at, now, zone) if row.last_success_at else "never"
        following = brief(row.next_poll_at, now, zone) if row.next_poll_at else "now"
        name_width, folder_width = self._widths(width)
        head = [
            Segment(f"{mark} ", look.mark(style)),
            Segment(fit(safe_line(row.title), name_width), look.base),
            Segment(_folder(safe_line(row.folder), folder_width), look.mark("feed--dim")),
            Segment(fit(succeeded, 9), look.mark("feed--dim")),
            Segment(fit("paused" if row.paused_reason else following, 8), look.mark("feed--dim")),
        ]
        used = sum(segment.cell_length for segment in head)
        body = look.mark(style) if style == "feed--bad" else look.base
        return Strip(
            [*head, Segment(fit(safe_line(row.words), max(0, width - used)), body)]
        ).adjust_cell_length(width, look.base)


def _folder(name: str, width: int) -> str:
    """A folder's name after a space, only the space where there is no room for names."""
    return fit(f" {name}", width + 1) if width else " "


STATE_MARKS = {
    "ok": ("✓", "feed--good"),
    "new": ("?", "feed--dim"),
    "silent": ("~", "feed--dim"),
    "failing": ("×", "feed--bad"),
    "offline": ("○", "feed--dim"),
    "paused": ("-", "feed--dim"),
}


class FeedsPane(ShortListPane[FeedHealth]):
    """Feed health. `r` polls one, `m` pauses it, `f` shows its headlines."""

    TITLE: ClassVar[str] = "5 FEEDS"
    SCOPE: ClassVar[str] = "feeds"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("feeds")]

    class HeadlinesWanted(Message):
        """The user wants only this feed's headlines."""

        def __init__(self, feed: FeedHealth) -> None:
            super().__init__()
            self.feed = feed

    class Explained(HeadlinesWanted):
        """The user wants the whole story of a feed."""

    class RemovalWanted(HeadlinesWanted):
        """The user wants to be rid of a feed."""

    class AddingWanted(Message):
        """The user wants another feed; `address` is what is known of it."""

        def __init__(self, address: str = "") -> None:
            super().__init__()
            self.address = address

    class ImportWanted(Message):
        """The user has a list of feeds as OPML."""

    class ListExportWanted(Message):
        """The user wants the list as OPML."""

    def __init__(self, desk: Desk, order: str = FEED_ORDERS[0]) -> None:
        model = ShortRows[FeedHealth]()
        super().__init__(desk, model, FeedList(model, desk))
        self.order = order if order in FEED_ORDERS else FEED_ORDERS[0]
        self._feeds: Sequence[FeedHealth] = ()
        self.list.words_when_empty = (
            "No feeds.\n\na adds one by its address or that of its site\ni imports a list (OPML)"
        )

    @property
    def feed(self) -> FeedHealth | None:
        """The feed under the cursor."""
        return self.row

    def show_feeds(self, feeds: Sequence[FeedHealth]) -> None:
        """Show these feeds in the order in use."""
        self._feeds = feeds
        self.show_rows(ordered_feeds(feeds, self.order))
        failing = sum(feed.state == "failing" for feed in feeds)
        note = f"{len(feeds)} feeds" + ("" if self.order == "list" else f" · by {self.order}")
        self.rule.show(note=note, badge=f"{failing} failing" if failing else "")

    def identity(self, row: FeedHealth) -> int | None:
        return row.id

    def chosen(self) -> None:
        self.action_explain()

    def action_cycle_order(self) -> None:
        self.order = after(FEED_ORDERS, self.order)
        self.show_feeds(self._feeds)

    def action_poll(self) -> None:
        feed = self.feed
        if feed is not None and feed.paused_reason:
            self._desk.say(f"{feed.title} is paused · m goes on")
        elif feed is not None:
            identity, now = feed.id, self._desk.clock()
            self._desk.write(lambda c: subscriptions.request_poll(c, identity, now))
            self._desk.say(f"Polling {feed.title} now.")

    def action_toggle_pause(self) -> None:
        feed = self.feed
        if feed is None:
            return
        identity, now = feed.id, self._desk.clock()
        if feed.paused_reason:
            self._desk.write(lambda connection: subscriptions.resume(connection, identity, now))
            self._desk.say(f"{feed.title} is polled again.")
        else:
            self._desk.write(lambda connection: subscriptions.pause(connection, identity))
            self._desk.say(f"Paused {feed.title} · m goes on")

    def action_explain(self) -> None:
        if self.feed is not None:
            self.post_message(self.Explained(self.feed))

    def action_add(self) -> None:
        self.post_message(self.AddingWanted())

    def action_remove(self) -> None:
        if self.feed is not None:
            self.post_message(self.RemovalWanted(self.feed))

    def action_import_list(self) -> None:
        self.post_message(self.ImportWanted())

    def action_export_list(self) -> None:
        self.post_message(self.ListExportWanted())

    def action_only(self) -> None:
        if self.feed is not None:
            self.post_message(self.HeadlinesWanted(self.feed))
