"""What to poll and for how long: every feed once, or for ever what is due or asked for."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from feeds.polling.host_queue import host_of
from feeds.polling.session import PollSession
from feeds.polling.writer import Writer
from store import database
from store.errors import DatabaseBusy, DatabaseFull
from store.polling import feed_polls
from store.polling.feed_polls import FeedForUpdate

TICK = 0.25
LOOK_AGAIN = 1.0
PATIENCE = 30.0
PROBE_AFTER = 15.0
PROBE_AT_MOST = 300.0


async def poll_once(session: PollSession, writer: Writer) -> None:
    """Poll every feed that is not paused, due or not, until all is written and searchable."""
    feeds = await writer.run(feed_polls.active_feeds)
    session.start(feeds)
    await session.wait()
    await session.settle(hosts=0)  # everybody has been asked
    await writer.catch_up()


async def poll_for_ever(
    session: PollSession,
    writer: Writer,
    clock: Callable[[], datetime],
    complain: Callable[[str], None],
) -> None:
    """Poll what is due or asked for, until cancelled. Troubles of the database that pass are told
    to `complain` and waited out; others are raised as StoreError."""
    await writer.run(feed_polls.recall_offline)
    watch = _Watch(session, writer, clock)
    while True:
        try:
            await watch.tick()
        except (DatabaseBusy, DatabaseFull) as trouble:
            complain(str(trouble))
            await session.abandon()
            await asyncio.sleep(PATIENCE)


class _Watch:
    """Looks into the database at every tick and starts what is to be polled."""

    def __init__(self, session: PollSession, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._session = session
        self._writer = writer
        self._clock = clock
        self._version = -1
        self._looked_at = -LOOK_AGAIN
        self._probe_at = 0.0
        self._probe_gap = PROBE_AFTER
        self._probes = 0

    async def tick(self) -> None:
        """One look, and a quarter of a second of waiting for polls."""
        was_offline = self._session.offline
        due = await self._writer.run(self._due)
        if was_offline:
            await self._probe(due)
        else:
            self._session.start(due)
        if self._session.busy:
            await self._session.wait(TICK)
        else:
            await asyncio.sleep(TICK)
        if not self._session.busy:
            await self._settle()
        if self._session.offline and not was_offline:
            self._probe_gap = PROBE_AFTER
            self._probe_at = monotonic() + self._probe_gap
        if was_offline and not self._session.offline:
            await self._writer.run(feed_polls.recall_offline)

    def _due(self, connection: sqlite3.Connection) -> tuple[FeedForUpdate, ...]:
        (version,) = connection.execute("pragma data_version").fetchone()
        if version == self._version and monotonic() - self._looked_at < LOOK_AGAIN:
            return ()
        if version != self._version:
            database.check_version(connection)  # a newer alimon may have been here
        self._version = version
        self._looked_at = monotonic()
        return feed_polls.due_feeds(connection, self._clock())

    async def _probe(self, due: tuple[FeedForUpdate, ...]) -> None:
        """While offline one feed is tried now and then, each time another, and one at once when
        the user asks."""
        now = monotonic()
        asked = bool(due) and due[0].requested_at is not None
        if (now < self._probe_at and not asked) or self._session.busy:
            return
        feeds = due if asked else await self._writer.run(feed_polls.active_feeds)
        remote = [feed for feed in feeds if host_of(feed.url)]
        if remote:
            self._session.start([remote[self._probes % len(remote)]])
        self._probes += 1
        self._probe_gap = min(self._probe_gap * 2, PROBE_AT_MOST)
        self._probe_at = now + self._probe_gap

    async def _settle(self) -> None:
        feeds = await self._writer.run(feed_polls.active_feeds)
        hosts = {host: feed for feed in feeds if (host := host_of(feed.url))}  # files have none
        if await self._session.settle(len(hosts)):
            others = [feed for host, feed in hosts.items() if host not in self._session.unreachable]
            self._session.start(others[:3])
