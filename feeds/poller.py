"""The poller's process: `python -m feeds.poller --db PATH [--child]`, and behind `alimon poll`.

It holds the lock, polls until it is done or told to stop, and leaves nothing half written: SIGTERM,
SIGINT, and for a child the end of standard input, end it within a second.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.collecting import collecting_seldom
from feeds.polling.lock import poll_lock
from feeds.polling.options import Audience, Ending, PollOptions
from feeds.reading.child import start_child
from store import times
from store.errors import StoreError

if TYPE_CHECKING:
    from store.configuration import Configuration


def run(
    options: PollOptions,
    configure: Callable[[], Configuration],
    audience: Audience,
    clock: Callable[[], datetime] = times.now,
) -> Ending:
    """Poll as `configure` says when it is asked. Raises PollerRunning when another poller has the
    database, StoreError when the database cannot be used."""
    with poll_lock(options.database, child=options.child, now=clock()), collecting_seldom():
        # first of all, so that it gets ready on the other core while the rest is loaded here
        child = start_child()
        import asyncio  # noqa: PLC0415

        from feeds.polling.log_file import logged  # noqa: PLC0415
        from feeds.polling.run import poll  # noqa: PLC0415
        from feeds.reading.process import ReadingProcess  # noqa: PLC0415

        reading = ReadingProcess(child)
        with logged(options.database, audience) as heard:
            return asyncio.run(poll(options, configure(), heard, reading, clock))


def main(arguments: list[str] | None = None) -> int:
    """The process an app starts: silent, its health is in the database. Returns the exit code."""
    import argparse  # noqa: PLC0415 - `alimon poll` has read its arguments

    parser = argparse.ArgumentParser(prog="python -m feeds.poller", description="Poll the feeds.")
    parser.add_argument("--db", type=Path, required=True, metavar="PATH")
    parser.add_argument("--child", action="store_true", help="end when standard input closes")
    chosen = parser.parse_args(arguments)

    def configure() -> Configuration:
        from store.configuration_file import load_configuration  # noqa: PLC0415 - as `run` asks for it

        return load_configuration()

    def complain(problem: str) -> None:
        sys.stderr.write(f"alimon poll: {problem}\n")

    try:
        run(
            PollOptions(chosen.db, child=chosen.child),
            configure,
            Audience(report=lambda _report: None, complain=complain),
        )
    except StoreError as error:
        complain(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
