"""Two lines for the panes that have no room on a narrow screen."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.fitting import fit


class Summary(Widget):
    """A line each for segments and alerts."""

    DEFAULT_CSS = "Summary { height: 2; color: $foreground 70%; background: $panel; }"

    def __init__(self) -> None:
        super().__init__(id="summary")
        self._lines: tuple[str, ...] = ()

    def show(self, lines: tuple[str, ...]) -> None:
        """The lines to show, without the margin."""
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        words = self._lines[y] if y < len(self._lines) else ""
        return Strip([Segment(fit(f" {words}", self.size.width), self.rich_style)])
