"""A small database as the poller would have left it, and the app on it with a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sample_news import NOW, SAMPLES, poll, tagged

from store import database
from store.polling.subscriptions import NewFeed, add_feed
from store.record.history import load_bundled_history
from tui.app import AlimonApp


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
