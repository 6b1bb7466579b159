"""Opening the one SQLite file: where it is, how its connections are set up, its migrations.

Promises: a writer and any number of readers at once (WAL); a reader can never write; every failure
is a `StoreError` that says what to do; migrations run in one transaction each and keep every row;
no process writes to a schema that is newer than it knows.
"""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from store import times
from store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTooNew,
    StoreError,
)
from store.polling.poller_presence import poller_running

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # a full disk, a quota, a limit of the shell
_LOOKS = 5
_BETWEEN_LOOKS = 0.02
BUSY_MILLISECONDS = 15_000  # longer than the 10 s another program may hold the file


def open_writer(path: Path, now: datetime | None = None) -> sqlite3.Connection:
    """A read-write connection; creates the file and its folder and migrates the schema.

    `now` dates the migrations. Raises StoreError.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MILLISECONDS / 1000)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute("pragma foreign_keys = on")
            migrate(connection, path, now or times.now())
        except BaseException:
            connection.close()
            raise
        return connection


def open_reader(path: Path, *, any_thread: bool = False) -> sqlite3.Connection:
    """A connection that cannot write. The file must exist. Raises StoreError.

    `any_thread` allows use from worker threads, one at a time. Such a connection reads much that is
    not read again, so it keeps few pages: 400 kB are as fast as 2 MB at a million headlines.
    """
    with explained(path):
        if not path.exists():
            raise StoreError(
                f"no database at {path}: run `alimon` or `alimon poll` once to make it"
            )
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            timeout=BUSY_MILLISECONDS / 1000,
            check_same_thread=not any_thread,
        )
        connection.row_factory = sqlite3.Row
        connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("pragma query_only = on")
        if any_thread:
            connection.execute("pragma cache_size = -400")
        check_version(connection, path)
        return connection


def is_current(path: Path) -> bool:
    """Whether there is a database at `path` that needs no migration. Raises StoreError."""
    if not path.exists():
        return False
    connection = open_reader(path)
    try:
        return check_version(connection, path) == newest_version()
    finally:
        connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all of it or nothing. Takes the write lock at once, so that two
    writers queue instead of failing half way. Within another it is part of that one, and kept or
    undone with it: who catches its error must let the other fail too.

    Raises DatabaseTooNew where a newer alimon has brought the database up to date meanwhile: what
    is written has changed, even where the tables are as before (migration 0007).
    """
    is_part = connection.in_transaction
    if is_part:
        yield
        return
    connection.execute("begin immediate")
    try:
        check_version(connection)
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


@contextmanager
def undone(connection: sqlite3.Connection) -> Iterator[None]:
    """A write transaction that is always rolled back: what would become of the database, seen with
    the code that would do it. Holds the write lock like any other, so keep it short."""
    connection.execute("begin immediate")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("rollback")


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Several reads that see one state of the database."""
    connection.execute("begin")
    try:
        yield
    finally:
        connection.execute("commit")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's errors into the words a person can act on."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if path.is_dir():
            raise StoreError(f"{path} is a folder; --db names the database file itself") from error
        raise explain(error, path) from error
    except BrokenPipeError:  # of who reads what is printed: no matter of the file
        raise
    except PermissionError as error:
        raise DatabaseReadOnly(
            f"cannot write {path}: {error.strerror}; make it writable or use --db PATH"
        ) from error
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DatabaseFull(_no_space(path, str(error.strerror))) from error
        raise StoreError(f"cannot use {path}: {error.strerror or error}; try --db PATH") from error


def _no_space(path: Path, text: str) -> str:
    return f"no space left to write {path} ({text}); free some and try again"


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """The StoreError that says what `error` means for the file at `path`."""
    text = str(error)
    if "malformed" in text or "not a database" in text or "disk image" in text:
        return DatabaseDamaged(
            f"{path} is damaged or not an alimon database ({text}); move it away and start again, "
            "or restore a backup"
        )
    if "readonly" in text:
        return DatabaseReadOnly(f"{path} is read-only; make it writable or use --db PATH")
    if "full" in text or "disk I/O" in text:  # what a quota looks like is an I/O error
        return DatabaseFull(_no_space(path, text))
    if "locked" in text or "busy" in text:
        return DatabaseBusy(f"another program holds {path}; close it and try again")
    if "unable to open" in text:
        return StoreError(f"cannot open {path} ({text}); check the path, or use --db PATH")
    return StoreError(f"the database {path} answered: {text}; `alimon doctor` checks it")


def migrations() -> tuple[tuple[int, str, str], ...]:
    """Every migration as (number, name, SQL), in order."""
    return tuple(
        (int(f.name[:4]), f.name.removesuffix(".sql"), f.read_text(encoding="utf-8"))
        for f in sorted(_migration_files(), key=lambda file: file.name)
    )


def _migration_files() -> list[Path]:
    folder = Path(__file__).parent / "migrations"
    return [file for file in folder.iterdir() if file.suffix == ".sql"]


@cache  # what this process runs, whatever is installed in its place meanwhile
def newest_version() -> int:
    """The schema version this program writes."""
    return max(int(file.name[:4]) for file in _migration_files())


def check_version(connection: sqlite3.Connection, path: Path | None = None) -> int:
    """The file's schema version. Raises DatabaseTooNew, which names `path` or where the file is,
    if this program does not know it."""
    version: int = connection.execute("pragma user_version").fetchone()[0]
    if version > newest_version():
        raise DatabaseTooNew(
            f"{path or _file_of(connection)} was written by a newer alimon "
            f"(schema {version}, this one knows "
            f"{newest_version()}); upgrade alimon, or use another file with --db PATH"
        )
    return version


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("pragma database_list").fetchone()[2])


def migrate(connection: sqlite3.Connection, path: Path, now: datetime) -> None:
    """Bring the schema up to date, each step in a transaction of its own.

    Raises StoreError, and changes nothing, while a poller of an earlier alimon would go on writing
    as it is used to.
    """
    version = check_version(connection, path)
    if version == newest_version():
        return
    if version:  # else there is nothing yet that a poller could know otherwise
        _require_no_earlier_poller(path)
    for number, name, sql in migrations():
        with transaction(connection):
            if number <= check_version(connection, path):  # another process was faster
                continue
            connection.execute(
                "create table if not exists migrations "
                "(number integer primary key, name text not null, applied_at text not null)"
            )
            for statement in statements(sql):
                connection.execute(statement)
            connection.execute(
                "insert into migrations values (?, ?, ?)", (number, name, times.to_text(now))
            )
            connection.execute(f"pragma user_version = {number}")


def _require_no_earlier_poller(path: Path) -> None:
    """Pollers say what schema they know, and end when it is passed; those of before do neither."""
    poller = poller_running(path)
    for _ in range(_LOOKS):
        if poller is None or poller.schema is not None:
            return
        time.sleep(_BETWEEN_LOOKS)  # it may be about to sign
        poller = poller_running(path)
    if poller is None:
        return
    process = "" if poller.process is None else f" (kill {poller.process})"
    remedy = "quit the app that started it" if poller.child else f"end it{process}"
    raise StoreError(
        f"{path} has to be brought up to date, and a poller of an earlier alimon ({poller}) still "
        f"writes to it; {remedy}, then try again"
    )


def statements(sql: str) -> Iterator[str]:
    """The single statements of a script: `executescript` would commit the transaction around it."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
