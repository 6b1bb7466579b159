"""One poller per database: an exclusive `flock` held as long as the process lives.

Who holds it is read by store/polling/poller_presence.py.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

from store.database import explained, newest_version
from store.errors import StoreError
from store.polling.poller_presence import PollerInfo, describe, lock_path, poller_running

_TRIES = 5
_PAUSE = 0.02  # somebody who only looks holds the lock for an instant
_ENDING_TRIES = 100
_ENDING_PAUSE = 0.1


class PollerRunning(StoreError):
    """Another poller holds the lock."""


@contextmanager
def poll_lock(database: Path, *, child: bool, now: datetime) -> Iterator[None]:
    """Be the one poller of `database` for the block. Raises PollerRunning, StoreError.

    The file stays when the lock is given back: removing it would let two pollers lock two files
    of one name.
    """
    with explained(database):
        database.parent.mkdir(parents=True, exist_ok=True)
        file = FileIO(os.open(lock_path(database), os.O_RDWR | os.O_CREAT, 0o644), "r+")
    with file:
        _acquire(file, database)
        with explained(database):
            file.truncate(0)
            signature = PollerInfo(os.getpid(), now, child, newest_version())
            file.write(describe(signature).encode())
        yield


def _acquire(file: FileIO, database: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if left:
                time.sleep(_PAUSE)
        else:
            return
    raise PollerRunning(
        f"a poller is already running ({poller_running(database)}); "
        "its headlines arrive here too, so nothing is to be done"
    )


def end_poller(database: Path) -> None:
    """Ask the poller of `database`, if one runs, to end, and wait until it has.

    Raises PollerRunning when an app started it (the app would start the next) or when it does not
    end within a few seconds.
    """
    info = poller_running(database)
    if info is None:
        return
    if info.child:
        raise PollerRunning(f"the app is open on {database} ({info}); quit it and try again")
    if info.process is not None:
        with suppress(ProcessLookupError):  # it ended by itself
            os.kill(info.process, signal.SIGTERM)
    for _ in range(_ENDING_TRIES):
        if poller_running(database) is None:
            return
        time.sleep(_ENDING_PAUSE)
    raise PollerRunning(f"the poller does not end ({info}); end it and try again")
