"""Alerts and their events as rows: read, written, never judged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from store import times
from store.alerts.states import Alert, Change
from store.rules.types import record_unit, shown, unit_from_record

_COLUMNS = (
    "instance, state, since, fired_at, value, unit, period_end, observation, source, headline, "
    "attention, snoozed_until, ends_at"
)


def alerts_of(connection: sqlite3.Connection, rule: int) -> dict[str, Alert]:
    """The instances of a rule by their names."""
    rows = connection.execute(
        f"select {_COLUMNS} from alerts where rule = ?",  # noqa: S608 - columns are ours
        (rule,),
    )
    return {row["instance"]: _alert(row) for row in rows}


def lasting_alerts(
    connection: sqlite3.Connection, rules: Sequence[int]
) -> dict[int, dict[str, Alert]]:
    """The instances of these rules that are no stories, by rule and name. One query: 200 of them
    cost 6 ms. Of stories a rule may have told thousands; `stories_told` asks for the few needed."""
    found: dict[int, dict[str, Alert]] = {rule: {} for rule in rules}
    for row in connection.execute(
        f"select rule, {_COLUMNS} from alerts"  # noqa: S608 - columns are ours
        " where rule in (select value from json_each(?)) and instance not between 'story ' and"
        " 'story:'",
        (json.dumps(rules),),
    ):
        found[row["rule"]][row["instance"]] = _alert(row)
    return found


def stories_told(connection: sqlite3.Connection, rule: int, stories: Iterable[int]) -> set[int]:
    """Which of these stories the rule has an alert for."""
    names = json.dumps([f"story {story}" for story in stories])
    rows = connection.execute(
        "select instance from alerts "
        "where rule = ? and instance in (select value from json_each(?))",
        (rule, names),
    )
    return {int(row[0].removeprefix("story ")) for row in rows}


def stories_that_end(connection: sqlite3.Connection, now: datetime) -> list[tuple[int, Alert]]:
    """The alerts of stories that are no longer news, each with its rule."""
    rows = connection.execute(
        f"select rule, {_COLUMNS} from alerts "  # noqa: S608 - columns are ours
        "where state = 'firing' and ends_at <= ? order by id",
        (times.to_text(now),),
    )
    return [(row["rule"], _alert(row)) for row in rows]


def save_alert(connection: sqlite3.Connection, rule: int, alert: Alert) -> int:
    """Write an instance; its id."""
    found = connection.execute(
        f"insert into alerts (rule, {_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - columns are ours
        "on conflict (rule, instance) do update set state = excluded.state, since = excluded.since,"
        " fired_at = excluded.fired_at, value = excluded.value, unit = excluded.unit,"
        " period_end = excluded.period_end, observation = excluded.observation,"
        " source = excluded.source, headline = excluded.headline, attention = excluded.attention,"
        " snoozed_until = excluded.snoozed_until, ends_at = excluded.ends_at returning id",
        (
            rule,
            alert.instance,
            alert.state,
            times.to_text(alert.since),
            _text(alert.fired_at),
            None if alert.value is None else format(alert.value, "f"),
            record_unit(alert.unit),
            alert.period_end,
            alert.observation,
            alert.source,
            alert.headline,
            alert.attention,
            alert.snoozed_until,
            _text(alert.ends_at),
        ),
    ).fetchone()
    return int(found[0])


def add_events(
    connection: sqlite3.Connection,
    alert: int,
    changes: Iterable[Change],
    now: datetime,
    batch: int,
    *,
    quiet: bool,
) -> int:
    """Append the changes of an alert; how many."""
    rows = [
        (
            alert,
            times.to_text(now),
            batch,
            change.state_from,
            change.state_to,
            "" if change.value is None else shown(change.value, change.unit),
            change.note,
            int(quiet),
        )
        for change in changes
    ]
    connection.executemany(
        "insert into events (alert, at, batch, state_from, state_to, value, note, quiet) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    return len(rows)


def _alert(row: sqlite3.Row) -> Alert:
    return Alert(
        instance=row["instance"],
        state=row["state"],
        since=times.from_text(row["since"]),
        fired_at=None if row["fired_at"] is None else times.from_text(row["fired_at"]),
        value=None if row["value"] is None else Decimal(row["value"]),
        unit=unit_from_record(row["unit"]),
        period_end=row["period_end"],
        observation=row["observation"],
        source=row["source"],
        headline=row["headline"],
        attention=row["attention"],
        snoozed_until=row["snoozed_until"],
        ends_at=None if row["ends_at"] is None else times.from_text(row["ends_at"]),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else times.to_text(moment)
