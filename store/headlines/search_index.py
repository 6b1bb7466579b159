"""Keeping the full-text index in step with the headlines.

What changed waits in `fts_queue` and is indexed in batches in id order: FTS5 appends ascending
row ids to its segment in memory, while a trigger per row cost six times as much. The index keeps
no text of its own, so taking a headline out needs the words it was put in with; the queue row
carries them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from store.database import transaction
from store.headlines.search_terms import index_text

_INSERT = "insert into headlines_fts (rowid, title, summary) values (?, ?, ?)"
_DELETE = (
    "insert into headlines_fts (headlines_fts, rowid, title, summary) values ('delete', ?, ?, ?)"
)

_MANY = 500  # headlines: so many outgrow what FTS5 gathers in memory before it writes a segment
_ROOM = 4_000_000  # bytes instead of one million: fewer segments to be merged, a sixth of the time


def index_pending(connection: sqlite3.Connection, limit: int = 2_000) -> int:
    """Index up to `limit` waiting headlines in one transaction; how many were. 0: none wait."""
    if connection.execute("select 1 from fts_queue limit 1").fetchone() is None:
        return 0  # without taking the write lock
    with transaction(connection):
        waiting = connection.execute(
            "select q.headline, q.indexed_title, q.indexed_summary, h.title, h.summary "
            "from fts_queue q left join headlines h on h.id = q.headline "
            "order by q.headline limit ?",
            (limit,),
        ).fetchall()
        if len(waiting) >= _MANY:
            _make_room(connection)
        for headline, old_title, old_summary, title, summary in waiting:
            if old_title is not None:
                connection.execute(
                    _DELETE, (headline, index_text(old_title), index_text(old_summary))
                )
            if title is not None:
                connection.execute(_INSERT, (headline, index_text(title), index_text(summary)))
        if waiting:
            connection.execute("delete from fts_queue where headline <= ?", (waiting[-1][0],))
    return len(waiting)


def _make_room(connection: sqlite3.Connection) -> None:
    """Have batches gathered in more memory, from now on and whoever opens the file."""
    room = connection.execute("select v from headlines_fts_config where k = 'hashsize'").fetchone()
    if room is None:
        connection.execute(
            "insert into headlines_fts (headlines_fts, rank) values ('hashsize', ?)", (_ROOM,)
        )


def rebuild(
    connection: sqlite3.Connection, tell: Callable[[int], None] = lambda _done: None
) -> int:
    """Index every headline anew; how many there are. `tell` hears of each batch how many it was.

    Others write between the batches, and may index some themselves; a search finds what is indexed
    by then. Broken off, the next poll goes on with it.
    """
    with transaction(connection):
        connection.execute("insert into headlines_fts (headlines_fts) values ('delete-all')")
        connection.execute("delete from fts_queue")
        total = connection.execute(
            "insert into fts_queue (headline) select id from headlines"
        ).rowcount
    while done := index_pending(connection):
        tell(done)
    return total


def astray(connection: sqlite3.Connection) -> int:
    """How many headlines the index lacks, or still has though they are gone, of those that do not
    wait to be indexed. Reads all ids: a second at a million."""
    count: int = connection.execute(
        "select (select count(*) from headlines where id not in (select id from "
        "headlines_fts_docsize) and id not in (select headline from fts_queue)) + "
        "(select count(*) from headlines_fts_docsize where id not in (select id from headlines) "
        "and id not in (select headline from fts_queue))"
    ).fetchone()[0]
    return count
