"""Whether the alert rules need a run at all: asked after every poll, so it loads and reads little.

How far the last run had read is kept in `settings`.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from store import times
from store.rules.arrival_keys import CLOCK
from store.settings import get_setting

FETCH_MARK = "alerts.fetch"
OBSERVATION_MARK = "alerts.observation"


def anything_due(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether something arrived for a rule, or time alone may change something. Reads only."""
    has_rules = connection.execute("select exists (select 1 from rules)").fetchone()[0]
    if has_rules and newest(connection) != marks(connection):
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


def newest(connection: sqlite3.Connection) -> tuple[int, int]:
    """The newest fetch that brought a headline, and the newest observation."""
    row = connection.execute(
        "select (select coalesce(max(fetch), 0) from headlines),"
        " (select coalesce(max(id), 0) from observations)"
    ).fetchone()
    return row[0], row[1]


def marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """How far the last run had read, in the same terms."""
    fetch, seen = (get_setting(connection, key) for key in (FETCH_MARK, OBSERVATION_MARK))
    return (
        fetch if isinstance(fetch, int) else 0,
        seen if isinstance(seen, int) else 0,
    )
