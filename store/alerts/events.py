"""What happened to alerts: for toasts, histories and deliveries. Reads only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from store import times
from store.rules.saved import month

_SELECT = """
    select e.id, e.at, e.batch, r.id as rule, r.text, r.name, r.severity, e.state_from, e.state_to,
           e.value, e.note, e.quiet, a.period_end, a.headline, h.title
    from events e
    join alerts a on a.id = e.alert
    join rules r on r.id = a.rule
    left join headlines h on h.id = a.headline
"""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One change of an alert's state.

    Events of one evaluation share `batch`. `quiet`: snoozed, or in the rule's quiet hours, so no
    toast and no notice. `period` is the one its alert is about ("Jun 26"), `title` that of the
    headline; '' where there is none.
    """

    id: int
    at: datetime
    batch: int
    rule: int
    rule_text: str
    rule_name: str
    severity: str
    state_from: str
    state_to: str
    value: str
    note: str
    quiet: bool
    period: str
    headline: int | None
    title: str


def events_since(connection: sqlite3.Connection, event: int) -> list[EventRow]:
    """The events after the one with this id, oldest first."""
    return _events(connection.execute(f"{_SELECT} where e.id > ? order by e.id", (event,)))


def alert_history(connection: sqlite3.Connection, rule: int, limit: int = 200) -> list[EventRow]:
    """What happened to a rule's alerts, newest first."""
    return _events(
        connection.execute(f"{_SELECT} where a.rule = ? order by e.id desc limit ?", (rule, limit))
    )


def latest_events(connection: sqlite3.Connection, limit: int = 50) -> list[EventRow]:
    """What happened last to any alert, newest first."""
    return _events(connection.execute(f"{_SELECT} order by e.id desc limit ?", (limit,)))


def events_between(
    connection: sqlite3.Connection, since: datetime, until: datetime
) -> list[EventRow]:
    """The events from `since` to before `until`, oldest first."""
    span = (times.to_text(since), times.to_text(until))
    return _events(
        connection.execute(f"{_SELECT} where e.at >= ? and e.at < ? order by e.id", span)
    )


def rules_firing_since(connection: sqlite3.Connection, event: int) -> int:
    """How many rules began to fire after that event, aloud, and still do unseen."""
    found: int = connection.execute(
        "select count(distinct a.rule) from events e join alerts a on a.id = e.alert "
        "where e.id > ? and e.state_to = 'firing' and not e.quiet "
        "and a.state = 'firing' and a.attention = 'unseen'",
        (event,),
    ).fetchone()[0]
    return found


def newest_event(connection: sqlite3.Connection) -> int:
    """The id of the newest event, 0 if there is none: where to start asking `events_since`."""
    found: int = connection.execute("select coalesce(max(id), 0) from events").fetchone()[0]
    return found


def _events(rows: Iterable[sqlite3.Row]) -> list[EventRow]:
    return [
        EventRow(
            id=row["id"],
            at=times.from_text(row["at"]),
            batch=row["batch"],
            rule=row["rule"],
            rule_text=row["text"],
            rule_name=row["name"],
            severity=row["severity"],
            state_from=row["state_from"],
            state_to=row["state_to"],
            value=row["value"],
            note=row["note"],
            quiet=bool(row["quiet"]),
            period=month(row["period_end"]),
            headline=row["headline"],
            title=row["title"] or "",
        )
        for row in rows
    ]
