"""When a feed's newest headlines came: what its rhythm is told from (store/polling/rhythm.py)."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime


def recent_arrivals(
    connection: sqlite3.Connection, feed: int, limit: int = 20
) -> tuple[datetime, ...]:
    """When the feed's newest headlines came, newest first (the id holds the second)."""
    rows = connection.execute(
        "select id >> 20 from headlines where feed = ? order by id desc limit ?", (feed, limit)
    )
    return tuple(datetime.fromtimestamp(seconds, tz=UTC) for (seconds,) in rows)
