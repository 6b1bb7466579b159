"""The last line: the keys that work where you are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import Action
from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit_segments

_GAP = "  "
_HELP = "app.help"


class KeyHints(Widget):
    """`enter detail  o open  s star  ? help`: whole ones, as many as there is room for, and at the
    end always what lists the others."""

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
        segments: list[Segment] = []
        self._places = []
        at = 1
        for action in _those_with_room(self._hints, self.size.width):
            shown, title = _words(action)
            stop = at + cell_len(shown + title)
            self._places.append((at, stop, action.id))
            gap = Segment(_GAP if segments else " ", base)
            segments += [gap, Segment(shown, key), Segment(title, base)]
            at = stop + len(_GAP)
        return fit_segments(segments, self.size.width, base)


def _words(action: Action) -> tuple[str, str]:
    return action.shown_keys.split(" ")[0], f" {action.title.lower()}"


def _those_with_room(hints: Sequence[Action], width: int) -> list[Action]:
    """The first ones that fit, and the last of all that is kept whatever happens: the help."""
    help_ = [action for action in hints if action.id == _HELP]
    room = width - 1 - sum(map(_needed, help_)) + len(_GAP)
    taken = []
    for action in hints:
        if action in help_:
            taken.append(action)
            continue
        room -= _needed(action)
        if room < 0:
            return [*(each for each in taken if each not in help_), *help_]
        taken.append(action)
    return taken


def _needed(action: Action) -> int:
    return cell_len("".join(_words(action)) + _GAP)
