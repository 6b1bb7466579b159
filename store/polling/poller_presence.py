"""Who polls a database: the lock file beside it, `<database>.lock`.

The poller holds an exclusive `flock` on it as long as it lives (feeds/polling/lock.py); the kernel
lets go when the process ends, however it ends. The file's text says who holds it and is only
believed while the lock is held.
"""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store import times


@dataclass(frozen=True, slots=True)
class PollerInfo:
    """The poller that runs: its process number, since when, and whether an app started it.

    `schema` is the newest that it knows: it ends by itself when the database has a later one. None
    for a poller of before there was this promise. The others are None in the instant before a new
    poller has written them.
    """

    process: int | None
    since: datetime | None
    child: bool | None
    schema: int | None = None

    def __str__(self) -> str:
        process = f"process {self.process}" if self.process is not None else "process unknown"
        since = f", since {times.to_text(self.since)}" if self.since is not None else ""
        return f"{process}{since}{', started by the app' if self.child else ''}"


def lock_path(database: Path) -> Path:
    """The lock file of `database`."""
    return database.with_name(database.name + ".lock")


def describe(info: PollerInfo) -> str:
    """What a poller writes into its lock file."""
    since = times.to_text(info.since) if info.since else None
    signature = {"process": info.process, "since": since, "child": info.child}
    return json.dumps({**signature, "schema": info.schema}) + "\n"


def poller_running(database: Path) -> PollerInfo | None:
    """The poller of `database`, or None when none runs."""
    try:
        with lock_path(database).open(encoding="utf-8", errors="replace") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _read(file.read(1_000))
            return None
    except OSError:
        return None  # no lock file, or none that can be read: nobody holds it for us


def _read(text: str) -> PollerInfo:
    try:
        value = json.loads(text)
        schema = value.get("schema")
        return PollerInfo(
            process=int(value["process"]),
            since=times.from_text(value["since"]),
            child=bool(value["child"]),
            schema=None if schema is None else int(schema),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return PollerInfo(None, None, None)
