"""The demo's database holds the record, the demo's feeds and rules, before anything is polled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest

from feeds.demo.preparation import POLLED_EVERY, RULES, prepare_demo
from feeds.demo.progress import read_progress
from feeds.demo.script import load_script
from store import database
from store.polling import feed_polls, subscriptions

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BASE = "http://127.0.0.1:40123"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    path = tmp_path / "demo.sqlite"
    prepare_demo(path, BASE, NOW)
    reader = database.open_reader(path)
    yield reader
    reader.close()


def test_every_feed_of_the_script_is_subscribed_and_polled_often(connection: Connection) -> None:
    due = feed_polls.due_feeds(connection, NOW)

    assert [feed.url for feed in due] == [f"{BASE}{feed.path}" for feed in load_script().feeds]
    assert {feed.origin for feed in due} == {"demo"}
    assert {feed.interval for feed in due} == {POLLED_EVERY}


def test_the_bundled_list_stays_away(connection: Connection) -> None:
    assert not subscriptions.takes_bundled(connection)


def test_the_record_and_the_rules_are_there(connection: Connection) -> None:
    (observations,) = connection.execute("select count(*) from observations").fetchone()
    rules = [row[0] for row in connection.execute("select text from rules order by id")]

    assert observations >= 2_473
    assert len(rules) == len(RULES)


def test_progress_starts_at_nothing(connection: Connection) -> None:
    progress = read_progress(connection)

    assert (progress.headlines, progress.stories, progress.failing) == (0, 0, 0)
    assert progress.feeds == len(load_script().feeds)
    assert str(progress).startswith("headlines 0  stories 0")
