"""The card behind `v`: the views there are, and the user's own watchlists with their counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Input, Static

from store.errors import StoreError
from store.headlines import watchlists as stored
from store.safe_text import safe_line
from tui.card_actions import card_bindings
from tui.presenters.desk import Desk
from tui.presenters.undo import Deed
from tui.presenters.watched import Watched, counted, watched
from tui.screens.overlay import Overlay
from tui.widgets.fitting import fit, fit_right
from tui.widgets.row_list import RowList, RowLook, ShortRows

VIEWS = (
    ("Everything", ""),
    ("Unread", "is:unread"),
    ("Starred", "is:starred"),
    ("With figures", "is:figures"),
    ("Figures that conflict with the record", "is:conflict"),
    ("Today", "since:today"),
)


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view of ours, or a watchlist."""

    name: str
    query: str
    watched: Watched | None = None


class ViewList(RowList[ViewRow]):
    """Name, filter, unread, new."""

    DEFAULT_CSS = """
    ViewList > .view--dim { color: $foreground 55%; text-style: $quiet-style; }
    ViewList > .view--new { color: $warning; text-style: bold; }
    """
    MARKS: ClassVar[tuple[str, ...]] = ("view--dim", "view--new")
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}
    HEADER_LINES: ClassVar[int] = 1

    def header_line(self, width: int) -> Strip:
        width -= 1  # as rows have it: the last cell is the scroll bar's
        words = fit(" view", width // 2) + "filter"
        words = fit(words, width - 18) + fit_right("unread", 9) + fit_right("new", 9)
        return Strip([Segment(f"{words} ", self._look.mark("view--dim"))])

    def paint_row(self, row: ViewRow, width: int, look: RowLook) -> Strip:
        unread = new = ""
        if row.watched is not None:
            unread = "…" if row.watched.unread is None else f"{row.watched.unread:,}"
            new = f"▲{row.watched.new:,}" if row.watched.new else ""
        mark = "*" if row.watched else " "
        name = Segment(fit(f"{mark}{safe_line(row.name)}", width // 2), look.base)
        query = Segment(fit(row.query, width - 18 - width // 2), look.mark("view--dim"))
        return Strip(
            [
                name,
                query,
                Segment(fit_right(unread, 9), look.base),
                Segment(fit_right(new, 9), look.mark("view--new")),
            ]
        ).adjust_cell_length(width, look.base)


class ViewsCard(Overlay[ViewRow | None]):
    """Answers with the view to open. `query` is the filter in use, which can be kept."""

    DEFAULT_CSS = """
    ViewsCard { align: center middle; background: $background 60%; }
    ViewsCard > Vertical {
        width: 90%; max-width: 100; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    ViewsCard ViewList { height: auto; min-height: 8; max-height: 24; }
    ViewsCard #card-title { text-style: bold; color: $accent; }
    ViewsCard #name { display: none; }
    ViewsCard #mistake { color: $text-error; height: auto; }
    ViewsCard #card-keys { color: $foreground 60%; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("views")]

    def __init__(self, desk: Desk, query: str) -> None:
        super().__init__()
        self._desk = desk
        self._query = query
        self._model = ShortRows[ViewRow]()
        self._list = ViewList(self._model, id="views")
        self._renamed: Watched | None = None
        self._box = Input(id="name", compact=True)
        self._box.cursor_blink = False
        self._mistake = Static("", id="mistake", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("VIEWS", id="card-title", markup=False)
            yield self._list
            yield self._box
            yield self._mistake
            keep = (
                f"a keep “{self._query}” as a watchlist"
                if self._query
                else "/ sets a filter, which a keeps here"
            )
            yield Static(
                f"enter opens · {keep}\ne rename · x remove · esc closes",
                id="card-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        self._show(watched(self._desk.reader))
        queries = [row.query for row in self._model.all]
        self._list.settle_on(queries.index(self._query) if self._query in queries else 0)
        self._list.focus()
        self._count()

    @work(group="watched", exclusive=True)
    async def _count(self) -> None:
        now = self._desk.clock()
        lists = await self._desk.slowly("watched", lambda connection: counted(connection, now))
        if lists is not None:
            self._show(lists)

    def _show(self, lists: Sequence[Watched]) -> None:
        at = self._row
        self._model.all = tuple(self._rows(lists))
        self._list.styles.height = len(self._model.all) + 1
        names = [row.name for row in self._model.all]
        self._list.settle_on(names.index(at.name) if at and at.name in names else self._list.cursor)

    @staticmethod
    def _rows(lists: Sequence[Watched]) -> Iterator[ViewRow]:
        yield from (ViewRow(name, query) for name, query in VIEWS)
        yield from (ViewRow(each.name, each.query, each) for each in lists)

    @property
    def _row(self) -> ViewRow | None:
        rows = self._model.rows(self._list.cursor, self._list.cursor + 1)
        return rows[0] if rows else None

    def action_open(self) -> None:
        self.dismiss(self._row)

    @on(RowList.Chosen)
    def _clicked_twice(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_open()

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()

    # -- keeping ---------------------------------------------------------------------------------

    def action_add(self) -> None:
        if self._query:
            self._ask_name("name of the new watchlist", "")
        else:
            self._complain("There is no filter to keep: esc, then / or F makes one.")

    def action_rename(self) -> None:
        row = self._row
        if row is None or row.watched is None:
            self._complain("Only your own watchlists (*) can be renamed.")
        else:
            self._renamed = row.watched
            self._ask_name("new name", row.name)

    def _ask_name(self, what: str, value: str) -> None:
        box = self._box
        box.placeholder = what
        box.value = value
        box.display = True
        box.focus()
        self._complain("")

    @on(Input.Submitted)
    async def _named(self, event: Input.Submitted) -> None:
        event.stop()
        name, now, query, renamed = event.value, self._desk.clock(), self._query, self._renamed
        try:
            if renamed is not None:
                await self._desk.written(
                    lambda c: stored.rename_watchlist(c, renamed.watchlist.id, name)
                )
            else:
                await self._desk.written(lambda c: stored.save_watchlist(c, name, query, now))
        except (StoreError, ValueError) as problem:
            self._complain(str(problem))
            return
        self._close_box()
        self._show(watched(self._desk.reader))
        names = [row.name for row in self._model.all]
        self._list.move_to(names.index(name.strip()))
        self._count()

    async def action_remove(self) -> None:
        row = self._row
        if row is None or row.watched is None:
            self._complain("Only your own watchlists (*) can be removed.")
            return
        kept, now = row.watched.watchlist, self._desk.clock()
        try:
            await self._desk.written(lambda c: stored.remove_watchlist(c, kept.id))
        except StoreError as problem:
            self._complain(str(problem))
            return
        self._desk.done(
            Deed(
                f"removed the watchlist {kept.name}",
                undo=lambda: self._desk.write(
                    lambda c: stored.save_watchlist(c, kept.name, kept.query, now)
                ),
            )
        )
        self._show(watched(self._desk.reader))
        self._desk.say(f"Removed {kept.name} · u brings it back")

    def _complain(self, words: str) -> None:
        self._mistake.update(words)

    def _close_box(self) -> None:
        self._renamed = None
        self._box.display = False
        self._list.focus()

    def action_leave(self) -> None:
        """esc: the name being typed first, then the card."""
        if self._box.display:
            self._close_box()
        else:
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:  # beside the card
            self.dismiss(None)
