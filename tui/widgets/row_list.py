"""A list of any length that asks its model only for the rows on screen.

It keeps its own place instead of using Textual's scrolling: there, every change of the number of
rows lays the whole screen out again. A moved cursor repaints two rows; styles are resolved when
they change.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import bindings_for
from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit
from tui.widgets.plain_lines import PlainLines

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class RowModel(Protocol[Row_co]):
    """What a list shows: a count, and any run of rows. Both must answer within milliseconds."""

    @property
    def count(self) -> int: ...

    def rows(self, start: int, stop: int) -> Sequence[Row_co]: ...


class ShortRows(Generic[Row]):
    """A model that holds all of a short list: rules, feeds, lines of the ledger."""

    def __init__(self) -> None:
        self.all: Sequence[Row] = ()

    @property
    def count(self) -> int:
        return len(self.all)

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        return self.all[max(0, start) : stop]


@dataclass(frozen=True, slots=True)
class RowLook:
    """The styles of a row: its own, and those of the marks on it by name."""

    base: Style
    selected: bool
    marks: dict[str, Style]
    _on_row: dict[str, Style] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        on_row = {
            name: self.base
            + (Style(bold=mark.bold, underline=mark.underline) if self.selected else mark)
            for name, mark in self.marks.items()
        }
        object.__setattr__(self, "_on_row", on_row)

    def mark(self, name: str) -> Style:
        """The style of the mark `name` on this row; the selection's colours win over it."""
        return self._on_row[name]


