"""What the panes of rules, feeds and the ledger share: one list whose rows are all in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from tui.panes.pane import Pane
from tui.presenters.desk import Desk
from tui.widgets.row_list import Row, RowList, ShortRows


class ShortListPane(Pane, Generic[Row]):
    """A pane that is one list. What the list says of its cursor stays within the pane."""

    def __init__(self, desk: Desk, model: ShortRows[Row], row_list: RowList[Row]) -> None:
        super().__init__()
        self._desk = desk
        self._model = model
        self.list = row_list

    def compose(self) -> ComposeResult:
        yield self.rule
        yield self.list

    @property
    def entrance(self) -> Widget:
        return self.list

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None where there are no rows."""
        rows = self._model.rows(self.list.cursor, self.list.cursor + 1)
        return rows[0] if rows else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows instead; the cursor stays on its row, and that on its line."""
        row, line = self.row, self.list.cursor_line
        wanted = None if row is None else self.identity(row)
        self._model.all = rows
        place = self.list.cursor
        if wanted is not None:
            same = (n for n, each in enumerate(rows) if self.identity(each) == wanted)
            place = next(same, place)
        self.list.settle_on(place, line=line)

    def identity(self, row: Row) -> int | None:
        """What tells a row from the others when it has moved; None where nothing does."""
        return None

    def chosen(self) -> None:
        """The row under the cursor was clicked twice."""
        raise NotImplementedError

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.chosen()
