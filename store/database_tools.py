"""Looking into the database and keeping it safe: tables, questions in SQL,
backup, restore, check, repair, vacuum.

sqlite-utils does what it is good at, describing tables and answering queries as dictionaries; it
is imported when it is used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.database import (
    BUSY_MILLISECONDS,
    explain,
    explained,
    open_reader,
    open_writer,
    snapshot,
)
from store.errors import DatabaseDamaged, DatabaseFull, DatabaseReadOnly, StoreError
from store.headlines import recounting, search_index, views

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A table or view: how many rows, and its columns with their types in order."""

    name: str
    rows: int
    columns: tuple[tuple[str, str], ...]


def table_summaries(connection: sqlite3.Connection) -> tuple[TableSummary, ...]:
    """Every table and view that is ours, by name; the full-text index's own tables left out."""
    database = _tools(connection)
    names = [*database.table_names(), *database.view_names()]
    return tuple(
        TableSummary(
            name,
            database[name].count,
            tuple((column.name, column.type) for column in database[name].columns),
        )
        for name in sorted(names)
        if not name.startswith(("headlines_fts_", "sqlite_"))
    )


def answer(connection: sqlite3.Connection, sql: str) -> Iterator[dict[str, Any]]:
    """The rows of a query, column by name. The connection should be one that cannot write.

    Raises StoreError with what SQLite says for a query it does not understand.
    """
    try:
        yield from _tools(connection).query(sql)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        if "readonly" in str(error):
            raise StoreError("a query only reads; nothing can be changed this way") from error
        raise StoreError(
            f"SQLite answered: {error}; `alimon db tables` names the columns"
        ) from error


def _tools(connection: sqlite3.Connection) -> Database:
    import sqlite_utils  # noqa: PLC0415 - half a second, with pandas; only when used

    return sqlite_utils.Database(connection)


def back_up(source: Path, target: Path) -> int:
    """Copy the database, also while it is written to; the size of the copy in bytes.

    Raises StoreError when `target` exists or cannot be written; nothing is left of it then.
    """
    if target.exists():
        raise StoreError(f"{target} exists already; a backup overwrites nothing")
    try:
        with (
            explained(source),
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as original,
        ):
            _copy(original, target)
    except BaseException:
        for ending in ("", "-journal"):
            with suppress(FileNotFoundError, NotADirectoryError):  # there was nowhere to make it
                target.with_name(target.name + ending).unlink()
        raise
    return target.stat().st_size


def _copy(original: sqlite3.Connection, target: Path) -> None:
    """Damage is the original's; that there is no place, no room, or no right to write, is the
    copy's."""
    with explained(target):
        opened = sqlite3.connect(target)
    try:
        with closing(opened) as copy:
            original.backup(copy)
    except sqlite3.Error as error:
        if isinstance(told := explain(error, target), (DatabaseFull, DatabaseReadOnly)):
            raise told from error
        raise


def restore(source: Path, target: Path, now: datetime) -> Path | None:
    """Put the backup `source` in the place of the database `target`, and bring it up to date.

    Returns where the database that was there went: beside itself, dated `now`, never deleted; None
    when there was none. The caller holds the poller's lock. Raises StoreError when `source` is no
    sound alimon database; `target` is then as it was.
    """
    with explained(source), closing(open_reader(source)) as original:
        _require_sound(original, source)
        kept = _set_aside(target, now)
        with explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(target, timeout=BUSY_MILLISECONDS / 1000)) as copy:
                original.backup(copy)
    open_writer(target, now).close()
    return kept


def _require_sound(connection: sqlite3.Connection, path: Path) -> None:
    tables = "select count(*) from sqlite_master where name in ('headlines', 'observations')"
    if connection.execute(tables).fetchone()[0] != 2:
        raise StoreError(f"{path} is no alimon database; nothing was changed")
    if found := problems(connection):
        raise StoreError(f"{path} is damaged ({found[0]}); nothing was changed")


def _set_aside(target: Path, now: datetime) -> Path | None:
    if not target.exists():
        return None
    kept = target.with_name(f"{target.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    try:
        back_up(target, kept)
    except DatabaseDamaged:  # that is why it is restored: keep its bytes as they are
        kept.unlink(missing_ok=True)
        with explained(target):
            for ending in ("", "-wal", "-shm"):
                part = target.with_name(target.name + ending)
                if part.exists():
                    part.rename(kept.with_name(kept.name + ending))
    return kept


def problems(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What SQLite's integrity check and the foreign keys find wrong; empty when all is well."""
    found = [row[0] for row in connection.execute("pragma integrity_check") if row[0] != "ok"]
    dangling = connection.execute("pragma foreign_key_check").fetchall()
    return (*found, *(f"{row[0]}: row {row[1]} refers to a missing {row[2]}" for row in dangling))


def outdated(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What is worked out from the headlines and does not fit them; `repair` makes it anew."""
    with snapshot(connection):
        lost = search_index.astray(connection)
        kept, right = views.counts(connection), recounting.counted(connection)
    found = []
    if lost:
        found.append(f"the search index has {lost:,} headlines too few or too many")
    if kept != right:
        found.append(
            f"the counts say {kept.total:,} headlines, {kept.unread:,} unread and {kept.starred:,} "
            f"starred, and there are {right.total:,}, {right.unread:,} and {right.starred:,}"
        )
    return tuple(found)


def repair(connection: sqlite3.Connection, tell: Callable[[int], None]) -> tuple[int, bool]:
    """Make the search index and the counts anew: how many headlines were indexed, and whether the
    counts were wrong. `tell` hears of each batch how many it was."""
    recounted = recounting.recount(connection)
    return search_index.rebuild(connection, tell), recounted


def vacuum(connection: sqlite3.Connection) -> None:
    """Give freed pages back to the disk and renew the statistics of the query planner."""
    connection.execute("vacuum")
    connection.execute("analyze")
