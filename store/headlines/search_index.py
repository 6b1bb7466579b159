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

# One statement for all: the thread that polls gets no word in between, and ASCII text, which the
# index holds as it is, is never handed to Python.
_INSERT = (
    "insert into headlines_fts (rowid, title, summary) "
    "select h.id, "
    "iif(length(h.title) = length(cast(h.title as blob)), h.title, index_text(h.title)), "
    "iif(length(h.summary) = length(cast(h.summary as blob)), h.summary, index_text(h.summary)) "
    "from fts_queue q join headlines h on h.id = q.headline "
    "where q.headline <= ? order by q.headline"
)
_BATCH = (
    "select count(*), max(headline) from (select headline from fts_queue order by headline limit ?)"
)
_INDEXED = (
    "select headline, indexed_title, indexed_summary from fts_queue "
    "where headline <= ? and indexed_title is not null"
)
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
        count, last = connection.execute(_BATCH, (limit,)).fetchone()
        if count >= _MANY:
            _make_room(connection)
        for headline, title, summary in connection.execute(_INDEXED, (last,)).fetchall():
            connection.execute(_DELETE, (headline, index_text(title), index_text(summary)))
        _insert(connection, last)
        connection.execute("delete from fts_queue where headline <= ?", (last,))
    return int(count)


def _insert(connection: sqlite3.Connection, last: int) -> None:
    try:
        connection.execute(_INSERT, (last,))
    except sqlite3.OperationalError as error:
        if "no such function" not in str(error):
            raise
        # once a connection: doing it again would have all its statements prepared anew
        connection.create_function("index_text", 1, index_text, deterministic=True)
        connection.execute(_INSERT, (last,))


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
