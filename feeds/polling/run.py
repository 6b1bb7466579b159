"""One run of the poller: everything put together, listened to, and taken apart again."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.delivery import Courier
from feeds.fetching.client import open_client, request_for
from feeds.polling.loop import poll_for_ever, poll_once
from feeds.polling.options import Audience, Ending, PollOptions
from feeds.polling.polled import FeedReport
from feeds.polling.session import PollSession, Surroundings
from feeds.polling.tidying import tidy, tidy_daily
from feeds.polling.writer import AfterPolls, Writer
from feeds.reading.process import ReadingProcess
from feeds.release.watch import ResultsWatch
from store import database
from store.configuration import Configuration
from store.polling import subscriptions
from store.polling.subscriptions import NewFeed

if TYPE_CHECKING:
    from feeds.polling.intake import Intake

STOP_WITHIN = 0.7  # seconds, when told to stop
END_WITHIN = 60.0  # when all is done: closing may copy megabytes from the log into the file


async def poll(
    options: PollOptions,
    configuration: Configuration,
    audience: Audience,
    reading: ReadingProcess,
    clock: Callable[[], datetime],
) -> Ending:
    """Poll as `options` say, until done or told to stop; ends `reading`. Raises StoreError."""
    stop = asyncio.Event()
    _listen(stop, child=options.child)
    tally = _Tally(audience.report)
    courier = Courier(options.database, configuration.deliveries, clock, audience.complain)
    writer = _writer(options.database, configuration, clock, courier)
    async with open_client(configuration) as client:
        session = PollSession(
            Surroundings(client.fetch, reading.read, writer, configuration, tally, clock)
        )
        results = ResultsWatch(
            writer.run, client.fetch, lambda url: request_for(url, configuration), clock
        )
        if options.once:
            work = _poll_look_and_tidy(session, writer, results, configuration, clock)
        else:
            work = poll_for_ever(session, writer, clock, audience.complain)
        stopping = asyncio.create_task(stop.wait())
        working = asyncio.create_task(work)
        watching = asyncio.create_task(results.look_for_ever(audience.complain))
        tidying = asyncio.create_task(
            tidy_daily(writer, configuration.retention, clock, audience.complain)
        )
        try:
            await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
                await asyncio.to_thread(courier.send_and_wait)
            return Ending(not working.done(), tally.polled, tally.failed, tally.offline)
        finally:
            working.cancel()
            stopping.cancel()
            watching.cancel()
            tidying.cancel()
            await session.abandon()
            await reading.close()
            told_to_stop = stop.is_set()
            if not await writer.close(STOP_WITHIN if told_to_stop else END_WITHIN):
                # its thread is in a long job; what it has not committed does not happen
                sys.stdout.flush()
                os._exit(int(options.once))


async def _poll_look_and_tidy(
    session: PollSession,
    writer: Writer,
    results: ResultsWatch,
    configuration: Configuration,
    clock: Callable[[], datetime],
) -> None:
    await poll_once(session, writer)
    await results.look()
    await tidy(writer, configuration.retention, clock())


def _writer(
    path: Path, configuration: Configuration, clock: Callable[[], datetime], courier: Courier
) -> Writer:
    polling = configuration.polling

    def make_intake(connection: sqlite3.Connection) -> Intake:
        # while the first answers are read
        from feeds.polling.intake import Intake  # noqa: PLC0415
        from feeds.polling.schedule import Pace  # noqa: PLC0415

        return Intake(
            connection,
            pace=Pace(polling.shortest, polling.usual, polling.longest),
            interval_of=lambda url: configuration.feed(url).interval or polling.interval,
        )

    def open_database() -> sqlite3.Connection:
        connection = database.open_writer(path, clock())
        connection.execute("pragma cache_size = -10000")
        # a first import writes hundreds of megabytes: each checkpoint waits for the disk
        connection.execute("pragma wal_autocheckpoint = 32000")
        connection.execute("pragma journal_size_limit = 32000000")
        _subscribe_bundled(connection, clock())
        return connection

    def evaluate_and_send(connection: sqlite3.Connection, now: datetime) -> int:
        written = _evaluate(connection, now)
        courier.send_due()
        return written

    return Writer(path, open_database, make_intake, AfterPolls(_index, evaluate_and_send), clock)


def _index(connection: sqlite3.Connection, limit: int) -> int:
    from store.headlines.search_index import index_pending  # noqa: PLC0415 - after the first headlines

    return index_pending(connection, limit)


def _evaluate(connection: sqlite3.Connection, now: datetime) -> int:
    from store.alerts.due import anything_due  # noqa: PLC0415 - after the first headlines

    if not anything_due(connection, now):
        return 0
    from store.alerts.evaluation import evaluate  # noqa: PLC0415 - only when it has something to do

    return evaluate(connection, now)


def _subscribe_bundled(connection: sqlite3.Connection, now: datetime) -> None:
    """Load the bundled list into an empty one, and into one that was loaded from it before the
    feeds that are new in it."""
    if not subscriptions.takes_bundled(connection):
        return
    from feeds.catalog import load_catalog  # noqa: PLC0415 - not needed once the list is there

    subscriptions.sync_bundled(
        connection,
        [
            NewFeed(feed.url, feed.title, feed.site_url, feed.folder, feed.language, feed.kind)
            for feed in load_catalog()
        ],
        now,
    )


def _listen(stop: asyncio.Event, *, child: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if child:

        def until_parent_is_gone() -> None:
            while os.read(sys.stdin.fileno(), 4_096):
                pass
            loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=until_parent_is_gone, daemon=True, name="parent").start()


class _Tally:
    """Counts reports on their way."""

    def __init__(self, report: Callable[[FeedReport], None]) -> None:
        self._report = report
        self.polled = 0
        self.failed = 0
        self.offline = 0

    def __call__(self, report: FeedReport) -> None:
        self.polled += 1
        self.failed += report.outcome == "failed"
        self.offline += report.outcome == "offline"
        self._report(report)
