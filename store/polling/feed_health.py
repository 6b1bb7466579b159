"""How each feed is doing, for the Feeds pane and `alimon feeds list`. Reads only."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from store import times
from store.polling.recent_arrivals import recent_arrivals
from store.polling.rhythm import rhythm, silent_since

State = Literal["new", "ok", "silent", "failing", "offline", "paused"]


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """One feed's health. Times are aware UTC, None for never; `entries`, `bytes` and `duration_ms`
    are those of the last poll that got an answer, None before it.

    `words` says in one line how it is doing; `next_poll_reason` why it is polled when it is.
    """

    id: int
    title: str
    url: str
    folder: str
    language: str
    kind: str
    origin: str
    state: State
    words: str
    last_poll_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    silent_since: datetime | None
    failure_streak: int
    http_status: int | None
    wire_bytes: int | None
    duration_ms: int | None
    entries: int | None
    headlines: int
    repaired: str | None
    unstable_ids: bool
    requested: bool
    paused_reason: str | None
    next_poll_at: datetime | None
    next_poll_reason: str


def feed_health(connection: sqlite3.Connection, now: datetime | None = None) -> list[FeedHealth]:
    """Every feed in the order of the list: folders in the order of their first feed."""
    moment = now or times.now()
    rows = connection.execute(
        "select feeds.*, fetches.http_status, fetches.wire_bytes, fetches.duration_ms, "
        "(select entries from fetches where feed = feeds.id and outcome = 'ok' "
        " order by id desc limit 1) as entries, "
        "(select count(*) from headlines where feed = feeds.id) as headlines "
        "from feeds left join fetches on fetches.id = "
        "(select max(id) from fetches where feed = feeds.id) "
        "order by (select min(id) from feeds other where other.folder = feeds.folder), feeds.id"
    ).fetchall()
    return [_health(connection, row, moment) for row in rows]


def _health(connection: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> FeedHealth:
    silent = silent_since(rhythm(recent_arrivals(connection, row["id"]), now), now)
    state = _state(row, silent)
    return FeedHealth(
        id=row["id"],
        title=row["title"] or row["url"],
        url=row["url"],
        folder=row["folder"],
        language=row["language"],
        kind=row["kind"],
        origin=row["origin"],
        state=state,
        words=_words(row, state, silent),
        last_poll_at=_time(row["last_poll_at"]),
        last_success_at=_time(row["last_success_at"]),
        last_new_at=_time(row["last_new_at"]),
        silent_since=silent,
        failure_streak=row["failure_streak"],
        http_status=row["http_status"],
        wire_bytes=row["wire_bytes"],
        duration_ms=row["duration_ms"],
        entries=row["entries"],
        headlines=row["headlines"],
        repaired=row["repaired"],
        unstable_ids=bool(row["unstable_ids"]),
        requested=row["requested_at"] is not None,
        paused_reason=row["paused_reason"],
        next_poll_at=_time(row["next_poll_at"]),
        next_poll_reason=row["next_poll_reason"],
    )


def _state(row: sqlite3.Row, silent: datetime | None) -> State:
    if row["paused_reason"] is not None:
        return "paused"
    if row["last_outcome"] == "offline":
        return "offline"
    if row["failure_streak"]:
        return "failing"
    if row["last_poll_at"] is None:
        return "new"
    return "silent" if silent else "ok"


def _words(row: sqlite3.Row, state: State, silent: datetime | None) -> str:
    match state:
        case "paused":
            return str(row["paused_reason"])
        case "new":
            return "not polled yet"
        case "offline":
            return str(row["last_message"])
        case "failing":
            streak = row["failure_streak"]
            return str(row["last_message"]) + (f" ({streak} times in a row)" if streak > 1 else "")
        case "silent":
            return f"silent for longer than usual, since {silent:%Y-%m-%d}"
        case "ok":
            return f"repaired: {row['repaired']}" if row["repaired"] else "fine"


def _time(text: str | None) -> datetime | None:
    return times.from_text(text) if text else None
