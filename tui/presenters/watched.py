"""The user's watchlists as the screen shows them: name, filter, unread, and what is new since."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from store.headlines.facets import count_headlines
from store.headlines.query import QueryError, parse_query
from store.headlines.watchlists import Watchlist, news_count, watchlists


@dataclass(frozen=True, slots=True)
class Watched:
    """A watchlist and its counts; None while they are being counted."""

    watchlist: Watchlist
    unread: int | None = None
    new: int | None = None

    @property
    def name(self) -> str:
        return self.watchlist.name

    @property
    def query(self) -> str:
        return self.watchlist.query


def watched(connection: sqlite3.Connection) -> tuple[Watched, ...]:
    """Every watchlist, not counted: a read of microseconds."""
    return tuple(Watched(each) for each in watchlists(connection))


def counted(connection: sqlite3.Connection, now: datetime) -> tuple[Watched, ...]:
    """Every watchlist with its counts: at a million headlines a second each, so not for the event
    loop. One whose filter is none any more has no count."""
    return tuple(_counted(connection, each, now) for each in watchlists(connection))


def _counted(connection: sqlite3.Connection, watchlist: Watchlist, now: datetime) -> Watched:
    try:
        query = parse_query(watchlist.query, now)
    except QueryError:
        return Watched(watchlist)
    return Watched(
        watchlist,
        unread=count_headlines(connection, query.unread_only()),
        new=news_count(connection, watchlist, now),
    )
