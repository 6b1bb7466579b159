"""Which events still have to be sent where, and a record of each attempt.

An event is due until an attempt went well, with growing pauses, and is given up after
`MOST_ATTEMPTS`. An attempt is noted before it is made: one that a crash cut short may have arrived,
so it is not made again, and says so. A channel that was not there before hears of the last minutes
only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from store import times
from store.alerts.events import EventRow, events_since, newest_event
from store.alerts.notices import is_told
from store.database import transaction
from store.safe_text import safe_line

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)  # doubled after each failure: half an hour in all
RECENT = timedelta(minutes=10)
INTERRUPTED = "alimon ended while it was being sent; it may have arrived, so it is not sent again"

_MARK = "delivery."  # settings: the events up to here are done with, by channel


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send an event. `result` says in words how it went."""

    channel: str
    tried_at: datetime
    attempt: int
    ok: bool
    result: str


def due_events(
    connection: sqlite3.Connection, channel: str, severity: str, now: datetime
) -> list[EventRow]:
    """The events to send to a channel now, oldest first."""
    mark = connection.execute(
        "select value from settings where key = ?", (f"{_MARK}{channel}",)
    ).fetchone()
    start = _past(connection, now) if mark is None else int(mark[0])
    events = [event for event in events_since(connection, start) if is_told(event, severity)]
    tried = _tried(connection, channel, start)
    due = [event for event in events if _is_due(tried.get(event.id), now)]
    waiting = [event.id for event in events if not _is_done(tried.get(event.id))]
    done_until = (waiting[0] - 1) if waiting else newest_event(connection)
    if mark is None or done_until > start:
        _move_mark(connection, channel, done_until)
    return due


def begin_attempt(
    connection: sqlite3.Connection, events: Iterable[EventRow], channel: str, now: datetime
) -> None:
    """Note that these events are about to be sent to a channel; `end_attempt` says how it went."""
    with transaction(connection):
        connection.executemany(
            "insert into deliveries (event, channel, tried_at, attempt, ok, result) "
            "select :event, :channel, :now, count(*) + 1, 0, :result from deliveries "
            "where event = :event and channel = :channel",
            [
                {
                    "event": event.id,
                    "channel": channel,
                    "now": times.to_text(now),
                    "result": INTERRUPTED,
                }
                for event in events
            ],
        )


def end_attempt(
    connection: sqlite3.Connection,
    events: Iterable[EventRow],
    channel: str,
    *,
    ok: bool,
    result: str,
) -> None:
    """Note how the attempt that was begun went."""
    with transaction(connection):
        connection.executemany(
            "update deliveries set ok = ?, result = ? "
            "where event = ? and channel = ? and result = ?",
            [(int(ok), safe_line(result), event.id, channel, INTERRUPTED) for event in events],
        )


def attempts(connection: sqlite3.Connection, event: int) -> list[Attempt]:
    """What was tried for an event, oldest first."""
    rows = connection.execute(
        "select channel, tried_at, attempt, ok, result from deliveries where event = ? order by id",
        (event,),
    )
    return [Attempt(row[0], times.from_text(row[1]), row[2], bool(row[3]), row[4]) for row in rows]


def attempts_of(
    connection: sqlite3.Connection, events: Iterable[EventRow]
) -> dict[int, list[Attempt]]:
    """What was tried for each of these events, oldest first; those without an attempt left out."""
    found: dict[int, list[Attempt]] = {}
    for row in connection.execute(
        "select event, channel, tried_at, attempt, ok, result from deliveries "
        "where event in (select value from json_each(?)) order by id",
        (json.dumps([event.id for event in events]),),
    ):
        attempt = Attempt(row[1], times.from_text(row[2]), row[3], bool(row[4]), row[5])
        found.setdefault(row[0], []).append(attempt)
    return found


def _past(connection: sqlite3.Connection, now: datetime) -> int:
    """The newest event that is too old for a channel that was not there before."""
    row = connection.execute(
        "select coalesce(max(id), 0) from events where at < ?", (times.to_text(now - RECENT),)
    ).fetchone()
    return int(row[0])


@dataclass(frozen=True, slots=True)
class _Tried:
    times: int
    last: datetime
    ok: bool
    interrupted: bool


def _tried(connection: sqlite3.Connection, channel: str, after: int) -> dict[int, _Tried]:
    rows = connection.execute(
        "select event, count(*), max(tried_at), max(ok), max(result = ?) from deliveries "
        "where channel = ? and event > ? group by event",
        (INTERRUPTED, channel, after),
    )
    return {
        row[0]: _Tried(row[1], times.from_text(row[2]), bool(row[3]), bool(row[4])) for row in rows
    }


def _is_done(tried: _Tried | None) -> bool:
    return tried is not None and (tried.ok or tried.interrupted or tried.times >= MOST_ATTEMPTS)


def _is_due(tried: _Tried | None, now: datetime) -> bool:
    if tried is None:
        return True
    pause = FIRST_PAUSE * 2 ** (tried.times - 1)
    return not _is_done(tried) and now - tried.last >= pause


def _move_mark(connection: sqlite3.Connection, channel: str, event: int) -> None:
    with transaction(connection):
        connection.execute(
            "insert into settings (key, value) values (?, ?) "
            "on conflict (key) do update set value = excluded.value",
            (f"{_MARK}{channel}", str(event)),
        )
