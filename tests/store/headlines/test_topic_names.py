"""Which topics there are, and what a name of one is."""

from __future__ import annotations

import sqlite3

import pytest

from store.headlines.topic_names import TOPICS, known_topics, read_topic_names


def test_the_four_come_first_then_those_in_use_by_name() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table topics (headline integer, topic text)")
    assert known_topics(connection) == TOPICS
    connection.executemany(
        "insert into topics values (?, ?)",
        [(number, topic) for number in range(3) for topic in ("robots", "ai", "chips", "policy")],
    )
    assert known_topics(connection) == (*TOPICS, "chips", "robots")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("Robots, chips robots", ("robots", "chips")),
        ("芯片", ("芯片",)),
        ("supply-chain", ("supply-chain",)),
    ],
)
def test_names_are_parted_by_spaces_or_commas(text: str, names: tuple[str, ...]) -> None:
    assert read_topic_names(text) == names


@pytest.mark.parametrize("text", ['a"b', "-ai", "topic:ai", "x" * 41, "[bold]"])
def test_a_name_that_no_filter_could_say_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no topic; letters"):
        read_topic_names(text)
