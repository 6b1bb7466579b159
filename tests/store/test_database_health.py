"""The database file is examined whatever its state, and never changed by it."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfile

import pytest

from store import database
from store.database_health import examine_database
from store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTooNew,
    StoreError,
)
from store.polling.subscriptions import NewFeed, add_feed

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@contextmanager
def no_file_grows() -> Iterator[None]:
    """A full disk, as far as this process can tell."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def path(record_file: Path, tmp_path: Path) -> Path:
    where = copyfile(record_file, tmp_path / "alimon.sqlite")
    connection = database.open_writer(where)
    add_feed(connection, NewFeed("https://example.org/rss"), NOW)
    connection.close()
    return where


def test_a_sound_database_is_described(path: Path) -> None:
    health = examine_database(path)

    assert not health.mistakes
    assert health.problem is None
    assert health.writable
    assert health.schema == database.newest_version()
    assert health.bytes == path.stat().st_size
    assert health.contents is not None
    assert health.contents.observations >= 2_473
    assert (health.contents.feeds, health.contents.headlines, health.contents.waiting) == (1, 0, 0)
    assert health.contents.newest_poll is None
    assert health.contents.newest_figure == date(2026, 8, 24)


def test_on_a_full_disk_what_is_stored_is_read_all_the_same(path: Path) -> None:
    with no_file_grows():
        health = examine_database(path)

    assert health.full
    assert health.problem is None
    assert health.contents is not None
    assert health.contents.feeds == 1


def test_a_missing_file_is_no_problem_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "alimon.sqlite"

    health = examine_database(path)

    assert not health.exists
    assert health.writable
    assert health.problem is None
    assert not path.parent.exists()


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "alimon.sqlite"
    path.write_bytes(b"not a database at all, " * 100)

    health = examine_database(path)

    assert health.damaged
    assert str(path) in str(health.problem)


def test_a_broken_page_is_found(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(8_192))

    health = examine_database(path)

    assert health.damaged
    assert health.mistakes or health.problem


def test_a_newer_schema_is_named_and_its_tables_are_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 999")
    connection.close()

    health = examine_database(path)

    assert health.too_new
    assert not health.mistakes
    assert health.problem is None
    assert health.contents is None


def test_a_newer_schema_is_refused_to_those_who_would_use_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma user_version = 999")

    with pytest.raises(DatabaseTooNew, match=r"written by a newer alimon \(schema 999"):
        database.open_reader(path)
    assert not database.is_current(path.with_name("none.sqlite"))


def test_a_file_in_place_of_the_folder_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    health = examine_database(tmp_path / "file" / "alimon.sqlite")

    assert health.problem == f"{health.path} cannot be looked at: Not a directory"
    with pytest.raises(StoreError, match="cannot use"):
        database.open_writer(tmp_path / "file" / "alimon.sqlite")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("database disk image is malformed", DatabaseDamaged, "is damaged"),
        ("file is not a database", DatabaseDamaged, "restore a backup"),
        ("attempt to write a readonly database", DatabaseReadOnly, "make it writable"),
        ("database or disk is full", DatabaseFull, "no space left to write"),
        ("disk I/O error", DatabaseFull, "free some and try again"),
        ("database is locked", DatabaseBusy, "close it and try again"),
        ("unable to open database file", StoreError, "check the path"),
        ("no such table: headlines", StoreError, "`alimon doctor` checks it"),
    ],
)
def test_what_sqlite_says_is_told_with_what_to_do(
    text: str, kind: type[StoreError], words: str
) -> None:
    told = database.explain(sqlite3.OperationalError(text), Path("alimon.sqlite"))
    assert type(told) is kind
    assert words in str(told)


def test_what_may_not_be_written_is_told_with_what_to_do() -> None:
    with (
        pytest.raises(DatabaseReadOnly, match="make it writable or use --db PATH"),
        database.explained(Path("alimon.sqlite")),
    ):
        raise PermissionError(13, "Permission denied")


def test_a_folder_in_place_of_the_file_is_said_in_words(tmp_path: Path) -> None:
    health = examine_database(tmp_path)

    assert health.problem is not None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_noticed(path: Path) -> None:
    path.parent.chmod(0o555)
    try:
        health = examine_database(path)
    finally:
        path.parent.chmod(0o755)

    assert not health.writable
    assert health.contents is not None


def test_looking_changes_nothing(path: Path) -> None:
    before = path.read_bytes()

    examine_database(path)

    assert path.read_bytes() == before
