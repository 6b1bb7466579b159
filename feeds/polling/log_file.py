"""The poller's log: one line an event, `time key=value …`, in files that never grow beyond bounds.

A line names a feed by its number and its title or host, never by its address, which may hold a
secret. What
cannot be logged is told once and polling goes on: a full disk must not stop the news.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from feeds.polling.log_line import poll_line, trouble_line
from feeds.polling.options import Audience
from feeds.polling.polled import FeedReport
from store.polling.poller_log import log_path

BYTES = 1_000_000  # of one file: a week of 59 feeds
OLDER = 2  # files kept beside it


@contextmanager
def logged(database: Path, audience: Audience) -> Iterator[Audience]:
    """An audience that also writes down what it hears, in the log of `database`."""
    log = LogFile(database, audience.complain)

    def report(poll: FeedReport) -> None:
        log.write(poll_line(poll))
        audience.report(poll)

    def complain(problem: str) -> None:
        log.write(trouble_line(problem))
        audience.complain(problem)

    try:
        yield Audience(report, complain)
    finally:
        log.close()


class LogFile:
    """The log of one database; opened at the first line."""

    def __init__(self, database: Path, complain: Callable[[str], None]) -> None:
        self._path = log_path(database)
        self._complain = complain
        self._handler: _Handler | None = None
        self._failed = False

    def write(self, line: str) -> None:
        """Append a line with the time in UTC. Never raises for a file that cannot be written."""
        if self._failed:
            return
        try:
            if self._handler is None:
                self._handler = _Handler(self._path)
            self._handler.emit(logging.makeLogRecord({"msg": line}))
        except OSError as error:
            self._failed = True
            self._complain(f"cannot write the log {self._path}: {error.strerror or error}")

    def close(self) -> None:
        """Close the file, if one was opened."""
        if self._handler is not None:
            with suppress(OSError):  # what a full disk did not take was told when it was written
                self._handler.close()


class _Handler(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=BYTES, backupCount=OLDER, encoding="utf-8")
        formatter = logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Let the error out: `LogFile` says it once."""
        error = sys.exception()
        if error is not None:
            raise error
