"""Headlines that tell the same news: a matcher, and its memory of where to look.

Two headlines tell one story when they have the same canonical link, or near-equal titles within
48 hours with the same companies and numbers. Headlines of one publisher are one story only by
link: columns repeat their titles. English and Chinese titles never match by wording. Nothing is
deleted by grouping; how well it works is measured in docs/stories.md.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from store.headlines.canonical_links import names_a_page
from store.headlines.ids import COUNTER_BITS, moment_of
from store.headlines.wording import (
    Wording,
    compatible,
    fewest_in_common,
    least_similarity,
    similar,
    wording_of,
)
from store.times import to_text

WINDOW = timedelta(hours=48)
LINKED = timedelta(days=30)  # how far apart headlines with the same link may be
GATHERERS = frozenset({"news.google.com"})  # hosts that stand for any publisher
POSTINGS = 16  # the latest headlines looked at of each word; what more share is no rare word
REMEMBERED = 30_000  # headlines, about 20 MB; then those out of reach are forgotten

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


def _wording(teller: Teller) -> Wording:
    return teller.wording or wording_of(teller.title)


class _Marks(NamedTuple):
    """What is compared of a headline besides its wording. Of `title` and `page` (None: the link
    names none) the hashes: texts would take three times the memory, and what a feed writes cannot
    be chosen to have the hash of another in this process."""

    headline: int
    feed: int
    title: int
    page: int | None
    host: str
    companies: frozenset[str]


def _marks_of(teller: Teller) -> _Marks:
    link = teller.canonical_link
    return _Marks(
        teller.headline,
        teller.feed,
        hash(teller.title),
        hash(link) if link is not None and names_a_page(link) else None,
        link.split("/", 3)[2] if link else "",
        teller.companies,
    )


def _same_page(one: _Marks, other: _Marks) -> bool:
    return (
        one.page is not None
        and one.page == other.page
        and (one.feed != other.feed or one.title == other.title)
        and abs(one.headline - other.headline) <= _LINKED_REACH
    )


def _may_match(one: _Marks, other: _Marks) -> bool:
    """Whether anything but the wording speaks against their telling the same."""
    return (
        abs(one.headline - other.headline) <= _REACH
        and compatible(one.companies, other.companies)
        and not _same_source(one, other)
    )


def _same_source(one: _Marks, other: _Marks) -> bool:
    """Whether one publisher wrote both, as far as can be seen: a feed may gather what many sites
    publish, and some that do hide the sites behind their own links."""
    return one.feed == other.feed and one.host == other.host and one.host not in GATHERERS


class _Read(NamedTuple):
    """A headline as it is matched and remembered: read once for both."""

    marks: _Marks
    wording: Wording
    bits: int  # of its words

    @classmethod
    def of(cls, teller: Teller) -> _Read:
        wording = _wording(teller)
        bits = 0
        for word in wording.words:
            bits |= _BITS[hash(word) % 64]
        return cls(_marks_of(teller), wording, bits)


class StoryMatcher:
    """The headlines of the last days by word and link, in memory.

    Holds what `remember` was told, not what became of it: whoever gets a match looks it up.
    One lives as long as its writer, which spares it reading the last days again for every poll;
    `knows_recent` says that it has.
    """

    def __init__(self) -> None:
        self.knows_recent = False
        self._memory = _Memory()

    def remember(self, teller: Teller) -> None:
        """Have later headlines matched with this one."""
        self._remember(_Read.of(teller))

    def match(self, teller: Teller) -> int | None:
        """A headline that tells what `teller` tells: the one with its link, else the one whose
        title is most similar; None if nobody did."""
        return self._match(_Read.of(teller))

    def match_and_remember(self, tellers: Iterable[Teller]) -> list[int | None]:
        """The match of each, none of them with another; then have later headlines matched with
        them."""
        reads = list(map(_Read.of, tellers))
        matches = list(map(self._match, reads))
        for read in reads:
            self._remember(read)
        return matches

    def _remember(self, read: _Read) -> None:
        besides = read.wording.with_words(frozenset())
        self._memory.add(read.marks, read.wording.words, read.bits, besides)
        if len(self._memory.headlines) > REMEMBERED:
            self._forget()

    def _match(self, read: _Read) -> int | None:
        memory, (marks, wording, bits) = self._memory, read
        linked = memory.linked(marks.page)
        if linked is not None and _same_page(marks, memory.marks(linked)):
            return memory.headlines[linked]
        best: int | None = None
        best_likeness = 0.0
        for place, alike in memory.sharing(wording, bits):
            if (
                alike > best_likeness
                and _may_match(marks, memory.marks(place))
                and similar(
                    wording, memory.besides[place].with_words(frozenset(memory.words[place]))
                )
            ):
                best, best_likeness = memory.headlines[place], alike
        return best

    def _forget(self) -> None:
        """Keep what new headlines can still match, at most half of what fits."""
        before, self._memory = self._memory, _Memory()
        horizon = max(before.headlines) - 2 * _REACH
        within = [place for place, one in enumerate(before.headlines) if one >= horizon]
        for place in within[-REMEMBERED // 2 :]:
            self._memory.add(
                before.marks(place), before.words[place], before.bits[place], before.besides[place]
            )


_Posting = int | tuple[str, list[int]]  # where a word is: the one place, or itself and its places
_BITS = tuple(1 << position for position in range(64))


class _Memory:
    """Headlines, each at the next place in several columns, and where words and links are.

    In columns, and with equal values shared, because a poller holds tens of thousands for good: in
    objects of their own they took 1.2 kB each.
    """

    def __init__(self) -> None:
        self.headlines = array("q")
        self.words: list[tuple[str, ...]] = []  # a set takes six times the memory
        self.besides: list[Wording] = []  # what each says besides its words
        self.bits = array("Q")  # of the words of each
        self._feeds = array("q")
        self._titles = array("q")
        self._pages: list[int | None] = []
        self._hosts: list[str] = []
        self._companies: list[frozenset[str]] = []
        self._by_word: dict[str, _Posting] = {}
        self._by_page: dict[int, int] = {}
        # one for all that are equal: most are empty
        self._shared: dict[Wording | str | frozenset[str], Any] = {}

    def add(self, marks: _Marks, words: Iterable[str], bits: int, besides: Wording) -> None:
        """Add a headline with the bits of its words."""
        place = len(self.headlines)  # one number for all that name it
        by_word = self._by_word
        own: list[str] = []
        for word in words:
            posting = by_word.get(word)
            if posting is None:
                by_word[word] = place
            elif isinstance(posting, int):
                by_word[word] = (word, [posting, place])
            else:
                word, places = posting  # noqa: PLW2901 - one string for all that have it
                places.append(place)
            own.append(word)
        shared = self._shared.setdefault
        self.headlines.append(marks.headline)
        self.words.append(tuple(own))
        self.besides.append(shared(besides, besides))
        self.bits.append(bits)
        self._feeds.append(marks.feed)
        self._titles.append(marks.title)
        self._pages.append(marks.page)
        self._hosts.append(shared(marks.host, marks.host))
        self._companies.append(shared(marks.companies, marks.companies))
        if marks.page is not None:
            self._by_page.setdefault(marks.page, place)

    def marks(self, place: int) -> _Marks:
        """The marks of the headline at a place."""
        return _Marks(
            self.headlines[place],
            self._feeds[place],
            self._titles[place],
            self._pages[place],
            self._hosts[place],
            self._companies[place],
        )

    def linked(self, page: int | None) -> int | None:
        """Where the first headline with the page is."""
        return None if page is None else self._by_page.get(page)

    def sharing(self, wording: Wording, bits: int) -> Iterator[tuple[int, float]]:
        """Where every headline is that shares enough words, and what share. It has one of the
        rarest words: so many of them that without all of them too few are left (prefix filter,
        Chaudhuri et al. 2006)."""
        own = wording.words
        postings = [found for found in map(self._by_word.get, own) if found is not None]
        needed = fewest_in_common(wording)
        enough = len(postings) - needed + 1
        if not own or enough <= 0:
            return
        common, words, bits_of = own.intersection, self.words, self.bits
        bits_needed = needed - (len(own) - bits.bit_count())  # some words share a bit
        several: list[list[int]] = []
        likely: set[int] = set()
        for posting in postings:
            # the bits rule out nearly all, at a tenth of the cost
            if not isinstance(posting, int):
                several.append(posting[1])
            elif enough > 0:
                enough -= 1
                if (bits & bits_of[posting]).bit_count() >= bits_needed:
                    likely.add(posting)
        if enough > 0:
            several.sort(key=len)
            likely.update(
                [
                    place
                    for places in several[:enough]
                    for place in places[-POSTINGS:]
                    if (bits & bits_of[place]).bit_count() >= bits_needed
                ]
            )
        share = least_similarity(wording)
        for place in sorted(likely):
            theirs = words[place]
            count = len(common(theirs))
            alike = count / (len(own) + len(theirs) - count)
            if alike >= share:
                yield place, alike


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
    matches = matcher.match_and_remember(tellers)
    told = [
        _story_told(connection, match, teller)
        for match, teller in zip(matches, tellers, strict=True)
    ]
    linked = _linked(
        connection, [one for one, story in zip(tellers, told, strict=True) if story is None]
    )
    stories = [
        linked.get(teller.headline, teller.headline) if story is None else story
        for story, teller in zip(told, tellers, strict=True)
    ]
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


def _story_told(connection: sqlite3.Connection, match: int | None, teller: Teller) -> int | None:
    if match is None:
        return None
    # it may have been purged since the matcher saw it
    row = connection.execute("select story from headlines where id = ?", (match,)).fetchone()
    if row is None or abs(row[0] - teller.headline) > _LINKED_REACH:
        return None
    return int(row[0])


def _linked(connection: sqlite3.Connection, tellers: Iterable[Teller]) -> dict[int, int]:
    """The stories of those whose page was told of before the matcher's memory begins, by headline.
    As there, what counts is the first that has the page."""
    by_page = {
        teller.canonical_link: teller
        for teller in tellers
        if teller.canonical_link is not None and names_a_page(teller.canonical_link)
    }
    if not by_page:
        return {}
    stories: dict[int, int] = {}
    rows = connection.execute(
        "select canonical_link, id, feed, title, story from headlines where canonical_link in "
        "(select value from json_each(?)) order by id desc",
        (json.dumps(list(by_page)),),
    )
    for page, headline, feed, title, story in rows:
        teller = by_page[page]
        if max(abs(headline - teller.headline), abs(story - teller.headline)) > _LINKED_REACH:
            continue
        stories[teller.headline] = story
        if feed == teller.feed and title != teller.title:
            del stories[teller.headline]
    return stories


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
