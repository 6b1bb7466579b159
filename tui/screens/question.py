"""A card that asks before something that `u` could not take back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.card_actions import card_bindings
from tui.screens.overlay import Overlay


class Question(Overlay[bool | None]):
    """True when the user is sure, False or None otherwise."""

    DEFAULT_CSS = """
    Question { align: center middle; background: $background 60%; }
    Question > Vertical {
        width: 90%; max-width: 80; height: auto;
        border: round $warning; background: $surface; padding: 0 1;
    }
    Question #card-title { text-style: bold; color: $text-warning; }
    Question #card-keys { color: $foreground 60%; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("question")]

    def __init__(self, title: str, text: str, deed: str) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._deed = deed

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, id="card-title", markup=False)
            yield Static(self._text, markup=False)
            yield Static(f"enter {self._deed} · esc leaves it", id="card-keys", markup=False)

    def action_answer(self, sure: bool) -> None:
        self.dismiss(sure)
