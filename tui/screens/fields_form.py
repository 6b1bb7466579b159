"""A form of a few one-line fields, and below them what the words typed so far come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from store.errors import StoreError
from tui.card_actions import card_bindings
from tui.screens.overlay import Overlay

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the form: its label, what stands in it, an example of what may."""

    label: str
    value: str = ""
    example: str = ""


class FieldsForm(Overlay[Words | None]):
    """Answers with the words of every field, or None when the user left.

    `preview` says what the words mean; it is asked at every key, so it must answer within
    milliseconds. While it raises StoreError the form shows why and cannot be saved.
    """

    DEFAULT_CSS = """
    FieldsForm { align: center middle; background: $background 60%; }
    FieldsForm > Vertical {
        width: 90%; max-width: 100; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    FieldsForm Horizontal { height: 1; }
    FieldsForm .label { width: 34; color: $foreground 70%; }
    FieldsForm Input { width: 1fr; }
    FieldsForm #form-title { text-style: bold; color: $accent; margin-bottom: 1; }
    FieldsForm #preview { height: auto; min-height: 3; margin-top: 1; }
    FieldsForm #form-keys { color: $foreground 60%; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("form")]

    def __init__(
        self, title: str, fields: Sequence[Field], preview: Callable[[Words], Content]
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._preview = preview
        self._boxes = tuple(
            Input(
                field.value,
                placeholder=field.example,
                id=f"field-{number}",
                compact=True,
                select_on_focus=False,
            )
            for number, field in enumerate(self._fields)
        )
        self._meaning = Static("", id="preview", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, id="form-title", markup=False)
            for field, box in zip(self._fields, self._boxes, strict=True):
                box.cursor_blink = False
                with Horizontal():
                    yield Static(field.label, classes="label", markup=False)
                    yield box
            yield self._meaning
            yield Static("tab next field · enter saves · esc leaves", id="form-keys", markup=False)

    def on_mount(self) -> None:
        self._show()

    @property
    def words(self) -> Words:
        """What stands in the fields."""
        return tuple(box.value for box in self._boxes)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._show():
            self.dismiss(self.words)

    def _show(self) -> bool:
        """Whether the words mean something, after showing what."""
        try:
            meaning, clear = self._preview(self.words), True
        except StoreError as problem:
            meaning, clear = Content.styled(str(problem), "$text-error"), False
        self._meaning.update(meaning)
        return clear

    def action_leave(self) -> None:
        self.dismiss(None)
