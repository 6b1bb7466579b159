"""The feed list: who is subscribed to, and what the user does about it.

Rows of `feeds`. Which of them are due and what a poll leaves in them is
store/polling/feed_polls.py; how they are doing, for people, store/polling/feed_health.py.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from store import times
from store.database import transaction
from store.errors import StoreError
from store.numbering import keep_numbers, next_number

PAUSED_BY_USER = "paused by you"
_BUNDLED_SEEN = "feeds.bundled_seen"

Origin = Literal["bundled", "user", "demo"]


class UnknownFeed(StoreError):
    """No feed of that number or address is in the list."""


class FeedExists(StoreError):
    """The address is already in the list."""


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to subscribe to: `language` is BCP 47 or '', `folder` the group it is listed in."""

    url: str
    title: str = ""
    site_url: str = ""
    folder: str = ""
    language: str = ""
    kind: str = "news"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A row of the feed list as OPML and `feeds list` show it."""

    id: int
    url: str
    title: str
    site_url: str
    folder: str
    language: str
    kind: str
    origin: Origin
    paused_reason: str | None


def subscriptions(connection: sqlite3.Connection) -> tuple[Subscription, ...]:
    """The feed list in its order: folders in the order of their first feed."""
    rows = connection.execute(
        "select id, url, title, site_url, folder, language, kind, origin, paused_reason from feeds "
        "order by (select min(id) from feeds other where other.folder = feeds.folder), id"
    )
    return tuple(Subscription(*row) for row in rows)


def add_feed(
    connection: sqlite3.Connection, feed: NewFeed, now: datetime, origin: Origin = "user"
) -> int:
    """Subscribe; it is polled as soon as possible. Raises FeedExists. Returns the feed's number."""
    with transaction(connection):
        if _find(connection, feed.url) is not None:
            raise FeedExists(f"{feed.url} is already in the feed list")
        return _insert(connection, feed, origin, now)


def add_feeds(
    connection: sqlite3.Connection, feeds: Iterable[NewFeed], now: datetime, origin: Origin = "user"
) -> int:
    """Subscribe to those that are not in the list yet, all or none. Returns how many were new."""
    with transaction(connection):
        new = 0
        for feed in feeds:
            if _find(connection, feed.url) is None:
                _insert(connection, feed, origin, now)
                new += 1
        return new


def takes_bundled(connection: sqlite3.Connection) -> bool:
    """Whether the bundled list belongs in this database: it is empty, or was loaded from it."""
    return bool(
        connection.execute(
            "select not exists (select 1 from feeds) "
            "or exists (select 1 from settings where key = ?)",
            (_BUNDLED_SEEN,),
        ).fetchone()[0]
    )


def sync_bundled(connection: sqlite3.Connection, feeds: Iterable[NewFeed], now: datetime) -> int:
    """Add the bundled feeds that this database has not been given before; returns how many.

    A bundled feed that its user removed stays removed.
    """
    with transaction(connection):
        row = connection.execute(
            "select value from settings where key = ?", (_BUNDLED_SEEN,)
        ).fetchone()
        seen: set[str] = set(json.loads(row[0])) if row else set()
        fresh = [feed for feed in feeds if feed.url not in seen]
        if not fresh:
            return 0
        added = 0
        for feed in fresh:
            seen.add(feed.url)
            if _find(connection, feed.url) is None:
                _insert(connection, feed, "bundled", now)
                added += 1
        connection.execute(
            "insert into settings (key, value) values (?, ?) "
            "on conflict (key) do update set value = excluded.value",
            (_BUNDLED_SEEN, json.dumps(sorted(seen))),
        )
        return added


