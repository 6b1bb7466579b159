"""The bundled feed list holds together, and its mistakes are named."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from feeds.catalog import CatalogFeed, load_catalog, read_catalog
from store.safe_text import safe_line

RESEARCH = Path(__file__).parents[2].parent / "shared" / "feeds" / "catalogue.csv"

ENTRY = """
[[feed]]
title = "Example"
url = "https://feeds.example.org/rss"
site = "https://example.org/"
folder = "Markets"
language = "en"
kind = "news"
why = "To show the shape."
"""


def test_the_list_has_forty_to_sixty_feeds_in_six_folders() -> None:
    feeds = load_catalog()

    assert 40 <= len(feeds) <= 60
    assert tuple(Counter(feed.folder for feed in feeds)) == (
        "Company and filings",
        "AI and cloud",
        "China tech, English",
        "China tech, Chinese",
        "Policy and regulators",
        "Markets",
    )


def test_feeds_of_a_folder_stand_together() -> None:
    folders = [feed.folder for feed in load_catalog()]

    assert folders == sorted(folders, key=folders.index)


def test_every_address_is_https() -> None:
    plain = [feed.url for feed in load_catalog() if urlsplit(feed.url).scheme != "https"]

    assert plain == []


def test_titles_are_distinct_and_clean() -> None:
    titles = [feed.title for feed in load_catalog()]

    assert len(set(titles)) == len(titles)
    assert [safe_line(title) for title in titles] == titles


def test_both_chinese_scripts_are_there() -> None:
    languages = Counter(feed.language for feed in load_catalog())

    assert languages["zh-Hans"] >= 5
    assert languages["zh-Hant"] >= 2


@pytest.mark.skipif(not RESEARCH.exists(), reason="the research catalogue is not here")
def test_every_feed_was_seen_to_answer() -> None:
    with RESEARCH.open(encoding="utf-8", newline="") as file:
        status = {row["url"]: row["status"] for row in csv.DictReader(file)}

    untested = [
        feed.url
        for feed in load_catalog()
        if status.get(feed.url) not in {"live-tested", "template-tested"}
    ]
    assert untested == []


def test_a_well_formed_entry_is_read() -> None:
    assert read_catalog(ENTRY) == (
        CatalogFeed(
            url="https://feeds.example.org/rss",
            title="Example",
            site_url="https://example.org/",
            folder="Markets",
            language="en",
            kind="news",
            why="To show the shape.",
        ),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY + ENTRY, "on the list twice"),
        (ENTRY.replace("https://feeds", "file://feeds"), "url must be an http or https address"),
        (ENTRY.replace("https://feeds.example.org/rss", "feeds.example.org"), "url must be"),
        (ENTRY.replace('"en"', '"english"'), "language is one of en, zh-Hans, zh-Hant"),
        (ENTRY.replace('"news"', '"gossip"'), "kind is one of"),
        (ENTRY.replace('why = "To show the shape."', ""), "missing or unknown key why"),
        (ENTRY.replace('"Markets"', '""'), "folder must be text"),
        (ENTRY.replace('"Markets"', "7"), "folder must be text, not 7"),
    ],
)
def test_a_mistake_names_the_feed_and_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="feed 'Example'") as caught:
        read_catalog(text)

    assert said in str(caught.value)
