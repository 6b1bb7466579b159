"""One line that says how far long work is, above the key hints; hidden when there is none."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.presenters.child_work import Progress
from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit_segments

BAR = 20


class WorkLine(Widget):
    """`[####------] retagging: comparing 1,200 of 98,214 · 97,014 left   X stops it`."""

    DEFAULT_CSS = """
    WorkLine { height: 1; background: $panel; color: $foreground 80%; display: none; }
    WorkLine > .work-line--bar { color: $accent; }
    WorkLine > .work-line--key { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"work-line--bar", "work-line--key"}

    class Stopped(Message):
        """The line was clicked: stop the work."""

    def __init__(self) -> None:
        super().__init__()
        self.progress: Progress | None = None

    def show(self, progress: Progress | None) -> None:
        """How far the work is; None: it is done."""
        if progress != self.progress:
            self.progress = progress
            self.display = progress is not None
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        bar, key = (base + part_style(self, f"work-line--{part}") for part in ("bar", "key"))
        progress = self.progress
        if progress is None:
            return Strip.blank(self.size.width, base)
        filled = BAR * progress.done // progress.total if progress.total else 0
        picture = f" [{'#' * min(BAR, filled):-<{BAR}}] "
        segments = [Segment(picture, bar), Segment(progress.sentence, base)]
        segments += [Segment("   X", key), Segment(" stops it", base)]
        return fit_segments(segments, self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Stopped())
