"""Polls of a few feeds with entries and times of a test's choosing."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from store.headlines import search_index
from store.headlines.entries import (
    Change,
    Claim,
    FetchRecord,
    ParsedEntry,
    TaggedEntry,
    Tagging,
)
from store.headlines.evidence import Evidence
from store.headlines.keeping import WrittenPoll, write_poll
from store.headlines.query import parse_query
from store.headlines.stories import StoryMatcher
from store.headlines.views import headline_ids, headline_rows

NOW = datetime(2026, 8, 20, 12, 0, tzinfo=UTC)
WORDS = {  # words in a title → the topic or company a tagger would read from them
    "AI": ("topic", "ai"),
    "cloud": ("topic", "cloud"),
    "云计算": ("topic", "cloud"),
    "export": ("topic", "policy"),
    "出口管制": ("topic", "policy"),
    "Alibaba": ("company", "alibaba"),
    "阿里": ("company", "alibaba"),
    "Tencent": ("company", "tencent"),
}


def entry(title: str, link: str | None = "", **fields: object) -> ParsedEntry:
    """An entry with a link and a guid of its own, unless told otherwise."""
    if link == "":
        link = f"https://news.example/{zlib.crc32(title.encode())}"
    known = {"id": f"guid of {title}", "published": None, "updated": None, **fields}
    return ParsedEntry(title=title, link=link, **known)  # type: ignore[arg-type]


def tagged(one: ParsedEntry) -> TaggedEntry:
    """The entry with the topics and companies whose words its title holds, and its figures."""
    found = [
        Evidence(kind, name, at, at + len(word), word, "strong")  # type: ignore[arg-type]
        for word, (kind, name) in WORDS.items()
        if (at := one.title.find(word)) >= 0
    ]
    names = {kind: tuple(e.name for e in found if e.kind == kind) for kind in ("topic", "company")}
    claims = ()
    if (at := one.title.find("38%")) >= 0:
        claims = (
            Claim("alibaba", "cloud", "revenue", "percent", at, at + 3, "38%",
                  change=Change("yoy", Decimal("38"), "up")),
        )  # fmt: skip
    language = "en" if one.title.isascii() else "zh-Hans"
    return TaggedEntry(
        one, language, Tagging(names["topic"], names["company"], tuple(found), "r1"), claims
    )


@dataclass
class Newsroom:
    """Polls feeds into a database the way the poller does."""

    connection: sqlite3.Connection
    path: Path
    now: datetime = NOW
    matcher: StoryMatcher = field(default_factory=StoryMatcher)

    def poll(self, *entries: ParsedEntry, feed: int = 1) -> WrittenPoll:
        """One poll of `feed` that answered with these entries, indexed; a minute passes."""
        written = write_poll(
            self.connection,
            FetchRecord(feed, self.now, 20, "ok", http_status=200, entries=len(entries)),
            [tagged(one) for one in entries],
            self.now,
            matcher=self.matcher,
        )
        while search_index.index_pending(self.connection):
            pass
        self.now += timedelta(minutes=1)
        return written

    def list(self, query: str = "", **options: object) -> list[str]:
        """The titles that a query shows, newest first."""
        limit = options.pop("limit", None)
        asked = replace(parse_query(query, self.now), **options)  # type: ignore[arg-type]
        ids = headline_ids(self.connection, asked, limit=limit)  # type: ignore[arg-type]
        return [row.title for row in headline_rows(self.connection, ids)]

    def id_of(self, title: str) -> int:
        """The id of the newest headline with that title."""
        row = self.connection.execute(
            "select max(id) from headlines where title = ?", (title,)
        ).fetchone()
        assert row[0] is not None
        return int(row[0])

    def value(self, sql: str, *parameters: object) -> object:
        """The single value that `sql` gives."""
        return self.connection.execute(sql, parameters).fetchone()[0]
