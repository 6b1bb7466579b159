"""Tagging again what is stored: shown first, then done, never against the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.retagging import RetagPlan, carry_out, plan_retagging
from feeds.tagging import Tagger, load_tagger
from store import database
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.headlines.marks import correct_topics, hide
from store.polling.subscriptions import NewFeed, add_feed

NOW = datetime(2026, 8, 20, 12, 0, tzinfo=UTC)
TITLES = ("AI writes a poem", "Clouds over the bay", "AI paints a wall", "Playoffs begin")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Four headlines that an older rule set tagged as cloud, all of them."""
    connection = database.open_writer(tmp_path / "alimon.sqlite", NOW)
    feed = add_feed(connection, NewFeed("https://news.example/feed", "News"), NOW)
    old = Tagging(("cloud",), (), (), "older")
    write_poll(
        connection,
        FetchRecord(feed, NOW, 5, "ok"),
        [
            TaggedEntry(ParsedEntry(title, title, f"https://news.example/{i}", NOW, NOW), "en", old)
            for i, title in enumerate(TITLES)
        ],
        NOW,
    )
    yield connection
    connection.close()


@pytest.fixture
def tagger(tmp_path: Path) -> Tagger:
    file = tmp_path / "lexicon.toml"
    file.write_text('[hide.sports]\nterms = ["playoffs"]', encoding="utf-8")
    return load_tagger(file)


def planned(connection: sqlite3.Connection, tagger: Tagger) -> RetagPlan:
    return plan_retagging(connection, tagger, lambda _done: None)


def topics(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(
        connection.execute(
            "select title, coalesce((select group_concat(topic) from topics t "
            "where t.headline = h.id), '') from headlines h"
        ).fetchall()
    )


def headline(connection: sqlite3.Connection, title: str) -> int:
    found: int = connection.execute(
        "select id from headlines where title = ?", (title,)
    ).fetchone()[0]
    return found


def test_a_plan_shows_what_would_change_and_changes_nothing(
    connection: sqlite3.Connection, tagger: Tagger
) -> None:
    before = topics(connection)
    plan = planned(connection, tagger)
    assert (plan.seen, plan.renamed) == (4, 4)
    assert (plan.topics["ai"].added, plan.topics["cloud"].removed) == (2, 4)
    assert sorted(plan.topics["ai"].examples_added) == ["AI paints a wall", "AI writes a poem"]
    assert topics(connection) == before


def test_carrying_out_writes_what_was_planned_and_then_nothing_is_left(
    connection: sqlite3.Connection, tagger: Tagger
) -> None:
    carry_out(connection, tagger, planned(connection, tagger), lambda _done: None)
    assert topics(connection) == dict(zip(TITLES, ("ai", "", "ai", ""), strict=True))
    rulesets = connection.execute("select distinct ruleset from topics").fetchall()
    assert [row[0] for row in rulesets] == [tagger.ruleset]
    again = planned(connection, tagger)
    assert (len(again.changed), again.hide, len(again.show)) == (0, {}, 0)


def test_topics_that_the_user_set_win_for_ever(
    connection: sqlite3.Connection, tagger: Tagger
) -> None:
    correct_topics(connection, headline(connection, "AI writes a poem"), ["policy"], NOW)
    plan = planned(connection, tagger)
    assert plan.topics["ai"].added == 1
    carry_out(connection, tagger, plan, lambda _done: None)
    assert topics(connection)["AI writes a poem"] == "policy"


def test_a_kill_rule_hides_and_without_it_the_headline_is_back(
    connection: sqlite3.Connection, tagger: Tagger, tmp_path: Path
) -> None:
    def hidden_by() -> str | None:
        row = connection.execute("select hidden_by from headlines where title = 'Playoffs begin'")
        by: str | None = row.fetchone()[0]
        return by

    carry_out(connection, tagger, planned(connection, tagger), lambda _done: None)
    assert hidden_by() == "sports"
    without = load_tagger(tmp_path / "none.toml")
    carry_out(connection, without, planned(connection, without), lambda _done: None)
    assert hidden_by() is None


def test_what_the_user_hid_stays_hidden(connection: sqlite3.Connection, tagger: Tagger) -> None:
    hide(connection, [headline(connection, "AI paints a wall")])
    carry_out(connection, tagger, planned(connection, tagger), lambda _done: None)
    row = connection.execute("select hidden_by from headlines where title = 'AI paints a wall'")
    assert row.fetchone()[0] == "user"


def test_a_headline_purged_between_plan_and_change_is_passed_over(
    connection: sqlite3.Connection, tagger: Tagger
) -> None:
    plan = planned(connection, tagger)
    connection.execute("delete from headlines where title = 'AI writes a poem'")
    carry_out(connection, tagger, plan, lambda _done: None)
    assert "AI writes a poem" not in topics(connection)


def test_a_new_headline_that_a_kill_rule_matches_is_stored_hidden(
    connection: sqlite3.Connection, tagger: Tagger
) -> None:
    entry = ParsedEntry("p", "More playoffs", "https://news.example/p", NOW, NOW)
    write_poll(
        connection,
        FetchRecord(1, NOW, 5, "ok"),
        [TaggedEntry(entry, "en", tagger.tag(entry.title))],
        NOW,
    )
    row = connection.execute("select hidden_by from headlines where title = 'More playoffs'")
    assert row.fetchone()[0] == "sports"
