"""What every screen of alimon has in common, the main one, cards and forms."""

from __future__ import annotations

from typing import Generic

from textual.screen import Screen, ScreenResultType

from tui.painted_layout import PaintedLayout


class ReadyScreen(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen that does nothing before all of it is there, wipes what left it, and paints all that
    changed, below a card too."""

    def __init__(
        self, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor = PaintedLayout()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key may be older than the screen: pressed on the one below, or while alimon starts."""
        return self.is_mounted and super().check_action(action, parameters)

    async def ready(self) -> None:
        """Wait until all of it is there."""
        await self._mounted_event.wait()

    def _on_timer_update(self) -> None:
        """Keep what is to be painted: where a part of the screen below is painted anew, Textual 8.2
        forgets what else changed."""
        if self._repaint_required and self.is_current and not self.app._batch_count:
            self._compositor.update_widgets(self._dirty_widgets)
        super()._on_timer_update()

    def _compositor_refresh(self) -> None:
        """Below a card, have the cards above paint what changed, once.

        Textual 8.2 keeps it and paints it again with every later change, the whole screen as a
        rule, until it forgets it together with what has changed meanwhile.
        """
        if self is self.app.screen or not self.is_current:
            super()._compositor_refresh()
        elif changed := tuple(self._compositor._dirty_regions):
            stack = self.app.screen_stack
            *between, top = stack[stack.index(self) + 1 :]
            for card in between:  # each shows what it remembers of the one under it
                card._set_dirty(*changed)
            top.refresh(*changed)
            self._compositor._dirty_regions.clear()
            self._dirty_widgets.clear()
