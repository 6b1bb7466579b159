"""What a digest gathers: each story once, where it belongs, the weightiest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from store import database
from store.alerts.evaluation import evaluate
from store.digest.gathering import STORIES, gather
from store.digest.page import Digest, Due, Teller
from store.headlines.entries import Change, Claim, FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.headlines.stories import StoryMatcher
from store.polling.subscriptions import NewFeed, add_feed
from store.record.history import load_bundled_history
from store.rules import saved as rules

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Desk:
    """A database with two feeds that tell what a test says."""

    def __init__(self, path: Path) -> None:
        self.connection: sqlite3.Connection = database.open_writer(path, NOW - 30 * DAY)
        load_bundled_history(self.connection)
        self.matcher = StoryMatcher()
        self.told = 0
        self.feeds = [
            add_feed(self.connection, NewFeed(f"https://{name}.example/rss", name), NOW - 30 * DAY)
            for name in ("First", "Second")
        ]

    def tell(
        self,
        title: str,
        *topics: str,
        companies: tuple[str, ...] = (),
        ago: timedelta = timedelta(hours=1),
        feed: int = 0,
        claims: tuple[Claim, ...] = (),
    ) -> None:
        self.told += 1
        at = NOW - ago
        entry = ParsedEntry(str(self.told), title, f"https://{feed}.example/{self.told}", at, None)
        tagged = TaggedEntry(entry, "en", Tagging(topics, companies, (), "test"), claims)
        fetch = FetchRecord(self.feeds[feed], at, 1, "ok")
        write_poll(self.connection, fetch, [tagged], at, matcher=self.matcher)

    def digest(self, since: timedelta = DAY, company: str | None = None) -> Digest:
        return gather(self.connection, NOW - since, NOW, company)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "alimon.sqlite")
    yield made
    made.connection.close()


def titles(digest: Digest) -> dict[str, list[str]]:
    return {
        section.topic: [story.title for story in section.stories] for section in digest.sections
    }


def test_a_story_stands_once_under_its_narrowest_topic(desk: Desk) -> None:
    desk.tell("Rules for AI chips", "ai", "policy")
    desk.tell("A model is out", "ai")
    desk.tell("Markets are calm")

    assert titles(desk.digest()) == {"policy": ["Rules for AI chips"], "ai": ["A model is out"]}


def test_a_topic_of_the_users_own_comes_first(desk: Desk) -> None:
    desk.tell("Robots in warehouses", "ai", "robots")

    assert titles(desk.digest()) == {"robots": ["Robots in warehouses"]}


def test_alibaba_leads_then_what_most_tell_then_the_newest(desk: Desk) -> None:
    desk.tell("Alibaba opens a lab in Singapore", "ai", companies=("alibaba",), ago=9 * DAY / 10)
    desk.tell("Nvidia shows a new accelerator for servers", "ai", ago=DAY / 2)
    desk.tell("Nvidia shows a new accelerator for servers", "ai", ago=DAY / 3, feed=1)
    desk.tell("A model is out", "ai", ago=DAY / 4)

    (section,) = desk.digest().sections
    assert [story.title for story in section.stories] == [
        "Alibaba opens a lab in Singapore",
        "Nvidia shows a new accelerator for servers",
        "A model is out",
    ]
    assert section.stories[1].tellers == (
        Teller("First", "https://0.example/2"),
        Teller("Second", "https://1.example/3"),
    )


def test_what_is_older_or_hidden_or_beyond_the_count_is_left_out(desk: Desk) -> None:
    desk.tell("Old news of models", "ai", ago=2 * DAY)
    desk.tell("Hidden news of models", "ai")
    desk.connection.execute("update headlines set hidden_by = 'user' where title like 'Hidden%'")
    for number in range(STORIES + 3):
        desk.tell(f"Lab number {number} publishes paper {number * 7}", "ai")

    (section,) = desk.digest().sections
    assert len(section.stories) == STORIES
    assert section.more == 3
    assert all(story.title.startswith("Lab number") for story in section.stories)


def test_one_company_only(desk: Desk) -> None:
    desk.tell("Tencent trains a model", "ai", companies=("tencent",))
    desk.tell("Alibaba trains a model", "ai", companies=("alibaba",))

    assert titles(desk.digest(company="tencent")) == {"ai": ["Tencent trains a model"]}


def test_figures_that_the_record_does_not_bear_out_are_listed(desk: Desk) -> None:
    title = "Alibaba Cloud revenue up 99% in the June quarter of 2026"
    claim = Claim(
        company="alibaba",
        segment="cloud",
        metric="revenue",
        unit="percent",
        start=25,
        end=28,
        span="99%",
        change=Change(kind="yoy", pct=Decimal(99), direction="up"),
        period="June quarter of 2026",
    )
    desk.tell(title, "cloud", companies=("alibaba",), claims=(claim,))

    (story,) = desk.digest().checked
    (figure,) = story.figures
    assert (figure.words, figure.verdict) == ("99%", "conflicts")
    assert "45" in figure.note  # what the company reported for the quarter


def test_alerts_of_the_span_are_told(desk: Desk) -> None:
    rules.add_rule(desk.connection, "topic:policy", NOW - DAY)
    desk.tell("Rules for AI chips", "policy")
    evaluate(desk.connection, NOW - timedelta(minutes=30))

    assert [event.title for event in desk.digest().events] == ["Rules for AI chips"]
    assert desk.digest(since=timedelta(minutes=10)).events == ()


def test_what_is_due_next_is_named_with_its_day(desk: Desk) -> None:
    due = desk.digest().due

    assert due[0] == Due(
        date(2026, 11, 25), "results", "alibaba: results of the quarter to 2026-09-30"
    )
    assert [each.kind for each in due] == ["results", "target", "target"]


def test_an_empty_database_makes_an_empty_page(tmp_path: Path) -> None:
    connection = database.open_writer(tmp_path / "empty.sqlite", NOW)

    digest = gather(connection, NOW - DAY, NOW)

    connection.close()
    assert (digest.headlines, digest.sections, digest.events, digest.due) == (0, (), (), ())
