"""Polls feeds side by side: a turn at the host, the fetch, then the one writing thread.

Promises: no more than so many fetches at once, each feed once at a time, failures to reach anybody
held back until it is clear whether the network is down (feeds/polling/connectivity.py); after each
batch of polls the search index and the alerts follow. What is due, and for how long to go on, is
feeds/poller.py's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from feeds.fetching.client import request_for
from feeds.fetching.credentials import CredentialMissing
from feeds.fetching.retrieval import Fetch, FetchFailed, RetrievedFeed
from feeds.polling.connectivity import Connectivity
from feeds.polling.host_queue import HostQueue, host_of
from feeds.polling.judgement import judge
from feeds.polling.polled import FeedReport, Polled
from feeds.polling.writer import Writer
from feeds.reading.values import Document, Reading, document_of
from store.configuration import Configuration
from store.polling.feed_polls import FeedForUpdate

MOST_UNWRITTEN = 40  # answers that are read and written while others are fetched, in memory

Read = Callable[[Document], Awaitable[Reading]]
Report = Callable[[FeedReport], None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a session is given: how to fetch, how to wait, what time it is, whom to tell."""

    fetch: Fetch
    read: Read
    writer: Writer
    configuration: Configuration
    report: Report
    clock: Callable[[], datetime]


class PollSession:
    """The polls under way, and whether there is a network."""

    def __init__(self, surroundings: Surroundings) -> None:
        network = surroundings.configuration.network
        self._surroundings = surroundings
        self._hosts = HostQueue(at_once=network.host_connections, gap=network.host_gap)
        self._connections = asyncio.Semaphore(network.connections)
        self._unwritten = asyncio.Semaphore(MOST_UNWRITTEN)
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._held: list[Polled] = []
        self._connectivity = Connectivity()
        self.offline = False

    @property
    def unreachable(self) -> frozenset[str]:
        """The hosts that could not be reached since one last was."""
        return self._connectivity.unreachable

    @property
    def busy(self) -> bool:
        """Whether a poll is under way."""
        return bool(self._under_way)

    def start(self, feeds: Iterable[FeedForUpdate]) -> None:
        """Begin to poll those that are not being polled already, and whose failure is not held
        back: they are due still, and would be asked again and again before the rest has ended."""
        held = {polled.feed.id for polled in self._held}
        for feed in feeds:
            if feed.id not in self._under_way and feed.id not in held:
                task = asyncio.create_task(self._poll(feed))
                self._under_way[feed.id] = task
                task.add_done_callback(partial(self._ended, feed.id))

    def _ended(self, feed: int, _task: asyncio.Task[None]) -> None:
        del self._under_way[feed]

    async def wait(self, at_most: float | None = None) -> None:
        """Until every poll under way has ended, or `at_most` seconds are over.

        Raises what a poll raised: StoreError when the database cannot be written.
        """
        if not self._under_way:
            return
        done, _ = await asyncio.wait(
            list(self._under_way.values()),
            timeout=at_most,
            return_when=asyncio.FIRST_EXCEPTION,
        )
        for task in done:
            task.result()

    async def abandon(self) -> None:
        """Give up the polls under way; what was written stays."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def settle(self, hosts: int) -> bool:
        """With nothing under way: decide about the failures that are held back.

        `hosts` is how many the list has. Returns True when others must be asked first.
        """
        if not self._held:
            return False
        verdict = self._connectivity.verdict(monotonic(), hosts)
        if verdict == "ask_others":
            return True
        held, self._held = self._held, []
        if verdict == "theirs":
            for polled in held:
                await self._take(polled)
        else:
            reports = await self._surroundings.writer.note_offline(held)
            self.offline = True  # if it could not be noted, all are asked again
            for report in reports:
                self._surroundings.report(report)
        return False

    async def _poll(self, feed: FeedForUpdate) -> None:
        async with self._hosts.turn(_queue_of(feed)), self._connections:
            polled = await self._fetch(feed)
            failure = polled.answer if isinstance(polled.answer, FetchFailed) else None
            if failure is not None and failure.no_network:
                self._connectivity = self._connectivity.failed(host_of(feed.url))
                self._held.append(polled)
                return
            if not feed.url.startswith("file:"):
                self._connectivity = self._connectivity.reached(monotonic())
                self.offline = False
            await self._unwritten.acquire()  # with the connection: no more is fetched than written
        try:
            await self._take(polled)
        finally:
            self._unwritten.release()

    async def _take(self, polled: Polled) -> None:
        around = self._surroundings
        answer = polled.answer
        reading = None
        if isinstance(answer, RetrievedFeed) and answer.status == 200:
            document = document_of(answer)
            if around.writer.is_ready:
                reading = await around.read(document)
            else:
                reading, _ = await asyncio.gather(around.read(document), around.writer.get_ready())
        judged = judge(polled.feed, answer, reading)
        around.report(await around.writer.take(polled, judged))

    async def _fetch(self, feed: FeedForUpdate) -> Polled:
        started_at = self._surroundings.clock()
        began = monotonic()
        answer: RetrievedFeed | FetchFailed
        try:
            request = request_for(
                feed.url,
                self._surroundings.configuration,
                etag=feed.etag,
                last_modified=feed.last_modified,
                private=feed.origin == "demo",
            )
            answer = await self._surroundings.fetch(request, started_at)
        except CredentialMissing as missing:
            answer = FetchFailed(str(missing))
        except FetchFailed as failed:
            answer = failed
        duration = timedelta(seconds=monotonic() - began)
        return Polled(feed, answer, started_at, duration, self._surroundings.clock())


def _queue_of(feed: FeedForUpdate) -> str:
    """Where the feed queues: at its host; the demo's feeds, on one loopback server, do not wait
    for each other."""
    return feed.url if feed.origin == "demo" else host_of(feed.url)
