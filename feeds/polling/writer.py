"""The one thread that writes: SQLite is synchronous, and the network must not wait for it.

Jobs run in the order they come. When polls have been written, indexing and alerts are queued once,
behind the polls that already wait: so they work in batches under load and at once when idle.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from feeds.polling.intake import FeedReport, Intake, Polled
from feeds.polling.judgement import Judged
from store.database import explain

Result = TypeVar("Result")

INDEX_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class AfterPolls:
    """What follows a batch of polls: `index` takes at most so many headlines into the search index
    and returns how many it took; `evaluate` looks at the alert rules."""

    index: Callable[[sqlite3.Connection, int], int]
    evaluate: Callable[[sqlite3.Connection, datetime], int]


class Writer:
    """The writing connection and its thread. Every method may raise StoreError."""

    def __init__(
        self,
        path: Path,
        opener: Callable[[], sqlite3.Connection],
        make_intake: Callable[[sqlite3.Connection], Intake],
        after: AfterPolls,
        clock: Callable[[], datetime],
    ) -> None:
        self._path = path
        self._opener = opener
        self._make_intake = make_intake
        self._after = after
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._opened: tuple[sqlite3.Connection, Intake] | None = None
        self._behind = False
        self._following: asyncio.Task[None] | None = None

    async def run(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run `job` with the connection, on the thread."""
        return await self._in_thread(lambda connection, _intake: job(connection))

    async def take(self, polled: Polled, judged: Judged) -> FeedReport:
        """Write one poll; index and alerts follow by themselves."""
        report = await self._in_thread(lambda _connection, intake: intake.take(polled, judged))
        self._behind = True
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
        elif self._following.done():
            ended, self._following = self._following, asyncio.create_task(self._follow())
            ended.result()  # what went wrong in it is heard of here
        return report

    async def note_offline(self, polls: Sequence[Polled]) -> list[FeedReport]:
        """Note on feeds that there is no network."""
        return await self._in_thread(lambda _connection, intake: intake.note_offline(polls))

    async def catch_up(self) -> None:
        """Until index and alerts have caught up with the polls."""
        if self._following is not None:
            await self._following

    async def close(self, within: float) -> bool:
        """Close the connection once the running job has ended; False if that takes longer than
        `within` seconds. The process must then end without waiting for the thread: what is not
        committed does not happen.
        """
        if self._following is not None:
            self._following.cancel()
        ending = asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)
        _, late = await asyncio.wait([ending], timeout=within)
        return not late

    async def _follow(self) -> None:
        while self._behind:
            self._behind = False
            while await self._in_thread(lambda connection, _: self._index(connection)):
                pass
            await self._in_thread(
                lambda connection, _: self._after.evaluate(connection, self._clock())
            )

    def _index(self, connection: sqlite3.Connection) -> bool:
        return self._after.index(connection, INDEX_BATCH) >= INDEX_BATCH

    async def _in_thread(self, job: Callable[[sqlite3.Connection, Intake], Result]) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._run, job)

    def _run(self, job: Callable[[sqlite3.Connection, Intake], Result]) -> Result:
        try:
            if self._opened is None:
                connection = self._opener()
                self._opened = (connection, self._make_intake(connection))
            return job(*self._opened)
        except sqlite3.Error as error:
            raise explain(error, self._path) from error

    def _close(self) -> None:
        if self._opened is not None:
            self._opened[0].close()
