"""Pane 2: segment metrics by period, each cell with its growth, its source and its alarm."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from store.number_format import UNKNOWN, format_growth
from store.record.segment_tables import Cell, SegmentRow
from tui.actions import bindings_for
from tui.panes.pane import Pane
from tui.presenters.desk import Desk
from tui.presenters.segment_view import SegmentView, known_from_words
from tui.widgets.bars import bars
from tui.widgets.row_list import RowList
from tui.widgets.segment_grid import GridCell, GridModel, GridRow, SegmentGrid

BAR_WIDTH = 24
TONES = {"good": "$text-success", "bad": "$text-error", "dim": "$foreground 60%"}


def growth_tone(cell: Cell) -> str:
    """How a growth is marked beside its sign."""
    if cell.yoy_pct is None:
        return "dim"
    return "good" if cell.yoy_pct > Decimal(0) else "bad"


class SegmentsPane(Pane):
    """A table at a time: `[` and `]` switch the metric, `p` the kind of period, `b` the basis."""

    TITLE: ClassVar[str] = "2 SEGMENTS"
    SCOPE: ClassVar[str] = "segments"
    DEFAULT_CSS = """
    SegmentsPane SegmentGrid { height: auto; max-height: 1fr; }
    SegmentsPane #row-history { height: 1fr; padding: 1 0 0 0; }
    SegmentsPane #cell-words { height: 1; color: $foreground 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("segments")]

    class HistoryWanted(Message):
        """The user wants every value and source of a cell."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    class AlertWanted(Message):
        """The user wants a rule on a cell."""

        def __init__(self, cell: Cell, growth: bool) -> None:
            super().__init__()
            self.cell = cell
            self.growth = growth

    def __init__(self, desk: Desk, metric: str) -> None:
        super().__init__()
        self._desk = desk
        self.view = SegmentView(desk.reader, metric)
        self._marked: tuple[str, str] | None = None  # the line to compare with
        self._model = GridModel()
        self.grid = SegmentGrid(self._model)
        self._row_history = Static("", id="row-history", markup=False)
        self._cell_words = Static("", id="cell-words", markup=False)

    def compose(self) -> ComposeResult:
        yield self.rule
        yield self.grid
        yield self._row_history
        yield self._cell_words

    def on_mount(self) -> None:
        self.refresh_figures()

    @property
    def entrance(self) -> Widget:
        return self.grid

    def refresh_figures(self) -> None:
        """Show what the record says now."""
        table = self.view.table()
        if len(table.rows) != self._model.count:
            self.grid.refresh(layout=True)
        self._model.columns = tuple(column.label for column in table.columns)
        self._model.all_rows = tuple(
            GridRow(
                name=row.line.short_name if self.view.by_segment else row.name,
                cells=tuple(self._cell(cell) for cell in row.cells),
                growth=self._growth(row.newest),
                series=row.sparkline,
            )
            for row in table.rows
        )
        self.rule.show(note=self.view.caption(table))
        self.grid.settle_on(self.grid.cursor)

    def _cell(self, cell: Cell) -> GridCell:
        text = self.view.show_value(cell)
        if cell.provisional:
            return GridCell(text, "provisional")
        if cell.value is None or cell.status == "not_comparable":
            return GridCell(text, "dim")
        return GridCell(text, "bad" if cell.value < 0 else "")

    def _growth(self, cell: Cell | None) -> GridCell:
        if cell is None:
            return GridCell(UNKNOWN, "dim")
        return GridCell(format_growth(cell.yoy_pct, cell.yoy_note), growth_tone(cell))

    def growth_text(self, row: SegmentRow) -> str:
        """A row's newest growth for the summary line, empty where there is none to tell."""
        growth = row.latest_yoy
        return "" if growth.pct is None else format_growth(growth.pct)

    def show_figure(self, line: str, metric: str) -> bool:
        """Go to a line of the table that has the metric. Whether there is one."""
        if not self.view.show_metric(metric):
            return False
        self.refresh_figures()
        places = [(row.line.key, row.metric) for row in self.view.table().rows]
        if (line, metric) not in places:
            return False
        self.grid.move_to(places.index((line, metric)))
        return True

    @property
    def cell(self) -> Cell | None:
        """The cell under the cursor; on the growth column, the newest period's."""
        rows = self.view.table().rows
        if not rows:
            return None
        cells = rows[min(self.grid.cursor, len(rows) - 1)].cells
        return cells[self.grid.period] if 0 <= self.grid.period < len(cells) else None

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()
        cell = self.cell
        self._cell_words.update(f" {self.view.describe(cell)}" if cell is not None else "")
        self._row_history.update(self._history_of_row())

    def _history_of_row(self) -> Content:
        """The periods of the selected row, newest first, as far as the pane has room."""
        rows = self.view.table().rows
        if not rows:
            return Content(
                " No figures for this choice.\n\n [ and ] go through the tables\n"
                " p and b choose other periods and structures\n V stores results that are out"
            )
        row = rows[min(self.grid.cursor, len(rows) - 1)]
        lengths = bars([cell.value for cell in row.cells], BAR_WIDTH)
        lines = [
            Content.assemble(
                (f" {column.label:<8}", "$foreground 60%"),
                f"{self.view.show_value(cell):>9} ",
                (f"{format_growth(cell.yoy_pct, cell.yoy_note):>7}  ", TONES[growth_tone(cell)]),
                (length, "$error" if (cell.value or 0) < 0 else "$accent"),
            )
            for column, cell, length in zip(
                self.view.table().columns, row.cells, lengths, strict=True
            )
        ]
        return Content("\n").join([Content.styled(f" {row.name}", "bold"), *lines[::-1]])

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_open_history()

    def action_cell_left(self) -> None:
        self.grid.move_column(-1)

    def action_cell_right(self) -> None:
        self.grid.move_column(1)

    def action_next_metric(self) -> None:
        self.view.step_metric(1)
        self.refresh_figures()

    def action_previous_metric(self) -> None:
        self.view.step_metric(-1)
        self.refresh_figures()

    def action_cycle_period(self) -> None:
        self.view.cycle_period()
        self.refresh_figures()

    def action_cycle_basis(self) -> None:
        self.view.cycle_basis()
        self.refresh_figures()

    def action_compare(self) -> None:
        """Mark the line under the cursor; with another one marked, show both side by side."""
        from tui.screens.line_comparison import comparison_card  # noqa: PLC0415 - not at the start

        table = self.view.table()
        if not table.rows:
            return
        here = table.rows[min(self.grid.cursor, len(table.rows) - 1)]
        place = (here.line.key, here.metric)
        marked, self._marked = self._marked, None
        first = next((row for row in table.rows if (row.line.key, row.metric) == marked), None)
        if first is None:
            self._marked = place
            self._desk.say(f"Marked {here.name}; v on another line compares the two.")
        elif marked == place:
            self._desk.say(f"{here.name} is no longer marked.")
        else:
            self.app.push_screen(comparison_card(table, first, here))

    def action_switch_currency(self) -> None:
        self.view.switch_currency()
        self.refresh_figures()

    def action_choose_known(self) -> None:
        """Ask which statements to show: the latest, the first, or those of a day."""
        from tui.screens.fields_form import Field, FieldsForm  # noqa: PLC0415 - not at the start

        def meaning(words: tuple[str, ...]) -> Content:
            known = known_from_words(words[0])
            return Content(f"Shows the record {known.words or 'as it is now'}.")

        def answered(words: tuple[str, ...] | None) -> None:
            if words is not None:
                self.view.show_known(known_from_words(words[0]))
                self.refresh_figures()

        field = Field("latest, first, or a day", self.view.known.words, "2026-06-01")
        self.app.push_screen(FieldsForm("As known on", (field,), meaning), answered)

    def action_open_history(self) -> None:
        cell = self.cell
        if cell is not None:
            self.post_message(self.HistoryWanted(cell))

    def action_explain(self) -> None:
        self.action_open_history()

    def action_add_alert(self) -> None:
        cell = self.cell
        if cell is None or cell.status != "value":
            self._desk.say("No value is disclosed there, so no rule can watch it yet.")
        else:
            self.post_message(self.AlertWanted(cell, growth=cell.yoy_pct is not None))

    def action_copy_table(self) -> None:
        self._desk.copy(self.view.as_markdown(), "table as Markdown")
