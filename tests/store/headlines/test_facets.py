"""Facets: what a list can be narrowed down by, and that each count is what the list would have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from newsroom import NOW, Newsroom, entry

from store.headlines import facets, marks
from store.headlines.facets import FACETS, FacetKey, choose, chosen, clear, count_headlines, refuse
from store.headlines.query import parse_query
from store.headlines.views import headline_ids

QUERIES = (
    "",
    "topic:ai",
    "topic:ai,cloud company:alibaba",
    "-topic:cloud",
    "alibaba",
    "is:unread",
    "is:starred",
    "is:figures topic:ai",
    "-is:conflict",
    "lang:zh",
    "feed:1",
    "feed:1,2 is:unread chips",
    "since:1d until:today",
    "nothing-like-this",
)


TITLES = (
    "Alibaba cloud revenue up 38%",
    "Alibaba cloud revenue up 38% - Wire",
    "Tencent opens an AI lab in Shenzhen for chips",
    "Alibaba and Tencent buy AI chips",
    "New export rules for AI chips are out now",
    "阿里云计算收入增长",
    "出口管制新规公布",
    "A quiet day in groceries",
    "Alibaba sells groceries",
)


@pytest.fixture
def news(newsroom: Newsroom) -> Newsroom:
    """Headlines in two languages; those of feed 2 tell stories that feed 1 told before."""
    for hours, title in enumerate(TITLES):
        newsroom.now = NOW - timedelta(hours=40 - 4 * hours)
        for feed in (1, 2) if title.isascii() else (3,):
            newsroom.poll(entry(title, published=newsroom.now), feed=feed)
    newsroom.now = NOW
    connection = newsroom.connection
    assert newsroom.value("select count(*) from headlines where story <> id")
    ids = [row[0] for row in connection.execute("select id from headlines order by id")]
    marks.mark_read(connection, ids[::3], NOW)
    marks.star(connection, ids[1::5], NOW)
    marks.hide(connection, ids[6:7])
    connection.execute("update figures set verdict = 'conflicts' where headline = ?", (ids[0],))
    return newsroom


@pytest.mark.parametrize("words", QUERIES)
@pytest.mark.parametrize("key", FACETS)
def test_each_count_is_what_the_list_would_have(news: Newsroom, words: str, key: FacetKey) -> None:
    query = parse_query(words, NOW)
    bare = facets._without(query, key)
    for choice in facets.facet(news.connection, query, key):
        there = headline_ids(news.connection, choose(bare, key, choice.name))
        assert choice.count == len(there), choice.name


def test_where_nothing_can_match_nothing_is_counted(news: Newsroom) -> None:
    query = parse_query("source:nobody", NOW)
    assert count_headlines(news.connection, query) == 0
    assert facets.facet(news.connection, query, "topic") == ()


@pytest.mark.parametrize("words", QUERIES)
def test_counting_is_the_length_of_the_list(news: Newsroom, words: str) -> None:
    query = parse_query(words, NOW)
    assert count_headlines(news.connection, query) == len(headline_ids(news.connection, query))


@pytest.mark.parametrize(
    ("key", "name"), [("topic", "ai"), ("company", "alibaba"), ("feed", "2"), ("is", "unread")]
)
def test_choices_are_made_refused_and_taken_back(key: FacetKey, name: str) -> None:
    query = parse_query("chips", NOW)
    assert chosen(query, key, name) == ""
    assert chosen(choose(query, key, name), key, name) == "wanted"
    assert chosen(refuse(query, key, name), key, name) == "unwanted"
    assert chosen(choose(refuse(query, key, name), key, name), key, name) == "wanted"
    assert clear(choose(query, key, name), key, name) == query


def test_choices_of_a_facet_are_alternatives_and_facets_combine() -> None:
    query = choose(
        choose(choose(parse_query("", NOW), "topic", "ai"), "topic", "cloud"), "lang", "zh"
    )
    assert query.describe() == "topic:ai,cloud lang:zh"
    assert refuse(query, "lang", "zh") == query
