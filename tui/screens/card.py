"""A card over the screen: a title, some text, closed by the keys that opened it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.card_actions import card_bindings
from tui.screens.overlay import Overlay
from tui.widgets.fitting import paintable, paintable_content


class Card(Overlay[None]):
    """Something to read: help, reasons, sources, history."""

    DEFAULT_CSS = """
    Card { align: center middle; background: $background 60%; }
    Card > Vertical {
        width: 90%; max-width: 110; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    Card VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Card Static { width: 1fr; }
    Card #card-title { text-style: bold; color: $accent; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("card")]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title = title
        self._text = paintable_content(text)
        self._shown = Static(
            self._text, id="card-text"
        )  # kept: an answer may come to a closed card

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(f"{paintable(self._title)}   (esc closes)", id="card-title", markup=False)
            with VerticalScroll():
                yield self._shown

    def show(self, text: Content) -> None:
        """Say something else from now on: what was asked for has arrived."""
        self._text = paintable_content(text)
        self._shown.update(self._text)

    def add(self, text: Content) -> None:
        """Say something more, below what is there."""
        self.show(Content("").join([self._text, text]))

    def action_close(self) -> None:
        self.dismiss()

    def action_scroll_by(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:  # beside the card
            self.dismiss()
