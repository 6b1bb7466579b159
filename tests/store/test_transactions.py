"""All of a transaction or nothing, also when one is made within another."""

from __future__ import annotations

import sqlite3

import pytest

from store.database import newest_version, open_writer, transaction
from store.errors import DatabaseTooNew


class Trouble(Exception):
    """What goes wrong half way."""


@pytest.fixture
def connection(tmp_path):
    made = open_writer(tmp_path / "a.sqlite")
    yield made
    made.close()


def note(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("insert into settings (key, value) values (?, '1')", (key,))


def noted(connection: sqlite3.Connection) -> set[str]:
    return {key for (key,) in connection.execute("select key from settings where value = '1'")}


def test_one_within_another_is_kept_with_it(connection):
    with transaction(connection):
        note(connection, "outer")
        with transaction(connection):
            note(connection, "inner")
        assert connection.in_transaction
    assert not connection.in_transaction
    assert noted(connection) == {"outer", "inner"}


def note_two_and_fail(connection: sqlite3.Connection, *, in_the_inner: bool) -> None:
    with transaction(connection):
        note(connection, "outer")
        with transaction(connection):
            note(connection, "inner")
            if in_the_inner:
                raise Trouble
        raise Trouble


@pytest.mark.parametrize("in_the_inner", [True, False])
def test_one_within_another_is_undone_with_it(connection, in_the_inner):
    with pytest.raises(Trouble):
        note_two_and_fail(connection, in_the_inner=in_the_inner)
    assert not connection.in_transaction
    assert noted(connection) == set()


def test_nothing_is_written_once_a_newer_alimon_has_changed_the_schema(connection, tmp_path):
    newer = sqlite3.connect(tmp_path / "a.sqlite")
    newer.execute(f"pragma user_version = {newest_version() + 1}")
    newer.close()

    with (
        pytest.raises(DatabaseTooNew, match=r"a\.sqlite was written by a newer alimon"),
        transaction(connection),
    ):
        note(connection, "too late")

    assert not connection.in_transaction
    assert noted(connection) == set()


def note_and_fail_at_the_end(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        note(connection, "first")
        connection.execute("pragma defer_foreign_keys = on")
        connection.execute("insert into headline_versions values (1, 'now', 'of none', '', null)")


def test_a_commit_that_fails_is_undone_and_the_next_one_is_whole(connection):
    with pytest.raises(sqlite3.IntegrityError):
        note_and_fail_at_the_end(connection)
    assert not connection.in_transaction

    with transaction(connection):
        note(connection, "second")
    assert not connection.in_transaction
    assert noted(connection) == {"second"}
