"""Headlines as the screen and the command line read them: lists of ids, and the rows of a window.

A list is an array of ids, newest first, cheap enough to hold whole at a million headlines; only
the rows on screen are read. Everything here reads; nothing writes. store/headlines/detail.py has
all that is kept about one headline.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from store.headlines.evidence import Evidence, EvidenceKind
from store.headlines.ids import moment_of
from store.headlines.query import HeadlineQuery
from store.headlines.selection import Selection, select_ids

Verdict = Literal["agrees", "conflicts", "other_measure", "new"]
_ALARM = ("conflicts", "other_measure", "new", "agrees")  # the most alarming first
_CHUNK = 500
_RUN = 10_000  # ids read at a time: a million Python integers at once are 40 MB


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """One line of the stream. `at` is when it took its place; `source` is the feed's title.

    `figures` is '' without figures, else the most alarming verdict on one of them. `story_size`
    counts the headlines that tell the story, this one included.
    """

    id: int
    at: datetime
    feed: int
    source: str
    title: str
    language: str
    link: str | None
    topics: tuple[str, ...]
    companies: tuple[str, ...]
    read: bool
    starred: bool
    story: int
    story_size: int
    figures: Literal["", "agrees", "conflicts", "other_measure", "new"]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class HeadlineCounts:
    """`total` and `unread` count rows of the stream (one a story); `starred` all headlines."""

    total: int
    unread: int
    starred: int


# ── lists ──


def headline_ids(
    connection: sqlite3.Connection, query: HeadlineQuery, *, limit: int | None = None
) -> array[int]:
    """The ids of the headlines that `query` shows, newest first, as a 'q' array."""
    selection = select_ids(connection, query)
    if selection is None:
        return array("q")
    if limit is None:
        ids = _run(connection, selection)
        return _folded(connection, ids) if selection.folds else ids
    ids = _run(connection, selection, limit)
    if not selection.folds:
        return ids
    shown = _folded(connection, ids, part_of=query)
    while len(ids) == limit and len(shown) < limit:  # folding made room: read on below
        selection = select_ids(connection, query, below=ids[-1])
        if selection is None:
            break
        ids = _run(connection, selection, limit)
        shown += _folded(connection, ids, part_of=query)
    return shown[:limit]


def arrived_since(connection: sqlite3.Connection, fetch: int, query: HeadlineQuery) -> array[int]:
    """The ids of headlines that came after the poll `fetch` and that `query` shows, newest first.

    Headlines of a feed's first import may be old and belong further down the list.
    """
    selection = select_ids(
        connection,
        query,
        among="select id from headlines where fetch > ?",
        among_parameters=(fetch,),
    )
    if selection is None:
        return array("q")
    ids = _run(connection, selection)
    return _folded(connection, ids, part_of=query) if selection.folds else ids


def newest_fetch(connection: sqlite3.Connection) -> int:
    """The id of the last poll written; 0 before the first."""
    newest: int = connection.execute("select coalesce(max(id), 0) from fetches").fetchone()[0]
    return newest


def counts(connection: sqlite3.Connection) -> HeadlineCounts:
    """How many headlines there are, whatever is filtered; kept by the schema's triggers, and what
    comes by who writes it (store/headlines/keeping.py)."""
    row = connection.execute("select total, unread, starred from headline_counts").fetchone()
    return HeadlineCounts(*row)


def _run(
    connection: sqlite3.Connection, selection: Selection, limit: int | None = None
) -> array[int]:
    cursor = connection.cursor()
    cursor.row_factory = None  # tuples: a million sqlite3.Row cost twice the time
    if limit is None:
        cursor.execute(selection.sql, selection.parameters)
    else:
        cursor.execute(f"{selection.sql} limit ?", (*selection.parameters, limit))
    ids = array("q")
    while rows := cursor.fetchmany(_RUN):
        ids.extend([headline for (headline,) in rows])
    return ids


def _folded(
    connection: sqlite3.Connection, ids: array[int], *, part_of: HeadlineQuery | None = None
) -> array[int]:
    """`ids` without those whose story a shown headline tells: its first, if that matches too,
    else the first of those that do.

    `part_of`: `ids` is only a part of what this query shows, a story's first may be in another.
    """
    stories = _stories_of_followers(connection, ids)
    if not stories:
        return ids
    leaders = set(stories.values())
    leading = leaders.intersection(ids)
    elsewhere = leaders - leading
    if elsewhere and part_of is not None:
        selection = select_ids(
            connection,
            part_of,
            among="select value from json_each(?)",
            among_parameters=(json.dumps(sorted(elsewhere)),),
        )
        if selection is not None:
            leading.update(_run(connection, selection))
    first_of: dict[int, int] = {}
    for headline, story in stories.items():
        first_of[story] = min(headline, first_of.get(story, headline))
    return array(
        "q",
        [
            headline
            for headline in ids
            if (told := stories.get(headline)) is None
            or (told not in leading and first_of[told] == headline)
        ],
    )


def _stories_of_followers(connection: sqlite3.Connection, ids: array[int]) -> dict[int, int]:
    """The story of each of `ids` that was not the first to tell it."""
    cursor = connection.cursor()
    cursor.row_factory = None
    if len(ids) > _CHUNK:
        wanted = set(ids)
        cursor.execute(
            "select id, story from headlines indexed by headlines_story where story <> id"
        )
        return {headline: story for headline, story in cursor if headline in wanted}
    cursor.execute(
        "select id, story from headlines where id in (select value from json_each(?)) "
        "and story <> id",
        (json.dumps(ids.tolist()),),
    )
    return dict(cursor.fetchall())


# ── rows ──


def headline_rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[HeadlineRow]:
    """The rows of `ids` in the order given; ids that are gone are left out."""
    wanted = json.dumps(list(ids))
    cursor = connection.cursor()
    cursor.row_factory = None
    topics = _tags(cursor, "topics", "topic", wanted)
    companies = _tags(cursor, "companies", "company", wanted)
    verdicts = _verdicts(cursor, wanted)
    cursor.execute(
        "select h.id, h.feed, coalesce(nullif(f.title, ''), f.url), h.title, h.language, h.link, "
        "h.read_at is not null, h.starred_at is not null, h.story, coalesce(s.headlines, 1) "
        "from headlines h join feeds f on f.id = h.feed left join stories s on s.id = h.story "
        "where h.id in (select value from json_each(?))",
        (wanted,),
    )
    rows: dict[int, HeadlineRow] = {}
    for id_, feed, source, title, language, link, read, starred, story, size in cursor:
        row_topics = topics.get(id_, ())
        row_companies = companies.get(id_, ())
        rows[id_] = HeadlineRow(
            id=id_,
            at=moment_of(id_),
            feed=feed,
            source=source,
            title=title,
            language=language,
            link=link,
            topics=tuple(name for name, _ in row_topics),
            companies=tuple(name for name, _ in row_companies),
            read=bool(read),
            starred=bool(starred),
            story=story,
            story_size=size,
            figures=verdicts.get(id_, ""),
            evidence=(*_evidence("topic", row_topics), *_evidence("company", row_companies)),
        )
    return [rows[id_] for id_ in ids if id_ in rows]


_Tags = Sequence[tuple[str, str]]  # names with their evidence as JSON


def _tags(
    cursor: sqlite3.Cursor, table: str, column: str, wanted: str
) -> dict[int, list[tuple[str, str]]]:
    cursor.execute(
        f"select headline, {column}, evidence from {table} "  # noqa: S608 - names of ours
        f"where headline in (select value from json_each(?)) order by headline, {column}",
        (wanted,),
    )
    tags: dict[int, list[tuple[str, str]]] = {}
    for headline, name, evidence in cursor:
        tags.setdefault(headline, []).append((name, evidence))
    return tags


def _evidence(kind: EvidenceKind, tags: _Tags) -> Iterable[Evidence]:
    for name, spans in tags:
        if spans == "[]":
            continue
        for span in json.loads(spans):
            yield Evidence(kind, name, span["start"], span["end"], span["text"], span["role"])


def _verdicts(cursor: sqlite3.Cursor, wanted: str) -> dict[int, Verdict]:
    """The most alarming verdict on a figure of each headline that has figures."""
    cursor.execute(
        "select headline, verdict from figures where headline in (select value from json_each(?))",
        (wanted,),
    )
    worst: dict[int, Verdict] = {}
    for headline, verdict in cursor:
        before = worst.get(headline)
        if before is None or _ALARM.index(verdict) < _ALARM.index(before):
            worst[headline] = verdict
    return worst
