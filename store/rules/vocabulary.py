"""The names in the database that a rule may use, and what to say of a name that is not there."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.headlines.topic_names import TOPICS, known_topics
from store.rules.tree import (
    HOME_COMPANY,
    Condition,
    Rule,
    Silent,
    StoryCount,
    Tag,
    all_series,
    atoms,
)

# every distinct value by one step in the index each, however many headlines there are
_COMPANIES = """
    with recursive used (company) as (
        select min(company) from companies
        union all
        select (select min(company) from companies where company > used.company) from used
        where used.company is not null
    )
    select company from used where company is not null
"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names that only the database knows. `issuers` are the other companies with figures on
    record; `companies` those that headlines are about."""

    topics: tuple[str, ...] = TOPICS
    companies: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()


def read_vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    """Topics, companies, feeds and issuers as the database has them now."""
    return Vocabulary(
        topics=known_topics(connection),
        companies=tuple(row[0] for row in connection.execute(_COMPANIES)),
        feeds=tuple(
            row[0]
            for row in connection.execute(
                "select distinct title from feeds where title <> '' order by title"
            )
        ),
        issuers=tuple(
            row[0]
            for row in connection.execute(
                "select distinct issuer from observations where issuer <> ? order by issuer",
                (HOME_COMPANY,),
            )
        ),
    )


def remarks(rule: Rule, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What a rule names that nothing has so far. No mistake: it may come yet."""
    conditions = [rule.condition, *([rule.options.clear] if rule.options.clear else [])]
    found = (remark for condition in conditions for remark in _remarks(condition, vocabulary))
    return tuple(dict.fromkeys(found))


def _remarks(condition: Condition, vocabulary: Vocabulary) -> Iterator[str]:
    for series in all_series(condition):
        if series.company != HOME_COMPANY and series.company not in vocabulary.issuers:
            yield f"no figure of {series.company} is on record yet"
    for atom in atoms(condition):
        match atom:
            case StoryCount(counted):
                yield from _remarks(counted, vocabulary)
            case Tag("topic", value) if value not in vocabulary.topics:
                yield _unused(f"no headline is tagged {value}", value, vocabulary.topics)
            case Tag("company", value) if value not in vocabulary.companies:
                yield _unused(f"no headline is about {value}", value, vocabulary.companies)
            case Tag("source", value) | Silent(value) if not _is_heard(value, vocabulary.feeds):
                yield _unused(f"no feed is named {value}", value, vocabulary.feeds)
            case _:
                pass


def _is_heard(name: str, feeds: Sequence[str]) -> bool:
    return any(name.casefold() in feed.casefold() for feed in feeds)


def _unused(words: str, name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name.casefold(), known, 2, 0.6)
    return f"{words} yet; did you mean {' or '.join(close)}?" if close else f"{words} yet"
