"""Named filters: what the user keeps an eye on, and what is new in each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from store.database import transaction
from store.errors import StoreError
from store.headlines.query import parse_query
from store.headlines.views import arrived_since, newest_fetch
from store.times import from_text, to_text


class WatchlistError(StoreError):
    """The name of a watchlist is taken, empty, or not known."""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A filter under a name. `seen_fetch` is the newest poll the user had seen of it."""

    id: int
    name: str
    query: str
    created_at: datetime
    seen_fetch: int


def watchlists(connection: sqlite3.Connection) -> tuple[Watchlist, ...]:
    """All watchlists, the oldest first."""
    rows = connection.execute(
        "select id, name, query, created_at, seen_fetch from watchlists order by id"
    )
    return tuple(
        Watchlist(id_, name, query, from_text(created_at), seen)
        for id_, name, query, created_at, seen in rows
    )


def save_watchlist(
    connection: sqlite3.Connection, name: str, query: str, now: datetime
) -> Watchlist:
    """Keep a filter under a new name; what is there now counts as seen.

    Raises WatchlistError when the name is taken or empty, QueryError when `query` is no query.
    """
    name = name.strip()
    if not name:
        raise WatchlistError("a watchlist needs a name")
    canonical = parse_query(query, now).describe()
    with transaction(connection):
        if connection.execute("select 1 from watchlists where name = ?", (name,)).fetchone():
            raise WatchlistError(f"there is a watchlist {name!r} already; choose another name")
        seen = newest_fetch(connection)
        cursor = connection.execute(
            "insert into watchlists (name, query, created_at, seen_fetch) values (?, ?, ?, ?)",
            (name, canonical, to_text(now), seen),
        )
    assert cursor.lastrowid is not None
    return Watchlist(cursor.lastrowid, name, canonical, now.replace(microsecond=0), seen)


def rename_watchlist(connection: sqlite3.Connection, watchlist: int, name: str) -> None:
    """Give a watchlist another name. Raises WatchlistError when it is taken or empty."""
    name = name.strip()
    if not name:
        raise WatchlistError("a watchlist needs a name")
    with transaction(connection):
        taken = connection.execute(
            "select 1 from watchlists where name = ? and id <> ?", (name, watchlist)
        ).fetchone()
        if taken:
            raise WatchlistError(f"there is a watchlist {name!r} already; choose another name")
        connection.execute("update watchlists set name = ? where id = ?", (name, watchlist))


def remove_watchlist(connection: sqlite3.Connection, watchlist: int) -> None:
    """Forget a watchlist; its headlines stay."""
    with transaction(connection):
        connection.execute("delete from watchlists where id = ?", (watchlist,))


def mark_seen(connection: sqlite3.Connection, watchlist: int) -> None:
    """The user looked at it: what is there now is not news any more."""
    with transaction(connection):
        connection.execute(
            "update watchlists set seen_fetch = ? where id = ?",
            (newest_fetch(connection), watchlist),
        )


def news_count(connection: sqlite3.Connection, watchlist: Watchlist, now: datetime) -> int:
    """How many headlines it shows that came since the user looked."""
    query = parse_query(watchlist.query, now)
    return len(arrived_since(connection, watchlist.seen_fetch, query))
