"""The detail: searched words marked and stepped through, figures beside the record, edits shown."""

from __future__ import annotations

import itertools
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from app_keys import NARROW, NORMAL, main, press, settle, title, words
from hypothesis import given
from hypothesis import strategies as st
from sample_news import NOW, poll, tagged
from textual.widgets import Input, Static

from store import database
from store.headlines.detail import HeadlineVersion
from store.headlines.query import HeadlineQuery
from store.headlines.views import headline_ids
from tui.app import AlimonApp
from tui.panes.detail_text import changed, detail_text, linked
from tui.presenters.found_words import found_words
from tui.presenters.headline_reading import read_headline


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Cloud and cloud", ("cloud",), ["Cloud", "cloud"]),
        ("export controls", ("export control",), ["export control"]),
        ("出口管制與出口管制", ("出口管制",), ["出口管制", "出口管制"]),
        ("雲計算", ("云计算",), ["雲計算"]),
        ("aaa", ("aa", "a"), ["aa", "a"]),
        ("nothing here", ("cloud", ""), []),
        ("a.b*c", (".", "*"), [".", "*"]),
    ],
)
def test_words_are_found_in_any_case_and_script(
    text: str, words: tuple[str, ...], found: list[str]
) -> None:
    assert [text[start:end] for start, end in found_words(text, words)] == found


@given(st.text(max_size=80), st.lists(st.text(max_size=6), max_size=4))
def test_found_spans_are_in_order_and_inside_the_text(text: str, words: list[str]) -> None:
    spans = found_words(text, words)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("link", "is_link"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("https://example.org/\x1b]0;x", False),
        (None, False),
    ],
)
def test_only_safe_addresses_become_links(link: str | None, is_link: bool) -> None:
    styles = [span.style for span in linked("words", link).spans]
    assert any(getattr(style, "link", None) == link for style in styles) is is_link


def test_words_that_an_edit_took_away_are_struck_out() -> None:
    text = changed("Profit up 5% this year", "Profit up 7% this year")
    assert [text.plain[span.start : span.end] for span in text.spans] == ["5%"]


def test_the_detail_names_the_author_and_what_was_said_before(path: Path) -> None:
    with closing(database.open_reader(path)) as reader:
        (identity,) = headline_ids(reader, HeadlineQuery(), limit=1)
        reading = read_headline(reader, identity)
    assert reading is not None
    title = reading.detail.row.title
    versions = tuple(HeadlineVersion(NOW, words, "", None) for words in (title, f"{title} soon"))
    detail = replace(reading.detail, author="A. Writer", versions=versions)
    text, _ = detail_text(replace(reading, detail=detail), NOW, UTC)
    told = text.plain.splitlines()
    assert "by A. Writer" in told
    assert told[-3:] == [
        f"until 2026-08-20 13:04 UTC: {title}",
        "  (the text below the title was changed)",
        f"until 2026-08-20 13:04 UTC: {title} soon",
    ]


async def test_n_goes_through_the_matches_in_the_text_and_then_to_the_next_headline(
    app: AlimonApp, path: Path
) -> None:
    connection = database.open_writer(path, NOW)
    poll(connection, 1, [tagged(900 + n, f"Zebra {n} zebra", {}, (), NOW) for n in (1, 2)], NOW)
    connection.close()
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "slash")
        app.screen.query_one(Input).value = "zebra"
        await settle(pilot)
        await press(pilot, "enter", "enter")
        await settle(pilot)
        first = title(app)
        detail = main(app).detail
        assert detail.match == (None, 2)
        await press(pilot, "n")
        assert detail.match == (0, 2)
        await press(pilot, "n", "N", "n")
        assert detail.match == (1, 2)
        await press(pilot, "n")
        assert title(app) != first


async def test_a_figure_stands_beside_what_the_record_holds(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        text = words(main(app).detail.entrance.query_one(Static))
        assert text.startswith("Alibaba Cloud revenue rose 40%")
