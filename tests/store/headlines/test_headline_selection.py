"""A query's SQL walks one index downwards: SQLite stops after a page and never sorts."""

from __future__ import annotations

import pytest
from newsroom import NOW, Newsroom, entry

from store.headlines import marks
from store.headlines.query import parse_query
from store.headlines.selection import select_ids


@pytest.mark.parametrize("with_hidden", [False, True])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "alibaba",
        "alibaba -cloud topic:ai is:unread since:2d",
        "-cloud",
        "topic:ai",
        "topic:ai company:alibaba until:1d",
        "topic:ai,cloud",
        "-topic:ai",
        "company:alibaba is:starred",
        "feed:1",
        "feed:1 lang:en",
        "-feed:1",
        "is:unread",
        "is:read",
        "is:starred",
        "is:corrected",
        "topic:ai -is:corrected",
        "is:figures",
        "is:conflict",
        "-is:figures",
    ],
)
def test_no_list_is_sorted(newsroom: Newsroom, query: str, with_hidden: bool) -> None:
    newsroom.poll(entry("Alibaba opens a cloud"), entry("Hidden"))
    if with_hidden:
        marks.hide(newsroom.connection, [newsroom.id_of("Hidden")])
    selection = select_ids(newsroom.connection, parse_query(query, NOW))
    assert selection is not None

    plan = newsroom.connection.execute(
        f"explain query plan {selection.sql}", selection.parameters
    ).fetchall()

    steps = [row["detail"] for row in plan]
    assert not [step for step in steps if "TEMP B-TREE" in step]


def test_a_feed_that_does_not_exist_needs_no_question(newsroom: Newsroom) -> None:
    assert select_ids(newsroom.connection, parse_query("feed:99", NOW)) is None
    assert select_ids(newsroom.connection, parse_query("source:nobody", NOW)) is None
