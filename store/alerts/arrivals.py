"""What arrived since the last evaluation: the headlines and the metrics that no run has seen.

How far the last run had read is kept in `settings`, and moves in the run's own transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from store.alerts.due import FETCH_MARK, OBSERVATION_MARK, marks, newest
from store.headlines import facts as headline_facts
from store.record.segments import line_of
from store.rules.arrival_keys import CLOCK
from store.rules.reads import metric_key
from store.rules.story_matching import HeadlineFacts

MOST_HEADLINES = 5_000  # a run; what is left is for the next one


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


def read_arrivals(connection: sqlite3.Connection) -> Arrivals:
    """What no run has seen. Headlines older than every rule on headlines are passed by."""
    fetch_mark, observation_mark = marks(connection)
    newest_fetch, newest_observation = newest(connection)
    headlines, fetch = _headlines(connection, fetch_mark, newest_fetch)
    return Arrivals(
        _by_key(headlines), _metrics(connection, observation_mark), fetch, newest_observation
    )


def mark_read(connection: sqlite3.Connection, arrivals: Arrivals) -> None:
    """Note how far was read."""
    if (arrivals.fetch, arrivals.observation) == marks(connection):
        return
    connection.executemany(
        "insert into settings (key, value) values (?, ?) "
        "on conflict (key) do update set value = excluded.value",
        [(FETCH_MARK, str(arrivals.fetch)), (OBSERVATION_MARK, str(arrivals.observation))],
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
