"""How the database file is: what `alimon doctor` reads. Looks, and changes nothing.

Works on files that alimon itself refuses to open (missing, damaged, of a newer version,
unreadable): what can be learnt is told, and what stopped it is said in words.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from store import times
from store.database import explain, newest_version
from store.errors import DatabaseDamaged, DatabaseFull
from store.polling.server_clock import ClockComparison, kept_comparison

_CHECKED_MISTAKES = 5  # the first few say enough


@dataclass(frozen=True, slots=True)
class DatabaseContents:
    """What is kept. `waiting` headlines are not in the search index yet. `newest_poll` is None
    where no feed was ever polled, `newest_figure` (the day a source stated it) where the record is
    empty, `clock` where the poller has not reached enough servers to say."""

    headlines: int
    observations: int
    feeds: int
    rules: int
    waiting: int
    newest_poll: datetime | None
    newest_figure: date | None
    clock: ClockComparison | None = None


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """The state of one database file.

    `bytes` and `wal_bytes` are sizes on disk. `schema` is None where it could not be read.
    `mistakes` are what SQLite's quick_check found, in its words; `problem` is what stopped the
    examination, None where nothing did. `full`: the disk has no room for what SQLite needs to open
    it. `contents` is None for another schema than ours.
    """

    path: Path
    exists: bool
    writable: bool
    bytes: int = 0
    wal_bytes: int = 0
    schema: int | None = None
    mistakes: tuple[str, ...] = ()
    damaged: bool = False
    full: bool = False
    problem: str | None = None
    contents: DatabaseContents | None = None

    @property
    def too_new(self) -> bool:
        """Written by a later alimon than this one."""
        return self.schema is not None and self.schema > newest_version()


def examine_database(path: Path) -> DatabaseHealth:
    """Look at the file at `path`. Raises nothing: what is wrong is in the answer."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return DatabaseHealth(path, exists=False, writable=_can_be_made(path))
    except OSError as error:
        return DatabaseHealth(path, exists=True, writable=False, problem=_words(path, error))
    if path.is_dir():
        problem = f"{path} is a folder, not a database file"
        return DatabaseHealth(path, exists=True, writable=False, problem=problem)
    seen = DatabaseHealth(
        path,
        exists=True,
        writable=os.access(path, os.W_OK) and os.access(path.parent, os.W_OK),
        bytes=size,
        wal_bytes=_size(path.with_name(path.name + "-wal")),
    )
    alone = not os.access(path.parent, os.W_OK)
    try:
        try:
            return _read(seen, alone=alone)
        except sqlite3.Error as error:
            if not isinstance(explain(error, path), DatabaseFull):
                raise
            return replace(_read(seen, alone=True), full=True)
    except sqlite3.Error as error:
        explained = explain(error, path)
        return replace(seen, damaged=isinstance(explained, DatabaseDamaged), problem=str(explained))


def _read(seen: DatabaseHealth, *, alone: bool) -> DatabaseHealth:
    connection = _connect(seen.path, alone=alone)
    try:
        (schema,) = connection.execute("pragma user_version").fetchone()
        checked = connection.execute(f"pragma quick_check({_CHECKED_MISTAKES})").fetchall()
        mistakes = tuple(str(row[0]) for row in checked if row[0] != "ok")
        ours = schema == newest_version() and not mistakes
        return replace(
            seen,
            schema=schema,
            mistakes=mistakes,
            damaged=bool(mistakes),
            contents=_contents(connection) if ours else None,
        )
    finally:
        connection.close()


def _connect(path: Path, *, alone: bool) -> sqlite3.Connection:
    """A connection that cannot write. In a folder that cannot be written, or on a full disk, SQLite
    cannot make the shared memory of WAL mode: then the file is read as if it were `alone`, opened
    by nobody else."""
    flags = "mode=ro&immutable=1" if alone else "mode=ro"
    return sqlite3.connect(f"{path.resolve().as_uri()}?{flags}", uri=True, timeout=5)


def _contents(connection: sqlite3.Connection) -> DatabaseContents:
    counts = connection.execute(
        "select (select count(*) from headlines), (select count(*) from observations), "
        "(select count(*) from feeds), (select count(*) from rules), "
        "(select count(*) from fts_queue), (select max(last_poll_at) from feeds), "
        "(select max(known_at) from observations)"
    ).fetchone()
    headlines, observations, feeds, rules, waiting, polled, known = counts
    return DatabaseContents(
        headlines,
        observations,
        feeds,
        rules,
        waiting,
        newest_poll=times.from_text(polled) if polled else None,
        newest_figure=date.fromisoformat(known) if known else None,
        clock=kept_comparison(connection),
    )


def _can_be_made(path: Path) -> bool:
    """Whether the file could be created: its nearest existing folder can be written."""
    folder = next((parent for parent in path.absolute().parents if parent.exists()), None)
    return folder is not None and folder.is_dir() and os.access(folder, os.W_OK)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _words(path: Path, error: OSError) -> str:
    return f"{path} cannot be looked at: {error.strerror}"
