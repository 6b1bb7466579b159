"""A table of figures by segment and period, with a cursor on one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit, fit_right
from tui.widgets.row_list import RowList, RowLook
from tui.widgets.sparkline import sparkline

NAME_WIDTH = 14
CELL_WIDTH = 8
GROWTH_WIDTH = 7
SPARK_WIDTH = 9


@dataclass(frozen=True, slots=True)
class GridCell:
    """What one cell shows: its text, and the mark that says how good or how sure it is."""

    text: str
    tone: str = ""  # '', good, bad, dim, provisional


@dataclass(frozen=True, slots=True)
class GridRow:
    """One segment: cells oldest first, then its growth, then the series for the sparkline."""

    name: str
    cells: tuple[GridCell, ...]
    growth: GridCell
    series: tuple[Decimal | None, ...]


class GridModel:
    """All rows at once: a segment table has a dozen."""

    def __init__(self) -> None:
        self.columns: tuple[str, ...] = ()
        self.all_rows: tuple[GridRow, ...] = ()

    @property
    def count(self) -> int:
        return len(self.all_rows)

    @property
    def widths(self) -> tuple[int, ...]:
        """How many cells each period takes: a provisional figure is wider than others."""
        return tuple(
            max(CELL_WIDTH, *(1 + cell_len(row.cells[place].text) for row in self.all_rows))
            for place in range(len(self.columns))
            if self.all_rows
        )

    def rows(self, start: int, stop: int) -> Sequence[GridRow]:
        return self.all_rows[max(0, start) : stop]


class SegmentGrid(RowList[GridRow]):
    """Segments down, periods across; newest periods stay when there is little room."""

    DEFAULT_CSS = """
    SegmentGrid > .grid--header { color: $foreground 55%; text-style: $quiet-style; }
    SegmentGrid > .grid--good { color: $success; }
    SegmentGrid > .grid--bad { color: $error; }
    SegmentGrid > .grid--dim { color: $foreground 50%; text-style: $quiet-style; }
    SegmentGrid > .grid--provisional { text-style: italic; color: $warning; }
    SegmentGrid > .grid--spark { color: $accent; }
    SegmentGrid > .grid--cell { text-style: reverse; }
    SegmentGrid:ansi:focus > .row-list--cursor { text-style: bold underline; }
    """
    MARKS: ClassVar[tuple[str, ...]] = (
        "grid--good",
        "grid--bad",
        "grid--dim",
        "grid--provisional",
        "grid--spark",
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *RowList.COMPONENT_CLASSES,
        *MARKS,
        "grid--header",
        "grid--cell",
    }
    HEADER_LINES: ClassVar[int] = 1

    def __init__(self, model: GridModel) -> None:
        super().__init__(model, id="segment-grid")
        self.grid = model
        self.column = -1  # from the right: -1 is the growth, -2 the newest period …
        self._header = Style()
        self._cell = Style()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are rows, so that what follows stands right below."""
        return self.grid.count + self.HEADER_LINES

    @property
    def shown_columns(self) -> int:
        """How many periods fit."""
        room = self.size.width - 1 - NAME_WIDTH - GROWTH_WIDTH
        with_spark = self._fitting(room - SPARK_WIDTH)
        return max(1, with_spark if with_spark >= 2 else self._fitting(room))

    def _fitting(self, room: int) -> int:
        """How many of the newest periods fit into so many cells."""
        used = accumulate(reversed(self.grid.widths))
        return sum(1 for width in used if width <= room)

    @property
    def _has_spark(self) -> bool:
        periods = sum(self.grid.widths[-self.shown_columns :])
        return self.size.width - 1 - NAME_WIDTH - GROWTH_WIDTH - periods >= SPARK_WIDTH

    @property
    def period(self) -> int:
        """The index of the period under the cursor; the growth column belongs to the newest."""
        return len(self.grid.columns) + min(self.column, -2) + 1

    def move_column(self, step: int) -> None:
        """To the next or previous column that is shown."""
        self.column = max(-1 - self.shown_columns, min(-1, self.column + step))
        self.refresh()
        self.post_message(self.Highlighted(self, self.cursor))

    def resolve_looks(self, base: Style) -> None:
        super().resolve_looks(base)
        self._header = base + part_style(self, "grid--header")
        self._cell = part_style(self, "grid--cell")

    def header_line(self, width: int) -> Strip:
        shown = zip(self.grid.columns, self.grid.widths, strict=False)
        titles = [fit_right(title, cell_width) for title, cell_width in shown]
        words = fit("", NAME_WIDTH) + "".join(titles[-self.shown_columns :])
        words += fit_right("YoY", GROWTH_WIDTH)
        if self._has_spark:
            words += "  " + fit("trend", SPARK_WIDTH - 2)
        return Strip([Segment(fit(words, width), self._header)])

    def paint_row(self, row: GridRow, width: int, look: RowLook) -> Strip:
        shown = self.shown_columns
        segments = [Segment(fit(row.name, NAME_WIDTH), look.base)]
        cells = (*row.cells[-shown:], row.growth)
        widths = (*self.grid.widths[-shown:], GROWTH_WIDTH)
        for place, cell in enumerate(cells, start=-len(cells)):
            style = look.mark(f"grid--{cell.tone}") if cell.tone else look.base
            if look.selected and self.has_focus and place == self.column:
                style += self._cell
            cell_width = widths[place]
            segments.append(Segment(" ", look.base))
            segments.append(Segment(fit_right(cell.text, cell_width - 1), style))
        if self._has_spark:
            segments.append(Segment("  ", look.base))
            newest = row.series[1 - SPARK_WIDTH :]
            segments.append(Segment(sparkline(newest), look.mark("grid--spark")))
        return Strip(segments).adjust_cell_length(width, look.base)
