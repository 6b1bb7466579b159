"""A headline query as SQL: one index walked newest first, other conditions looked up beside it.

A million headlines and a page of fifty: whatever can be ordered by id on its own (the stream, a
topic, a company, the full-text index) drives, so that SQLite stops after the page; what only
narrows is `exists` on the candidate. Nothing is joined or sorted.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from store.headlines.ids import first_id
from store.headlines.query import HeadlineQuery
from store.headlines.search_terms import all_of, term

Parameter = str | int


@dataclass(frozen=True, slots=True)
class Selection:
    """The SQL that lists ids newest first.

    `folds`: the list may hold several headlines of one story, of which the caller shows one.
    """

    sql: str
    parameters: tuple[Parameter, ...]
    folds: bool


class _Conditions:
    """The `where` of a selection as it grows, its parameters in step."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.parameters: list[Parameter] = []

    def add(self, term: str, *parameters: Parameter) -> None:
        self.terms.append(term)
        self.parameters += parameters


def select_ids(
    connection: sqlite3.Connection,
    query: HeadlineQuery,
    *,
    below: int | None = None,
    among: str | None = None,
    among_parameters: tuple[Parameter, ...] = (),
) -> Selection | None:
    """The selection for `query`; None when nothing can match.

    `below`: only ids under it. `among`: only ids that this subquery gives; it should give few.
    The connection resolves names of feeds.
    """
    feeds = [_feed_ids(connection, names) for names in query.feeds]
    only_signs = bool(query.words) and not _wanted(query)  # the index does not hold them
    if only_signs or not all(feeds):
        return None
    conditions = _Conditions()
    source, identifier = _driver(query, feeds, conditions)
    _bounds(query, identifier, conditions, below)
    _unwanted_words(query, identifier, conditions)
    if among is not None:
        conditions.add(f"{identifier} in ({among})", *among_parameters)
    _topics_and_companies(query, identifier, conditions)
    _figures(query, identifier, conditions)
    _columns(
        query,
        feeds,
        identifier,
        source,
        conditions,
        anything_hidden=_anything_hidden(connection),
    )
    for name in query.without_feeds:
        excluded = _feed_ids(connection, (name,))
        conditions.add(
            f"not exists (select 1 from headlines h where h.id = {identifier} "
            "and h.feed in (select value from json_each(?)))",
            json.dumps(excluded),
        )
    distinct = "distinct " if source.startswith("figures") else ""
    where = f" where {' and '.join(conditions.terms)}" if conditions.terms else ""
    return Selection(
        f"select {distinct}{identifier} from {source}{where} order by {identifier} desc",
        tuple(conditions.parameters),
        folds=query.one_per_story and not _is_stream(source) and not shows_every_teller(query),
    )


def _is_stream(source: str) -> bool:
    return source.endswith(("headlines_stream", "headlines_unread"))


def shows_every_teller(query: HeadlineQuery) -> bool:
    """A list of a feed, or of what the user marked, shows what is in it, told before or not."""
    return bool(query.feeds) or query.is_starred is True or query.is_corrected is True


def _driver(
    query: HeadlineQuery, feeds: list[tuple[int, ...]], conditions: _Conditions
) -> tuple[str, str]:
    """What to walk, and the name of the headline's id in it; the filter it answers is spent."""
    expression = all_of(_wanted(query), _unwanted(query))
    if expression is not None:
        conditions.add("headlines_fts match ?", expression)
        return "headlines_fts", "headlines_fts.rowid"
    if query.is_starred:
        return "headlines x indexed by headlines_starred", "x.id"
    if len(feeds) == 1 and len(feeds[0]) == 1:
        return "headlines x indexed by headlines_feed", "x.id"
    return _tag_driver(query, conditions) or (_stream_driver(query), "x.id")


def _tag_driver(query: HeadlineQuery, conditions: _Conditions) -> tuple[str, str] | None:
    """What was read out of headlines, where the query names one thing of it."""
    if query.has_conflict:
        conditions.add("x.verdict = 'conflicts'")
        return "figures x indexed by figures_conflicts", "x.headline"
    for table, column, groups in (
        ("companies", "company", query.companies),
        ("topics", "topic", query.topics),
    ):
        single = next((names[0] for names in groups if len(names) == 1), None)
        if single is not None:
            conditions.add(f"x.{column} = ?", single)
            return f"{table} x", "x.headline"
    return ("figures x", "x.headline") if query.has_figures else None


def _stream_driver(query: HeadlineQuery) -> str:
    """The headlines themselves, one a story where that is enough."""
    if not query.one_per_story or shows_every_teller(query):
        return "headlines x"
    if query.is_read is False:
        return "headlines x indexed by headlines_unread"
    return "headlines x indexed by headlines_stream"


