"""The form behind `e` on a headline: which topics it is about, by the user's own word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, SelectionList, Static

from store.topic_names import read_topic_names


class TopicsForm(ModalScreen[tuple[str, ...] | None]):
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
    TopicsForm SelectionList {
        height: auto; max-height: 12; margin: 1 0; padding: 0; border: none;
        background: $surface; scrollbar-size-vertical: 1;
    }
    TopicsForm SelectionList:focus { border: none; background-tint: $surface; }
    TopicsForm Input { padding: 0 1; }
    TopicsForm #mistake { color: $text-error; height: auto; }
    TopicsForm #form-keys { color: $foreground 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("enter", "save", "Save", show=False, priority=True),
        Binding("j", "move('down')", show=False),
        Binding("k", "move('up')", show=False),
    ]

    def __init__(self, headline: str, known: Sequence[str], chosen: Sequence[str]) -> None:
        super().__init__()
        self._headline = headline
        self._known = tuple(dict.fromkeys((*known, *chosen)))
        self._chosen = frozenset(chosen)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("WHAT IS IT ABOUT?", id="form-title", markup=False)
            yield Static(self._headline, markup=False)
            yield SelectionList[str](
                *((Content(topic), topic, topic in self._chosen) for topic in self._known),
                id="topics",
            )
            yield Input(placeholder="other topics, for example: chips", id="others", compact=True)
            yield Static("", id="mistake", markup=False)
            yield Static(
                "space sets or clears · tab other topics · enter saves · esc leaves",
                id="form-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(SelectionList).focus()

    def action_move(self, direction: str) -> None:
        ticks = self.query_one(SelectionList)
        if direction == "down":
            ticks.action_cursor_down()
        else:
            ticks.action_cursor_up()

    def action_save(self) -> None:
        ticked = self.query_one(SelectionList).selected
        try:
            others = read_topic_names(self.query_one(Input).value)
        except ValueError as error:
            self.query_one("#mistake", Static).update(Content(str(error)))
            return
        wanted = [topic for topic in self._known if topic in ticked]
        self.dismiss(tuple(dict.fromkeys((*wanted, *others))))

    def action_leave(self) -> None:
        self.dismiss(None)
