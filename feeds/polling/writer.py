"""The one thread that writes: SQLite is synchronous, and the network must not wait for it.

Jobs run in the order they come. Polls are written together: those that come while others are being
written share the next transaction, and under load it waits a moment for more of them, since the
headlines of many feeds lie in the same pages. When polls have been written, indexing and alerts are
queued once, behind the polls that already wait; indexing is put off while more of them come. So all
of these work in batches under load and at once when idle.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from feeds.polling.judgement import Judged
from feeds.polling.polled import FeedReport, Polled
from store.database import explain
from store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTooNew,
    StoreError,
)

if TYPE_CHECKING:
    from feeds.polling.intake import Intake

Result = TypeVar("Result")

INDEX_BATCH = 2_000
INDEX_AT_ONCE_AFTER = 50  # polls with entries, though others wait: large batches cost a third less
REST_AFTER = 25  # polls with entries
REST_PAUSE = 1.0  # seconds without a poll: a reload is not held up each time it takes a breath
REST_AT_ONCE_AFTER = 200  # polls with entries: more to copy would be waited for in the end
MOST_TOGETHER = 16  # polls in a transaction, which keeps other writers waiting
LONGEST_WAIT = 0.1  # seconds that a poll waits for others to be written with
THE_FILES_FAULT = (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTooNew,
)


@dataclass(frozen=True, slots=True)
class AfterPolls:
    """What follows a batch of polls: `index` takes at most so many headlines into the search index
    and returns how many it took; `evaluate` looks at the alert rules."""

    index: Callable[[sqlite3.Connection, int], int]
    evaluate: Callable[[sqlite3.Connection, datetime], int]


@dataclass(slots=True)
class _Batch:
    """Polls that are written together, and the task that does it."""

    polls: list[tuple[Polled, Judged]] = field(default_factory=list)
    full: asyncio.Event = field(default_factory=asyncio.Event)
    writing: asyncio.Task[list[FeedReport | BaseException]] | None = None


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
        self._connection: sqlite3.Connection | None = None
        self._intake: Intake | None = None
        self._batch: _Batch | None = None  # that still takes polls
        self._one_batch = asyncio.Lock()
        self._worth_waiting = 0.0
        self._behind = False
        self._taken_since_index = 0
        self._taken_since_rest = 0
        self._following: asyncio.Task[None] | None = None
        self._resting: asyncio.Task[None] | None = None

    async def run(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run `job` with the connection, on the thread."""
        return await self._in_thread(job)

    @property
    def is_ready(self) -> bool:
        """Whether what polls need is loaded."""
        return self._intake is not None

    async def get_ready(self) -> None:
        """Load what the first poll will need, which takes a moment."""
        await self._in_thread(self._taker)

    async def take(self, polled: Polled, judged: Judged) -> FeedReport:
        """Write one poll; index and alerts follow by themselves."""
        report = await self._take_with_others(polled, judged)
        self._taken_since_index += judged.reading is not None
        self._taken_since_rest += judged.reading is not None
        self._behind = True
        resting, self._resting = self._resting, None
        if resting is not None and not resting.cancel() and not resting.cancelled():
            resting.result()  # what went wrong in it is heard of here
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
        elif self._following.done():
            ended, self._following = self._following, asyncio.create_task(self._follow())
            ended.result()  # likewise
        return report

    async def note_offline(self, polls: Sequence[Polled]) -> list[FeedReport]:
        """Note on feeds that there is no network."""
        return await self._in_thread(lambda connection: self._taker(connection).note_offline(polls))

    async def catch_up(self) -> None:
        """Until index and alerts have caught up with the polls."""
        if self._following is not None:
            await self._following

    async def close(self, within: float) -> bool:
        """Close the connection once the running job has ended; False if that takes longer than
        `within` seconds. The process must then end without waiting for the thread: what is not
        committed does not happen.
        """
        for follower in (self._following, self._resting):
            if follower is not None:
                follower.cancel()
        if self._batch is not None and self._batch.writing is not None:
            self._batch.writing.cancel()
        ending = asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)
        _, late = await asyncio.wait([ending], timeout=within)
        return not late

    async def _take_with_others(self, polled: Polled, judged: Judged) -> FeedReport:
        batch = self._batch
        if batch is None:
            batch = self._batch = _Batch()
            batch.writing = asyncio.create_task(self._write(batch))
        position = len(batch.polls)
        batch.polls.append((polled, judged))
        if len(batch.polls) == MOST_TOGETHER:
            batch.full.set()
            self._batch = None
        assert batch.writing is not None
        outcome = (await asyncio.shield(batch.writing))[position]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def _write(self, batch: _Batch) -> list[FeedReport | BaseException]:
        async with self._one_batch:  # meanwhile this one grows
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._worth_waiting):
                    await batch.full.wait()
            if self._batch is batch:
                self._batch = None
            began = monotonic()
            outcomes = await self._take_all(batch.polls)
            # in step with what they took: next to nothing when idle, a full batch under load
            self._worth_waiting = min(2 * (monotonic() - began), LONGEST_WAIT)
            return outcomes

    async def _take_all(
        self, polls: Sequence[tuple[Polled, Judged]]
    ) -> list[FeedReport | BaseException]:
        """Write polls together; if that fails each by itself, so that it costs only the culprit,
        which is then written as a failure of its feed.

        A file that nobody can write is nobody's fault, and is not waited for once a poll.
        """
        (together,) = await asyncio.gather(
            self._in_thread(lambda connection: self._taker(connection).take(polls)),
            return_exceptions=True,
        )
        if not isinstance(together, BaseException):
            return [*together]
        if isinstance(together, THE_FILES_FAULT):
            return [together] * len(polls)
        if len(polls) == 1:
            polled, judged = polls[0]
            if judged.reading is None or not isinstance(together, StoreError):
                return [together]
            unkept = Judged("failed", f"what it says could not be kept: {together}")
            return await self._take_all([(polled, unkept)])
        return [outcome for poll in polls for outcome in await self._take_all([poll])]

    async def _follow(self) -> None:
        while self._behind:
            self._behind = False
            others = None if self._batch is None else self._batch.writing
            if others is None or self._taken_since_index >= INDEX_AT_ONCE_AFTER:
                self._taken_since_index = 0
                while await self._in_thread(self._index):
                    pass
            await self._in_thread(
                lambda connection: self._after.evaluate(connection, self._clock())
            )
            if others is not None and self._taken_since_index:
                await asyncio.wait([others])
                self._behind = True
        if self._taken_since_rest >= REST_AT_ONCE_AFTER:
            await self._rest()
        elif self._taken_since_rest >= REST_AFTER:
            self._resting = asyncio.create_task(self._rest(REST_PAUSE))

    async def _rest(self, pause: float = 0.0) -> None:
        """Copy what many polls have written from the log into the file, while nobody waits."""
        await asyncio.sleep(pause)
        self._taken_since_rest = 0
        await self._in_thread(_checkpoint)

    def _index(self, connection: sqlite3.Connection) -> bool:
        return self._after.index(connection, INDEX_BATCH) >= INDEX_BATCH

    async def _in_thread(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._run, job)

    def _run(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        try:
            if self._connection is None:
                self._connection = self._opener()
            return job(self._connection)
        except sqlite3.Error as error:
            raise explain(error, self._path) from error

    def _taker(self, connection: sqlite3.Connection) -> Intake:
        if self._intake is None:
            self._intake = self._make_intake(connection)
        return self._intake

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _checkpoint(connection: sqlite3.Connection) -> None:
    connection.execute("pragma wal_checkpoint(passive)")
