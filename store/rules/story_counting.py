"""How many stories of the last hours meet a condition: the rules that count headlines."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from store.headlines.facts import read_facts
from store.headlines.ids import first_id
from store.rules.arrival_keys import ANY_HEADLINE, CLAIM
from store.rules.evaluation import Truth, both, either
from store.rules.reads import headline_keys
from store.rules.story_matching import HeadlineFacts, story_test
from store.rules.tree import AllOf, AnyOf, Condition, Not, StoryCount, holds


def count_truth(
    connection: sqlite3.Connection, condition: Condition, now: datetime
) -> tuple[Truth, int]:
    """Whether a condition of counts is true now, and the first count in it."""
    match condition:
        case StoryCount():
            count = count_stories(connection, condition.condition, now, condition.window)
            return holds(count, condition.comparator, condition.count), count
        case Not(part):
            truth, count = count_truth(connection, part, now)
            return (None if truth is None else not truth), count
        case AllOf(parts) | AnyOf(parts):
            found = [count_truth(connection, part, now) for part in parts]
            combine = both if isinstance(condition, AllOf) else either
            return combine(truth for truth, _ in found), found[0][1]
        case _:
            raise AssertionError(condition)


def count_stories(
    connection: sqlite3.Connection, condition: Condition, now: datetime, window: timedelta
) -> int:
    """The stories with a headline of the last `window` that meets the condition."""
    headlines = headlines_between(connection, condition, now - window, now)
    meets = story_test(condition)
    return len({each.story for each in headlines if meets(each) is True})


def headlines_between(
    connection: sqlite3.Connection,
    condition: Condition,
    since: datetime,
    until: datetime,
    limit: int = 20_000,
) -> list[HeadlineFacts]:
    """The headlines of a span of the stream that may meet the condition, oldest first; the newest
    `limit` of them."""
    span = {"low": first_id(since), "high": first_id(until + timedelta(seconds=1)), "limit": limit}
    ids: set[int] = set()
    for key in headline_keys(condition):
        field, _, value = key.partition(":")
        rows = connection.execute(_IDS[field], {**span, "value": value} if value else span)
        ids.update(row[0] for row in rows)
    return read_facts(connection, sorted(ids)[-limit:])


_IDS = {
    ANY_HEADLINE: "select id from headlines where id >= :low and id < :high "
    "and hidden_by is null order by id desc limit :limit",
    CLAIM: "select distinct headline from figures where headline >= :low and headline < :high "
    "order by headline desc limit :limit",
    "topic": "select headline from topics where topic = :value and headline >= :low "
    "and headline < :high order by headline desc limit :limit",
    "company": "select headline from companies where company = :value and headline >= :low "
    "and headline < :high order by headline desc limit :limit",
}
