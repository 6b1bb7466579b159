"""Text into terms and typed words into expressions, proven through FTS5 itself."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.headlines.search_terms import all_of, index_text, term


def found(text: str, typed: str, *, unfinished: bool = False) -> bool:
    """Whether an index that holds `text` answers what was typed."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create virtual table t using fts5 (x, content = '', prefix = '2 3', "
        "tokenize = 'unicode61 remove_diacritics 2')"
    )
    connection.execute("insert into t (rowid, x) values (1, ?)", (index_text(text),))
    expression = term(typed, unfinished=unfinished)
    if expression is None:
        return False
    rows = connection.execute("select rowid from t where t match ?", (expression,)).fetchall()
    connection.close()
    return bool(rows)


def test_a_run_of_characters_becomes_pairs_and_its_last_character() -> None:
    assert index_text("AI芯片出口管制").split() == [
        "AI",
        "芯片",
        "片出",
        "出口",
        "口管",
        "管制",
        "制",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "阿里",
        "云计算",
        "出口管制",
        "阿里云",
        "芯",
        "制",
        "AI",
        "ai芯片",
        "ＡＩ",
        "雲計算",
        "出口管製",
        "38",
        "38.6",
        "$38.6",
    ],
)
def test_found_in_a_chinese_headline(typed: str) -> None:
    assert found("阿里云：云计算收入增长38.6%，AI芯片受出口管制", typed)


@pytest.mark.parametrize("typed", ["阿云", "计算云", "出口制", "6.38", "AI云"])
def test_not_found_in_a_chinese_headline(typed: str) -> None:
    assert not found("阿里云：云计算收入增长38.6%，AI芯片受出口管制", typed)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("alibaba", True),
        ("ALIBABA", True),
        ("Alibaba's", True),
        ("export control", True),
        ("control export", False),
        ("cafe", True),
        ("ali", False),
        ("U.S.", True),
        ("H20", True),
    ],
)
def test_english_words_and_phrases(typed: str, is_found: bool) -> None:
    text = "Alibaba's U.S. export control case: Café talks on H20"

    assert found(text, typed) is is_found


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("ali", True),
        ("al", True),
        ("a", False),
        ("alibaba cl", True),
        ("阿里云计", True),
        ("cl al", False),
    ],
)
def test_the_last_word_may_be_unfinished(typed: str, is_found: bool) -> None:
    assert found("Alibaba cloud 阿里云计算", typed, unfinished=True) is is_found


@pytest.mark.parametrize("typed", ["", "   ", "-", '"', "&&&", "…", "()*"])
def test_signs_alone_are_nothing_to_find(typed: str) -> None:
    assert term(typed) is None


def test_words_are_all_wanted_and_the_unwanted_not() -> None:
    assert all_of(['"a"', '"b"'], []) == '"a" AND "b"'
    assert all_of(['"a"'], ['"b"', '"c"']) == '("a") NOT ("b" OR "c")'
    assert all_of([], ['"b"']) is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30), st.booleans())
def test_nothing_typed_is_syntax(typed: str, unfinished: bool) -> None:
    found("anything", typed, unfinished=unfinished)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="阿里云计算出口管制雲計ＡaB1 ，", min_size=2, max_size=14), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    part = text[start:end]
    cuts_a_word = any(
        0 < at < len(text) and (text[at - 1 : at + 1]).isascii() and text[at - 1 : at + 1].isalnum()
        for at in (start, end)
    ) or any("Ａ" in text[max(0, at - 1) : at + 1] for at in (start, end))

    assert cuts_a_word or term(part) is None or found(text, part)
