"""How long feeds have brought nothing: the rules that watch sources."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from store import times
from store.rules.evaluation import Truth, both, either
from store.rules.tree import AllOf, AnyOf, Condition, Not, Silent
from store.rules.types import written_duration


@dataclass(frozen=True, slots=True)
class Silence:
    """Whether the rule is true, the longest silence it looked at, and that in words."""

    truth: Truth
    duration: timedelta | None
    words: str


def longest_silence(connection: sqlite3.Connection, condition: Condition, now: datetime) -> Silence:
    """What a condition on feeds is now. A feed that is not subscribed is unknown."""
    match condition:
        case Silent(feed, duration):
            return _silence(connection, feed, duration, now)
        case Not(part):
            inner = longest_silence(connection, part, now)
            truth = None if inner.truth is None else not inner.truth
            return Silence(truth, inner.duration, inner.words)
        case AllOf(parts) | AnyOf(parts):
            found = [longest_silence(connection, part, now) for part in parts]
            combine = both if isinstance(condition, AllOf) else either
            longest = max(found, key=lambda each: each.duration or timedelta())
            return Silence(combine(each.truth for each in found), longest.duration, longest.words)
        case _:
            raise AssertionError(condition)


def _silence(
    connection: sqlite3.Connection, feed: str, duration: timedelta, now: datetime
) -> Silence:
    """Feeds whose name has `feed` in it; silent as long as the least silent of them."""
    rows = connection.execute(
        "select title, coalesce(last_new_at, added_at) as heard from feeds "
        "where instr(lower(title), lower(?)) > 0 and paused_reason is null",
        (feed,),
    ).fetchall()
    if not rows:
        return Silence(None, None, f"no polled feed is named {feed}")
    heard = max(times.from_text(row["heard"]) for row in rows)
    silent = max(now - heard, timedelta())
    hours = timedelta(hours=int(silent.total_seconds() // 3600))
    words = f"silent {written_duration(hours)}" if hours else "heard within the hour"
    return Silence(silent >= duration, silent, words)
