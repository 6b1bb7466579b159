"""The headline stream: which headlines are shown, in what order, and what came since.

The list is an array of ids, newest first: an id is a place in the stream, so a row's index is a
binary search and 1,000,000 rows are 8 MB. Rows themselves are read only when painted. What arrives
waits in `pending` until `admit`, so nothing moves under the reader.
"""

from __future__ import annotations

import operator
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from store.database import snapshot
from store.headlines import views as headline_views
from store.headlines.query import HeadlineQuery
from store.headlines.views import HeadlineRow

FIRST_PAGE = 400
CACHED_ROWS = 500


@dataclass(frozen=True, slots=True)
class LoadedIds:
    """The answer to a query: its ids, newest first, and the newest fetch it had seen."""

    query: HeadlineQuery
    ids: array[int]
    fetch: int
    complete: bool


def load_ids(
    connection: sqlite3.Connection, query: HeadlineQuery, *, limit: int | None = None
) -> LoadedIds:
    """Ask the database which headlines `query` matches; all of them, or the newest `limit`."""
    with snapshot(connection):
        ids = headline_views.headline_ids(connection, query, limit=limit)
        fetch = headline_views.newest_fetch(connection)
    return LoadedIds(query, ids, fetch, complete=limit is None or len(ids) < limit)


def merge_newest_first(kept: array[int], arrived: Iterable[int]) -> array[int]:
    """`kept` and `arrived` in one descending array without doubles.

    Slices of `kept` are copied whole: 20 arrivals into 1,000,000 ids take about a millisecond.
    """
    merged = array("q")
    start = 0
    for identity in sorted(set(arrived), reverse=True):
        place = bisect_left(kept, -identity, lo=start, key=operator.neg)
        merged.extend(kept[start:place])
        start = place
        if place < len(kept) and kept[place] == identity:
            continue
        merged.append(identity)
    merged.extend(kept[start:])
    return merged


class HeadlineStream:
    """The model behind the headline list. Reads through `connection`, writes nothing."""

    def __init__(self, connection: sqlite3.Connection, query: HeadlineQuery) -> None:
        self._connection = connection
        self._rows: dict[int, HeadlineRow] = {}
        self._arrived: set[int] = set()
        self._loaded = load_ids(connection, query, limit=FIRST_PAGE)
        self.ids = self._loaded.ids

    @property
    def query(self) -> HeadlineQuery:
        return self._loaded.query

    @property
    def complete(self) -> bool:
        """Whether all matches are listed, or only the first page while the rest is being read."""
        return self._loaded.complete

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def pending(self) -> int:
        """How many arrived that are not shown yet."""
        return len(self._arrived)

    def show(self, loaded: LoadedIds) -> None:
        """Take the answer to a query, read here or in a worker, as what is shown now."""
        self._loaded = loaded
        self.ids = loaded.ids
        self._arrived.clear()
        self.notice()

    def notice(self) -> int:
        """Look for matching headlines that arrived since; returns how many are pending now."""
        fetch = headline_views.newest_fetch(self._connection)
        if fetch > self._loaded.fetch:
            arrived = headline_views.arrived_since(
                self._connection, self._loaded.fetch, self._loaded.query
            )
            self._arrived.update(identity for identity in arrived if not self._holds(identity))
            self._loaded = LoadedIds(self.query, self._loaded.ids, fetch, self._loaded.complete)
        return self.pending

    def admit(self) -> None:
        """Let the pending headlines in."""
        if self._arrived:
            self.ids = merge_newest_first(self.ids, self._arrived)
            self._arrived.clear()

    def remove(self, identity: int) -> None:
        """Take a headline out of the list, for example because it was hidden."""
        self._arrived.discard(identity)
        if self._holds(identity):
            del self.ids[self.place_of(identity)]

    def place_of(self, identity: int) -> int:
        """The row of `identity`, or of the next older headline when it is not listed."""
        return bisect_left(self.ids, -identity, key=operator.neg)

    def _holds(self, identity: int) -> bool:
        place = self.place_of(identity)
        return place < len(self.ids) and self.ids[place] == identity

    def rows(self, start: int, stop: int) -> Sequence[HeadlineRow]:
        """The headlines from row `start` up to `stop`, read where they are not known yet."""
        wanted = self.ids[max(0, start) : stop]
        missing = [identity for identity in wanted if identity not in self._rows]
        if missing:
            if len(self._rows) > CACHED_ROWS:
                self._rows.clear()
                missing = list(wanted)
            for row in headline_views.headline_rows(self._connection, missing):
                self._rows[row.id] = row
        return [self._rows[identity] for identity in wanted if identity in self._rows]

    def row(self, index: int) -> HeadlineRow | None:
        """The headline of one row; None where there is none."""
        rows = self.rows(index, index + 1) if 0 <= index < self.count else ()
        return rows[0] if rows else None

    def forget(self, identities: Iterable[int] | None = None) -> None:
        """Read these rows (or all) anew when they are painted next: they were changed."""
        if identities is None:
            self._rows.clear()
        else:
            for identity in identities:
                self._rows.pop(identity, None)

    def show_read(self, identities: array[int]) -> None:
        """Show these as read from now on, where they are known: the database will say so."""
        for identity, row in self._rows.items():
            place = bisect_left(identities, -identity, key=operator.neg)
            if place < len(identities) and identities[place] == identity:
                self._rows[identity] = replace(row, read=True)

    def change(self, row: HeadlineRow) -> None:
        """Show `row` from now on: what the user did, before the database has it."""
        self._rows[row.id] = row
