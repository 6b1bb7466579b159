"""What every screen of alimon has in common, the main one, cards and forms."""

from __future__ import annotations

from typing import Generic

from textual.screen import Screen, ScreenResultType

from tui.painted_layout import PaintedLayout


class ReadyScreen(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen that does nothing before all of it is there, and wipes what left it."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PaintedLayout()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key may be older than the screen: pressed on the one below, or while alimon starts."""
        return self.is_mounted and super().check_action(action, parameters)

    async def ready(self) -> None:
        """Wait until all of it is there."""
        await self._mounted_event.wait()
