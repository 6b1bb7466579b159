"""The captured corpus: what it is known to hold, and feedparser as the oracle for the rest.

Both need the `shared` folder beside a checkout and are skipped without it. Every difference from
feedparser must be one of EXPLANATIONS, or the test fails; docs/parsing.md tells them at length.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from feeds.parsing.markup_text import title_text
from feeds.parsing.parse import NotAFeed, Repairer, parse_feed
from store.headlines.entries import ParsedEntry
from store.safe_text import safe_line

FEEDS = Path(__file__).parents[3].parent / "shared" / "feeds"
CORPUS = FEEDS / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside us")

files = sorted(CORPUS.glob("*"))


@pytest.fixture(scope="module")
def repairer() -> Iterator[Repairer]:
    with Repairer() as shared:
        yield shared


def entries_of(body: bytes, repairer: Repairer) -> tuple[ParsedEntry, ...]:
    try:
        return parse_feed(body, repairer=repairer).entries
    except NotAFeed:
        return ()


# What the corpus is known to hold

# Ten of these twenty items are `<item />` inside another item and state nothing (docs/parsing.md).
EXPECTED_WRONGLY = {("danmactough__illegally-nested.xml", "entries")}


def stated(expected: dict[str, Any], entry: ParsedEntry | None, count: int) -> dict[str, bool]:
    """Field → whether it is as expected; a field nobody knows the truth about is left out."""
    judged = {"entries": count == expected["n_entries"]}
    if not expected["n_entries"] or entry is None:
        return judged
    if "title" in expected:
        judged["title"] = entry.title == " ".join((expected["title"] or "").split())
    if "link" in expected or "link_any_of" in expected:
        judged["link"] = entry.link in (expected.get("link_any_of") or [expected["link"]])
    if expected.get("id"):
        judged["id"] = entry.id == expected["id"]
    if "published_utc" in expected:
        moment = expected["published_utc"]
        judged["date"] = entry.published == (moment and datetime.fromisoformat(moment))
    return judged


def test_every_feed_of_the_corpus_is_read_as_expected(repairer: Repairer) -> None:
    wrong = set()
    lines = (FEEDS / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    for expected in map(json.loads, lines):
        entries = entries_of((CORPUS / expected["file"]).read_bytes(), repairer)
        first = entries[0] if entries else None
        judged = stated(expected, first, len(entries))
        wrong |= {(expected["file"], field) for field, right in judged.items() if not right}
    assert wrong == EXPECTED_WRONGLY


# feedparser as the oracle


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one entry, as we read it and as feedparser does; its whole entry as well."""

    file: str
    field: str
    ours: Any
    theirs: Any
    their_entry: Any


def is_relative(difference: Difference) -> bool:
    return difference.field == "link" and not difference.theirs.startswith(("http:", "https:"))


def is_id_for_link(difference: Difference) -> bool:
    links = difference.their_entry.get("links") or []
    stated_links = [link for link in links if link.get("rel") == "alternate"]
    return difference.field == "link" and difference.ours is None and not stated_links


EXPLANATIONS: dict[str, Callable[[Difference], bool]] = {
    "a relative link: feedparser has no base for it; we take the feed's own link, or no link": (
        lambda difference: bool(difference.theirs) and is_relative(difference)
    ),
    "Atom: feedparser puts the id for a link that is not stated; an id is no address": (
        is_id_for_link
    ),
    "RDF: rdf:about is the address of an item without a link": (
        lambda difference: difference.field == "link" and difference.theirs is None
    ),
    "feedparser takes a media:title from deep inside media:group for the entry's own": (
        lambda difference: difference.field == "title" and difference.ours == ""
    ),
    "the year 1 is a program's empty date, and no feed had an entry before 1900": (
        lambda difference: (
            difference.field == "date" and difference.ours is None and difference.theirs.year < 1900
        )
    ),
    "a date with RFC 5322 comments or free spacing, which feedparser cannot read": (
        lambda difference: (
            difference.field == "date"
            and difference.theirs is None
            and difference.file == "w3c__everything.xml"
        )
    ),
    "GB 2312 without a declaration, which feedparser takes for Windows-1252": (
        lambda difference: difference.file == "kurtmckee__gb2312.xml"
    ),
    "ISO-8859-1 and UTF-8 in one document: feedparser decodes the one, we the other": (
        lambda difference: (
            difference.file == "nmdias__Ampersand.xml"
            and difference.field == "title"
            and "Ã" in difference.ours
        )
    ),
    "feedparser turns `&utm_medium` of a malformed link into `&utm;_medium`": (
        lambda difference: (
            difference.field == "id"
            and difference.theirs.replace("&utm;", "&utm") == difference.ours
        )
    ),
}

# file → entries as we and as feedparser count them
OTHER_COUNTS = {
    "danmactough__illegally-nested.xml": (10, 20),  # empty items inside items
    "kurtmckee__rss_incomplete_cdata.xml": (0, 1),  # an item cut off in its title, empty
    "feedjira__DuplicateContentAtomFeed.xml": (0, 10),  # a feed pasted into an HTML page
    "kagisearch__dylanharris-org-feed-me-rss.xml": (35, 0),  # rss: prefix nobody declared
    "kagisearch__malformed_rss_namespaced.xml": (2, 0),  # the same
    "simplepie__feed-utf16le.xml": (1, 0),  # UTF-16 with a mark that feedparser misreads
}


def their_date(entry: Any) -> datetime | None:
    date = entry.get("published_parsed") or dict.get(entry, "updated_parsed")
    return date and datetime.fromtimestamp(calendar.timegm(date), UTC)


def differences(file: str, entry: ParsedEntry, theirs: Any) -> Iterator[Difference]:
    pairs = {
        "title": (entry.title, safe_line(title_text(theirs.get("title", "")))),
        "link": (entry.link, theirs.get("link") or None),
        "id": (entry.id, theirs.get("id") or None),
        "date": (entry.published, their_date(theirs)),
    }
    for field, (our_value, their_value) in pairs.items():
        if our_value != their_value:
            yield Difference(file, field, our_value, their_value, theirs)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_difference_from_feedparser_is_explained(repairer: Repairer) -> None:
    counts, unexplained, compared = {}, [], 0
    for path in files:
        if path.suffix == ".json":  # feedparser does not read JSON Feed
            continue
        body = path.read_bytes()
        entries = entries_of(body, repairer)
        theirs = feedparser.parse(body, resolve_relative_uris=False, sanitize_html=False).entries
        if len(entries) != len(theirs):
            counts[path.name] = (len(entries), len(theirs))
            continue
        for entry, their_entry in zip(entries, theirs, strict=True):
            compared += 1
            unexplained += [
                difference
                for difference in differences(path.name, entry, their_entry)
                if not any(explains(difference) for explains in EXPLANATIONS.values())
            ]
    assert counts == OTHER_COUNTS
    assert unexplained == []
    assert compared > 7_000
