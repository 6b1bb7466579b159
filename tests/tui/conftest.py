"""A small database as the poller would have left it, and the app on it with a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import database, search_index
from store.entries import Evidence, FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines import write_poll
from store.history import load_bundled_history
from store.subscriptions import NewFeed, add_feed
from tui.app import AlimonApp

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


def poll(connection: object, feed: int, entries: list[TaggedEntry], now: datetime) -> None:
    """Write entries as a poll of `feed` would."""
    fetch = FetchRecord(feed, now, 20, "ok", http_status=200, entries=len(entries))
    write_poll(connection, fetch, entries, [], now)
    search_index.index_pending(connection)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with the bundled history, two feeds and 60 headlines."""
    where = tmp_path / "alimon.sqlite"
    connection = database.open_writer(where, NOW)
    load_bundled_history(connection)
    for number, name in enumerate(("Example Wire", "样例财经"), start=1):
        feed = add_feed(connection, NewFeed(f"https://wire{number}.example.org/rss", name), NOW)
        entries = [
            tagged(
                n,
                f"{title} ({n})" if n >= len(SAMPLES) else title,
                topics,
                companies,
                NOW - timedelta(minutes=7 * n + feed),
            )
            for n, (title, topics, companies) in enumerate(SAMPLES * 5)
        ][feed - 1 :][:30]
        poll(connection, feed, entries, NOW)
    connection.close()
    return where


@pytest.fixture
def arrive(path: Path) -> Iterator[Callable[[str], None]]:
    """Let a headline arrive, as another process would write it."""
    connection = database.open_writer(path, NOW)
    number = 1000

    def arrives(title: str) -> None:
        nonlocal number
        number += 1
        poll(connection, 1, [tagged(number, title, {}, (), NOW)], NOW + timedelta(seconds=number))

    yield arrives
    connection.close()


@pytest.fixture
def app(path: Path) -> Iterator[AlimonApp]:
    """The app on the sample database, without a poller, with a clock that stands."""
    app = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    yield app
    app.close()
