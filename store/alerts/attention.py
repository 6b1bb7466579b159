"""What the user thinks of alerts: seen, acknowledged, snoozed. Kept apart from their states.

What is done to one alert is done to all open ones of its rule. Every change answers with what was
there before, so that it can be taken back.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from store import times
from store.alerts.states import UNTIL_CLEAR, UNTIL_NEXT_PERIOD
from store.database import transaction
from store.rules.types import read_duration

SnoozeEnd = datetime | Literal["clears", "next period"]

_OPEN_OF_THE_RULE = (
    "(id = :alert or (state <> 'ok' and since <= :now"
    " and rule = (select rule from alerts where id = :alert)))"
)
_WAYS = "write 6h or 2d, 08:30, 2026-09-01, clears or next period"


@dataclass(frozen=True, slots=True)
class Before:
    """What the user thought of an alert until now."""

    alert: int
    attention: str
    snoozed_until: str | None


def acknowledge(connection: sqlite3.Connection, alert: int, now: datetime) -> tuple[Before, ...]:
    """Mark an alert and the other open ones of its rule as known."""
    return _change(connection, alert, now, "acknowledged", None)


def snooze(
    connection: sqlite3.Connection, alert: int, until: SnoozeEnd, now: datetime
) -> tuple[Before, ...]:
    """Keep an alert and the other open ones of its rule quiet: until a time, until it clears, or
    until the next period."""
    text = until if isinstance(until, str) else times.to_text(until)
    return _change(connection, alert, now, "snoozed", text)


def wake(connection: sqlite3.Connection, alert: int, now: datetime) -> tuple[Before, ...]:
    """End a snooze."""
    return _change(connection, alert, now, "seen", None)


def mark_seen(connection: sqlite3.Connection, alert: int) -> None:
    """The user looked at an alert; nothing else changes."""
    with transaction(connection):
        connection.execute(
            "update alerts set attention = 'seen' where id = ? and attention = 'unseen'", (alert,)
        )


def take_back(connection: sqlite3.Connection, before: Iterable[Before]) -> None:
    """Put back what the user thought before; alerts that are gone stay gone."""
    with transaction(connection):
        connection.executemany(
            "update alerts set attention = ?, snoozed_until = ? where id = ?",
            [(each.attention, each.snoozed_until, each.alert) for each in before],
        )


def read_snooze(text: str, now: datetime, zone: tzinfo | None = None) -> SnoozeEnd:
    """When a snooze ends, as a person writes it: `6h`, `08:30` (the next one), `2026-09-01`,
    `2026-09-01 08:00` (local time; `zone` None is the system's), `clears`, `next period`.

    Raises ValueError, saying what can be written.
    """
    words = " ".join(text.casefold().split()).removeprefix("until ")
    if words in (UNTIL_CLEAR, "it clears", "clear"):
        return "clears"
    if words in (UNTIL_NEXT_PERIOD, "the next period", "next"):
        return "next period"
    end = _moment(words, now, zone)
    if end <= now:
        raise ValueError(f"{text.strip()} is over already; {_WAYS}")
    return end


def _moment(words: str, now: datetime, zone: tzinfo | None) -> datetime:
    local = now.astimezone(zone)
    if re.fullmatch(r"\d{1,2}:\d{2}", words):
        clock = _clock(words)
        day = local.date() if local.time() < clock else local.date() + timedelta(days=1)
        return datetime.combine(day, clock, local.tzinfo)
    dated = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:[ t](\d{1,2}:\d{2}))?", words)
    try:
        if dated is None:
            return now + read_duration(words)
        day = date.fromisoformat(dated[1])
    except (ValueError, ArithmeticError, LookupError) as error:
        raise ValueError(f"{words!r} is no time; {_WAYS}") from error
    return datetime.combine(day, _clock(dated[2] or "0:00"), local.tzinfo)


def _clock(words: str) -> time:
    hour, minute = (int(part) for part in words.split(":"))
    if hour > 23 or minute > 59:
        raise ValueError(f"{words} is no time of day; {_WAYS}")
    return time(hour, minute)


def _change(
    connection: sqlite3.Connection,
    alert: int,
    now: datetime,
    attention: str,
    snoozed_until: str | None,
) -> tuple[Before, ...]:
    named = {
        "alert": alert,
        "now": times.to_text(now),
        "attention": attention,
        "until": snoozed_until,
    }
    with transaction(connection):
        rows = connection.execute(
            f"select id, attention, snoozed_until from alerts where {_OPEN_OF_THE_RULE}",  # noqa: S608 - ours
            named,
        ).fetchall()
        connection.execute(
            "update alerts set attention = :attention, snoozed_until = :until "  # noqa: S608 - ours
            f"where {_OPEN_OF_THE_RULE}",
            named,
        )
    return tuple(Before(*row) for row in rows)
