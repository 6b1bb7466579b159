"""What may come next while a rule is typed; `|` is the cursor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.completion import completions
from store.rules.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    companies=("alibaba", "alphabet"), feeds=("SEC EDGAR",), issuers=("tencent",)
)

CASES = [
    # typed, some words that are offered, some that are not
    ("|", {"cloud.", "capex", "topic:", "not", "stories("}, {"and", ">"}),
    ("clo|", {"cloud."}, {"capex"}),
    ("cloud.|", {"cloud.revenue", "cloud.adj_ebita"}, {"cloud.capex", "cloud.yoy"}),
    ("cloud.rev|", {"cloud.revenue"}, {"cloud.adj_ebita"}),
    ("cloud.revenue.|", {"cloud.revenue.yoy", "cloud.revenue.qoq"}, {"cloud.revenue.revenue"}),
    ("cloud.revenue|", {"cloud.revenue.yoy", "cloud.revenue.margin"}, {"cloud.revenue"}),
    ("cloud.revenue@f|", {"cloud.revenue@first"}, {"cloud.revenue@latest"}),
    ("cloud.revenue |", {"@first", "@asof(", "/"}, {"cloud."}),
    ("ten|", {"tencent."}, {"cloud."}),
    ("tencent.|", {"tencent.capex", "tencent.cloud."}, {"capex"}),
    ("topic:ai |", {"~", "and", "severity"}, {">"}),
    ("feed:x silent for |", {"2d"}, {"and"}),
    ("cloud.revenue.yoy |", {">", "accelerating", "crosses_above", "between"}, {"and", "topic:"}),
    ("cloud.revenue.yoy acc|", {"accelerating"}, {"decelerating"}),
    ("cloud.revenue.yoy > 30 |", {"and", "or", "for", "severity", "once per"}, {">", "cloud."}),
    ("cloud.revenue.yoy > 30 severity |", {"info", "warning", "critical"}, {"and"}),
    ("topic:|", {"ai", "policy"}, {"alibaba", "and"}),
    ("topic:ai and company:al|", {"alibaba", "alphabet"}, {"ai"}),
    ("feed:|", {'"SEC EDGAR"'}, {"ai"}),
    ("feed:ed|", {'"SEC EDGAR"'}, set()),  # by any of its words
    ('feed:"SEC E|', {'"SEC EDGAR"'}, set()),
    ('topic:ai ~ "ex|', set(), {"expires"}),
    ("feed:x |", {"silent for"}, {"and"}),
    ("lang:|", {"en", "zh"}, {"ai"}),
    ("figure:cloud.|", {"cloud.revenue"}, {"topic:"}),
    ("capex | > 3bn", {">", "changed"}, {"and"}),
    ("capex > 30%|", set(), {"and"}),
    ("capex > > |", set(), {"capex"}),
]


@pytest.mark.parametrize(("typed", "offered", "kept_back"), CASES)
def test_what_fits_is_offered(typed: str, offered: set[str], kept_back: set[str]) -> None:
    position = typed.index("|")
    words = {each.word for each in completions(typed.replace("|", "", 1), position, VOCABULARY)}

    assert offered <= words
    assert not kept_back & words


def test_a_completion_says_what_it_replaces() -> None:
    text = "capex > 3bn and clo"

    (completion,) = completions(text, len(text), VOCABULARY)

    assert text[: completion.start] + completion.word == "capex > 3bn and cloud."


def test_a_completion_says_what_it_means() -> None:
    about = {each.word: each.about for each in completions("cloud.", 6, VOCABULARY)}
    assert about["cloud.revenue"] == "Revenue, money"
    about = {each.word: each.about for each in completions("cloud.revenue.", 14, VOCABULARY)}
    assert about["cloud.revenue.yoy"] == "against the year before"


@given(st.text(max_size=30), st.integers(0, 30))
def test_any_text_can_be_completed_or_not(text: str, position: int) -> None:
    for completion in completions(text, position, VOCABULARY):
        assert 0 <= completion.start <= len(text)