def _wanted(query: HeadlineQuery) -> list[str]:
    last = len(query.words) - 1
    return [
        found
        for position, words in enumerate(query.words)
        if (found := term(words, unfinished=query.is_typing and position == last))
    ]


def _unwanted(query: HeadlineQuery) -> list[str]:
    return [found for words in query.without_words if (found := term(words))]


def _unwanted_words(query: HeadlineQuery, identifier: str, conditions: _Conditions) -> None:
    """What the full-text expression cannot say: words that are only excluded."""
    unwanted = _unwanted(query)
    if unwanted and not _wanted(query):
        conditions.add(
            f"{identifier} not in (select rowid from headlines_fts where headlines_fts match ?)",
            " OR ".join(unwanted),
        )


def _bounds(
    query: HeadlineQuery, identifier: str, conditions: _Conditions, below: int | None
) -> None:
    if query.since is not None:
        conditions.add(f"{identifier} >= ?", first_id(query.since.at))
    limits = [below] if below is not None else []
    if query.until is not None:
        limits.append(first_id(query.until.at))
    if limits:
        conditions.add(f"{identifier} < ?", min(limits))


def _topics_and_companies(query: HeadlineQuery, identifier: str, conditions: _Conditions) -> None:
    for table, column, groups, without in (
        ("topics", "topic", query.topics, query.without_topics),
        ("companies", "company", query.companies, query.without_companies),
    ):
        for names in groups:
            conditions.add(
                f"exists (select 1 from {table} t where t.headline = {identifier} "
                f"and t.{column} in ({', '.join('?' * len(names))}))",
                *names,
            )
        if without:
            conditions.add(
                f"not exists (select 1 from {table} t where t.headline = {identifier} "
                f"and t.{column} in ({', '.join('?' * len(without))}))",
                *without,
            )


def _figures(query: HeadlineQuery, identifier: str, conditions: _Conditions) -> None:
    for wanted, condition in (
        (query.has_figures, ""),
        (query.has_conflict, " and f.verdict = 'conflicts'"),
    ):
        if wanted is not None:
            conditions.add(
                f"{'' if wanted else 'not '}exists (select 1 from figures f "
                f"where f.headline = {identifier}{condition})"
            )


def _columns(
    query: HeadlineQuery,
    feeds: list[tuple[int, ...]],
    identifier: str,
    source: str,
    conditions: _Conditions,
    *,
    anything_hidden: bool,
) -> None:
    """Conditions on the headline's own row, which some drivers are and others look up."""
    own: list[str] = []
    parameters: list[Parameter] = []
    if query.is_read is not None:
        own.append(f"h.read_at is {'not ' if query.is_read else ''}null")
    if query.is_starred is not None:
        own.append(f"h.starred_at is {'not ' if query.is_starred else ''}null")
    if query.is_corrected is not None:
        own.append(f"h.corrected_at is {'not ' if query.is_corrected else ''}null")
    for ids in feeds:
        own.append(f"h.feed in ({', '.join('?' * len(ids))})")
        parameters += ids
    for names in query.languages:
        own.append(f"({' or '.join(['h.language like ? or h.language like ?'] * len(names))})")
        for name in names:
            parameters += (name, f"{name}-%")
    if _is_stream(source):
        own += ["h.story = h.id", "h.hidden_by is null"]
    elif source.startswith("headlines x"):
        own.append("h.hidden_by is null")
    elif anything_hidden:
        conditions.add(
            "not exists (select 1 from headlines h indexed by headlines_hidden "
            f"where h.hidden_by is not null and h.id = {identifier})"
        )
    if not own:
        return
    together = " and ".join(own)
    if source.startswith("headlines x"):
        conditions.add(together.replace("h.", "x."), *parameters)
    else:
        conditions.add(
            f"exists (select 1 from headlines h where h.id = {identifier} and {together})",
            *parameters,
        )


def _feed_ids(connection: sqlite3.Connection, names: tuple[str, ...]) -> tuple[int, ...]:
    """The feeds with one of these ids or with one of these words in the title, any case."""
    wanted = [name.casefold() for name in names]
    return tuple(
        row[0]
        for row in connection.execute("select id, title, url from feeds order by id")
        if any(_names_feed(name, row[0], (row[1] or row[2]).casefold()) for name in wanted)
    )


def _names_feed(name: str, feed: int, title: str) -> bool:
    return int(name) == feed if name.isdecimal() else name in title


def _anything_hidden(connection: sqlite3.Connection) -> bool:
    """Mostly nothing is, and then no candidate needs a look."""
    row = connection.execute(
        "select 1 from headlines where hidden_by is not null limit 1"
    ).fetchone()
    return row is not None
