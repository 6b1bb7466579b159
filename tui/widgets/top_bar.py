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


@dataclass(frozen=True, slots=True)
class _Form:
    """How much of the bar is shown: the program's name, room between the panes, whole labels."""

    name: bool
    gap: str
    whole: bool

    def label(self, tab: Tab, front: str) -> str:
        return tab.label if self.whole or tab.pane == front else tab.label[:SHORT]

    def width(self, tabs: tuple[Tab, ...], front: str) -> int:
        each = (1 + len(self.label(tab, front) + _badge(tab) + self.gap) for tab in tabs)
        return len(NAME) * self.name + sum(each)


NAME = " ALIMON "
SHORT = 5  # cells: "2 Seg"
FORMS = (  # the first with room counts
    _Form(name=True, gap=" ", whole=True),
    _Form(name=False, gap=" ", whole=True),
    _Form(name=False, gap="", whole=True),
    _Form(name=True, gap=" ", whole=False),
    _Form(name=False, gap="", whole=False),
)


def _badge(tab: Tab) -> str:
    return f" ({tab.badge})" if tab.badge else ""


def _form_with_room(tabs: tuple[Tab, ...], front: str, room: int) -> _Form:
    """The fullest one that leaves a blank before what stands on the right."""
    return next((form for form in FORMS if form.width(tabs, front) < room), FORMS[-1])


class TopBar(Widget):
    """` ALIMON  1 Headlines  2 Segments  3 Alerts (2) …      feeds 52/54 · ● live · 13:04 UTC`.

    Where that is too long the name goes first, then the gaps, then the ends of the panes' names."""

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
        status = Segment(f"{self._status} ", alarm if self._alarm else base)
        room = max(0, self.size.width - status.cell_length)
        form = _form_with_room(self._tabs, self._front, room)
        segments = [Segment(NAME, name)] if form.name else []
        self._places.clear()
        at = len(NAME) if form.name else 0
        for tab in self._tabs:
            parts = [
                Segment(" ", base),
                Segment(form.label(tab, self._front), front if tab.pane == self._front else base),
                Segment(_badge(tab), badge),
                Segment(form.gap, base),
            ]
            width = sum(part.cell_length for part in parts)
            self._places.append((at, at + width, tab.pane))
            segments += parts
            at += width
        return Strip([*fit_segments(segments, room, base), status]).adjust_cell_length(
            self.size.width, base
        )

    def on_click(self, event: events.Click) -> None:
        for start, stop, pane in self._places:
            if start <= event.x < stop:
                self.post_message(self.Picked(pane))
