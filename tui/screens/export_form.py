"""What `E` asks: in which format to write the view."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.card_actions import card_bindings
from tui.presenters.view_files import FORMATS, available_formats, file_name
from tui.presenters.view_tables import ViewTable
from tui.screens.overlay import Overlay


class ExportForm(Overlay[str | None]):
    """Answers with the ending of the format, or None when the user left."""

    DEFAULT_CSS = """
    ExportForm { align: center middle; background: $background 60%; }
    ExportForm > Vertical {
        width: 70; max-width: 90%; height: auto;
        border: round $accent; background: $surface; padding: 0 1;
    }
    ExportForm #export-title { text-style: bold; color: $accent; }
    ExportForm OptionList, ExportForm OptionList:focus {
        height: auto; border: none; background: $surface; padding: 1 0;
    }
    ExportForm #export-keys { color: $foreground 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("export")]

    def __init__(self, table: ViewTable, folder: Path) -> None:
        super().__init__()
        self._table = table
        self._folder = folder

    def compose(self) -> ComposeResult:
        with Vertical():
            rows = len(self._table.rows)
            yield Static(f"Export {rows:,} rows to {self._folder}", id="export-title", markup=False)
            yield OptionList(
                *(
                    Option(Content(f"{FORMATS[ending]:<9} {file_name(self._table.name, ending)}"))
                    for ending in available_formats()
                )
            )
            yield Static("enter writes · esc leaves", id="export-keys", markup=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(available_formats()[event.option_index])

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_step(self, step: int) -> None:
        choices = self.query_one(OptionList)
        choices.highlighted = max(
            0, min(choices.option_count - 1, (choices.highlighted or 0) + step)
        )
