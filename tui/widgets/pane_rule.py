"""The rule above a pane: its number, its name, what it shows, and what is new."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit_segments


class PaneRule(Widget):
    """`─ 1 HEADLINES  all · 412 unread ────────── ▲7 new ─`, one line high."""

    DEFAULT_CSS = """
    PaneRule { height: 1; color: $foreground 60%; }
    PaneRule > .pane-rule--line { color: $foreground 25%; text-style: $quiet-style; }
    PaneRule > .pane-rule--title { color: $foreground 80%; text-style: bold; }
    PaneRule > .pane-rule--badge { color: $warning; text-style: bold; }
    PaneRule > .pane-rule--lit-title { color: $accent; text-style: bold; }
    PaneRule > .pane-rule--lit-line { color: $accent 60%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pane-rule--line",
        "pane-rule--title",
        "pane-rule--badge",
        "pane-rule--lit-title",
        "pane-rule--lit-line",
    }

    class BadgePicked(Message):
        """What the badge says was clicked."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._note = ""
        self._badge = ""
        self._lit = False

    def light(self, lit: bool) -> None:
        """Show whether the pane has the focus."""
        if lit is not self._lit:
            self._lit = lit
            self.refresh()

    def show(self, *, note: str | None = None, badge: str | None = None) -> None:
        """Change the words; an argument left out stays as it is."""
        shown = (self._note, self._badge)
        self._note = self._note if note is None else note
        self._badge = self._badge if badge is None else badge
        if shown != (self._note, self._badge):
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self._badge and event.x >= self.size.width - cell_len(self._badge) - 3:
            self.post_message(self.BadgePicked())

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        line, title, badge = (
            base + part_style(self, f"pane-rule--{part}")
            for part in (*(("lit-line", "lit-title") if self._lit else ("line", "title")), "badge")
        )
        width = self.size.width
        tail = [Segment(f" {self._badge} ", badge), Segment("─", line)] if self._badge else []
        room = width - sum(segment.cell_length for segment in tail)
        head = [Segment("─ ", line), Segment(self._title, title)]
        if self._note:
            head.append(Segment(f"  {self._note}", base))
        head.append(Segment(" ", base))
        used = sum(segment.cell_length for segment in head)
        if used < room:
            head.append(Segment("─" * (room - used), line))
        return Strip([*fit_segments(head, max(0, room), line), *tail]).adjust_cell_length(
            width, Style()
        )
