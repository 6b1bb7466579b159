"""The poller's process: `python -m feeds.poller --db PATH [--child]`, and behind `alimon poll`.

It holds the lock, polls until it is done or told to stop, and leaves nothing half written: SIGTERM,
SIGINT, and for a child the end of standard input, end it within a second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from feeds.client import limits_of, open_client
from feeds.intake import FeedReport, Intake
from feeds.poll_lock import poll_lock
from feeds.poll_loop import poll_for_ever, poll_once
from feeds.poll_session import PollSession, Surroundings
from feeds.reading_process import ReadingProcess
from feeds.schedule import Pace
from feeds.writer import AfterPolls, Writer
from store import database, subscriptions, times
from store.alert_evaluation import evaluate
from store.configuration import Configuration, load_configuration
from store.errors import StoreError
from store.search_index import index_pending
from store.subscriptions import NewFeed

STOP_WITHIN = 0.7
KEEP_FETCHES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PollOptions:
    """How to poll: for ever or `once`; as the `child` of an app or by itself."""

    database: Path
    once: bool = False
    child: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: whether it was `stopped` before it was done, polls and those that failed."""

    stopped: bool
    polled: int
    failed: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of it: `report` of every poll, `complain` of troubles that pass."""

    report: Callable[[FeedReport], None]
    complain: Callable[[str], None]


def run(
    options: PollOptions,
    configuration: Configuration,
    audience: Audience,
    clock: Callable[[], datetime] = times.now,
) -> Ending:
    """Poll. Raises PollerRunning when another poller has the database, StoreError when the
    database cannot be used."""
    with poll_lock(options.database, child=options.child, now=clock()):
        return asyncio.run(_run(options, configuration, audience, clock))


async def _run(
    options: PollOptions,
    configuration: Configuration,
    audience: Audience,
    clock: Callable[[], datetime],
) -> Ending:
    stop = asyncio.Event()
    _listen(stop, child=options.child)
    tally = _Tally(audience.report)
    # first of all, so that it gets ready on the other core while the HTTP client is loaded here
    reading = ReadingProcess(limits_of(configuration).decoded_bytes)
    writer = _writer(options.database, configuration, clock)
    async with open_client(configuration) as client:
        session = PollSession(
            Surroundings(client.fetch, reading.read, writer, configuration, tally, clock)
        )
        if options.once:
            work = poll_once(session, writer)
        else:
            work = poll_for_ever(session, writer, clock, audience.complain)
        stopping = asyncio.create_task(stop.wait())
        working = asyncio.create_task(work)
        try:
            await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
            return Ending(not working.done(), tally.polled, tally.failed)
        finally:
            working.cancel()
            stopping.cancel()
            await session.abandon()
            await reading.close()
            if not await writer.close(STOP_WITHIN):
                # its thread is in a long job; what it has not committed does not happen
                sys.stdout.flush()
                os._exit(int(options.once))


def _writer(path: Path, configuration: Configuration, clock: Callable[[], datetime]) -> Writer:
    polling = configuration.polling

    def make_intake(connection: sqlite3.Connection) -> Intake:
        return Intake(
            connection,
            pace=Pace(polling.shortest, polling.usual, polling.longest),
            interval_of=lambda url: configuration.feed(url).interval or polling.interval,
        )

    def open_database() -> sqlite3.Connection:
        connection = database.open_writer(path, clock())
        connection.execute("pragma cache_size = -8000")
        connection.execute("pragma wal_autocheckpoint = 8000")
        _subscribe_bundled(connection, clock())
        subscriptions.trim_fetches(connection, clock() - KEEP_FETCHES)
        return connection

    return Writer(path, open_database, make_intake, AfterPolls(index_pending, evaluate), clock)


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

    def __call__(self, report: FeedReport) -> None:
        self.polled += 1
        self.failed += report.outcome in ("failed", "offline")
        self._report(report)


def main(arguments: list[str] | None = None) -> int:
    """The process an app starts: silent, its health is in the database. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m feeds.poller", description="Poll the feeds.")
    parser.add_argument("--db", type=Path, required=True, metavar="PATH")
    parser.add_argument("--child", action="store_true", help="end when standard input closes")
    chosen = parser.parse_args(arguments)

    def complain(problem: str) -> None:
        sys.stderr.write(f"alimon poll: {problem}\n")

    try:
        run(
            PollOptions(chosen.db, child=chosen.child),
            load_configuration(),
            Audience(report=lambda _report: None, complain=complain),
        )
    except StoreError as error:
        complain(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
