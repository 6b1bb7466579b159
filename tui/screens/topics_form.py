"""The form behind `e` on a headline: which topics it is about, by the user's own word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from store.headlines.topic_names import read_topic_names
from tui.card_actions import card_bindings
from tui.screens.overlay import Overlay
from tui.widgets.tick_list import TickList, Ticks

MOST_ROWS = 12


class TopicsForm(Overlay[tuple[str, ...] | None]):
    """Answers with the topics the headline has from now on, or None when the user left.

    `known` are offered to be ticked, `chosen` are ticked; more can be named in the line below.
    """

    DEFAULT_CSS = """
    TopicsForm { align: center middle; background: $background 60%; }
    TopicsForm > Vertical {
        width: 90%; max-width: 80; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    TopicsForm #form-title { text-style: bold; color: $accent; }
    TopicsForm TickList { margin: 1 0; }
    TopicsForm Input { padding: 0 1; }
    TopicsForm #mistake { color: $text-error; height: auto; }
    TopicsForm #form-keys { color: $foreground 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("topics")]

    def __init__(self, headline: str, known: Sequence[str], chosen: Sequence[str]) -> None:
        super().__init__()
        self._headline = headline
        topics = tuple(dict.fromkeys((*known, *chosen)))
        self._ticks = TickList(Ticks(topics, chosen))
        self._ticks.styles.height = min(len(topics), MOST_ROWS)
        self._box = Input(placeholder="other topics, for example: chips", id="others", compact=True)
        self._box.cursor_blink = False
        self._mistake = Static("", id="mistake", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("WHAT IS IT ABOUT?", id="form-title", markup=False)
            yield Static(self._headline, markup=False)
            yield self._ticks
            yield self._box
            yield self._mistake
            yield Static(
                "space sets or clears · tab other topics · enter saves · esc leaves",
                id="form-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        self._ticks.focus()

    def action_save(self) -> None:
        try:
            others = read_topic_names(self._box.value)
        except ValueError as error:
            self._mistake.update(Content(str(error)))
            return
        self.dismiss(tuple(dict.fromkeys((*self._ticks.ticks.ticked, *others))))

    def action_leave(self) -> None:
        self.dismiss(None)
