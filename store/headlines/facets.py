"""What the headlines in view can be narrowed down by, with how many each choice would show.

Choices of one facet are alternatives, facets combine: the counts of a facet are made with every
other filter of the query and without its own. Each count is exactly how many rows the list would
have (`headline_ids`), which shows a story once; `tests/store/headlines/test_facets.py` holds it.
SQLite does the counting, so that a thread that asks does not slow down others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from store.headlines.query import HeadlineQuery
from store.headlines.selection import select_ids, shows_every_teller

FacetKey = Literal["topic", "company", "feed", "lang", "is"]
FACETS: tuple[FacetKey, ...] = ("is", "topic", "lang", "company", "feed")
Chosen = Literal["", "wanted", "unwanted"]

_MARK_FIELDS = {
    "unread": "is_read",
    "starred": "is_starred",
    "figures": "has_figures",
    "conflict": "has_conflict",
}
_NAMED = {
    "topic": ("topics", "without_topics"),
    "company": ("companies", "without_companies"),
    "feed": ("feeds", "without_feeds"),
}
_GROUPED_BY = {
    "topic": ("join topics t on t.headline = m.id", "t.topic"),
    "company": ("join companies t on t.headline = m.id", "t.company"),
    "feed": ("", "h.feed"),
    # the first part of a language tag: zh of zh-Hans
    "lang": ("", "substr(h.language, 1, instr(h.language || '-', '-') - 1)"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow down: `name` as the filter language has it, `label` for people, `count`
    the rows that a list of it would have."""

    key: FacetKey
    name: str
    label: str
    count: int


def facet(
    connection: sqlite3.Connection, query: HeadlineQuery, key: FacetKey
) -> tuple[Choice, ...]:
    """The choices of one facet, the most frequent first (marks in their own order)."""
    if key == "is":
        return tuple(
            Choice("is", mark, mark, count_headlines(connection, choose(query, "is", mark)))
            for mark in _MARK_FIELDS
        )
    labels = _feed_titles(connection) if key == "feed" else {}
    return tuple(
        Choice(key, str(name), labels.get(str(name), str(name)), count)
        for name, count in _counted(connection, _without(query, key), key)
        if name != ""
    )


def count_headlines(connection: sqlite3.Connection, query: HeadlineQuery) -> int:
    """How many rows a list of `query` has, without listing them."""
    selection = select_ids(connection, query)
    if selection is None:
        return 0
    what = "distinct (select story from headlines h where h.id = m.id)" if selection.folds else "*"
    return int(
        connection.execute(
            f"with m (id) as ({selection.sql}) select count({what}) from m",  # noqa: S608
            selection.parameters,
        ).fetchone()[0]
    )


def _counted(
    connection: sqlite3.Connection, query: HeadlineQuery, key: FacetKey
) -> Iterator[tuple[str | int, int]]:
    """The names of a facet with the rows of each, as the list for that one name would have."""
    probe = choose(query, key, "0")
    tellers = shows_every_teller(probe)
    selection = select_ids(connection, probe)
    folds = key in ("topic", "company") and not tellers
    folds = folds or (selection is not None and selection.folds)
    base = select_ids(connection, replace(query, one_per_story=not (folds or tellers)))
    if base is None:
        return
    join, name = _GROUPED_BY[key]
    what = "distinct h.story" if folds else "*"
    yield from connection.execute(
        f"with m (id) as materialized ({base.sql}) "  # noqa: S608 - names of ours
        f"select {name} as name, count({what}) from m join headlines h on h.id = m.id {join} "
        "group by name order by count(*) desc, name",
        base.parameters,
    )


def _feed_titles(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("select id, coalesce(nullif(title, ''), url) from feeds")
    return {str(number): title for number, title in rows}


# ── choosing, pure ──


def chosen(query: HeadlineQuery, key: FacetKey, name: str) -> Chosen:
    """Whether the query asks for this choice, or for anything but it."""
    if key == "is":
        value = getattr(query, _MARK_FIELDS[name])
        wanted = _mark_value(name)
        return "" if value is None else "wanted" if value is wanted else "unwanted"
    if key == "lang":
        return "wanted" if any(name in group for group in query.languages) else ""
    groups, without = _NAMED[key]
    if any(name in group for group in getattr(query, groups)):
        return "wanted"
    return "unwanted" if name in getattr(query, without) else ""


def choose(query: HeadlineQuery, key: FacetKey, name: str) -> HeadlineQuery:
    """The query with this choice too: an alternative to those of its facet that are chosen."""
    if key == "is":
        return _with(query, _MARK_FIELDS[name], _mark_value(name))
    query = clear(query, key, name)
    field = "languages" if key == "lang" else _NAMED[key][0]
    groups: tuple[tuple[str, ...], ...] = getattr(query, field)
    together = (*(groups[0] if groups else ()), name)
    return _with(query, field, (together, *groups[1:]))


def refuse(query: HeadlineQuery, key: FacetKey, name: str) -> HeadlineQuery:
    """The query for anything but this choice; a language cannot be refused."""
    if key == "lang":
        return query
    if key == "is":
        return _with(query, _MARK_FIELDS[name], not _mark_value(name))
    query = clear(query, key, name)
    without = _NAMED[key][1]
    return _with(query, without, (*getattr(query, without), name))


def clear(query: HeadlineQuery, key: FacetKey, name: str) -> HeadlineQuery:
    """The query without a word on this choice."""
    if key == "is":
        return _with(query, _MARK_FIELDS[name], None)
    field = "languages" if key == "lang" else _NAMED[key][0]
    groups = (tuple(n for n in group if n != name) for group in getattr(query, field))
    query = _with(query, field, tuple(group for group in groups if group))
    if key == "lang":
        return query
    without = _NAMED[key][1]
    return _with(query, without, tuple(n for n in getattr(query, without) if n != name))


def _without(query: HeadlineQuery, key: FacetKey) -> HeadlineQuery:
    """The query without the choices of one facet that ask for something; refusals stay."""
    if key == "lang":
        return replace(query, languages=())
    return _with(query, _NAMED[key][0], ()) if key in _NAMED else query


def _with(query: HeadlineQuery, field: str, value: Any) -> HeadlineQuery:
    return replace(query, **{field: value})


def _mark_value(mark: str) -> bool:
    return mark != "unread"  # is:unread is `is_read` false
