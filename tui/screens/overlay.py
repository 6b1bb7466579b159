"""What every card and form over the main screen has in common."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

from tui.screens.ready_screen import ReadyScreen


class Overlay(ModalScreen[ScreenResultType], ReadyScreen[ScreenResultType]):
    """A card or a form: it covers the screen, is asked for an answer and closes once.

    A modal screen first: Textual takes style sheets from the first of the bases only.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with `result`, or do nothing when it is closed already.

        Two keys that come together may both close it, and Textual 8.2 would take the second to
        mean whatever is below, down to the main screen.
        """
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)
