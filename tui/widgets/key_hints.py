"""The last line: the keys that work where you are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import Action
from tui.widgets.fitting import fit_segments


class KeyHints(Widget):
    """`enter detail · o open · s star …`, cut where the line ends."""

    DEFAULT_CSS = """
    KeyHints { height: 1; background: $panel; color: $foreground 60%; }
    KeyHints > .key-hints--key { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-hints--key"}

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[tuple[str, str], ...] = ()

    def show(self, actions: Iterable[Action]) -> None:
        """The actions to name, most useful first."""
        hints = tuple((action.shown_keys.split(" ")[0], action.title.lower()) for action in actions)
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        key = base + self.get_component_rich_style("key-hints--key", partial=True)
        segments = [Segment(" ", base)]
        for shown, title in self._hints:
            segments += [Segment(shown, key), Segment(f" {title}  ", base)]
        return fit_segments(segments, self.size.width, base)
