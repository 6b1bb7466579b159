"""The user's rules: kept, changed, removed with undo, and listed with what each sees now.

Listing reads stored state only; the parser is loaded when a rule is written. A rule watches what
comes after it was made: for numbers from the latest period on, for headlines from the next one on.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from store import times
from store.database import transaction
from store.errors import RuleError, StoreError
from store.rules.language import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.rules.tree import Rule

__all__ = ["RuleError", "RuleStatus"]

Severity = Literal["info", "warning", "critical"]
RuleState = Literal["firing", "pending", "ok", "recovering", "withdrawn", "error", "unknown"]

_ROWS_OF = {  # in the order in which they can be brought back
    "rules": "select * from rules where id = ?",
    "rule_reads": "select * from rule_reads where rule = ?",
    "alerts": "select * from alerts where rule = ?",
    "events": "select * from events where alert in (select id from alerts where rule = ?)",
    "deliveries": "select * from deliveries where event in "
    "(select e.id from events e join alerts a on a.id = e.alert where a.rule = ?)",
}
_RANK = {"firing": 0, "pending": 1, "recovering": 2, "withdrawn": 3}
_ATTENTION_RANK = {"unseen": 0, "seen": 1, "acknowledged": 2, "snoozed": 3}


@dataclass(frozen=True, slots=True)
class RuleStatus:
    """A rule and what it sees now.

    `value` and `threshold` are shown with their unit ("38%", "> 30%"); `period` is the one the
    value is of ("Mar 26"); `alert` and `headline` are of the alert that wants attention most, None
    where there is none. `since`: when that state began.
    """

    id: int
    text: str
    name: str
    severity: Severity
    enabled: bool
    state: RuleState
    value: str
    threshold: str
    since: datetime | None
    period: str
    note: str
    attention: str
    snoozed_until: str | None
    error: str | None
    alert: int | None
    headline: int | None


@dataclass(frozen=True, slots=True)
class RemovedRule:
    """A rule with all that hangs on it, so that it can be brought back."""

    id: int
    text: str
    rows: Mapping[str, Sequence[Mapping[str, object]]]


def add_rule(
    connection: sqlite3.Connection,
    text: str,
    now: datetime,
    *,
    name: str = "",
    severity: Severity = "warning",
    note: str = "",
    enabled: bool = True,
) -> int:
    """Keep a rule in canonical form; its id. What the text says of severity and note wins.

    Raises RuleError where it cannot be read or does not make sense.
    """
    rule = parse(text)
    options = rule.options
    with transaction(connection):
        cursor = connection.execute(
            "insert into rules (text, name, kind, severity, group_name, note, enabled, created_at) "
            "values ('', ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                rule.kind,
                options.severity or severity,
                options.group,
                options.note or note,
                int(enabled),
                times.to_text(now),
            ),
        )
        number = int(cursor.lastrowid or 0)
        _write_text(connection, number, rule)
    return number


def edit_rule(connection: sqlite3.Connection, number: int, text: str, now: datetime) -> RemovedRule:
    """Replace a rule's text. Its open alerts end; from here it watches what comes. Answers with
    the rule as it was.

    Raises RuleError, and StoreError for a rule that is not there.
    """
    rule = parse(text)
    options = rule.options
    with transaction(connection):
        row = _row(connection, number)
        before = _whole(connection, number)
        connection.execute(
            "update rules set kind = ?, severity = ?, group_name = ?, note = ?, created_at = ?, "
            "error = null, last_truth = 'unknown', last_value = '', last_period = '' where id = ?",
            (
                rule.kind,
                options.severity or row["severity"],
                options.group or row["group_name"],
                options.note or row["note"],
                times.to_text(now),
                number,
            ),
        )
        _end_alerts(connection, number, now, "the rule was changed")
        _write_text(connection, number, rule)
    return before


def rule_text(connection: sqlite3.Connection, number: int) -> str:
    """The canonical text of a rule. Raises StoreError for a rule that is not there."""
    return str(_row(connection, number)["text"])


def set_enabled(connection: sqlite3.Connection, number: int, enabled: bool) -> None:
    """Watch a rule or let it rest. Raises StoreError for a rule that is not there."""
    with transaction(connection):
        row = _row(connection, number)
        if enabled and not row["enabled"]:  # what came while it rested is the past
            _begin_watch(connection, number, parse(row["text"]))
        connection.execute("update rules set enabled = ? where id = ?", (int(enabled), number))


def remove_rule(connection: sqlite3.Connection, number: int) -> RemovedRule:
    """Remove a rule with its alerts and events. Raises StoreError for a rule that is not there."""
    with transaction(connection):
        removed = _whole(connection, number)
        connection.execute("delete from rules where id = ?", (number,))
    return removed


def _whole(connection: sqlite3.Connection, number: int) -> RemovedRule:
    text = _row(connection, number)["text"]
    return RemovedRule(
        number, text, {table: _rows_of(connection, table, number) for table in _ROWS_OF}
    )


def restore_rule(
    connection: sqlite3.Connection, removed: RemovedRule, *, replacing: bool = False
) -> int:
    """Bring a removed rule back as it was; its id, which is another one where its own was given to
    a rule made since. `replacing`: in place of what the rule was changed to."""
    with transaction(connection):
        if replacing:
            connection.execute("delete from rules where id = ?", (removed.id,))
        (rule,) = removed.rows["rules"]
        number = _insert(connection, "rules", {**rule, "id": _free(connection, "rules", rule)})
        for read in removed.rows["rule_reads"]:
            _insert(connection, "rule_reads", {**read, "rule": number})
        alerts: dict[object, int] = {}
        for alert in removed.rows["alerts"]:
            fresh = {**alert, "id": _free(connection, "alerts", alert), "rule": number}
            alerts[alert["id"]] = _insert(connection, "alerts", fresh)
        for event in removed.rows["events"]:  # their ids are never given twice
            _insert(connection, "events", {**event, "alert": alerts[event["alert"]]})
        for delivery in removed.rows["deliveries"]:
            _insert(connection, "deliveries", {**delivery, "id": None})
    return number


def _free(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> object | None:
    """The id of a row if nothing has it now; None lets the table choose."""
    taken = connection.execute(f"select 1 from {table} where id = ?", (row["id"],))  # noqa: S608 - our names
    return None if taken.fetchone() else row["id"]


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> int:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    cursor = connection.execute(
        f"insert into {table} ({names}) values ({marks})",  # noqa: S608 - our names
        tuple(row.values()),
    )
    return int(cursor.lastrowid or 0)


def rules_with_state(connection: sqlite3.Connection) -> list[RuleStatus]:
    """Every rule in the order they were made, with what it sees now."""
    firing: dict[int, int] = {}
    newest: dict[int, tuple[tuple[int, int], int]] = {}
    # from the index alone: a rule on headlines may have thousands of open stories
    for rule, state, attention, alerts, last in connection.execute(
        "select rule, state, attention, count(*), max(id) from alerts "
        "where state <> 'ok' and state <> 'error' group by state, rule, attention"
    ):
        if state == "firing":
            firing[rule] = firing.get(rule, 0) + alerts
        urgency = _RANK[state], _ATTENTION_RANK[attention]
        newest[rule] = min(newest.get(rule, (urgency, last)), (urgency, last))
    top = {
        row["rule"]: row
        for row in connection.execute(
            "select id, rule, state, since, period_end, headline, attention, snoozed_until "
            "from alerts where id in (select value from json_each(?))",
            (json.dumps([last for _, last in newest.values()]),),
        )
    }
    return [
        _status(row, top.get(row["id"]), firing.get(row["id"], 0))
        for row in connection.execute("select * from rules order by id")
    ]


def _status(row: sqlite3.Row, alert: sqlite3.Row | None, firing: int) -> RuleStatus:
    if alert is not None and alert["state"] == "withdrawn" and _is_past(alert, row):
        alert = None
    value = row["last_value"]
    if firing and alert is not None and alert["headline"] is not None:
        value = f"{firing} stories" if firing > 1 else "1 story"
    return RuleStatus(
        id=row["id"],
        text=row["text"],
        name=row["name"],
        severity=row["severity"],
        enabled=bool(row["enabled"]),
        state=_state(row, alert),
        value=value,
        threshold=row["threshold"],
        since=None if alert is None else times.from_text(alert["since"]),
        period=month(row["last_period"]),
        note=row["note"],
        attention="seen" if alert is None else alert["attention"],
        snoozed_until=None if alert is None else alert["snoozed_until"],
        error=row["error"],
        alert=None if alert is None else alert["id"],
        headline=None if alert is None else alert["headline"],
    )


def _is_past(alert: sqlite3.Row, row: sqlite3.Row) -> bool:
    return bool(alert["period_end"] < row["last_period"])


def _state(row: sqlite3.Row, alert: sqlite3.Row | None) -> RuleState:
    if row["error"] is not None:
        return "error"
    if alert is not None:
        state: RuleState = alert["state"]
        return state
    if row["kind"] != "headline" and row["last_truth"] == "unknown":
        return "unknown"
    return "ok"


@lru_cache(maxsize=256)
def month(period_end: str) -> str:
    """A period by the month it ends in: "Jun 26"; '' for none."""
    return f"{date.fromisoformat(period_end):%b %y}" if period_end else ""


def _write_text(connection: sqlite3.Connection, number: int, rule: Rule) -> None:
    from store.rules.reads import reads  # noqa: PLC0415 - only when a rule is written
    from store.rules.text import canonical, threshold  # noqa: PLC0415

    expires = rule.options.expires
    connection.execute(
        "update rules set text = ?, threshold = ?, expires_on = ? where id = ?",
        (canonical(rule), threshold(rule), expires and expires.isoformat(), number),
    )
    connection.execute("delete from rule_reads where rule = ?", (number,))
    connection.executemany(
        "insert into rule_reads (key, rule) values (?, ?)",
        [(key, number) for key in sorted(reads(rule))],
    )
    _begin_watch(connection, number, rule)


def _begin_watch(connection: sqlite3.Connection, number: int, rule: Rule) -> None:
    first_period: str | None = None
    if rule.scope == "metric":
        from store.rules.facts import RecordFacts  # noqa: PLC0415 - only when a rule is written
        from store.rules.sightings import latest_period  # noqa: PLC0415

        latest = latest_period(rule, RecordFacts(connection))
        first_period = None if latest is None else latest.isoformat()
    connection.execute(
        "update rules set from_period = ?,"
        " from_observation = (select coalesce(max(id), 0) from observations),"
        " from_fetch = (select coalesce(max(fetch), 0) from headlines) where id = ?",
        (first_period, number),
    )


def _end_alerts(connection: sqlite3.Connection, number: int, now: datetime, why: str) -> None:
    connection.execute(
        "insert into events (alert, at, batch, state_from, state_to, note, quiet) "
        "select id, ?, (select coalesce(max(id), 0) + 1 from events), state, 'ok', ?, 1 "
        "from alerts where rule = ? and state <> 'ok'",
        (times.to_text(now), why, number),
    )
    connection.execute(
        "update alerts set state = 'ok', since = ?, fired_at = null, attention = 'seen', "
        "snoozed_until = null where rule = ?",
        (times.to_text(now), number),
    )


def _row(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "select * from rules where id = ?", (number,)
    ).fetchone()
    if row is None:
        raise StoreError(f"there is no rule {number}; `alimon alerts list` shows them")
    return row


def _rows_of(connection: sqlite3.Connection, table: str, number: int) -> list[Mapping[str, object]]:
    rows = connection.execute(_ROWS_OF[table], (number,))
    return [dict(zip(row.keys(), tuple(row), strict=True)) for row in rows]
