"""The replay server answers by how long it has been running, and leaves nothing behind."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from io import BytesIO

import feedparser
import pytest

from feeds.demo.replay import Answer, DemoServer, answer
from feeds.demo.script import DemoFeed, load_script

SCRIPT = load_script()
BEGAN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STEADY = [feed for feed in SCRIPT.feeds if feed.trouble is None]


def told(said: Answer) -> list[str]:
    """The titles of the document in an answer."""
    if said.content_type.startswith("application/feed+json"):
        return [item["title"] for item in json.loads(said.body)["items"]]
    return [entry["title"] for entry in feedparser.parse(BytesIO(said.body))["entries"]]


def ask(path: str, seconds: float, etag: str | None = None) -> Answer:
    return answer(SCRIPT, path, etag, timedelta(seconds=seconds), BEGAN)


def path_of(kind: str) -> str:
    return next(f.path for f in SCRIPT.feeds if f.trouble is not None and f.trouble.kind == kind)


@pytest.mark.parametrize("feed", STEADY, ids=lambda feed: feed.path)
def test_a_feed_begins_with_the_past_and_ends_with_everything(feed: DemoFeed) -> None:
    before = [h.title for h in feed.headlines if h.published <= timedelta(0)]

    assert told(ask(feed.path, 0)) == before
    assert told(ask(feed.path, 1_000)) == [h.title for h in feed.headlines]


@pytest.mark.parametrize("feed", STEADY, ids=lambda feed: feed.path)
def test_a_headline_appears_at_its_moment(feed: DemoFeed) -> None:
    arrival = next(h for h in reversed(feed.headlines) if h.published > timedelta(0))
    moment = arrival.published.total_seconds()

    assert arrival.title not in told(ask(feed.path, moment - 0.1))
    assert told(ask(feed.path, moment))[0] == arrival.title


def test_what_a_client_has_is_not_sent_again_until_it_changes() -> None:
    feed = STEADY[0]
    first = ask(feed.path, 0)

    assert ask(feed.path, 1, first.etag) == Answer(304, etag=first.etag)
    assert ask(feed.path, 1_000, first.etag).status == 200


def test_entries_carry_language_identity_date_and_source() -> None:
    rss = feedparser.parse(BytesIO(ask("/kuaixun.rss", 0).body))
    atom = feedparser.parse(BytesIO(ask("/cloud.atom", 0).body))

    assert rss["feed"]["language"] == "zh-Hans"
    assert rss["bozo"] == atom["bozo"] == 0
    for entry in (*rss["entries"], *atom["entries"]):
        assert entry["id"].startswith("urn:alimon:demo:")
        assert entry["link"].startswith("http")
        assert datetime(*entry["published_parsed"][:6], tzinfo=UTC) < BEGAN


def test_a_feed_breaks_and_recovers() -> None:
    path = path_of("unavailable")

    assert [ask(path, seconds).status for seconds in (0, 20, 49, 50)] == [200, 503, 503, 200]


def test_one_address_answers_with_a_page() -> None:
    said = ask(path_of("html"), 0)

    assert said.status == 200
    assert said.content_type.startswith("text/html")


def test_an_unknown_address_is_not_found() -> None:
    assert ask("/nowhere", 0).status == 404


def test_the_clock_starts_with_the_first_request() -> None:
    seconds = iter([100.0, 100.0, 130.0])
    server = DemoServer(SCRIPT, clock=lambda: next(seconds), now=lambda: BEGAN)

    first, later = (server.answer("/wire.rss", None) for _ in range(2))

    assert told(first) == told(ask("/wire.rss", 0))
    assert told(later) == told(ask("/wire.rss", 30))


def test_the_server_listens_on_loopback_only_while_it_runs() -> None:
    with DemoServer(SCRIPT) as base:
        assert base.startswith("http://127.0.0.1:")
        request = urllib.request.Request(f"{base}/wire.rss")
        with urllib.request.urlopen(request, timeout=5) as response:
            etag = response.headers["ETag"]
            assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
            assert len(response.read()) == int(response.headers["Content-Length"])
        request.add_header("If-None-Match", etag)
        with pytest.raises(urllib.error.HTTPError, match="304"):
            urllib.request.urlopen(request, timeout=5)

    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{base}/wire.rss", timeout=5)
    assert "demo" not in {thread.name for thread in threading.enumerate()}


def test_stopping_twice_does_nothing() -> None:
    server = DemoServer(SCRIPT)
    server.start()

    server.stop()
    server.stop()
