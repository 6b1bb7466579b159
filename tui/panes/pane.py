"""What all panes share: a rule on top that says what they show."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import Vertical
from textual.widget import Widget

from tui.widgets.pane_rule import PaneRule


class Pane(Vertical):
    """A titled part of the screen. `NUMBER` is the key that goes there, `SCOPE` its actions."""

    TITLE: ClassVar[str]
    SCOPE: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(id=self.SCOPE)
        self.rule = PaneRule(self.TITLE)

    @property
    def entrance(self) -> Widget:
        """The widget that takes the focus when the user comes here."""
        raise NotImplementedError

    def on_descendant_focus(self) -> None:
        self.rule.light(True)

    def on_descendant_blur(self) -> None:
        self.rule.light(False)

    def enter(self) -> None:
        """Give this pane the focus, at once: the next key may already be waiting."""
        self.screen.set_focus(self.entrance, scroll_visible=False)