def find_feed(connection: sqlite3.Connection, wanted: str) -> int:
    """The number of the feed with that number, address or title. Raises UnknownFeed."""
    rows = connection.execute(
        "select id from feeds where id = ? or url = ? or title = ? collate nocase",
        (int(wanted) if wanted.isdecimal() and len(wanted) < 18 else -1, wanted, wanted),
    ).fetchall()
    if len(rows) == 1:
        return int(rows[0][0])
    problem = (
        "more than one feed has the title" if rows else "no feed has the number, address or title"
    )
    raise UnknownFeed(f"{problem} {wanted!r}; `alimon feeds list` shows them with their numbers")


def remove_feed(connection: sqlite3.Connection, feed: int) -> None:
    """Unsubscribe; its headlines go with it. Raises UnknownFeed."""
    with transaction(connection):
        keep_numbers(connection, "feeds", "fetches")
        _expect_one(connection.execute("delete from feeds where id = ?", (feed,)), feed)


def pause(connection: sqlite3.Connection, feed: int) -> None:
    """Poll it no more until `resume`. Raises UnknownFeed."""
    with transaction(connection):
        _expect_one(
            connection.execute(
                "update feeds set paused_reason = ? where id = ?", (PAUSED_BY_USER, feed)
            ),
            feed,
        )


def resume(connection: sqlite3.Connection, feed: int, now: datetime) -> None:
    """Poll it again, now. Raises UnknownFeed."""
    with transaction(connection):
        _expect_one(
            connection.execute(
                "update feeds set paused_reason = null, requested_at = ? where id = ?",
                (times.to_text(now), feed),
            ),
            feed,
        )


def set_interval(connection: sqlite3.Connection, feed: int, interval: timedelta | None) -> None:
    """Poll it every `interval` (whole seconds), or adaptively with None. Raises UnknownFeed."""
    seconds = None if interval is None else int(interval.total_seconds())
    with transaction(connection):
        _expect_one(
            connection.execute(
                "update feeds set interval_seconds = ? where id = ?", (seconds, feed)
            ),
            feed,
        )


def request_poll(connection: sqlite3.Connection, feed: int | None, now: datetime) -> None:
    """Ask the poller to poll `feed` now, or with None every feed that is not paused.
    Raises UnknownFeed."""
    at = times.to_text(now)
    with transaction(connection):
        if feed is None:
            connection.execute(
                "update feeds set requested_at = ? where paused_reason is null", (at,)
            )
        else:
            _expect_one(
                connection.execute("update feeds set requested_at = ? where id = ?", (at, feed)),
                feed,
            )


def call_off_polls(connection: sqlite3.Connection, now: datetime) -> int:
    """Take back what was asked of the poller; feeds never polled wait an hour. Returns how many."""
    with transaction(connection):
        asked = connection.execute(
            "update feeds set requested_at = null where requested_at is not null"
        ).rowcount
        first = connection.execute(
            "update feeds set next_poll_at = ?, next_poll_reason = 'you called its poll off' "
            "where next_poll_at is null and last_poll_at is null and paused_reason is null",
            (times.to_text(now + timedelta(hours=1)),),
        ).rowcount
    return asked + first


def is_subscribable(url: str) -> bool:
    """Whether `url` is an http or https address with a host, and without a user name or password:
    secrets do not belong into the database."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False


def _insert(connection: sqlite3.Connection, feed: NewFeed, origin: Origin, now: datetime) -> int:
    number = next_number(connection, "feeds")
    connection.execute(
        "insert into feeds (id, url, title, site_url, folder, language, kind, origin, added_at, "
        "next_poll_reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'new in the list')",
        (
            number,
            feed.url,
            feed.title,
            feed.site_url,
            feed.folder,
            feed.language,
            feed.kind,
            origin,
            times.to_text(now),
        ),
    )
    return number


def _find(connection: sqlite3.Connection, url: str) -> int | None:
    row = connection.execute("select id from feeds where url = ?", (url,)).fetchone()
    return int(row[0]) if row else None


def _expect_one(cursor: sqlite3.Cursor, feed: int) -> None:
    if cursor.rowcount != 1:
        raise UnknownFeed(f"no feed has the number {feed}; `alimon feeds list` shows them")
