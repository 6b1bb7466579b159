"""The counts of the stream that are kept, held against the headlines themselves.

They follow every write (store/headlines/views.py, `counts`), unless something else has written: a
poller of before migration 0007, which left counting to a trigger, or another program. At a million
headlines counting takes 70 ms, and ten times that when nothing of the file is in memory.
"""

from __future__ import annotations

import sqlite3

from store.database import transaction
from store.headlines.views import HeadlineCounts, counts

_COUNTED = (  # each by an index that holds no others
    "select (select count(*) from headlines where story = id and hidden_by is null), "
    "(select count(*) from headlines where story = id and hidden_by is null and read_at is null), "
    "(select count(*) from headlines where starred_at is not null)"
)


def counted(connection: sqlite3.Connection) -> HeadlineCounts:
    """The counts as they should be kept."""
    return HeadlineCounts(*connection.execute(_COUNTED).fetchone())


def recount(connection: sqlite3.Connection) -> bool:
    """Put right what is kept; whether it was wrong. Takes the write lock only then."""
    if counted(connection) == counts(connection):
        return False
    with transaction(connection):
        connection.execute(
            f"update headline_counts set (total, unread, starred) = ({_COUNTED})"  # noqa: S608
        )
    return True
