"""Headlines of our own, and how the poller would have left them in a database."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from store.headlines import search_index
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.evidence import Evidence
from store.headlines.keeping import write_poll

NOW = datetime(2026, 8, 20, 13, 4, tzinfo=UTC)

# our own sentences: title, topics with the words that made them, companies
SAMPLES = (
    ("Alibaba Cloud revenue rose 40% in the June quarter", {"cloud": "Cloud"}, ("alibaba",)),
    (
        "New export licence rules for AI accelerators are out",
        {"ai": "AI", "policy": "export licence"},
        (),
    ),
    ("阿里云计算收入增长，AI相关产品继续三位数增长", {"ai": "AI", "cloud": "云计算"}, ("alibaba",)),
    ("出口管制新规影响英伟达芯片", {"policy": "出口管制", "ai": "芯片"}, ("nvidia",)),
    ("Data centre build-out lifts capital spending plans", {"capex": "capital spending"}, ()),
    ("[bold]Not markup[/] and [link=x]not a link[/link]", {}, ()),
    ("A quiet day in the grocery business", {}, ("alibaba",)),
)


def tagged(
    number: int, title: str, topics: dict[str, str], companies: tuple[str, ...], at: datetime
) -> TaggedEntry:
    evidence = tuple(
        Evidence("topic", topic, title.index(word), title.index(word) + len(word), word, "strong")
        for topic, word in topics.items()
    )
    entry = ParsedEntry(
        id=f"e{number}",
        title=title,
        link=f"https://example.org/{number}",
        published=at,
        updated=None,
        summary=f"Summary of entry {number}.",
    )
    language = "en" if title.isascii() else "zh-Hans"
    return TaggedEntry(entry, language, Tagging(tuple(topics), companies, evidence, "test"))


def poll(
    connection: sqlite3.Connection, feed: int, entries: list[TaggedEntry], now: datetime
) -> None:
    """Write entries as a poll of `feed` would."""
    fetch = FetchRecord(feed, now, 20, "ok", http_status=200, entries=len(entries))
    write_poll(connection, fetch, entries, now)
    search_index.index_pending(connection)
