"""Starts the process that reads, apart from who talks with it (feeds/reading/process.py), so that
it gets ready on the other core while the rest of the poller is loaded."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from typing import NamedTuple

from store.errors import StoreError

# glibc gives each thread an arena of its own, 5 MB more for nothing, and comes to hold documents
# among small things that stay: then their memory is not given back, 20 MB after 500 of them.
_FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "2000000"}


class NoChild(StoreError):
    """The system gives no process to read in; the message says why."""


class Child(NamedTuple):
    """The process (feeds/reading/worker.py) and our end of the socket to it."""

    process: subprocess.Popen[bytes]
    socket: socket.socket


_early: list[Child] = []
# without what `-m` imports; what is loaded is not looked through for garbage meanwhile
_PROGRAM = "import gc; gc.disable(); from feeds.reading.worker import main; main()"


def start_early() -> None:
    """Start the process that the next `start_child` returns; it says so if that fails."""
    with contextlib.suppress(NoChild):
        _early.append(start_child())


def start_child() -> Child:
    """A process that reads documents; it ends when the socket does. Raises NoChild."""
    if _early:
        return _early.pop()
    try:
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as unless_started:
            unless_started.callback(ours.close)
            process = _started(theirs.fileno())
            unless_started.pop_all()
        return Child(process, ours)
    except OSError as problem:  # too many processes or open files, no memory
        raise NoChild(
            f"the process that reads documents cannot be started: {problem.strerror}; "
            "end other programs or raise the limit (`ulimit -a`)"
        ) from problem


def _started(connection: int) -> subprocess.Popen[bytes]:
    # -P: a folder named `feeds` where the user happens to be must not be imported
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM],
        stdin=connection,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | _FRUGAL,
    )
