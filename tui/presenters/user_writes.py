"""What the user does, written in order by one thread: a locked database never makes a key slow."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from store import database

Answer = TypeVar("Answer")


class UserWrites:
    """Runs store functions on one writing connection, in the order they were asked for.

    `failed` is called in the writing thread with words for the user when one did not work.
    """

    def __init__(self, path: Path, failed: Callable[[str], None]) -> None:
        self._path = path
        self._failed = failed
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="user-writes")

    def submit(
        self, write: Callable[[sqlite3.Connection], Answer], *, told: bool = False
    ) -> Future[Answer]:
        """Run `write(connection)` in the thread. What goes wrong is said, read or not, unless the
        caller has `told` that it will tell."""
        answer = self._thread.submit(self._run, write)
        if not told:
            answer.add_done_callback(self._report)
        return answer

    def _run(self, write: Callable[[sqlite3.Connection], Answer]) -> Answer:
        with database.explained(self._path):
            if self._connection is None:
                self._connection = database.open_writer(self._path)
            return write(self._connection)

    def _report(self, answer: Future[Answer]) -> None:
        error = answer.exception()
        if error is not None:
            self._failed(str(error))

    def close(self) -> None:
        """Finish what was asked for and close."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
