"""A database with three feeds, and a newsroom that polls them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import NOW, Newsroom

from store import database


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    path = tmp_path / "alimon.sqlite"
    connection = database.open_writer(path, NOW)
    connection.executemany(
        "insert into feeds (id, url, title, added_at) values (?, ?, ?, '2026-01-01T00:00:00Z')",
        [
            (1, "https://wire.example/rss", "Example Wire"),
            (2, "https://post.example/rss", "South Post"),
            (3, "https://zh.example/rss", "样例财经"),
        ],
    )
    yield Newsroom(connection, path)
    connection.close()
