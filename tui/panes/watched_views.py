"""The line of watchlists above the headlines, with counts that follow the news."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from textual import work

from tui.presenters.desk import Desk
from tui.presenters.watched import Watched, counted, watched
from tui.widgets.view_strip import ViewStrip

RESTS = 8  # seconds of rest for each second of counting


class WatchedViews(ViewStrip):
    """Shows the watchlists at once and their counts when they are known."""

    DEFAULT_CSS = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._watched: tuple[Watched, ...] = ()
        self._filter = ""
        self._counting = False
        self._wanted = False

    def show_here(self, query: str) -> None:
        """The filter in view is another."""
        self._filter = query
        self.show(self._watched, query)

    @work(group="watchlists")
    async def count(self) -> None:
        """Count the watchlists' headlines anew; while that is being done, once more after it. After
        a count that took long there is a rest, so that counting never fills a core."""
        self._wanted = True
        if self._counting:
            return
        self._counting = True
        try:
            while self._wanted:
                self._wanted = False
                began = time.monotonic()
                await self._count()
                await asyncio.sleep(RESTS * (time.monotonic() - began))
        finally:
            self._counting = False

    async def _count(self) -> None:
        now = self._desk.clock()
        self._take(watched(self._desk.reader))
        if self._watched:
            lists = await self._desk.slowly("strip", lambda reader: counted(reader, now))
            self._take(lists or ())

    def _take(self, lists: Sequence[Watched]) -> None:
        """Show these; what is not counted yet keeps the counts it had."""
        before = {each.watchlist.id: each for each in self._watched}
        self._watched = tuple(
            replace(each, unread=known.unread, new=known.new)
            if each.unread is None and (known := before.get(each.watchlist.id))
            else each
            for each in lists
        )
        self.show(self._watched, self._filter)
