"""The bundled history in a database, made once a session: to be read, or copied and written to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest

from store import database
from store.record.history import load_bundled_history


@pytest.fixture(scope="session")
def record_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the bundled history and nothing else. Who writes copies it first."""
    path: Path = tmp_path_factory.mktemp("record") / "alimon.sqlite"
    with closing(database.open_writer(path, datetime(2026, 8, 21, tzinfo=UTC))) as connection:
        load_bundled_history(connection)
    return path


@pytest.fixture(scope="session")
def record(record_file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads `record_file`, and cannot write."""
    with closing(database.open_reader(record_file)) as connection:
        yield connection


@pytest.fixture
def own_record(record_file: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads and writes the test's own copy of `record_file`."""
    with closing(database.open_writer(copyfile(record_file, tmp_path / "own.sqlite"))) as own:
        yield own
