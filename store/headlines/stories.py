"""Headlines that tell the same news: a matcher, and its memory of where to look.

Two headlines tell one story when they have the same canonical link, or near-equal titles within
48 hours with the same companies and numbers. Headlines of one publisher are one story only by
link: columns repeat their titles. English and Chinese titles never match by wording. Nothing is
deleted by grouping; how well it works is measured in docs/stories.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from store.headlines.canonical_links import names_a_page
from store.headlines.ids import COUNTER_BITS, moment_of
from store.headlines.wording import (
    Wording,
    compatible,
    fewest_in_common,
    similar,
    similarity,
    wording_of,
)
from store.times import to_text

WINDOW = timedelta(hours=48)
LINKED = timedelta(days=30)  # how far apart headlines with the same link may be
GATHERERS = frozenset({"news.google.com"})  # hosts that stand for any publisher
POSTINGS = 16  # the latest headlines looked at of each word; what more share is no rare word
REMEMBERED = 30_000  # headlines, about 50 MB; then those out of reach are forgotten

_REACH = int(WINDOW.total_seconds()) << COUNTER_BITS
_LINKED_REACH = int(LINKED.total_seconds()) << COUNTER_BITS


@dataclass(frozen=True, slots=True)
class Teller:
    """A headline as the matcher sees it. `headline` is its id, which says when; `wording` is that
    of its title, None where nobody has read it yet."""

    headline: int
    feed: int
    title: str
    canonical_link: str | None
    companies: frozenset[str]
    wording: Wording | None = None


def same_story(one: Teller, other: Teller) -> bool:
    """Whether two headlines tell the same news."""
    return _same_page(one, other) or (
        _may_match(one, other) and similar(_wording(one), _wording(other))
    )


def _wording(teller: Teller) -> Wording:
    return teller.wording or wording_of(teller.title)


def _same_page(one: Teller, other: Teller) -> bool:
    return (
        one.canonical_link is not None
        and one.canonical_link == other.canonical_link
        and names_a_page(one.canonical_link)
        and (one.feed != other.feed or one.title == other.title)
        and abs(one.headline - other.headline) <= _LINKED_REACH
    )


def _may_match(one: Teller, other: Teller) -> bool:
    """Whether anything but the wording speaks against their telling the same."""
    return (
        abs(one.headline - other.headline) <= _REACH
        and compatible(one.companies, other.companies)
        and not _same_source(one, other)
    )


def _same_source(one: Teller, other: Teller) -> bool:
    """Whether one publisher wrote both, as far as can be seen: a feed may gather what many sites
    publish, and some that do hide the sites behind their own links."""
    host = _host(one.canonical_link)
    return one.feed == other.feed and host == _host(other.canonical_link) and host not in GATHERERS


def _host(canonical: str | None) -> str:
    return canonical.split("/", 3)[2] if canonical else ""


_Posting = tuple[str, int, list[int]]  # a word, its bit, and the headlines with it
_BITS = tuple(1 << place for place in range(64))


@dataclass(frozen=True, slots=True)
class _Known:
    """A headline that was remembered. Its words are a tuple: a set takes six times the memory."""

    teller: Teller  # without its wording
    words: tuple[str, ...]
    besides: Wording  # what it says besides its words


class StoryMatcher:
    """The headlines of the last days by word and link, in memory.

    Holds what `remember` was told, not what became of it: whoever gets a match looks it up.
    One lives as long as its writer, which spares it reading the last days again for every poll;
    `knows_recent` says that it has.
    """

    def __init__(self) -> None:
        self.knows_recent = False
        self._known: dict[int, _Known] = {}
        self._bits: dict[int, int] = {}  # of the words of each
        self._by_word: dict[str, _Posting] = {}
        self._by_link: dict[str, int] = {}
        # one for all that are equal: most are empty
        self._besides: dict[Wording, Wording] = {}
        self._companies: dict[frozenset[str], frozenset[str]] = {}

    def remember(self, teller: Teller) -> None:
        """Have later headlines matched with this one."""
        wording = _wording(teller)
        words: list[str] = []
        bits = 0
        for new_word in wording.words:
            posting = self._by_word.get(new_word)
            if posting is None:
                posting = self._by_word[new_word] = (new_word, _BITS[hash(new_word) % 64], [])
            word, bit, headlines = posting
            words.append(word)  # one string for all that have it
            bits |= bit
            headlines.append(teller.headline)
        besides = wording.with_words(frozenset())
        besides = self._besides.setdefault(besides, besides)
        companies = self._companies.setdefault(teller.companies, teller.companies)
        told = Teller(
            teller.headline, teller.feed, teller.title, teller.canonical_link, companies
        )  # without its wording
        self._known[teller.headline] = _Known(told, tuple(words), besides)
        self._bits[teller.headline] = bits
        if teller.canonical_link is not None:
            self._by_link.setdefault(teller.canonical_link, teller.headline)
        if len(self._known) > REMEMBERED:
            self._forget()

    def match(self, teller: Teller) -> int | None:
        """A headline that tells what `teller` tells: the one with its link, else the one whose
        title is most similar; None if nobody did."""
        linked = self._by_link.get(teller.canonical_link or "")
        if linked is not None and _same_page(teller, self._known[linked].teller):
            return linked
        wording = _wording(teller)
        best: int | None = None
        best_likeness = 0.0
        for headline in self._candidates(wording):
            other = self._known[headline]
            alike = similarity(wording.words, other.words)
            if (
                alike > best_likeness
                and _may_match(teller, other.teller)
                and similar(wording, other.besides.with_words(frozenset(other.words)))
            ):
                best, best_likeness = headline, alike
        return best

    def _candidates(self, wording: Wording) -> Iterator[int]:
        """Every headline with enough words in common. It shares one of the rarest words: so many
        of them that without all of them too few are left (prefix filter, Chaudhuri et al. 2006)."""
        if not wording.words:
            return
        needed = fewest_in_common(wording)
        postings = [self._by_word[word] for word in wording.words if word in self._by_word]
        enough = max(0, len(postings) - needed + 1)
        bits = 0
        for _, bit, _ in postings:
            bits |= bit
        bits_needed = needed - (len(postings) - bits.bit_count())  # some words share a bit
        sharing: set[int] = set()
        for headlines in sorted((headlines for _, _, headlines in postings), key=len)[:enough]:
            sharing.update(headlines[-POSTINGS:])
        common, known, bits_of = wording.words.intersection, self._known, self._bits
        # the bits rule out nearly all, at a tenth of the cost
        likely = [one for one in sharing if (bits & bits_of[one]).bit_count() >= bits_needed]
        for headline in likely:
            if len(common(known[headline].words)) >= needed:
                yield headline

    def _forget(self) -> None:
        """Keep what new headlines can still match, at most half of what fits."""
        horizon = max(self._known) - 2 * _REACH
        kept = [known.teller for headline, known in self._known.items() if headline >= horizon]
        self._known.clear()
        self._bits.clear()
        self._by_word.clear()
        self._by_link.clear()
        self._besides.clear()
        self._companies.clear()
        for teller in kept[-REMEMBERED // 2 :]:
            self.remember(teller)


def join_stories(
    connection: sqlite3.Connection, matcher: StoryMatcher, tellers: Sequence[Teller]
) -> list[int]:
    """For each new headline of one poll the story it tells: that of a headline kept before it,
    or its own id. Counts them in the stories they join.

    The caller writes the headlines themselves, in the same transaction.
    """
    if not matcher.knows_recent:
        oldest = min((teller.headline for teller in tellers), default=0)
        for teller in _kept_since(connection, oldest - _REACH):
            matcher.remember(teller)
        matcher.knows_recent = True
    stories = [_story_told(connection, matcher, teller) for teller in tellers]
    for teller in tellers:
        matcher.remember(teller)
    connection.executemany(
        "insert into stories (id, first_at, headlines) values (?, ?, 2) "
        "on conflict (id) do update set headlines = headlines + 1",
        [
            (story, to_text(moment_of(story)))
            for story, teller in zip(stories, tellers, strict=True)
            if story != teller.headline
        ],
    )
    return stories


def _story_told(connection: sqlite3.Connection, matcher: StoryMatcher, teller: Teller) -> int:
    match = matcher.match(teller)
    if match is None:
        return teller.headline
    # it may have been purged, or rolled back, since the matcher saw it
    row = connection.execute("select story from headlines where id = ?", (match,)).fetchone()
    if row is None or abs(row[0] - teller.headline) > _LINKED_REACH:
        return teller.headline
    return int(row[0])


def _kept_since(connection: sqlite3.Connection, since: int) -> Iterator[Teller]:
    """The headlines from the id `since` on, at most as many as a matcher remembers."""
    rows = connection.execute(
        "select id, feed, title, canonical_link, (select group_concat(company) from companies "
        "where headline = headlines.id) from headlines where id in "
        "(select id from headlines where id >= ? order by id desc limit ?) order by id",
        (since, REMEMBERED // 2),
    )
    for headline, feed, title, link, companies in rows:
        yield Teller(
            headline, feed, title, link, frozenset(companies.split(",") if companies else ())
        )
