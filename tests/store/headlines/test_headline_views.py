"""Lists, windows, news and details: what a query shows, from a database that real polls filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import NOW, Newsroom, entry

from store.headlines import marks
from store.headlines.detail import headline_detail
from store.headlines.query import HeadlineQuery, parse_query
from store.headlines.recounting import counted, recount
from store.headlines.views import (
    HeadlineCounts,
    arrived_since,
    counts,
    headline_ids,
    headline_rows,
    newest_fetch,
)

TITLES = (
    "Alibaba cloud revenue up 38%",
    "Tencent opens an AI lab",
    "New export rules for AI chips",
    "阿里云计算收入增长",
    "出口管制新规公布",
    "A quiet day in groceries",
)


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    """One headline an hour, the first of TITLES newest; Chinese ones from feed 3."""
    for hours, title in reversed(list(enumerate(TITLES))):
        newsroom.now = NOW - timedelta(hours=hours)
        newsroom.poll(entry(title, published=newsroom.now), feed=1 if title.isascii() else 3)
    newsroom.now = NOW + timedelta(minutes=1)
    newsroom.connection.execute("update figures set verdict = 'conflicts'")
    marks.mark_read(newsroom.connection, [newsroom.id_of(TITLES[5])], NOW)
    marks.star(newsroom.connection, [newsroom.id_of(TITLES[1])], NOW)
    return newsroom


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", (0, 1, 2, 3, 4, 5)),
        ("revenue", (0,)),
        ("AI", (1, 2)),
        ("ai -tencent", (2,)),
        ("-ai", (0, 3, 4, 5)),
        ('"ai chips"', (2,)),
        ('"chips ai"', ()),
        ("阿里", (3,)),
        ("云计算", (3,)),
        ("出口管制", (4,)),
        ("雲計算", (3,)),
        ("&&&", ()),
        ("topic:ai", (1, 2)),
        ("topic:ai,cloud", (0, 1, 2, 3)),
        ("topic:ai topic:policy", (2,)),
        ("-topic:ai", (0, 3, 4, 5)),
        ("company:alibaba", (0, 3)),
        ("company:alibaba topic:cloud revenue", (0,)),
        ("-company:alibaba,tencent", (2, 4, 5)),
        ("feed:3", (3, 4)),
        ("feed:1,3", (0, 1, 2, 3, 4, 5)),
        ("source:wire", (0, 1, 2, 5)),
        ("source:样例", (3, 4)),
        ("source:nobody", ()),
        ("-source:wire", (3, 4)),
        ("lang:zh", (3, 4)),
        ("lang:zh-hans,en since:150m", (0, 1, 2)),
        ("since:150m", (0, 1, 2)),
        ("until:150m", (3, 4, 5)),
        ("ai until:90m", (2,)),
        ("is:unread", (0, 1, 2, 3, 4)),
        ("is:read", (5,)),
        ("is:starred", (1,)),
        ("-is:starred topic:ai", (2,)),
        ("is:figures", (0,)),
        ("-is:figures topic:cloud", (3,)),
        ("is:conflict", (0,)),
        ("-is:conflict is:figures", ()),
        ("rules is:unread lang:en feed:1 topic:policy since:1d", (2,)),
    ],
)
def test_a_query_shows_these_headlines_newest_first(
    filled: Newsroom, query: str, shown: tuple[int, ...]
) -> None:
    expected = [TITLES[number] for number in shown]

    assert filled.list(query) == expected
    assert filled.list(query, limit=2) == expected[:2]
    assert filled.list(query, one_per_story=False) == expected


def test_the_last_word_is_found_while_it_is_typed(filled: Newsroom) -> None:
    assert filled.list("tenc", is_typing=True) == [TITLES[1]]
    assert filled.list("tenc") == []


def test_a_row_has_what_a_line_of_the_stream_shows(filled: Newsroom) -> None:
    row = headline_rows(filled.connection, [filled.id_of(TITLES[0])])[0]

    assert (row.title, row.source, row.feed, row.language) == (TITLES[0], "Example Wire", 1, "en")
    assert (row.topics, row.companies, row.figures) == (("cloud",), ("alibaba",), "conflicts")
    assert (row.at, row.read, row.starred, row.story_size) == (NOW, False, False, 1)
    assert [TITLES[0][e.start : e.end] for e in row.evidence] == ["cloud", "Alibaba"]


def test_rows_come_in_the_order_asked_for_without_those_that_are_gone(filled: Newsroom) -> None:
    first, last = filled.id_of(TITLES[0]), filled.id_of(TITLES[5])

    rows = headline_rows(filled.connection, [last, 12345, first])

    assert [row.title for row in rows] == [TITLES[5], TITLES[0]]
    assert headline_rows(filled.connection, []) == []


def test_there_is_no_detail_of_a_headline_that_is_gone(filled: Newsroom) -> None:
    assert headline_detail(filled.connection, 12345) is None


# ── stories ──


@pytest.fixture
def told(newsroom: Newsroom) -> Newsroom:
    """A story that two more sources tell, and a headline of its own."""
    newsroom.poll(entry("Alibaba lifts its AI spending plan to record", summary="wire"), feed=1)
    newsroom.poll(entry("Something else entirely happened today"), feed=1)
    newsroom.poll(entry("Alibaba lifts its AI spending plan to a record - South Post"), feed=2)
    newsroom.poll(entry("Alibaba lifts AI spending plan to record high"), feed=3)
    return newsroom


FIRST = "Alibaba lifts its AI spending plan to record"
OTHER = "Something else entirely happened today"


def test_a_story_is_one_row_where_it_was_told_first(told: Newsroom) -> None:
    assert told.list() == [OTHER, FIRST]
    row = headline_rows(told.connection, [told.id_of(FIRST)])[0]
    assert row.story_size == 3
    assert len(told.list(one_per_story=False)) == 4


@pytest.mark.parametrize(
    "query", ["alibaba", "topic:ai", "company:alibaba", "is:unread", "lang:en", "-zzz"]
)
def test_a_filtered_list_shows_it_once_too(told: Newsroom, query: str) -> None:
    assert [title for title in told.list(query) if title != OTHER] == [FIRST]
    assert FIRST in told.list(query, limit=2)


def test_a_long_list_shows_a_story_once_too(
    told: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.headlines.views._CHUNK", 2)
    assert told.list("alibaba") == [FIRST]
    assert arrived_since(told.connection, 0, parse_query("source:nobody", NOW)).tolist() == []


def test_a_story_whose_first_headline_does_not_match_shows_the_first_that_does(
    told: Newsroom,
) -> None:
    assert told.list("high") == ["Alibaba lifts AI spending plan to record high"]
    assert told.list("wire") == [FIRST]


def test_the_list_of_a_feed_shows_what_it_told_after_others(told: Newsroom) -> None:
    assert told.list("feed:2") == ["Alibaba lifts its AI spending plan to a record - South Post"]


def test_the_detail_names_the_other_sources(told: Newsroom) -> None:
    detail = headline_detail(told.connection, told.id_of(FIRST))

    assert detail is not None
    assert [sibling.source for sibling in detail.siblings] == ["South Post", "样例财经"]


def test_a_story_passes_to_the_next_teller_when_its_first_headline_goes(told: Newsroom) -> None:
    told.connection.execute("delete from headlines where id = ?", (told.id_of(FIRST),))

    assert told.list() == ["Alibaba lifts its AI spending plan to a record - South Post", OTHER]
    assert (
        headline_rows(told.connection, headline_ids(told.connection, HeadlineQuery(), limit=1))[
            0
        ].story_size
        == 2
    )
    told.connection.execute("delete from feeds where id = 2")
    assert told.list() == ["Alibaba lifts AI spending plan to record high", OTHER]
    assert told.value("select count(*) from stories") == 0


# ── news ──


def test_what_arrived_since_a_poll_is_told_without_reading_the_list_again(told: Newsroom) -> None:
    before = newest_fetch(told.connection)
    told.poll(entry("Tencent follows with an AI plan"), entry("Nothing to see"))

    new = arrived_since(told.connection, before, HeadlineQuery())
    about_ai = arrived_since(told.connection, before, parse_query("topic:ai", NOW))

    assert [row.title for row in headline_rows(told.connection, new)] == [
        "Tencent follows with an AI plan",
        "Nothing to see",
    ]
    assert [row.title for row in headline_rows(told.connection, about_ai)] == [
        "Tencent follows with an AI plan"
    ]


def test_another_source_for_a_story_that_is_shown_is_no_new_row(told: Newsroom) -> None:
    before = newest_fetch(told.connection)
    told.connection.execute(
        "insert into feeds (id, url, added_at) values (4, 'https://x.example', '2026-01-01')"
    )
    told.poll(entry("Alibaba lifts its AI spending plan to record"), feed=4)

    for query in ("", "topic:ai", "alibaba"):
        assert len(arrived_since(told.connection, before, parse_query(query, NOW))) == 0


# ── counts ──

steps = st.lists(
    st.tuples(
        st.sampled_from(["poll", "read", "unread", "star", "unstar", "hide", "unhide", "delete"]),
        st.integers(0, 9),
    ),
    max_size=25,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_counts_are_what_the_lists_hold_whatever_was_done(
    newsroom: Newsroom, done: list[tuple[str, int]]
) -> None:
    newsroom.connection.execute("delete from headlines")
    connection = newsroom.connection
    for number, (step, which) in enumerate(done):
        ids = [row[0] for row in connection.execute("select id from headlines order by id")]
        chosen = [ids[which % len(ids)]] if ids else []
        if step == "poll":
            same = which % 3 == 0
            title = (
                "Alibaba and Tencent agree on shared data centre" if same else f"Number {number}"
            )
            newsroom.poll(entry(title, id=f"{number}"), feed=1 + which % 3)
        elif step == "read":
            marks.mark_read(connection, chosen, NOW)
        elif step == "unread":
            marks.mark_unread(connection, chosen)
        elif step == "star":
            marks.star(connection, chosen, NOW)
        elif step == "unstar":
            marks.unstar(connection, chosen)
        elif step == "hide":
            marks.hide(connection, chosen)
        elif step == "unhide":
            marks.unhide(connection, chosen)
        elif chosen:
            connection.execute("delete from headlines where id = ?", chosen)

    found = counts(connection)
    assert found == counted(connection)
    everything = headline_ids(connection, HeadlineQuery())
    assert found.total == len(everything)
    assert found.unread == len(headline_ids(connection, HeadlineQuery(is_read=False)))
    assert found.starred == newsroom.value(
        "select count(*) from headlines where starred_at is not null"
    )
    rows = headline_rows(connection, everything)
    siblings = headline_ids(connection, replace(HeadlineQuery(), one_per_story=False))
    assert sum(row.story_size for row in rows) == len(siblings)


def test_counts_that_are_wrong_are_put_right(newsroom: Newsroom) -> None:
    newsroom.poll(entry("One"), entry("Two"), entry("Three"))
    marks.mark_read(newsroom.connection, [newsroom.id_of("One")], NOW)
    marks.star(newsroom.connection, [newsroom.id_of("Two")], NOW)
    assert not recount(newsroom.connection)

    newsroom.connection.execute("update headline_counts set total = 1, unread = -1, starred = 0")

    assert recount(newsroom.connection)
    assert counts(newsroom.connection) == HeadlineCounts(total=3, unread=2, starred=1)
