"""What a filter that is being typed may become."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.completion import completed
from store.headlines.query import parse_query
from store.headlines.query_completion import completions
from store.rules.vocabulary import Vocabulary

NAMES = Vocabulary(
    topics=("ai", "cloud", "capex", "policy"),
    companies=("alibaba", "amazon", "nvidia"),
    feeds=("Example Wire", "CNBC", "样例财经", 'Odd "one", and more'),
)
NOW = datetime(2026, 8, 20, tzinfo=UTC)


def offered(text: str) -> list[str]:
    return [each.word for each in completions(text, len(text), NAMES)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["topic:", "company:", "feed:", "is:", "since:", "until:", "lang:"]),
        ("t", ["topic:"]),
        ("chips T", ["topic:"]),
        ("-", []),
        ("-l", []),
        ("-f", ["feed:"]),
        ("chips ", []),
        ("chips zzz", []),
        ("topic:", ["ai", "cloud", "capex", "policy"]),
        ("topic:c", ["cloud", "capex"]),
        ("topic:cloud,", ["ai", "capex", "policy"]),
        ("-topic:p", ["policy"]),
        ("company:a", ["alibaba", "amazon"]),
        ("feed:w", ['"Example Wire"']),
        ('feed:"example w', ['"Example Wire"']),
        ("feed:样", ["样例财经"]),
        ("source:o", ["Odd"]),
        ("is:un", ["unread"]),
        ("since:t", ["today"]),
        ("lang:zh", []),
        ("lang:z", ["zh"]),
        ("note:", []),
        ('"export topic:', []),
        ('feed:"Example Wire" u', ["until:"]),
    ],
)
def test_what_is_offered(text: str, words: list[str]) -> None:
    assert offered(text) == words


def test_a_word_in_the_middle_is_completed_where_it_stands() -> None:
    text = "topic:po chips"
    (chosen,) = completions(text, 8, NAMES)
    assert completed(text, 8, chosen) == ("topic:policy chips", 12)


@given(st.text(alphabet='tfis:, -"acx样 ', max_size=20), st.integers(0, 20))
def test_whatever_is_taken_can_be_read(text: str, position: int) -> None:
    before = text[:position]
    for each in completions(text, min(position, len(text)), NAMES):
        if not each.goes_on and '"' not in before[: each.start]:
            taken, _ = completed(before, len(before), each)
            parse_query(taken, NOW, is_typing=True)
