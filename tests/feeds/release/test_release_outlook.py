"""What a release would bring is what it brings, and foreseeing it changes nothing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import made_release
import pytest

from feeds.release.outlook import enact, foresee
from feeds.release.proposal import Proposal, propose
from feeds.release.reader import read_document
from store import database
from store.alerts.evaluation import evaluate
from store.alerts.events import newest_event
from store.headlines.entries import Change, Claim, FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.polling.subscriptions import NewFeed, add_feed
from store.rules.saved import add_rule

NOW = datetime(2030, 11, 20, 12, tzinfo=UTC)
TABLES = ("observations", "releases", "alerts", "events", "figures", "settings", "rules")


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    """Three rules, and a paper that had two things to say on the day."""
    connection = database.open_writer(tmp_path / "alimon.sqlite")
    for rule in ("cloud.revenue.yoy > 30", "free_cash_flow < 0", "cloud.revenue.yoy > 60"):
        number = add_rule(connection, rule, NOW)
        evaluate(connection, NOW, rule=number)
    feed = add_feed(connection, NewFeed("https://paper.example/rss", "A paper"), NOW)
    entry = ParsedEntry("1", "Alibaba Cloud +44%, free cash flow 30 mn", None, NOW, None)
    claims = (
        Claim("alibaba", "cloud", "revenue", "money", 0, 0, "+44%",
              change=Change("yoy", Decimal(44), "up"), period="September quarter 2030"),
        Claim("alibaba", "group", "free_cash_flow", "money", 0, 0, "30 mn",
              value=Decimal(30_000_000), currency="CNY", period="September quarter 2030"),
    )  # fmt: skip
    write_poll(
        connection,
        FetchRecord(feed, NOW, 1, "ok"),
        [TaggedEntry(entry, "en", Tagging((), ("alibaba",), (), "test"), claims)],
        NOW,
    )
    return connection


@pytest.fixture
def proposal(connection: sqlite3.Connection) -> Proposal:
    return propose(connection, read_document(made_release.as_pdf()), date(2030, 11, 20))


def kept(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [
        [tuple(row) for row in connection.execute(f"select * from {table} order by 1, 2")]
        for table in TABLES
    ]


def test_the_rules_a_release_would_fire_are_told_and_nothing_is_changed(
    connection: sqlite3.Connection, proposal: Proposal
) -> None:
    before = kept(connection)
    outlook = foresee(connection, proposal, NOW)
    assert [(event.rule_text, event.value) for event in outlook.fires] == [
        ("cloud.revenue.yoy > 30%", "44%"),
        ("free_cash_flow < 0", "−48mn CNY"),
    ]
    assert outlook.added == len(proposal.observations)
    assert not outlook.stored
    assert kept(connection) == before


def test_the_press_of_the_day_is_compared_conflicts_first(
    connection: sqlite3.Connection, proposal: Proposal
) -> None:
    claims = foresee(connection, proposal, NOW).claims
    assert [(claim.words, claim.verdict) for claim in claims] == [
        ("30 mn", "conflicts"),
        ("+44%", "agrees"),
    ]
    assert "-48 million CNY" in claims[0].note
    assert claims[0].source == "A paper"


def test_storing_brings_what_was_foreseen(
    connection: sqlite3.Connection, proposal: Proposal
) -> None:
    foreseen = foresee(connection, proposal, NOW)
    brought = enact(connection, proposal, NOW)
    assert brought.stored
    for field in ("rule_text", "state_from", "state_to", "value", "note"):
        assert [getattr(event, field) for event in brought.events] == [
            getattr(event, field) for event in foreseen.events
        ]
    assert brought.claims == foreseen.claims
    assert brought.added == foreseen.added
    assert newest_event(connection) == len(brought.events)
    assert enact(connection, proposal, NOW).events == ()


def test_what_other_news_brings_is_not_the_releases_doing(
    connection: sqlite3.Connection, proposal: Proposal
) -> None:
    number = add_rule(connection, '~ "free cash flow"', NOW)
    connection.execute("update rules set from_fetch = 0 where id = ?", (number,))
    assert len(foresee(connection, proposal, NOW).fires) == 2
    assert len(enact(connection, proposal, NOW).fires) == 2
