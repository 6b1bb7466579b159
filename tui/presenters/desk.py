"""The desk the panes work at: one connection to read, one thread that writes, the clock, words.

Panes get all they share from here, so that each can be made with a database and a clock alone.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from store import database, settings, times
from store.errors import StoreError
from store.headlines import views as headline_views
from store.headlines.query import HeadlineQuery
from store.headlines.views import HeadlineCounts
from tui.presenters.headline_stream import FIRST_PAGE, LoadedIds, load_ids
from tui.presenters.slow_reads import SlowReads
from tui.presenters.undo import Deed, Deeds
from tui.presenters.user_writes import UserWrites

if TYPE_CHECKING:
    from store.alerts.notices import Notice

Answer = TypeVar("Answer")
Severity = Literal["information", "warning", "error"]
STATE_KEY = "app.state"


class Say(Protocol):
    """Show a line to the user. Must be safe to call from any thread."""

    def __call__(self, words: str, *, severity: Severity = "information") -> None: ...


def _silent(notice: Notice) -> None:
    """Where nothing rings."""


class Alarm(Protocol):
    """Tell the user of alerts by what is beside the screen: the bell, the terminal's notices."""

    def __call__(self, notice: Notice) -> None: ...


class Desk:
    """What the panes share. Close it when the app ends."""

    def __init__(
        self,
        path: Path,
        *,
        say: Say,
        open_link: Callable[[str], None],
        copy: Callable[[str, str], None],
        alarm: Alarm = _silent,
        clock: Callable[[], datetime] = times.now,
        zone: tzinfo | None = None,
        read_only: bool = False,
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.clock = clock
        self.zone = zone
        self.say = say
        self.open_link = open_link
        self.copy = copy  # a text, and what it is
        self.alarm = alarm
        self.reader = database.open_reader(path)
        self._background = database.open_reader(path, any_thread=True)
        # One thread, so that a read whose asker was cancelled ends before the next one begins.
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="background-reads")
        self._slow = SlowReads(path)
        self._lists = SlowReads(path)  # of its own: a list must not wait for the counts of facets
        self._writes = UserWrites(path, failed=lambda words: say(words, severity="error"))
        self._deeds = Deeds()
        self._version = self._data_version()

    def close(self) -> None:
        """Finish the user's writes and close every connection."""
        self._writes.close()
        self._slow.close()
        self._lists.close()
        self._background.interrupt()
        self._reads.shutdown(wait=True, cancel_futures=True)
        self._background.close()
        self.reader.close()

    # -- reading ---------------------------------------------------------------------------------

    def changed(self) -> bool:
        """Whether anybody committed since the last call. 4 µs, so it can be asked often."""
        version = self._data_version()
        changed, self._version = version != self._version, version
        return changed

    def _data_version(self) -> int:
        version: int = self.reader.execute("pragma data_version").fetchone()[0]
        return version

    def headline_counts(self) -> HeadlineCounts:
        """How many headlines there are, unread and starred."""
        return headline_views.counts(self.reader)

    async def first_headlines(self, query: HeadlineQuery) -> LoadedIds:
        """The newest ids that match, off the event loop: a screen that need not wait for all."""
        return await self.in_background(
            lambda connection: load_ids(connection, query, limit=FIRST_PAGE)
        )

    async def load_headlines(self, query: HeadlineQuery) -> LoadedIds | None:
        """All ids that match, off the event loop; None when a newer query was asked meanwhile."""
        return await self._lists.ask("all", lambda connection: load_ids(connection, query))

    async def in_background(self, read: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Run a read that may take longer than 5 ms in a thread, one after the other."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reads, read, self._background)

    async def slowly(
        self, purpose: str, read: Callable[[sqlite3.Connection], Answer]
    ) -> Answer | None:
        """Run a read that may take seconds; None when a newer one of its purpose came."""
        return await self._slow.ask(purpose, read)

    # -- writing ---------------------------------------------------------------------------------

    def write(self, write: Callable[[sqlite3.Connection], Answer]) -> Future[Answer]:
        """Have the writing thread run `write`. Its failure is said to the user.

        A read-only desk writes nothing; the answer is a StoreError then.
        """
        if self.read_only:
            refused: Future[Answer] = Future()
            refused.set_exception(StoreError("This view is read-only."))
            return refused
        return self._writes.submit(write)

    async def written(self, write: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Have the writing thread run `write` and wait for it. Raises what it raises."""
        if self.read_only:
            return await asyncio.wrap_future(self.write(write))
        return await asyncio.wrap_future(self._writes.submit(write, told=True))

    def done(self, deed: Deed) -> None:
        """Remember what the user did, so that `u` can take it back."""
        self._deeds.add(deed)

    def undo(self) -> None:
        """Take the last deed back and say so."""
        deed = self._deeds.undo()
        self.say(f"Undid: {deed.words}." if deed else "Nothing to undo.")

    def redo(self) -> None:
        """Do again what was taken back last and say so."""
        deed = self._deeds.redo()
        self.say(f"Again: {deed.words}." if deed else "Nothing to do again.")

    # -- between runs ----------------------------------------------------------------------------

    def saved_state(self) -> Mapping[str, object]:
        """What `save_state` kept; empty on the first run."""
        state = settings.get_setting(self.reader, STATE_KEY)
        return state if isinstance(state, Mapping) else {}

    def save_state(self, state: dict[str, settings.Json]) -> None:
        """Keep the state of the app for the next run."""
        self.write(lambda connection: settings.set_setting(connection, STATE_KEY, state))
