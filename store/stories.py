"""Headlines that tell the same news: a pure matcher, and its memory of where to look.

Two headlines tell one story when they have the same canonical link, or near-equal titles within
48 hours with the same companies and numbers. Headlines of one feed are one story only by link:
columns repeat their titles. English and Chinese titles never match by wording. Nothing is
deleted by grouping; how well it works is measured in docs/stories.md.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

from store.canonical_links import names_a_page
from store.chinese import to_simplified
from store.headline_ids import COUNTER_BITS, moment_of
from store.times import to_text

WINDOW = timedelta(hours=48)
SIMILARITY = 0.6  # share of words in common (Jaccard); chosen on the pairs of docs/stories.md
FEWEST_WORDS = 4  # shorter titles must be equal: "Morning briefing" says nothing
KEYS = 5  # of each title's words, enough to find 99 in 100 titles as similar as SIMILARITY
CANDIDATES = 40  # the newest; a key that more share is a phrase, not a story

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_UNSPACED_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_WORD = re.compile(
    r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_SOURCE_AT_END = re.compile(r"(?:\s+[-–—|]\s+|\s*[|_丨｜]\s*)[^-–—|_丨｜]{2,40}$")
_COMMON_WORDS = """
    a an the of to in on at for and or but as by with from after before over amid into its it is are
    was were be been has have had will would could can may says said say new how why what who his
    her their this that than up down more about not no
"""
_STOPWORDS = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Signature:
    """A title's wording: words without order, and the numbers it states."""

    words: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Teller:
    """A headline as the matcher sees it. `headline` is its id, which says when."""

    headline: int
    feed: int
    title: str
    canonical_link: str | None
    companies: frozenset[str]


@lru_cache(maxsize=8192)
def signature(title: str) -> Signature:
    """The wording of a title, without the publisher's name that some feeds append."""
    text = to_simplified(unicodedata.normalize("NFKC", title)).casefold()
    shorter = _SOURCE_AT_END.sub("", text)
    if len(shorter) >= max(8, len(text) // 3):
        text = shorter
    words = {
        _stem(word) for word in _WORD.findall(text.replace("’", "'")) if word not in _STOPWORDS
    }
    for run in _UNSPACED_RUN.findall(text):
        words.update(map("".join, pairwise(run)))
    numbers = (number.replace(",", "") for number in _NUMBER.findall(text))
    return Signature(frozenset(words), frozenset(numbers))


def same_story(one: Teller, other: Teller) -> bool:
    """Whether two headlines tell the same news."""
    if one.canonical_link is not None and one.canonical_link == other.canonical_link:
        return names_a_page(one.canonical_link) and (
            one.feed != other.feed or one.title == other.title
        )
    if one.feed == other.feed:
        return False
    if abs(moment_of(one.headline) - moment_of(other.headline)) > WINDOW:
        return False
    return _compatible(one.companies, other.companies) and similar(
        signature(one.title), signature(other.title)
    )


def similar(one: Signature, other: Signature) -> bool:
    """Whether two titles are near-equal and state no different numbers."""
    if not one.words or not _compatible(one.numbers, other.numbers):
        return False
    if min(len(one.words), len(other.words)) < FEWEST_WORDS:
        return one == other
    common = len(one.words & other.words)
    return common >= SIMILARITY * (len(one.words) + len(other.words) - common)


def keys_of(teller: Teller) -> tuple[int, ...]:
    """The keys under which similar headlines are found: the words whose hashes are lowest, which
    similar sets of words mostly share (bottom-k sketch, Broder 1997), and the link."""
    hashes = sorted(zlib.crc32(word.encode()) for word in signature(teller.title).words)
    keys = hashes[:KEYS]
    if teller.canonical_link is not None and names_a_page(teller.canonical_link):
        keys.append(zlib.crc32(teller.canonical_link.encode()) | 1 << 32)
    return tuple(keys)


def join_story(connection: sqlite3.Connection, teller: Teller) -> int:
    """The story that `teller` tells: that of a headline kept before it, or its own id.

    Remembers the teller for those that follow; counts it in the story it joins. The caller
    writes the headline itself, in the same transaction.
    """
    keys = keys_of(teller)
    story = _story_told(connection, teller, keys)
    connection.executemany(
        "insert or ignore into story_keys values (?, ?)", [(key, teller.headline) for key in keys]
    )
    if story is None:
        return teller.headline
    connection.execute(
        "insert into stories (id, first_at, headlines) values (?, ?, 2) "
        "on conflict (id) do update set headlines = headlines + 1",
        (story, to_text(moment_of(story))),
    )
    return story


def forget_keys(connection: sqlite3.Connection, before: int) -> None:
    """Drop the memory of headlines with ids below `before`, which are too old to be matched."""
    connection.execute("delete from story_keys where headline < ?", (before,))


def _story_told(
    connection: sqlite3.Connection, teller: Teller, keys: tuple[int, ...]
) -> int | None:
    reach = int(WINDOW.total_seconds()) << COUNTER_BITS
    rows = connection.execute(
        "select h.id, h.feed, h.title, h.canonical_link, h.story from headlines h where h.id in ("
        "select headline from story_keys where key in (select value from json_each(?)) "
        "and headline between ? and ? order by headline desc limit ?)",
        (
            json.dumps(keys),
            teller.headline - reach,
            teller.headline + reach,
            CANDIDATES,
        ),
    )
    for headline, feed, title, link, story in rows.fetchall():
        if abs(story - teller.headline) > reach:
            continue
        other = Teller(headline, feed, title, link, teller.companies)
        if same_story(teller, other) and _compatible(
            teller.companies, _companies(connection, headline)
        ):
            return int(story)
    return None


def _companies(connection: sqlite3.Connection, headline: int) -> frozenset[str]:
    rows = connection.execute("select company from companies where headline = ?", (headline,))
    return frozenset(row[0] for row in rows)


def _compatible(one: frozenset[str], other: frozenset[str]) -> bool:
    """Neither says what contradicts the other: one may just say less."""
    return one <= other or other <= one


def _stem(word: str) -> str:
    """Enough of English morphology to see that "lifts" is "lift"."""
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
