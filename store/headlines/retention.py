"""Forgetting old headlines. Starred and alerted ones stay for ever; the rest goes by age or count.

A forgotten headline leaves a tombstone, so that a feed that still lists it does not bring it
back. The work is cut into short transactions: the poller writes in between.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from store.configuration import Retention
from store.database import transaction
from store.headlines.ids import first_id
from store.times import to_text

BATCH = 500  # headlines a transaction: 50 ms on a busy machine, which no other writer notices

_FORGETTABLE = (
    "h.starred_at is null and h.id not in (select headline from alerts where headline is not null)"
)


def purge(
    connection: sqlite3.Connection,
    retention: Retention,
    now: datetime,
    *,
    at_most: int | None = None,
) -> int:
    """Forget what `retention` does not keep, the oldest first; how many headlines went.

    `at_most`: about so many now and the rest another time, for a writer that has other work.
    """
    horizon = _horizon(connection, retention, now)
    if horizon is None:
        return 0
    total = 0
    while at_most is None or total < at_most:
        gone = _purge_batch(connection, horizon, now)
        if not gone:
            break
        total += gone
    return total


def _horizon(connection: sqlite3.Connection, retention: Retention, now: datetime) -> int | None:
    """The id below which headlines go; None: all stay."""
    horizons: list[int] = []
    if retention.days is not None:
        horizons.append(first_id(now - timedelta(days=retention.days)))
    if retention.headlines is not None:
        oldest_kept = connection.execute(
            f"select h.id from headlines h where {_FORGETTABLE} "  # noqa: S608 - no value in it
            "order by h.id desc limit 1 offset ?",
            (max(0, retention.headlines - 1),),
        ).fetchone()
        if oldest_kept is not None:
            horizons.append(oldest_kept[0] if retention.headlines else oldest_kept[0] + 1)
    return max(horizons, default=None)


def _purge_batch(connection: sqlite3.Connection, horizon: int, now: datetime) -> int:
    with transaction(connection):
        ids = [
            row[0]
            for row in connection.execute(
                f"select h.id from headlines h where h.id < ? and {_FORGETTABLE} "  # noqa: S608
                "order by h.id limit ?",
                (horizon, BATCH),
            )
        ]
        connection.executemany(
            "insert or replace into tombstones (feed, guid, purged_at) "
            "select feed, guid, ? from headlines where id = ?",
            [(to_text(now), headline) for headline in ids],
        )
        connection.executemany("delete from headlines where id = ?", [(id_,) for id_ in ids])
    return len(ids)
