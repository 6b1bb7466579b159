"""The last line: the keys that work where you are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import Action
from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit_segments


class KeyHints(Widget):
    """`enter detail · o open · s star …`, cut where the line ends."""

    DEFAULT_CSS = """
    KeyHints { height: 1; background: $panel; color: $foreground 60%; }
    KeyHints > .key-hints--key { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-hints--key"}

    class Pressed(Message):
        """A key was clicked: do what it does."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Action, ...] = ()
        self._places: list[tuple[int, int, str]] = []

    def show(self, actions: Iterable[Action]) -> None:
        """The actions to name, most useful first."""
        hints = tuple(actions)
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        for start, stop, action in self._places:
            if start <= event.x < stop:
                self.post_message(self.Pressed(action))

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        key = base + part_style(self, "key-hints--key")
        segments = [Segment(" ", base)]
        self._places = []
        at = 1
        for action in self._hints:
            shown = Segment(action.shown_keys.split(" ")[0], key)
            title = Segment(f" {action.title.lower()}  ", base)
            stop = at + shown.cell_length + title.cell_length
            self._places.append((at, stop - 2, action.id))
            segments += [shown, title]
            at = stop
        return fit_segments(segments, self.size.width, base)
