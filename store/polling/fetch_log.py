"""The log of polls: a row of `fetches` each, whose number orders all arrivals."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from store import times
from store.database import transaction
from store.headlines.entries import FetchRecord
from store.numbering import keep_numbers, next_number


def log_fetch(
    connection: sqlite3.Connection, fetch: FetchRecord, *, new: int = 0, edited: int = 0
) -> int:
    """Log a poll that brought so many headlines, inside the transaction that writes them. Returns
    its number."""
    number = next_number(connection, "fetches")
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


def trim_fetches(connection: sqlite3.Connection, before: datetime) -> int:
    """Forget polls before `before` that brought no headline. Returns how many."""
    with transaction(connection):
        keep_numbers(connection, "fetches")
        return connection.execute(
            "delete from fetches where started_at < ? "
            "and not exists (select 1 from headlines where headlines.fetch = fetches.id)",
            (times.to_text(before),),
        ).rowcount
