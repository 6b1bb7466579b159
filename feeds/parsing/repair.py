"""feedparser at arm's length: broken feeds go to a worker process under a deadline.

feedparser reads nearly anything, but can take half a minute and hundreds of megabytes over a
hostile document, and half a second to import. So it lives in a process of its own, started when
the first broken feed comes, kept for the next, and killed when it is late or too large: one bad
feed costs one feed.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import weakref
from types import TracebackType
from typing import Self

from feeds.parsing.repair_frames import receive, send
from feeds.parsing.stated import StatedEntry, StatedFeed

DEADLINE = 1.5  # seconds a document: feedparser reads some 3,000 entries in one
STARTING_TIME = 15.0  # seconds for Python and feedparser to load, on a busy machine
LARGE = 1 << 20  # bytes; a worker is not kept after a larger document, nor what it left in memory
LARGEST = 2 << 20  # bytes of a document; feedparser is not asked to try more
MEMORY = 150 << 20  # bytes of address space; idle, the worker has 30 MB of it


class CannotRepair(Exception):
    """Nothing came of it, and why; follows the fault the document has."""


class Repairer:
    """A worker process for broken feeds. Thread-safe; one document at a time.

    Use it as a context manager or call `close`; the process also ends with this one, however
    that ends.
    """

    def __init__(self, deadline: float = DEADLINE, memory: int = MEMORY) -> None:
        self._deadline = deadline
        self._memory = memory
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def repair(self, text: str) -> StatedFeed:
        """What feedparser finds stated in `text`. Blocks for at most the deadline.

        Raises CannotRepair.
        """
        request = text.encode()
        if len(request) > LARGEST:
            raise CannotRepair("it is too long to be repaired")
        with self._lock:
            if self._worker is None:
                self._worker = _Worker(self._deadline, self._memory)
            keep = False
            try:
                answer = self._worker.ask(request, self._deadline)
                keep = len(request) <= LARGE
            finally:
                if not keep:
                    self._worker.end()
                    self._worker = None
        if answer is None:
            raise CannotRepair("no feed is to be made of it")
        return answer

    def close(self) -> None:
        """End the worker process, if there is one. The next repair starts another."""
        with self._lock:
            if self._worker is not None:
                self._worker.end()
                self._worker = None


class _Worker:
    """The process and the socket to it."""

    def __init__(self, deadline: float, memory: int) -> None:
        self._connection, theirs = socket.socketpair()
        with theirs:
            # -P: a folder named `feeds` where the user happens to be must not be imported
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "feeds.parsing.repair_worker",
                    str(deadline + 1),
                    str(memory),
                ],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._ready = False
        self.end = weakref.finalize(self, _end, process, self._connection)

    def ask(self, request: bytes, deadline: float) -> StatedFeed | None:
        """The worker's answer, None where it sees no feed. Raises CannotRepair."""
        try:
            if not self._ready:
                self._connection.settimeout(STARTING_TIME)
                self._ready = receive(self._connection) is not None
            self._connection.settimeout(deadline)
            send(self._connection, request)
            answer = receive(self._connection)
        except TimeoutError as error:
            raise CannotRepair(f"its repair took longer than {deadline:g} s") from error
        except OSError as error:
            raise CannotRepair(f"its repair failed ({error.strerror})") from error
        if answer is None:
            raise CannotRepair("its repair took too much memory, or failed")
        return _stated(answer)


def _end(process: subprocess.Popen[bytes], connection: socket.socket) -> None:
    connection.close()
    process.kill()
    process.wait()


def _stated(answer: bytes) -> StatedFeed | None:
    found = json.loads(answer)
    if found is None:
        return None
    entries = [StatedEntry(**entry) for entry in found.pop("entries")]
    return StatedFeed(**found, entries=entries)
