"""Numbers that are never given again, whatever is removed.

SQLite gives the number of the newest row again once that is gone. Polls are asked for by what is
beyond the last one seen (the app, the alerts, watchlists), and feeds are named by their number in
filters and by polls under way: neither may come to mean another.
"""

from __future__ import annotations

import sqlite3
from typing import Literal

from store.settings import get_setting, put_setting

Numbered = Literal["feeds", "fetches"]


def next_number(connection: sqlite3.Connection, table: Numbered) -> int:
    """A number for a new row, inside the transaction that writes it."""
    return _highest(connection, table) + 1


def keep_numbers(connection: sqlite3.Connection, *tables: Numbered) -> None:
    """To be called before rows are removed, in the transaction that does it."""
    for table in tables:
        put_setting(connection, _setting(table), _highest(connection, table))


def _highest(connection: sqlite3.Connection, table: Numbered) -> int:
    """The highest number ever given."""
    kept: int = connection.execute(
        f"select coalesce(max(id), 0) from {table}"  # noqa: S608 - one of two names
    ).fetchone()[0]
    removed = get_setting(connection, _setting(table))
    return max(kept, removed) if isinstance(removed, int) else kept


def _setting(table: Numbered) -> str:
    return f"{table}.highest"  # before some were removed
