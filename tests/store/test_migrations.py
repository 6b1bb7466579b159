"""A database of any earlier alimon is brought up to date with everything in it."""

from __future__ import annotations

import fcntl
import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import database
from store.errors import StoreError
from store.polling.poller_presence import PollerInfo, describe, lock_path

NOW = datetime(2026, 11, 29, tzinfo=UTC)
STORED = Path(__file__).with_name("old_databases")  # as the alimon of that schema left them


def at_schema(path: Path, version: int) -> sqlite3.Connection:
    """A new database as the alimon of that schema made it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(
        "create table migrations "
        "(number integer primary key, name text not null, applied_at text not null)"
    )
    for number, name, sql in database.migrations()[:version]:
        for statement in database.statements(sql):
            connection.execute(statement)
        connection.execute("insert into migrations values (?, ?, '')", (number, name))
    connection.execute(f"pragma user_version = {version}")
    return connection


def rows(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that is ours and no part of the full-text index."""
    names = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'headlines_fts%' "
        "and name not in ('migrations', 'sqlite_sequence')"
    )
    connection.row_factory = None
    return {
        name: connection.execute(f"select * from {name} order by 1, 2").fetchall()
        for (name,) in names.fetchall()
    }


@pytest.mark.parametrize("version", range(1, database.newest_version()))
def test_an_empty_database_of_any_schema_is_brought_up_to_date(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "old.sqlite"
    at_schema(path, version).close()

    with closing(database.open_writer(path, NOW)) as connection:
        assert connection.execute("pragma user_version").fetchone()[0] == database.newest_version()
        names = [row[0] for row in connection.execute("select name from migrations order by 1")]

    assert names == [name for _, name, _ in database.migrations()]


@pytest.mark.parametrize("stored", sorted(STORED.glob("*.gz")), ids=lambda path: path.name)
def test_a_stored_database_keeps_every_row(tmp_path: Path, stored: Path) -> None:
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress(stored.read_bytes()))
    with closing(sqlite3.connect(path)) as connection:
        before = rows(connection)
        assert before["headlines"]

    with closing(database.open_writer(path, NOW)) as connection:
        after = rows(connection)
        assert connection.execute("pragma integrity_check").fetchone()[0] == "ok"
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        assert connection.execute("select count(*) from headline_list").fetchone()[0] > 0

    for table, kept in before.items():
        old = [row[: len(kept[0])] for row in after[table]] if kept else []
        assert old == kept, table


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite"
    at_schema(path, 2).close()
    real = database.migrations()
    broken = (*real[:2], (3, "broken", "create table half (id); insert into nowhere values (1);"))
    monkeypatch.setattr(database, "migrations", lambda: broken)

    with pytest.raises(database.StoreError):
        database.open_writer(path, NOW)

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma user_version").fetchone()[0] == 2
        assert not connection.execute("select 1 from sqlite_master where name = 'half'").fetchall()


OF_BEFORE = (
    '{"process": 4711, "since": "2026-08-20T12:00:00Z", "child": %s}'  # ends at no migration
)
SIGNED = describe(PollerInfo(4711, NOW, child=False, schema=6))  # ends by itself


@contextmanager
def polled(path: Path, signature: str) -> Iterator[None]:
    """A poller that signed its lock so is at work."""
    lock_path(path).write_text(signature, encoding="utf-8")
    with lock_path(path).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("pragma user_version").fetchone()[0]
    return version


@pytest.mark.parametrize(
    ("child", "remedy"), [("false", r"end it \(kill 4711\)"), ("true", "quit the app")]
)
def test_what_a_poller_of_before_still_writes_to_is_left_as_it_is(
    tmp_path: Path, child: str, remedy: str
) -> None:
    path = tmp_path / "old.sqlite"
    at_schema(path, 6).close()

    with polled(path, OF_BEFORE % child), pytest.raises(StoreError, match=remedy) as raised:
        database.open_writer(path, NOW)

    assert "an earlier alimon (process 4711, since 2026-08-20" in str(raised.value)
    assert version_of(path) == 6


@pytest.mark.parametrize(("version", "signature"), [(6, SIGNED), (0, OF_BEFORE % "false")])
def test_what_no_poller_of_before_writes_to_is_brought_up_to_date(
    tmp_path: Path, version: int, signature: str
) -> None:
    path = tmp_path / "old.sqlite"
    at_schema(path, version).close()
    if version == 0:
        path.unlink()  # its poller was the first to come

    with polled(path, signature):
        database.open_writer(path, NOW).close()

    assert version_of(path) == database.newest_version()
