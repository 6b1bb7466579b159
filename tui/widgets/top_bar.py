"""The first line: the name, the panes by number, and how fresh everything is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit_segments


@dataclass(frozen=True, slots=True)
class Tab:
    """A pane's place in the bar; `badge` counts what wants attention there."""

    pane: str
    label: str
    badge: str = ""


class TopBar(Widget):
    """` ALIMON  1 Headlines  2 Segments  3 Alerts (2) …      feeds 52/54 · ● live · 13:04 UTC`."""

    DEFAULT_CSS = """
    TopBar { height: 1; background: $panel; color: $foreground 70%; }
    TopBar > .top-bar--name { color: $accent; text-style: bold; }
    TopBar > .top-bar--front { color: $foreground; text-style: bold underline; }
    TopBar > .top-bar--badge { color: $error; text-style: bold; }
    TopBar > .top-bar--alarm { color: $warning; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "top-bar--name",
        "top-bar--front",
        "top-bar--badge",
        "top-bar--alarm",
    }

    class Picked(Message):
        """A pane's name was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[Tab, ...] = ()
        self._front = ""
        self._status = ""
        self._alarm = False
        self._places: list[tuple[int, int, str]] = []

    def show_tabs(self, tabs: tuple[Tab, ...], front: str) -> None:
        """The panes and the one in front."""
        if (tabs, front) != (self._tabs, self._front):
            self._tabs, self._front = tabs, front
            self.refresh()

    def show_status(self, text: str, *, alarm: bool = False) -> None:
        """The words on the right; `alarm` when the user should look."""
        if (text, alarm) != (self._status, self._alarm):
            self._status, self._alarm = text, alarm
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        name, front, badge, alarm = (
            base + part_style(self, f"top-bar--{part}")
            for part in ("name", "front", "badge", "alarm")
        )
        segments = [Segment(" ALIMON ", name)]
        self._places.clear()
        at = segments[0].cell_length
        short = self.size.width < 100
        for tab in self._tabs:
            label = tab.label[:5] if short and tab.pane != self._front else tab.label
            parts = [
                Segment(" ", base),
                Segment(label, front if tab.pane == self._front else base),
                Segment(f" ({tab.badge})" if tab.badge else "", badge),
                Segment(" ", base),
            ]
            width = sum(part.cell_length for part in parts)
            self._places.append((at, at + width, tab.pane))
            segments += parts
            at += width
        status = Segment(f"{self._status} ", alarm if self._alarm else base)
        room = max(0, self.size.width - status.cell_length)
        return Strip([*fit_segments(segments, room, base), status]).adjust_cell_length(
            self.size.width, base
        )

    def on_click(self, event: events.Click) -> None:
        for start, stop, pane in self._places:
            if start <= event.x < stop:
                self.post_message(self.Picked(pane))
