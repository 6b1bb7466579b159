"""The feed list: who is due, what a poll leaves behind, what users do to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from store import database
from store.headlines import keeping as headlines
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.query import HeadlineQuery
from store.headlines.views import arrived_since, newest_fetch
from store.polling import feed_polls, fetch_log, subscriptions
from store.polling.feed_health import feed_health
from store.polling.feed_polls import FeedAfterPoll, FeedForUpdate
from store.polling.subscriptions import FeedExists, NewFeed, UnknownFeed

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = NewFeed("https://a.example/feed", "Alpha", folder="News", language="en")
SECOND = NewFeed("https://b.example/feed", "Beta", folder="云")


@pytest.fixture
def connection(tmp_path) -> Iterator[sqlite3.Connection]:
    opened = database.open_writer(tmp_path / "a.sqlite", NOW)
    yield opened
    opened.close()


def after(feed: FeedForUpdate, **changes) -> FeedAfterPoll:
    default = FeedAfterPoll(
        feed=feed.id,
        at=NOW,
        outcome="ok",
        message="",
        failure_streak=0,
        next_poll_at=NOW + HOUR,
        next_poll_reason="test",
        url=feed.url,
        etag=feed.etag,
        last_modified=feed.last_modified,
        repaired=None,
        redirect_url=None,
        redirect_since=None,
        title="",
        site_url="",
    )
    return replace(default, **changes)


def polled(connection: sqlite3.Connection, number: int, **changes) -> None:
    feed = next(f for f in feed_polls.active_feeds(connection) if f.id == number)
    done = after(feed, **changes)
    outcome = "failed" if done.outcome == "failed" else "ok"
    record = FetchRecord(number, done.at, 5, outcome, done.message, 200, 10, 100, 3)
    feed_polls.record_poll(connection, record, done)


def health(connection: sqlite3.Connection, number: int, now: datetime = NOW):
    return next(each for each in feed_health(connection, now) if each.id == number)


def due(connection: sqlite3.Connection, now: datetime) -> list[int]:
    return [feed.id for feed in feed_polls.due_feeds(connection, now)]


def test_a_new_feed_is_due_at_once_and_then_when_its_time_comes(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    assert due(connection, NOW) == [number]
    polled(connection, number)
    assert due(connection, NOW + HOUR - timedelta(seconds=1)) == []
    assert due(connection, NOW + HOUR) == [number]


def test_a_clock_that_was_set_back_a_day_does_not_silence_a_feed(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    polled(connection, number)
    assert due(connection, NOW - timedelta(days=1)) == [number]


def test_a_requested_poll_comes_first_and_is_cleared_by_the_poll(connection):
    first = subscriptions.add_feed(connection, FIRST, NOW)
    second = subscriptions.add_feed(connection, SECOND, NOW)
    polled(connection, second)
    subscriptions.request_poll(connection, second, NOW)
    assert due(connection, NOW) == [second, first]
    polled(connection, second, at=NOW + timedelta(seconds=1))
    assert due(connection, NOW) == [first]


def test_a_request_made_during_the_poll_is_not_lost(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    subscriptions.request_poll(connection, number, NOW + timedelta(seconds=5))
    polled(connection, number, at=NOW)
    assert due(connection, NOW) == [number]


def test_a_paused_feed_is_not_polled_until_it_is_resumed(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    subscriptions.pause(connection, number)
    subscriptions.request_poll(connection, None, NOW)
    assert due(connection, NOW) == []
    assert feed_polls.active_feeds(connection) == ()
    assert health(connection, number).words == "paused by you"
    subscriptions.resume(connection, number, NOW)
    assert due(connection, NOW) == [number]


def test_410_leaves_a_paused_feed_that_says_so(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    words = "paused: the server says it is gone for good (410)"
    polled(connection, number, outcome="failed", message=words, paused_reason=words)
    assert due(connection, NOW + timedelta(days=9)) == []
    assert (health(connection, number).state, health(connection, number).words) == ("paused", words)


def test_a_failing_feed_says_what_is_wrong_and_how_often(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    polled(connection, number, outcome="failed", message="it is an HTML page", failure_streak=3)
    found = health(connection, number)
    assert (found.state, found.words) == ("failing", "it is an HTML page (3 times in a row)")
    assert found.last_success_at is None
    polled(connection, number)
    assert health(connection, number).state == "ok"
    assert health(connection, number).last_success_at == NOW


def test_being_offline_is_noted_without_counting_or_logging(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    (feed,) = feed_polls.active_feeds(connection)
    feed_polls.record_offline(
        connection, [after(feed, outcome="offline", message="no network: no route")]
    )
    found = health(connection, number)
    assert (found.state, found.words, found.failure_streak) == (
        "offline",
        "no network: no route",
        0,
    )
    assert connection.execute("select count(*) from fetches").fetchone()[0] == 0
    assert due(connection, NOW) == []
    assert feed_polls.recall_offline(connection) == 1
    assert due(connection, NOW) == [number]


def test_a_repaired_feed_says_so(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    polled(connection, number, repaired="a bare &")
    assert health(connection, number).words == "repaired: a bare &"


def test_health_shows_the_last_poll(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    assert health(connection, number).words == "not polled yet"
    polled(connection, number)
    found = health(connection, number)
    assert (found.http_status, found.wire_bytes, found.duration_ms) == (200, 10, 5)
    assert (found.entries, found.next_poll_at, found.next_poll_reason) == (3, NOW + HOUR, "test")


def bring(connection: sqlite3.Connection, feed: int, moments: list[datetime]) -> None:
    """A first poll of the feed that brings a headline published at each of the moments."""
    nothing = Tagging((), (), (), "none")
    entries = [
        TaggedEntry(
            ParsedEntry(str(m), f"At {m}", f"https://a.example/{n}", m, None), "en", nothing
        )
        for n, m in enumerate(moments)
    ]
    headlines.write_poll(connection, FetchRecord(feed, NOW, 5, "ok"), entries, NOW)


def test_a_feed_that_is_quiet_for_longer_than_usual_is_silent(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    bring(connection, number, [NOW - timedelta(days=days) for days in (10, 11, 12, 13)])
    polled(connection, number)
    found = health(connection, number)
    assert (found.state, found.headlines) == ("silent", 4)
    assert found.words == "silent for longer than usual, since 2026-08-10"
    assert health(connection, number, NOW - timedelta(days=9)).state == "ok"


def test_trimming_the_log_keeps_polls_that_brought_headlines(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    polled(connection, number)
    bring(connection, number, [NOW])
    polled(connection, number)
    assert fetch_log.trim_fetches(connection, NOW) == 0
    assert fetch_log.trim_fetches(connection, NOW + HOUR) == 2
    assert [row[0] for row in connection.execute("select id from fetches")] == [2]


def test_the_number_of_a_poll_is_never_given_again(connection):
    first = subscriptions.add_feed(connection, FIRST, NOW)
    second = subscriptions.add_feed(connection, SECOND, NOW)
    bring(connection, second, [NOW])
    bring(connection, first, [NOW])
    seen = newest_fetch(connection)

    subscriptions.remove_feed(connection, first)
    bring(connection, second, [NOW - HOUR, NOW - 2 * HOUR])

    assert len(arrived_since(connection, seen, HeadlineQuery())) == 2
    for _ in range(3):
        polled(connection, second)
        assert fetch_log.trim_fetches(connection, NOW + HOUR) == 1
    numbers = [row[0] for row in connection.execute("select id from fetches order by id")]
    polled(connection, second)
    assert newest_fetch(connection) == numbers[-1] + 4


def test_an_adopted_address_replaces_the_old_one_unless_it_is_taken(connection):
    first = subscriptions.add_feed(connection, FIRST, NOW)
    second = subscriptions.add_feed(connection, SECOND, NOW)
    polled(connection, first, url="https://new.example/feed")
    polled(connection, second, url="https://new.example/feed")
    assert [feed.url for feed in subscriptions.subscriptions(connection)] == [
        "https://new.example/feed",
        SECOND.url,
    ]


def test_the_feed_names_itself_only_where_the_user_has_not(connection):
    named = subscriptions.add_feed(connection, FIRST, NOW)
    nameless = subscriptions.add_feed(connection, NewFeed("https://c.example/"), NOW)
    for number in (named, nameless):
        polled(connection, number, title="Own name", site_url="https://site.example/")
    assert [feed.title for feed in subscriptions.subscriptions(connection)] == ["Alpha", "Own name"]


def test_a_poll_of_a_feed_that_was_removed_meanwhile_leaves_nothing(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    (feed,) = feed_polls.active_feeds(connection)
    subscriptions.remove_feed(connection, number)
    feed_polls.record_poll(connection, FetchRecord(number, NOW, 1, "failed"), after(feed))
    assert connection.execute("select count(*) from fetches").fetchone()[0] == 0


def test_the_same_address_is_not_added_twice(connection):
    subscriptions.add_feed(connection, FIRST, NOW)
    with pytest.raises(FeedExists):
        subscriptions.add_feed(connection, FIRST, NOW)
    assert subscriptions.add_feeds(connection, [FIRST, SECOND], NOW) == 1


def test_a_bundled_feed_that_was_removed_does_not_come_back(connection):
    assert subscriptions.takes_bundled(connection)
    assert subscriptions.sync_bundled(connection, [FIRST, SECOND], NOW) == 2
    assert subscriptions.sync_bundled(connection, [FIRST, SECOND], NOW) == 0
    subscriptions.remove_feed(connection, 1)
    third = NewFeed("https://c.example/feed")
    assert subscriptions.takes_bundled(connection)
    assert subscriptions.sync_bundled(connection, [FIRST, SECOND, third], NOW) == 1
    assert {feed.url for feed in subscriptions.subscriptions(connection)} == {SECOND.url, third.url}


def test_a_list_of_the_users_own_does_not_get_the_bundled_feeds(connection):
    subscriptions.add_feed(connection, FIRST, NOW)
    assert not subscriptions.takes_bundled(connection)


def test_a_feed_is_found_by_number_address_or_title(connection):
    number = subscriptions.add_feed(connection, FIRST, NOW)
    for wanted in (str(number), FIRST.url, "alpha"):
        assert subscriptions.find_feed(connection, wanted) == number


@pytest.mark.parametrize("wanted", ["99", "none", "9" * 30, "'; drop table feeds"])
def test_an_unknown_feed_is_said_so(connection, wanted):
    with pytest.raises(UnknownFeed, match="alimon feeds list"):
        subscriptions.find_feed(connection, wanted)


@pytest.mark.parametrize(
    "act",
    [
        lambda c: subscriptions.pause(c, 99),
        lambda c: subscriptions.resume(c, 99, NOW),
        lambda c: subscriptions.remove_feed(c, 99),
        lambda c: subscriptions.request_poll(c, 99, NOW),
    ],
)
def test_acting_on_an_unknown_feed_is_an_error(connection, act):
    with pytest.raises(UnknownFeed):
        act(connection)
