"""What a person does to headlines: read, star, hide, correct. Each in one transaction.

Everything that can be undone returns the ids it changed, so that undoing it touches no other.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from store.database import transaction
from store.times import to_text

HIDDEN_BY_USER = "user"
_TimedMark = Literal["read_at", "starred_at"]


@dataclass(frozen=True, slots=True)
class FormerTopics:
    """What `correct_topics` replaced: rows of `topics`, and when they were corrected before."""

    headline: int
    corrected_at: str | None
    rows: tuple[tuple[str, float, str, str, str], ...]


def mark_read(connection: sqlite3.Connection, ids: Iterable[int], now: datetime) -> array[int]:
    """Mark as read; the ids that were unread."""
    return _set(connection, "read_at", ids, now)


def mark_unread(connection: sqlite3.Connection, ids: Iterable[int]) -> array[int]:
    """Mark as unread; the ids that were read."""
    return _clear(connection, "read_at", ids)


def star(connection: sqlite3.Connection, ids: Iterable[int], now: datetime) -> array[int]:
    """Star, which keeps for ever; the ids that had no star."""
    return _set(connection, "starred_at", ids, now)


def unstar(connection: sqlite3.Connection, ids: Iterable[int]) -> array[int]:
    """Take the star away; the ids that had one."""
    return _clear(connection, "starred_at", ids)


def hide(
    connection: sqlite3.Connection, ids: Iterable[int], by: str = HIDDEN_BY_USER
) -> array[int]:
    """Hide headlines with all that tell the same story; the ids that were shown.

    `by` says why: the user, or the text of a kill rule.
    """
    with transaction(connection):
        return _changed(
            connection,
            "update headlines set hidden_by = ? where hidden_by is null and id in "
            "(select value from json_each(?)) returning id",
            by,
            _with_their_stories(connection, ids),
        )


def unhide(connection: sqlite3.Connection, ids: Iterable[int]) -> array[int]:
    """Show headlines again with all that tell the same story; the ids that were hidden."""
    with transaction(connection):
        return _changed(
            connection,
            "update headlines set hidden_by = null where hidden_by is not null and id in "
            "(select value from json_each(?)) returning id",
            _with_their_stories(connection, ids),
        )


def correct_topics(
    connection: sqlite3.Connection, headline: int, topics: Sequence[str], now: datetime
) -> FormerTopics:
    """Set a headline's topics by hand: rules, later ones too, leave them alone for ever.

    The answer is for `restore_topics`.
    """
    corrected = [(topic, 1.0, "", "[]", "user") for topic in dict.fromkeys(topics)]
    with transaction(connection):
        former = _topics_of(connection, headline)
        _put_topics(connection, FormerTopics(headline, to_text(now), tuple(corrected)))
    return former


def restore_topics(connection: sqlite3.Connection, former: FormerTopics) -> None:
    """Undo a correction: the topics as they were, and whose they were."""
    with transaction(connection):
        _put_topics(connection, former)


def _topics_of(connection: sqlite3.Connection, headline: int) -> FormerTopics:
    rows = connection.execute(
        "select topic, score, ruleset, evidence, origin from topics where headline = ?", (headline,)
    ).fetchall()
    corrected_at = connection.execute(
        "select corrected_at from headlines where id = ?", (headline,)
    ).fetchone()
    return FormerTopics(
        headline, corrected_at[0] if corrected_at else None, tuple(tuple(row) for row in rows)
    )


def _put_topics(connection: sqlite3.Connection, topics: FormerTopics) -> None:
    connection.execute("delete from topics where headline = ?", (topics.headline,))
    connection.executemany(
        "insert into topics (headline, topic, score, ruleset, evidence, origin) "
        "values (?, ?, ?, ?, ?, ?)",
        [(topics.headline, *row) for row in topics.rows],
    )
    connection.execute(
        "update headlines set corrected_at = ? where id = ?",
        (topics.corrected_at, topics.headline),
    )


def _set(
    connection: sqlite3.Connection, column: _TimedMark, ids: Iterable[int], now: datetime
) -> array[int]:
    with transaction(connection):
        return _changed(
            connection,
            f"update headlines set {column} = ? where {column} is null and id in "  # noqa: S608
            "(select value from json_each(?)) returning id",
            to_text(now),
            json.dumps(list(ids)),
        )


def _clear(connection: sqlite3.Connection, column: _TimedMark, ids: Iterable[int]) -> array[int]:
    with transaction(connection):
        return _changed(
            connection,
            f"update headlines set {column} = null where {column} is not null and id in "  # noqa: S608
            "(select value from json_each(?)) returning id",
            json.dumps(list(ids)),
        )


def _changed(connection: sqlite3.Connection, sql: str, *parameters: str) -> array[int]:
    return array("q", sorted(row[0] for row in connection.execute(sql, parameters).fetchall()))


def _with_their_stories(connection: sqlite3.Connection, ids: Iterable[int]) -> str:
    """The ids and those of their stories' other tellers, as JSON."""
    rows = connection.execute(
        "with stories_of as (select distinct story from headlines "
        "where id in (select value from json_each(?))) "
        "select story from stories_of union "
        "select h.id from stories_of s join headlines h on h.story = s.story and h.story <> h.id",
        (json.dumps(list(ids)),),
    )
    return json.dumps([row[0] for row in rows])
