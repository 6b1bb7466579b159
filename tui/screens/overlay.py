"""What every card and form over the main screen has in common."""

from __future__ import annotations

from typing import Generic

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

from tui.painted_layout import PaintedLayout


class Overlay(ModalScreen[ScreenResultType], Generic[ScreenResultType]):
    """A card or a form: it covers the screen, is asked for an answer and closes once."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PaintedLayout()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing before all of it is there: a key pressed on the screen below may come first."""
        return self.is_mounted and super().check_action(action, parameters)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with `result`, or do nothing when it is closed already.

        Two keys that come together may both close it, and Textual 8.2 would take the second to
        mean whatever is below, down to the main screen.
        """
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)