class RowList(Widget, Generic[Row], can_focus=True):
    """Keyboard and mouse list. Subclasses paint a row in `paint_row` and name their `MARKS`."""

    DEFAULT_CSS = """
    RowList { height: 1fr; }
    RowList > .row-list--cursor {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground;
        text-style: $block-cursor-blurred-text-style;
    }
    RowList:focus > .row-list--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    RowList > .row-list--bar { color: $foreground 20%; text-style: $quiet-style; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor", "row-list--bar"}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("list")]
    MARKS: ClassVar[tuple[str, ...]] = ()  # component classes, by the names `paint_row` uses
    HEADER_LINES: ClassVar[int] = 0  # lines above the rows, painted by `header_line`

    class Highlighted(Message):
        """The cursor is on another row, or the row under it is another."""

        def __init__(self, row_list: RowList[Any], index: int) -> None:
            super().__init__()
            self.row_list = row_list
            self.index = index

        @property
        def control(self) -> RowList[Any]:
            return self.row_list

    class Chosen(Highlighted):
        """A row was clicked twice."""

    def __init__(self, model: RowModel[Row], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.model = model
        self.cursor = 0
        self.top = 0
        # A scrolled screen costs some 10 kB: over ssh the edge scrolls half a page, seldom.
        self.slow_line = bool(os.environ.get("SSH_CONNECTION"))
        self.words_when_empty = ""  # what to say, and which key helps, while there are no rows
        self._styles_cache = self._lines = PlainLines()
        self._looks_known = False
        self._look: RowLook
        self._cursor_look: RowLook
        self._window: Sequence[Row] = ()
        self._painted_for = (0, 0)  # the first row and the number of rows when it was painted
        self._blank = Strip([])
        self._bar = Style()

    def paint_row(self, row: Row, width: int, look: RowLook) -> Strip:
        """One row as a strip of exactly `width` cells."""
        raise NotImplementedError

    def header_line(self, width: int) -> Strip:
        """The line above the rows, where `HEADER_LINES` asks for one."""
        return Strip.blank(width, self.rich_style)

    # -- place -----------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """How many rows fit."""
        return max(1, self.size.height - self.HEADER_LINES)

    def move_to(self, index: int) -> None:
        """Put the cursor on row `index` (clamped) and bring it into view."""
        old, old_top = self.cursor, self.top
        self.cursor = max(0, min(index, self.model.count - 1))
        self.top = self._top_for(self.cursor, self.top)
        if self.slow_line and self.top != old_top and abs(self.cursor - old) == 1:
            half = self.page // 2 * (1 if self.cursor > old else -1)
            self.top = self._top_for(self.cursor, self.top + half)
        if self.top != old_top:
            self.refresh()
        elif self.cursor != old:
            self._refresh_row(old)
            self._refresh_row(self.cursor)
        if self.cursor != old:
            self.post_message(self.Highlighted(self, self.cursor))

    def settle_on(self, index: int, *, line: int | None = None) -> None:
        """The rows changed: the cursor's row is now `index`, on screen line `line` if given."""
        self.cursor = max(0, min(index, self.model.count - 1))
        wanted = self.cursor - line if line is not None else self.top
        self.top = self._top_for(self.cursor, wanted)
        self.refresh()
        self.post_message(self.Highlighted(self, self.cursor))

    def show_changes(self) -> None:
        """The rows may say something else now: paint those that do."""
        if self._painted_for != (self.top, self.model.count):
            self.refresh()
            return
        window = self.model.rows(self.top, self.top + self.page)
        for line in range(max(len(window), len(self._window))):
            if self._window[line : line + 1] != window[line : line + 1]:
                self._refresh_row(self.top + line)

    @property
    def cursor_line(self) -> int:
        """The screen line of the cursor within the list."""
        return self.cursor - self.top

    def _top_for(self, index: int, top: int) -> int:
        """The first row shown so that `index` is visible, as near to `top` as can be.

        A hidden list has no lines: its place is kept, and seen to when it is painted.
        """
        if not self.size.height:
            return max(0, top)
        top = max(index - self.page + 1, min(top, index))
        return max(0, min(top, self.model.count - self.page))

    def _refresh_row(self, index: int) -> None:
        line = index - self.top + self.HEADER_LINES
        self.refresh(Region(0, line, self.size.width, 1))

    # -- keys and mouse --------------------------------------------------------------------------

    def action_cursor_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_cursor_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_page_down(self) -> None:
        self._page_by(self.page - 1)

    def action_page_up(self) -> None:
        self._page_by(1 - self.page)

    def action_half_down(self) -> None:
        self._page_by(self.page // 2)

    def action_half_up(self) -> None:
        self._page_by(-(self.page // 2))

    def action_top(self) -> None:
        self.move_to(0)

    def action_bottom(self) -> None:
        self.move_to(self.model.count - 1)

    def _page_by(self, rows: int) -> None:
        """Cursor and view move together, so that the cursor keeps its line."""
        line = self.cursor_line
        index = max(0, min(self.cursor + rows, self.model.count - 1))
        if index != self.cursor:
            self.settle_on(index, line=line)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll_by(-3)

    def _scroll_by(self, rows: int) -> None:
        top = max(0, min(self.top + rows, self.model.count - self.page))
        if top != self.top:
            self.top = top
            inside = max(top, min(self.cursor, top + self.page - 1))
            self.refresh()
            if inside != self.cursor:
                self.cursor = inside
                self.post_message(self.Highlighted(self, inside))

    def on_click(self, event: events.Click) -> None:
        index = self.top + event.y - self.HEADER_LINES
        if event.y >= self.HEADER_LINES and 0 <= index < self.model.count:
            self.move_to(index)
            if event.chain == 2:
                self.post_message(self.Chosen(self, index))

    # -- painting --------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """A theme was chosen or the focus moved."""
        super().notify_style_update()
        self._looks_known = False

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._lines.unpainted(crop):
            base = self.rich_style
            if not self._looks_known or base != self._look.base:
                self.resolve_looks(base)
            top = self._top_for(self.cursor, self.top)  # the list may have grown
            if top != self.top:
                self.top = top
                self.call_next(self.refresh)  # all of it, where only a part was to be painted
            self._window = self.model.rows(self.top, self.top + self.page)
            self._painted_for = (self.top, self.model.count)
            self._blank = Strip.blank(self.size.width, base)
        return super().render_lines(crop)

    def resolve_looks(self, base: Style) -> None:
        """Keep the styles of rows on `base`: Textual forgets them whenever it repaints."""
        marks = {name: part_style(self, name) for name in self.MARKS}
        cursor = base + part_style(self, "row-list--cursor")
        self._look = RowLook(base, False, marks)
        self._cursor_look = RowLook(cursor, True, marks)
        self._bar = base + part_style(self, "row-list--bar")
        self._looks_known = True

    def render_line(self, y: int) -> Strip:
        y -= self.HEADER_LINES
        if y < 0:
            return self.header_line(self.size.width)
        if not self._window and self.words_when_empty:
            return self._empty_line(y)
        if y >= len(self._window):
            return self._blank
        selected = self.top + y == self.cursor
        look = self._cursor_look if selected else self._look
        strip = self.paint_row(self._window[y], self.size.width - 1, look)
        bar = Segment("▐" if self._on_thumb(y) else " ", self._bar)
        return Strip([*strip, bar], self.size.width)

    def _empty_line(self, y: int) -> Strip:
        lines = self.words_when_empty.splitlines()
        words = lines[y - 1] if 0 < y <= len(lines) else ""
        return Strip([Segment(fit(f"  {words}", self.size.width), self._look.base)])

    def _on_thumb(self, y: int) -> bool:
        """Whether line `y` shows the place in the whole list; no bar when all rows fit."""
        count, height = self.model.count, self.page
        if count <= height:
            return False
        length = max(1, height * height // count)
        start = round((height - length) * self.top / (count - height))
        return start <= y < start + length
