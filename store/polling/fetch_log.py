"""The log of polls: a row of `fetches` each, whose number orders all arrivals.

A number is never given again, whatever is removed: who has seen all up to one asks for what is
beyond it (the app, the alerts, watchlists), and would never see what came under a number it knows.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from store import times
from store.database import transaction
from store.headlines.entries import FetchRecord
from store.settings import get_setting, put_setting

_HIGHEST = "fetches.highest"  # a setting: the highest number before some were removed


def log_fetch(
    connection: sqlite3.Connection, fetch: FetchRecord, *, new: int = 0, edited: int = 0
) -> int:
    """Log a poll that brought so many headlines, inside the transaction that writes them. Returns
    its number."""
    number = _highest(connection) + 1
    connection.execute(
        "insert into fetches (id, feed, started_at, duration_ms, http_status, wire_bytes, "
        "decoded_bytes, entries, new, updated, outcome, message) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            fetch.feed,
            times.to_text(fetch.started_at),
            fetch.duration_ms,
            fetch.http_status,
            fetch.wire_bytes,
            fetch.decoded_bytes,
            fetch.entries,
            new,
            edited,
            fetch.outcome,
            fetch.message,
        ),
    )
    return number


def keep_numbers(connection: sqlite3.Connection) -> None:
    """To be called before polls are removed, in the transaction that does it."""
    put_setting(connection, _HIGHEST, _highest(connection))


def _highest(connection: sqlite3.Connection) -> int:
    """The highest number ever given."""
    kept: int = connection.execute("select coalesce(max(id), 0) from fetches").fetchone()[0]
    removed = get_setting(connection, _HIGHEST)
    return max(kept, removed) if isinstance(removed, int) else kept


def trim_fetches(connection: sqlite3.Connection, before: datetime) -> int:
    """Forget polls before `before` that brought no headline. Returns how many."""
    with transaction(connection):
        keep_numbers(connection)
        return connection.execute(
            "delete from fetches where started_at < ? "
            "and not exists (select 1 from headlines where headlines.fetch = fetches.id)",
            (times.to_text(before),),
        ).rowcount
