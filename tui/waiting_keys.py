"""Keys that wait for the screen they are meant for: the first one when alimon starts, or a card
that the key before them opened. Then they go where that one leads, in their order.

A key goes from the focused widget outwards until one of them, or the app, acts on it; what that one
asks for is told outwards again, and may be a card. On a busy machine the next key was faster.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.widgets import Input

from tui.screens.ready_screen import ReadyScreen

if TYPE_CHECKING:
    from textual import events
    from textual.app import App
    from textual.dom import DOMNode

ANSWER_SECONDS = 2.0


class WaitingKeys:
    """The keys of `app`, which `deliver` hands on."""

    def __init__(self, app: App[None], deliver: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[events.Key] = deque()
        self._answered = asyncio.Event()  # whether all that the last key asked for was done
        self._answered.set()
        self._asked: tuple[DOMNode, ...] = ()  # who had or will have a part in that
        self._untold: Iterator[DOMNode] = iter(())
        self._told: DOMNode = app

    async def take(self, key: events.Key) -> None:
        """Hand `key` on, or have it wait."""
        if self._waiting or not (self._answered.is_set() and self._app.screen.is_mounted):
            self._waiting.append(key)
            if len(self._waiting) == 1:
                self._app.run_worker(self._press_waiting(), group="waiting-keys")
        else:
            await self._press(key)

    def asked_for_nothing(self) -> None:
        """The last key has done all that it will do."""
        self._answered.set()

    async def _press_waiting(self) -> None:
        try:
            while self._waiting:
                await self._answer()
                screen = self._app.screen
                if isinstance(screen, ReadyScreen):
                    await screen.ready()
                await self._press(self._waiting[0])
                self._waiting.popleft()
        finally:
            self._waiting.clear()  # or every later key would wait for a worker that has ended

    async def _press(self, key: events.Key) -> None:
        """Hand a key on. A letter in a line of text asks for nothing."""
        focused = self._app.focused
        line = (focused or self._app.screen).ancestors_with_self
        self._asked = (*line, *line)
        if not (key.is_printable and isinstance(focused, Input)):
            self._answered.clear()
        await self._deliver(key)

    async def _answer(self) -> None:
        """Wait for all that the last key asked for, but not so long that `q` would be of no use."""
        self._untold = iter(self._asked)
        if not self._answered.is_set():
            self._follow(self._untold)
        patience = 100
        while patience and not self._answered.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_SECONDS / 100):
                    await self._answered.wait()
            patience -= 1
            if not self._told.is_running:  # a card that was closed reads its queue no more
                self._follow(self._untold)

    def _follow(self, nodes: Iterator[DOMNode]) -> None:
        """Go through the queues of `nodes`, one after the other, behind what waits there."""
        if nodes is not self._untold:
            return
        for self._told in nodes:
            if self._told.call_later(self._follow, nodes):
                return
        self._answered.set()
