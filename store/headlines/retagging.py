"""Stored headlines read for tagging again, and what became of it written back.

Reads in id order and in batches, so a million headlines need the memory of a few thousand, and
writes a batch a transaction, so a poller never waits long. Deciding what changes is
feeds/retagging.py. Topics that the user set are left alone here as everywhere.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from store.database import transaction
from store.headlines.entries import Tagging
from store.headlines.marks import HIDDEN_BY_USER
from store.headlines.readings import write_tagging

BATCH = 5_000

Spans = tuple[tuple[int, int, str], ...]  # start, end, role


@dataclass(frozen=True, slots=True)
class StoredTagging:
    """A headline and what is kept about it: names with their evidence.

    `hidden_by` is the kill rule that hides it, None where none does. `is_corrected`: its topics
    are the user's. `leads`: it stands for its story in the stream.
    """

    headline: int
    title: str
    summary: str
    is_corrected: bool
    leads: bool
    hidden_by: str | None
    topics: dict[str, Spans]
    companies: dict[str, Spans]


def count_headlines(connection: sqlite3.Connection) -> int:
    """How many headlines are stored."""
    total: int = connection.execute("select count(*) from headlines").fetchone()[0]
    return total


def stored_taggings(connection: sqlite3.Connection) -> Iterator[list[StoredTagging]]:
    """Every headline that the user did not hide, in batches by id.

    Each batch is read in one go: the connection may write between them.
    """
    after = -1
    while True:
        rows = connection.execute(
            "select id, title, summary, corrected_at is not null, story = id, hidden_by "
            "from headlines where id > ? order by id limit ?",
            (after, BATCH),
        ).fetchall()
        if not rows:
            return
        first, after = rows[0][0], rows[-1][0]
        topics = _names(connection, "topics", "topic", first, after)
        companies = _names(connection, "companies", "company", first, after)
        yield [
            StoredTagging(
                id, title, summary, bool(corrected), bool(leads), hidden_by,
                topics.get(id, {}), companies.get(id, {}),
            )
            for id, title, summary, corrected, leads, hidden_by in rows
            if hidden_by != HIDDEN_BY_USER
        ]  # fmt: skip


def retag_stored(
    connection: sqlite3.Connection,
    headlines: Sequence[int],
    tag: Callable[[str, str], Tagging],
) -> Iterator[int]:
    """Replace topics and companies of `headlines` by what `tag` makes of title and summary.

    One transaction a batch; yields how many each batch had. What was purged meanwhile is passed
    over.
    """
    for start in range(0, len(headlines), BATCH):
        ids = list(headlines[start : start + BATCH])
        with transaction(connection):
            rows = connection.execute(
                "select id, title, summary from headlines "
                "where id in (select value from json_each(?))",
                (json.dumps(ids),),
            ).fetchall()
            for id, title, summary in rows:
                write_tagging(connection, id, tag(title, summary))
        yield len(ids)


def stamp(connection: sqlite3.Connection, ruleset: str) -> None:
    """Note that the topics the rules gave are those of `ruleset`."""
    with transaction(connection):
        connection.execute(
            "update topics set ruleset = ? where origin = 'rule' and ruleset <> ?",
            (ruleset, ruleset),
        )


def _names(
    connection: sqlite3.Connection, table: str, column: str, first: int, last: int
) -> dict[int, dict[str, Spans]]:
    found: dict[int, dict[str, Spans]] = {}
    for headline, name, evidence in connection.execute(
        f"select headline, {column}, evidence from {table} where headline between ? and ?",  # noqa: S608
        (first, last),
    ):
        spans = tuple((span["start"], span["end"], span["role"]) for span in json.loads(evidence))
        found.setdefault(headline, {})[name] = spans
    return found
