"""What the demo says is true: every sentence is held against the bundled record."""

from __future__ import annotations

import csv
import itertools
import re
from decimal import Decimal
from importlib import resources
from urllib.parse import urlsplit

import pytest

from feeds.demo.script import DemoHeadline, load_script, read_script
from store.safe_text import safe_line

SCRIPT = load_script()
HEADLINES = [headline for feed in SCRIPT.feeds for headline in feed.headlines]
STATED = [headline for headline in HEADLINES if headline.record]

FEED = """
[source.a]
title = "A"
url = "https://example.org/a"
date = 2026-08-20

[[feed]]
name = "wire"
path = "/wire.rss"
format = "rss"
title = "Wire"
language = "en"
"""
HEADLINE = """
[[headline]]
feed = "wire"
at = 0
source = "a"
title = "A thing happened"
"""


def rows_of_the_record() -> dict[str, list[dict[str, str]]]:
    text = (resources.files("store") / "data" / "observations.csv").read_text(encoding="utf-8")
    rows: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        key = f"{row['segment']} {row['metric']} {row['period_end']}"
        if row["period_type"] != "fiscal_year" and row["kind"] != "comparative":
            rows.setdefault(key, []).append(row)
    return rows


def sources_of_the_record() -> dict[str, str]:
    text = (resources.files("store") / "data" / "sources.csv").read_text(encoding="utf-8")
    return {row["source"]: row["url"] for row in csv.DictReader(text.splitlines())}


RECORD = rows_of_the_record()


def written(value: str, unit: str) -> set[str]:
    """How a sentence may write a figure: in millions, billions, 亿, 万, rounded or not."""
    number = abs(Decimal(value))
    scales = {"CNY_mn": (1, 1_000, 100), "USD_mn": (1, 1_000, 100), "HKD_mn": (1, 1_000, 100)}
    forms: set[str] = set()
    for scale in scales.get(unit, (1, 1_000_000_000, 10_000)):
        for places in range(4):
            forms.add(f"{number / scale:.{places}f}")
    return forms


def numbers_in(title: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", title.replace(",", "")))


@pytest.mark.parametrize("headline", STATED, ids=lambda headline: headline.key)
def test_a_figure_stands_in_the_record_as_the_sentence_states_it(headline: DemoHeadline) -> None:
    for key in headline.record:
        assert key in RECORD, f"the record has no {key}"
    numbers = numbers_in(headline.title)
    rows = [row for key in headline.record for row in RECORD[key]]
    levels = any(numbers & written(row["value"], row["unit"]) for row in rows)
    changes = {row["yoy_pct"].lstrip("-") for row in rows if row["yoy_pct"]}
    shares = {row["value"] for row in rows if row["unit"] == "pct"}
    percentages = set(re.findall(r"(\d+(?:\.\d+)?)%", headline.title))

    if headline.conflict:
        assert percentages
        assert not percentages & changes
    else:
        assert levels or percentages & changes
        assert percentages <= changes | shares


def test_one_or_two_figures_conflict_on_purpose() -> None:
    assert 1 <= sum(headline.conflict for headline in HEADLINES) <= 2


def test_links_of_results_are_those_of_the_record() -> None:
    known = set(sources_of_the_record().values())
    results = [h.source for h in HEADLINES if h.source.title.startswith("Alibaba Group,")]

    assert results
    assert {source.url for source in results} <= known


def test_there_are_at_least_eighty_sentences_and_none_twice() -> None:
    titles = [headline.title for headline in HEADLINES]

    assert len(titles) >= 80
    assert len(set(titles)) == len(titles)


def test_sentences_are_in_english_and_both_chinese_scripts() -> None:
    languages = {feed.language for feed in SCRIPT.feeds if feed.headlines}

    assert languages == {"en", "zh-Hans", "zh-Hant"}


def test_sentences_are_clean_and_every_source_can_be_opened() -> None:
    for headline in HEADLINES:
        assert safe_line(headline.title) == headline.title
        assert urlsplit(headline.link).scheme in {"http", "https"}


def test_half_is_there_from_the_start_and_the_rest_comes_every_few_seconds() -> None:
    moments = sorted(headline.published.total_seconds() for headline in HEADLINES)
    coming = [moment for moment in moments if moment > 0]

    assert len(moments) - len(coming) >= 40
    assert len(coming) >= 40
    assert max(later - earlier for earlier, later in itertools.pairwise(coming)) <= 5
    assert 60 <= SCRIPT.length.total_seconds() <= 150


def test_headlines_of_a_feed_are_newest_first() -> None:
    for feed in SCRIPT.feeds:
        moments = [headline.published for headline in feed.headlines]
        assert moments == sorted(moments, reverse=True)


def test_one_fact_is_told_by_several_feeds() -> None:
    tellers: dict[str, set[str]] = {}
    for feed in SCRIPT.feeds:
        for headline in feed.headlines:
            tellers.setdefault(headline.link, set()).add(feed.title)

    assert max(len(feeds) for feeds in tellers.values()) >= 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FEED + HEADLINE.replace('"wire"', '"cable"'), "no feed is called 'cable'"),
        (FEED + HEADLINE.replace('"a"', '"b"'), "no source is called 'b'"),
        (FEED.replace('"rss"', '"csv"'), "format is one of atom, json, rss"),
        (FEED.replace("2026-08-20", '"today"'), "date must be a TOML date"),
        (FEED.replace("https://example.org/a", "example.org"), "url must be an http"),
        (FEED + 'trouble = { kind = "flood" }', "kind of trouble is html or unavailable"),
    ],
)
def test_a_mistake_in_the_script_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_script(text)
