"""The poller's process: `python -m feeds.poller --db PATH [--child]`, and behind `alimon poll`.

It holds the lock, polls until it is done or told to stop, and leaves nothing half written: SIGTERM,
SIGINT, and for a child the end of standard input, end it within a second.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from feeds.fetching.retrieval import Limits
from feeds.polling.lock import poll_lock
from feeds.polling.options import Audience, Ending, PollOptions
from feeds.reading.process import ReadingProcess
from store import times
from store.configuration import Configuration, load_configuration
from store.errors import StoreError


def run(
    options: PollOptions,
    configuration: Configuration,
    audience: Audience,
    clock: Callable[[], datetime] = times.now,
) -> Ending:
    """Poll. Raises PollerRunning when another poller has the database, StoreError when the
    database cannot be used."""
    with poll_lock(options.database, child=options.child, now=clock()):
        # first of all, so that it gets ready on the other core while the rest is loaded here
        reading = ReadingProcess(Limits().decoded_bytes)
        from feeds.polling.log_file import logged  # noqa: PLC0415
        from feeds.polling.run import poll  # noqa: PLC0415

        with logged(options.database, audience) as heard:
            return asyncio.run(poll(options, configuration, heard, reading, clock))


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
