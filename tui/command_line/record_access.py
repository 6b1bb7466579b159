"""The record as a command opens it: with the bundled history in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store import database
from store.errors import DatabaseReadOnly
from store.record.history import load_bundled_history


@contextmanager
def record(path: Path) -> Iterator[sqlite3.Connection]:
    """The database with the bundled history in it; as it is, where it cannot be written."""
    try:
        connection = database.open_writer(path)
    except DatabaseReadOnly:
        connection = database.open_reader(path)
    try:
        with database.explained(path):
            if not is_read_only(connection):
                load_bundled_history(connection)
            yield connection
    finally:
        connection.close()


def is_read_only(connection: sqlite3.Connection) -> bool:
    """Whether nothing can be written with this connection."""
    return bool(connection.execute("pragma query_only").fetchone()[0])
