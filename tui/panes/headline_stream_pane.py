"""The headlines on the screen: which are shown, what comes in, the filter and the views."""

from __future__ import annotations

import asyncio
from array import array
from concurrent.futures import Future
from contextlib import suppress
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from store.errors import StoreError
from store.headlines.query import HeadlineQuery, QueryError, parse_query
from store.headlines.views import HeadlineRow
from store.headlines.watchlists import mark_seen
from tui.panes.pane import Pane
from tui.panes.watched_views import WatchedViews
from tui.presenters.desk import Desk
from tui.presenters.headline_deeds import HeadlineDeeds
from tui.presenters.headline_stream import HeadlineStream, LoadedIds
from tui.presenters.query_trail import QueryTrail
from tui.widgets.filter_line import FilterLine
from tui.widgets.headline_list import HeadlineList
from tui.widgets.pane_rule import PaneRule
from tui.widgets.row_list import RowList
from tui.widgets.view_strip import ViewStrip

TYPING_SECONDS = 0.06
DETAIL_SECONDS = 0.08


class AboutHeadline(Message):
    """Something is wanted of one headline."""

    def __init__(self, row: HeadlineRow) -> None:
        super().__init__()
        self.row = row


class HeadlineStreamPane(Pane):
    """The stream follows the news while its first row is selected, and holds still otherwise."""

    TITLE: ClassVar[str] = "1 HEADLINES"
    SCOPE: ClassVar[str] = "headlines"

    class Selected(Message):
        """Another headline is under the cursor (None: there is none)."""

        def __init__(self, row: HeadlineRow | None) -> None:
            super().__init__()
            self.row = row

    class Opened(Message):
        """The user wants to read the detail."""

    class AlertWanted(AboutHeadline):
        """The user wants a rule like this headline."""

    class Explained(AboutHeadline):
        """The user asks why the headline is tagged as it is."""

    class FacetsWanted(Message):
        """The user wants to see what the list can be narrowed down by."""

    class ViewsWanted(Message):
        """The user wants to choose among views and watchlists."""

    class CorrectionWanted(AboutHeadline):
        """The user wants to say what the headline is about."""

    def __init__(self, desk: Desk, query: str, selected: int | None) -> None:
        super().__init__()
        self._desk = desk
        self._kept = self._parsed(query)
        self._trail = QueryTrail((self._kept,))
        self.stream = HeadlineStream(desk.reader, self._kept)
        self.list = HeadlineList(self.stream, desk.clock, desk.zone)
        self.list.mark_words(self.searched)
        if selected is not None:
            self.list.cursor = min(self.stream.place_of(selected), max(0, self.stream.count - 1))
        self.views = WatchedViews(desk)
        self.filter_line = FilterLine(desk.clock)
        self.deeds = HeadlineDeeds(desk, self.stream, self.list.refresh, self._show_again)
        self._selected_id: int | None = selected
        self._announced: int | None = None
        self._generation = 0
        self._network_is_down = False
        self._is_polled = True

    def compose(self) -> ComposeResult:
        yield self.rule
        yield self.views
        yield self.filter_line
        yield self.filter_line.offers
        yield self.list

    def on_mount(self) -> None:
        self._show_count()
        self._announce()
        if not self.stream.complete:
            self._load(self._kept, keep_place=True)

    @property
    def entrance(self) -> Widget:
        return self.list

    @property
    def row(self) -> HeadlineRow | None:
        """The headline under the cursor."""
        return self.stream.row(self.list.cursor)

    @property
    def searched(self) -> tuple[str, ...]:
        """The words that the list was searched for."""
        return self.stream.query.words

    @property
    def query_text(self) -> str:
        """The filter as words, empty for everything; what is kept between runs."""
        return self._kept.describe()

    def know_surroundings(self, *, network_is_down: bool, is_polled: bool) -> None:
        """What the feeds' health says and whether a poller is at work, for empty lists."""
        self._network_is_down = network_is_down
        self._is_polled = is_polled
        self._show_count()

    # -- news ------------------------------------------------------------------------------------

    def refresh_news(self) -> None:
        """The database changed: see what arrived, and show what rows say now."""
        was = (self.stream.pending, self.stream.count)
        self.stream.notice()
        self.stream.forget()
        if self.stream.pending and self._following:
            self.stream.admit()
            self.list.settle_on(0)
        if was != (self.stream.pending, self.stream.count):
            self._announce()
        self.list.show_changes()
        self._show_count()

    @property
    def _following(self) -> bool:
        return self.list.cursor == 0 and self.list.top == 0 and not self.filtering

    @property
    def filtering(self) -> bool:
        """Whether the filter line is open."""
        return self.filter_line.is_open

    def let_news_in(self) -> None:
        """Admit what arrived and go to the top."""
        self.stream.admit()
        self.list.settle_on(0)
        self._show_count()

    @on(PaneRule.BadgePicked)
    def _news_picked(self, event: PaneRule.BadgePicked) -> None:
        event.stop()
        if self.stream.pending:
            self.let_news_in()

    @on(RowList.Highlighted)
    def _cursor_moved(self, event: RowList.Highlighted) -> None:
        event.stop()
        if event.index == 0 and self.list.top == 0 and self.stream.pending:
            self.let_news_in()
            return
        self._announce()

    def _announce(self) -> None:
        """Tell the others which headline is selected, once the cursor rests."""
        row = self.row
        identity = row.id if row else None
        self._selected_id = identity
        if identity != self._announced:
            self._announced = identity
            self.set_timer(DETAIL_SECONDS, lambda: self._announce_if_still(identity))

    def _announce_if_still(self, identity: int | None) -> None:
        if identity == self._announced:
            self.post_message(self.Selected(self.row))

    def _show_count(self) -> None:
        counts = self._desk.headline_counts()
        shown = f"{self.stream.count:,}" + ("" if self.stream.complete else "+")
        words = self.stream.query.describe()  # while one types, not what is kept
        note = f"all · {counts.unread:,} unread of {counts.total:,}"
        if words:
            note = f"{words} · {shown} of {counts.total:,}"
        pending = self.stream.pending
        self.rule.show(note=note, badge=f"▲{pending:,} new" if pending else "")
        if self.stream.count == 0:
            self.list.words_when_empty = self._why_empty(counts.total)
            self.list.refresh()

    def _why_empty(self, total: int) -> str:
        words = self.stream.query.describe()
        if words and self.filtering:
            return f"Nothing matches {words!r}.\n\nesc leaves the search"
        if words:
            return f"Nothing matches {words!r}.\n\nesc clears the filter\n/ changes it"
        if total == 0 and not self._is_polled:
            return (
                "No headlines yet, and nothing polls the feeds.\n"
                "`alimon poll` does, and so does alimon without --no-poll.\n\n"
                "2 has the segment figures and 4 the ledger: they are stored here\n"
                "? lists the keys"
            )
        if total == 0 and self._network_is_down:
            return (
                "No headlines yet, and no network.\n"
                "The feeds are looked for again by themselves as soon as there is one.\n\n"
                "R tries now\n"
                "2 has the segment figures and 4 the ledger: they are stored here\n"
                "5 shows what each feed said"
            )
        if total == 0:
            return (
                "No headlines yet.\n"
                "The feeds are being polled; headlines come by themselves.\n\n"
                "5 shows how each feed is doing\n"
                "2 has the segment figures\n"
                "? lists the keys"
            )
        return "Everything here is hidden.\n\nu undoes the last hiding"

    # -- filter ----------------------------------------------------------------------------------

    def open_filter(self) -> None:
        """Show the filter line with the kept filter in it, ready to type."""
        self.filter_line.open(self._kept.describe())
        self._learn_names()

    @work(exclusive=True, group="filter-names")
    async def _learn_names(self) -> None:
        from store.rules.vocabulary import read_vocabulary  # noqa: PLC0415 - no rules at the start

        self.filter_line.know(await self._desk.in_background(read_vocabulary))

    def leave_filter(self) -> bool:
        """esc: close the input, else clear the filter. Whether there was anything to undo."""
        if self.filtering:
            self._close_filter()
            self._load(self._kept, keep_place=True)
            return True
        if not self._kept.is_everything:
            self.narrow(HeadlineQuery())
            return True
        return False

    def narrow(self, query: HeadlineQuery) -> None:
        """Show what `query` matches from now on, and stay on the headline if it does."""
        self._keep(query)
        self._load(query, keep_place=True)

    def _keep(self, query: HeadlineQuery) -> None:
        self._kept = query
        self._trail = self._trail.visit(query)
        self.views.show_here(self._kept.describe())

    def show_headline(self, identity: int) -> None:
        """Put the cursor on a headline: in the list as it is, or else in the list of all."""
        place = self.stream.place_of(identity)
        if place < self.stream.count and self.stream.ids[place] == identity:
            self.list.move_to(place)
        else:
            self._selected_id = identity
            self._keep(HeadlineQuery())
            self._load(self._kept, keep_place=True, selected=identity)

    def show_feed(self, feed: int) -> None:
        """Only the headlines of one feed."""
        self.narrow(HeadlineQuery().with_feed(feed))

    def _close_filter(self) -> None:
        self.enter()
        self.filter_line.close()

    def _parsed(self, text: str) -> HeadlineQuery:
        """The query for `text`; what cannot be understood is said, and everything is shown."""
        try:
            return parse_query(text, self._desk.clock())
        except QueryError as error:
            self._desk.say(f"filter: {error}", severity="warning")
            return HeadlineQuery()

    @on(FilterLine.Typed)
    def _typed(self, event: FilterLine.Typed) -> None:
        event.stop()
        self.rule.show(badge="")
        self._load(event.query, keep_place=False, wait=TYPING_SECONDS)

    @on(FilterLine.Kept)
    def _entered(self, event: FilterLine.Kept) -> None:
        event.stop()
        self._keep(event.query)
        self._close_filter()
        self._load(self._kept, keep_place=False)

    @on(FilterLine.Unclear)
    def _unclear(self, event: FilterLine.Unclear) -> None:
        event.stop()
        self.rule.show(badge=event.words)

    @work(exclusive=True, group="headlines", exit_on_error=True)
    async def _load(
        self,
        query: HeadlineQuery,
        *,
        keep_place: bool,
        wait: float = 0.0,
        after: Future[array[int]] | None = None,
        selected: int | None = None,
    ) -> None:
        """Ask for the matching ids off the event loop; only the newest question is answered.

        The newest matches are shown at once and the others join them, since all of them take a
        quarter of a second at a million headlines.

        `wait` is for more letters to be typed, `after` a write that the answer must know of,
        `selected` the headline to go to.
        """
        self._generation += 1
        generation = self._generation
        if wait:
            await asyncio.sleep(wait)
        if after is not None:
            with suppress(StoreError):  # the desk has said why it was not written
                await asyncio.shield(asyncio.wrap_future(after))
        first = await self._desk.first_headlines(query)
        if generation != self._generation:
            return
        if first.complete or self._reaches(first, keep_place=keep_place, selected=selected):
            self._show_loaded(first, keep_place=keep_place, selected=selected)
            keep_place, selected = True, None  # the user may move before the others are there
        elif query.describe():
            self.rule.show(note=f"{query.describe()} · looking…")
        if first.complete:
            return
        loaded = await self._desk.load_headlines(query)
        if loaded is not None and generation == self._generation:
            if self.stream.query == query and selected is None:
                self._announce()  # the row under the cursor now is the one to stay on
            self._show_loaded(loaded, keep_place=keep_place, selected=selected)

    def _reaches(self, first: LoadedIds, *, keep_place: bool, selected: int | None) -> bool:
        """Whether the headline that the cursor will be on is among the `first`."""
        if selected is None and (not keep_place or self._following):
            return True
        wanted = self._selected_id if selected is None else selected
        return wanted is None or (len(first.ids) > 0 and wanted >= first.ids[-1])

    def _show_loaded(self, loaded: LoadedIds, *, keep_place: bool, selected: int | None) -> None:
        line = self.list.cursor_line
        follow = self._following
        if loaded.query.words != self.searched:
            self._announced = None  # the same headline, with other words marked
        self.stream.show(loaded)
        self.list.mark_words(self.searched)
        if selected is not None:
            self.list.settle_on(self.stream.place_of(selected))
        elif keep_place and self._selected_id is not None and not follow:
            self.list.settle_on(self.stream.place_of(self._selected_id), line=line)
        else:
            self.list.settle_on(0)
        self._show_count()
        self._announce()

    # -- views -----------------------------------------------------------------------------------

    @property
    def kept(self) -> HeadlineQuery:
        """The filter in use; what is being typed is not kept yet."""
        return self._kept

    def open_view(self, query: str, watchlist: int | None) -> None:
        """Show a view; what a watchlist has now is no news any more."""
        self.narrow(self._parsed(query))
        if watchlist is not None:
            self._desk.write(lambda connection: mark_seen(connection, watchlist))

    @on(ViewStrip.Picked)
    def _view_picked(self, event: ViewStrip.Picked) -> None:
        event.stop()
        view = event.watched
        self.open_view(view.query if view else "", view.watchlist.id if view else None)

    def _show_again(self, identity: int, after: Future[array[int]]) -> None:
        self._selected_id = identity
        self._load(self._kept, keep_place=True, after=after)
