"""What is forgotten, what stays for ever, and that the forgotten does not come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from newsroom import NOW, Newsroom, entry

from store.configuration import Retention
from store.headlines import marks, search_index
from store.headlines.retention import purge


@pytest.fixture
def old(newsroom: Newsroom) -> Newsroom:
    """One headline a day for ten days, "day 0" today."""
    newsroom.poll(*[entry(f"day {n}", published=NOW - timedelta(days=n)) for n in range(10)])
    return newsroom


def purged(newsroom: Newsroom, **limits: int | None) -> int:
    return purge(newsroom.connection, Retention(**limits), NOW)


@pytest.mark.parametrize(
    ("limits", "kept"),
    [
        ({}, 10),
        ({"days": 30}, 10),
        ({"days": 3}, 4),
        ({"headlines": 3}, 3),
        ({"headlines": 0}, 0),
        ({"headlines": 99}, 10),
        ({"days": 5, "headlines": 2}, 2),
        ({"days": 1, "headlines": 8}, 2),
    ],
)
def test_old_headlines_go_by_age_or_count(old: Newsroom, limits: dict[str, int], kept: int) -> None:
    assert purged(old, **limits) == 10 - kept
    assert old.list() == [f"day {n}" for n in range(kept)]


def test_starred_and_alerted_headlines_stay(old: Newsroom) -> None:
    marks.star(old.connection, [old.id_of("day 9")], NOW)
    old.connection.execute(
        "insert into rules (id, text, kind, created_at) values (1, 'topic:ai', 'headline', '2026')"
    )
    old.connection.execute(
        "insert into alerts (rule, instance, state, since, headline) values "
        "(1, '', 'firing', '2026-01-01T00:00:00Z', ?)",
        (old.id_of("day 7"),),
    )

    purged(old, headlines=2)

    assert old.list() == ["day 0", "day 1", "day 7", "day 9"]


def test_the_purged_does_not_come_back_with_the_next_poll(old: Newsroom) -> None:
    purged(old, days=3)

    written = old.poll(*[entry(f"day {n}", published=NOW - timedelta(days=n)) for n in range(10)])

    assert written.new == 0
    assert len(old.list()) == 4


def test_a_feed_of_which_everything_was_purged_is_not_imported_as_a_new_one(old: Newsroom) -> None:
    purged(old, headlines=0)

    old.poll(entry("new", published=NOW - timedelta(days=2)), entry("day 1"))

    assert old.list("since:1h") == ["new"]


def test_the_purged_leaves_the_search_index(old: Newsroom) -> None:
    purged(old, days=3)
    search_index.index_pending(old.connection)

    rows = old.connection.execute(
        "select count(*) from headlines_fts where headlines_fts match 'day'"
    )
    assert rows.fetchone()[0] == 4
    old.connection.execute("insert into headlines_fts (headlines_fts) values ('integrity-check')")


def test_many_headlines_go_in_short_transactions(
    old: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.headlines.retention.BATCH", 2)

    assert purge(old.connection, Retention(headlines=1), NOW, at_most=3) == 4
    assert old.list() == [f"day {n}" for n in range(6)]
    assert purged(old, headlines=1) == 5
