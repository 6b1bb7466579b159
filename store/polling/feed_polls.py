"""Which feeds are due, what a poll has to know of them, and what it leaves behind.

What to do next with a feed is decided elsewhere (feeds/polling/schedule.py) and arrives here as a
`FeedAfterPoll`; headlines are written by store/headlines/keeping.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from store import times
from store.database import transaction
from store.headlines.entries import FetchRecord
from store.polling.fetch_log import log_fetch
from store.polling.subscriptions import Origin

Outcome = Literal["ok", "not_modified", "failed", "offline"]
CLOCK_TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class FeedForUpdate:
    """What a poll has to know about a feed. Times are aware UTC or None for "never"."""

    id: int
    url: str
    title: str
    site_url: str
    origin: Origin
    etag: str | None
    last_modified: str | None
    interval: timedelta | None
    failure_streak: int
    repaired: str | None
    redirect_url: str | None
    redirect_since: datetime | None
    requested_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedAfterPoll:
    """What a poll leaves behind in the feed's row; every field is written as it stands."""

    feed: int
    at: datetime
    outcome: Outcome
    message: str
    failure_streak: int
    next_poll_at: datetime
    next_poll_reason: str
    url: str
    etag: str | None
    last_modified: str | None
    repaired: str | None
    redirect_url: str | None
    redirect_since: datetime | None
    title: str
    site_url: str
    paused_reason: str | None = None
    brought_new: bool = False


_COLUMNS_FOR_UPDATE = (
    "id, url, title, site_url, origin, etag, last_modified, interval_seconds, failure_streak, "
    "repaired, redirect_url, redirect_since, requested_at"
)


def due_feeds(connection: sqlite3.Connection, now: datetime) -> tuple[FeedForUpdate, ...]:
    """Feeds whose poll is due or was asked for, the asked-for first, then the longest waiting.

    A last poll in the future means that the clock was set back: such a feed is due too. A feed that
    is paused is polled only when asked for.
    """
    rows = connection.execute(
        f"select {_COLUMNS_FOR_UPDATE} from feeds "  # noqa: S608
        "where requested_at is not null or (paused_reason is null and "
        "(next_poll_at is null or next_poll_at <= :now or last_poll_at > :ahead)) "
        "order by requested_at is null, next_poll_at, id",
        {"now": times.to_text(now), "ahead": times.to_text(now + CLOCK_TOLERANCE)},
    )
    return tuple(_for_update(row) for row in rows)


def active_feeds(connection: sqlite3.Connection) -> tuple[FeedForUpdate, ...]:
    """Every feed that is not paused, in the order of the list."""
    rows = connection.execute(
        f"select {_COLUMNS_FOR_UPDATE} from feeds where paused_reason is null order by id"  # noqa: S608
    )
    return tuple(_for_update(row) for row in rows)


def write_after_poll(connection: sqlite3.Connection, after: FeedAfterPoll) -> None:
    """Update the feed's row; to be called inside the transaction that writes the poll."""
    at = times.to_text(after.at)
    reached = after.outcome in ("ok", "not_modified")
    connection.execute(
        "update feeds set last_poll_at = :at, last_outcome = :outcome, last_message = :message, "
        "last_success_at = iif(:reached, :at, last_success_at), "
        "last_new_at = iif(:new, :at, last_new_at), "
        "failure_streak = :streak, next_poll_at = :next, next_poll_reason = :reason, "
        "url = iif(exists (select 1 from feeds where url = :url and id <> :feed), url, :url), "
        "etag = :etag, last_modified = :modified, repaired = :repaired, "
        "redirect_url = :redirect_url, redirect_since = :redirect_since, "
        "title = iif(title = '', :title, title), site_url = iif(site_url = '', :site, site_url), "
        "paused_reason = coalesce(:paused, paused_reason), "
        "requested_at = iif(requested_at <= :at, null, requested_at) "
        "where id = :feed",
        {
            "at": at,
            "outcome": after.outcome,
            "message": after.message,
            "reached": reached,
            "new": after.brought_new,
            "streak": after.failure_streak,
            "next": times.to_text(after.next_poll_at),
            "reason": after.next_poll_reason,
            "url": after.url,
            "etag": after.etag,
            "modified": after.last_modified,
            "repaired": after.repaired,
            "redirect_url": after.redirect_url,
            "redirect_since": times.to_text(after.redirect_since) if after.redirect_since else None,
            "title": after.title,
            "site": after.site_url,
            "paused": after.paused_reason,
            "feed": after.feed,
        },
    )


def record_poll(connection: sqlite3.Connection, fetch: FetchRecord, after: FeedAfterPoll) -> None:
    """Log a poll that brought no entries (not modified, failed) and update the feed's row; to be
    called inside a transaction."""
    if not connection.execute("select 1 from feeds where id = ?", (fetch.feed,)).fetchone():
        return  # removed while it was being fetched
    log_fetch(connection, fetch)
    write_after_poll(connection, after)


def record_offline(connection: sqlite3.Connection, afters: Iterable[FeedAfterPoll]) -> None:
    """Note on each feed that there is no network; nothing is logged or counted against it."""
    with transaction(connection):
        for after in afters:
            write_after_poll(connection, after)


def recall_offline(connection: sqlite3.Connection) -> int:
    """The network is back: what was not reached is due now. Returns how many feeds that are."""
    with transaction(connection):
        return connection.execute(
            "update feeds set next_poll_at = null where last_outcome = 'offline'"
        ).rowcount


def _for_update(row: sqlite3.Row) -> FeedForUpdate:
    return FeedForUpdate(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        site_url=row["site_url"],
        origin=row["origin"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        interval=(timedelta(seconds=row["interval_seconds"]) if row["interval_seconds"] else None),
        failure_streak=row["failure_streak"],
        repaired=row["repaired"],
        redirect_url=row["redirect_url"],
        redirect_since=times.from_text(row["redirect_since"]) if row["redirect_since"] else None,
        requested_at=times.from_text(row["requested_at"]) if row["requested_at"] else None,
    )
