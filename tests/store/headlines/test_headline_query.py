"""The query language: what it reads, what it says about mistakes, and back into text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.headlines.query import Bound, HeadlineQuery, QueryError, parse_bound, parse_query

NOW = datetime(2026, 8, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", HeadlineQuery()),
        ("alibaba cloud", HeadlineQuery(words=("alibaba", "cloud"))),
        ('"export control" x', HeadlineQuery(words=("export control", "x"))),
        ("“export control”", HeadlineQuery(words=("export control",))),
        ('"never closed', HeadlineQuery(words=("never closed",))),
        ("a -b", HeadlineQuery(words=("a",), without_words=("b",))),
        ('-"b c"', HeadlineQuery(without_words=("b c",))),
        ("year-on-year", HeadlineQuery(words=("year-on-year",))),
        ("10:30 note:this", HeadlineQuery(words=("10:30", "note:this"))),
        ("topic:policy", HeadlineQuery(topics=(("policy",),))),
        ("topic:ai,Cloud topic:policy", HeadlineQuery(topics=(("ai", "cloud"), ("policy",)))),
        ("-topic:ai,cloud", HeadlineQuery(without_topics=("ai", "cloud"))),
        ("-company:jd", HeadlineQuery(without_companies=("jd",))),
        ('source:"south china" feed:3', HeadlineQuery(feeds=(("south china",), ("3",)))),
        ("-source:wire", HeadlineQuery(without_feeds=("wire",))),
        ("lang:zh", HeadlineQuery(languages=(("zh",),))),
        ("-is:corrected", HeadlineQuery(is_corrected=False)),
        ("is:unread is:starred", HeadlineQuery(is_read=False, is_starred=True)),
        ("-is:unread", HeadlineQuery(is_read=True)),
        ("is:figures -is:conflict", HeadlineQuery(has_figures=True, has_conflict=False)),
        ("SINCE:2D", HeadlineQuery(since=Bound(NOW - timedelta(days=2), "2d"))),
        ("云计算 topic:cloud", HeadlineQuery(words=("云计算",), topics=(("cloud",),))),
    ],
)  # fmt: skip
def test_text_is_read_as_a_query(text: str, query: HeadlineQuery) -> None:
    assert parse_query(text, NOW) == query


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("30m", NOW - timedelta(minutes=30)),
        ("6h", NOW - timedelta(hours=6)),
        ("1w", NOW - timedelta(days=7)),
        ("today", datetime(2026, 8, 20, tzinfo=UTC)),
        ("yesterday", datetime(2026, 8, 19, tzinfo=UTC)),
        ("2026-08-01", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01T10:00+08:00", datetime(2026, 8, 1, 2, tzinfo=UTC)),
    ],
)
def test_a_bound_is_an_age_or_a_date(text: str, at: datetime) -> None:
    assert parse_bound(text, NOW) == Bound(at, text)


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("a topic:", 2, "topic: needs a value, as in topic:policy"),
        ("is:new", 0, "is:unread, is:read, is:starred"),
        ("a b since:soon", 4, "use an age (30m, 6h, 2d, 1w)"),
        ("topic:,", 0, "no name"),
        ("-since:2d", 0, "use until:"),
        ("-until:2d", 0, "use since:"),
        ("-lang:en", 0, "lang: cannot be excluded"),
    ],
)
def test_a_mistake_says_where_and_what_to_write(text: str, column: int, part: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text, NOW)

    assert caught.value.column == column
    assert part in caught.value.message


@pytest.mark.parametrize(
    "text", ["alibaba topic:", "alibaba is:unr", "alibaba since:2", "alibaba since:"]
)
def test_a_filter_that_is_still_being_typed_is_no_mistake(text: str) -> None:
    assert parse_query(text, NOW, is_typing=True).words == ("alibaba",)


@pytest.mark.parametrize(
    ("text", "typing"),
    [("ali", True), ("ali ", False), ('"ali"', False), ("ali -b", False), ("", False)],
)
def test_only_a_last_word_without_a_space_after_it_is_unfinished(text: str, typing: bool) -> None:
    assert parse_query(text, NOW, is_typing=True).is_typing is typing


def test_queries_are_combined() -> None:
    query = parse_query("alibaba since:2d", NOW).and_also(
        parse_query("topic:ai since:1d is:unread", NOW)
    )

    assert query.describe() == "topic:ai since:1d is:unread alibaba"
    other = query.with_topic("cloud").with_company("jd").with_feed(3)
    assert other.describe() == "topic:cloud company:jd feed:3 since:1d is:unread alibaba"
    assert query.with_topic(None).topics == ()


def test_the_empty_query_is_everything() -> None:
    assert HeadlineQuery().is_everything
    assert not parse_query("is:unread", NOW).is_everything


PIECES = """topic:ai -topic:a,b company:jd source:"a_b" lang:zh since:2d until:today is:unread
    -is:figures is:conflict -x "a_b" -"a_b" - -- a:b " 云_计算"""
pieces = st.sampled_from([piece.replace("_", " ") for piece in PIECES.split()]) | st.text(
    max_size=8
)


@given(st.lists(pieces, max_size=6).map(" ".join))
def test_what_a_query_is_called_reads_back_as_the_same_query(text: str) -> None:
    try:
        query = parse_query(text, NOW)
    except QueryError:
        return

    assert parse_query(query.describe(), NOW) == query
