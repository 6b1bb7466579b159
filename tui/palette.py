"""The command palette: every action by name, headlines by their words."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.screens.main_screen import PALETTE_ACTIONS, MainScreen


class ActionProvider(Provider):
    """The registry's actions."""

    @property
    def _main(self) -> MainScreen | None:
        screen = self.screen
        return screen if isinstance(screen, MainScreen) else None

    async def discover(self) -> Hits:
        main = self._main
        if main is not None:
            for action in PALETTE_ACTIONS:
                yield DiscoveryHit(
                    Content(f"{action.title}  {action.shown_keys}"),
                    partial(main.run_registered, action.id),
                    text=action.title,
                    help=action.help,
                )

    async def search(self, query: str) -> Hits:
        main = self._main
        if main is None:
            return
        matcher = self.matcher(query)
        for action in PALETTE_ACTIONS:
            words = f"{action.scope} {action.title}: {action.help}"
            score = matcher.match(words)
            if score > 0:
                yield Hit(
                    score,
                    Content(f"{words}  {action.shown_keys}"),
                    partial(main.run_registered, action.id),
                    text=words,
                )
