"""What arrived since the last evaluation: the headlines and the metrics that no run has seen.

How far the last run had read is kept in `settings`, and moves in the run's own transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from store import times
from store.headlines import facts as headline_facts
from store.record.segments import line_of
from store.rules.reads import CLOCK, metric_key
from store.rules.story_matching import HeadlineFacts
from store.settings import get_setting

MOST_HEADLINES = 5_000  # a run; what is left is for the next one

_FETCH_MARK = "alerts.fetch"
_OBSERVATION_MARK = "alerts.observation"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What came, by the keys of store/rules/reads.py, and how far that goes."""

    headlines: Mapping[str, list[HeadlineFacts]]
    metrics: frozenset[str]
    fetch: int
    observation: int

    @property
    def keys(self) -> frozenset[str]:
        """Every key that came, time among them."""
        return self.metrics | self.headlines.keys() | {CLOCK}


NOTHING = Arrivals({}, frozenset(), 0, 0)


def anything_due(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether something arrived, or time alone may change something. Reads only."""
    if _newest(connection) != _marks(connection):
        return True
    moment = times.to_text(now)
    waiting = connection.execute(
        "select exists (select 1 from alerts"
        "        where state in ('pending', 'recovering') and state <> 'ok') or "
        "exists (select 1 from alerts where state = 'firing' and ends_at <= ?) or "
        "exists (select 1 from alerts where snoozed_until <= ?) or "
        "exists (select 1 from rule_reads where key = ?) or "
        "exists (select 1 from alerts a join rules r on r.id = a.rule"
        "        where a.state = 'firing' and a.ends_at is null and r.kind = 'headline')",
        (moment, moment, CLOCK),
    ).fetchone()
    return bool(waiting[0])


def read_arrivals(connection: sqlite3.Connection) -> Arrivals:
    """What no run has seen. Headlines older than every rule on headlines are passed by."""
    fetch_mark, observation_mark = _marks(connection)
    newest_fetch, newest_observation = _newest(connection)
    headlines, fetch = _headlines(connection, fetch_mark, newest_fetch)
    return Arrivals(
        _by_key(headlines), _metrics(connection, observation_mark), fetch, newest_observation
    )


def mark_read(connection: sqlite3.Connection, arrivals: Arrivals) -> None:
    """Note how far was read."""
    if (arrivals.fetch, arrivals.observation) == _marks(connection):
        return
    connection.executemany(
        "insert into settings (key, value) values (?, ?) "
        "on conflict (key) do update set value = excluded.value",
        [(_FETCH_MARK, str(arrivals.fetch)), (_OBSERVATION_MARK, str(arrivals.observation))],
    )


def _newest(connection: sqlite3.Connection) -> tuple[int, int]:
    """The newest fetch that brought a headline, and the newest observation."""
    row = connection.execute(
        "select (select coalesce(max(fetch), 0) from headlines),"
        " (select coalesce(max(id), 0) from observations)"
    ).fetchone()
    return row[0], row[1]


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """How far the last run had read."""
    fetch, seen = (get_setting(connection, key) for key in (_FETCH_MARK, _OBSERVATION_MARK))
    return (
        fetch if isinstance(fetch, int) else 0,
        seen if isinstance(seen, int) else 0,
    )


def _headlines(
    connection: sqlite3.Connection, mark: int, newest: int
) -> tuple[list[HeadlineFacts], int]:
    """The headlines after the mark, and the fetch up to which they go."""
    floor = connection.execute(
        "select min(from_fetch) from rules where kind = 'headline' and enabled"
    ).fetchone()[0]
    mark = max(mark, newest if floor is None else floor)
    row = connection.execute(
        "select fetch from headlines where fetch > ? order by fetch limit 1 offset ?",
        (mark, MOST_HEADLINES),
    ).fetchone()
    until = newest if row is None else row[0]
    ids = headline_facts.arrived(connection, mark, until)
    return headline_facts.read_facts(connection, ids) if ids else [], until


def _metrics(connection: sqlite3.Connection, mark: int) -> frozenset[str]:
    """The keys of the observations after the mark."""
    rows = connection.execute(
        "select distinct issuer, segment, basis, metric from observations where id > ?", (mark,)
    )
    return frozenset(
        metric_key(issuer, line_of(segment, basis).key, metric)
        for issuer, segment, basis, metric in rows
    )


def _by_key(headlines: Iterable[HeadlineFacts]) -> dict[str, list[HeadlineFacts]]:
    found: dict[str, list[HeadlineFacts]] = {}
    for headline in headlines:
        for key in headline_facts.keys_of(headline):
            found.setdefault(key, []).append(headline)
    return found
