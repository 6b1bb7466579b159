"""All terms of a lexicon found in one pass over a title (Aho–Corasick).

Promises: time linear in the title's length and in what is found; every span indexes the title as
given; a masked phrase hides what it covers; of company names the leftmost, then the longest, wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick

from feeds.tagging.folding import fold
from feeds.tagging.lexicon import MASK, Lexicon, Names
from feeds.tagging.outlet import outlet_length
from feeds.tagging.terms import WORD_CHARACTERS, forms, not_before


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company and the group of its names that a term belongs to."""

    company: str
    groups: tuple[str, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one form of a term stands for, and when it counts as found."""

    ends_word: bool
    goes_on: bool
    exact: tuple[str, ...] = ()
    signal: str | None = None
    name: CompanyName | None = None
    hides: str | None = None


class Sighting(NamedTuple):
    """A term found at `title[start:end]`. A tuple: made four times a title, at a third the cost."""

    start: int
    end: int
    meaning: Meaning


class Matcher:
    """The terms of one lexicon, ready to be looked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        found: dict[str, list[Meaning]] = {}
        for signal, terms in lexicon.signals.items():
            _learn(found, terms, signal=signal)
        for company in lexicon.companies:
            for names in company.names:
                _learn(found, names.terms, name=CompanyName(company.id, company.groups, names))
        for rule in lexicon.hidden:
            _learn(found, rule.terms, hides=rule.name)
        self._automaton = ahocorasick.Automaton()
        for text, meanings in found.items():
            self._automaton.add_word(text, (len(text), not_before(text[0]), tuple(meanings)))
        self._automaton.make_automaton()

    def find(self, title: str) -> list[Sighting]:
        """Every sighting in `title`, without what masks hide."""
        folded = fold(title[: len(title) - outlet_length(title)])
        length = len(folded)
        found: list[Sighting] = []
        masked = False
        make = tuple.__new__  # a third of the time that Sighting() takes
        for last, (size, unwanted, meanings) in self._automaton.iter(folded):
            end = last + 1
            start = end - size
            if unwanted and start:
                before = folded[start - 1]
                if before == "." and start > 1:  # pony.ai is one word
                    before = folded[start - 2]
                if before in unwanted:
                    continue
            in_word = end < length and folded[end] in WORD_CHARACTERS
            for meaning in meanings:
                if in_word and meaning.ends_word:
                    continue
                if meaning.exact and title[start:end] not in meaning.exact:
                    continue
                reach = _word_end(folded, end) if meaning.goes_on else end
                found.append(make(Sighting, (start, reach, meaning)))
                if meaning.signal == MASK:
                    masked = True
        return _unmasked(found) if masked else found


def leftmost_longest(sightings: Iterable[Sighting]) -> list[Sighting]:
    """The sightings that do not overlap one further left, or a longer one at the same place."""
    kept: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda each: (each.start, -each.end)):
        if not kept or sighting.start >= kept[-1].end or _same_span(sighting, kept[-1]):
            kept.append(sighting)
    return kept


def _same_span(one: Sighting, other: Sighting) -> bool:
    return one.start == other.start and one.end == other.end


def _learn(
    found: dict[str, list[Meaning]],
    terms: Iterable[str],
    *,
    signal: str | None = None,
    name: CompanyName | None = None,
    hides: str | None = None,
) -> None:
    """Add what the forms of `terms` mean, one value for all that mean the same."""
    shared: dict[tuple[bool, bool, tuple[str, ...]], Meaning] = {}
    for term in terms:
        for text, ends_word, goes_on, exact in forms(term):
            how = ends_word, goes_on, exact
            meaning = shared.get(how)
            if meaning is None:
                meaning = shared[how] = Meaning(ends_word, goes_on, exact, signal, name, hides)
            found.setdefault(text, []).append(meaning)


def _word_end(text: str, end: int) -> int:
    """Where the word that reaches over `end` ends; 3.5 and K2-mini are one word."""
    while end < len(text) and (
        text[end] in WORD_CHARACTERS
        or (text[end] in ".-" and end + 1 < len(text) and text[end + 1] in WORD_CHARACTERS)
    ):
        end += 1
    return end


def _unmasked(found: list[Sighting]) -> list[Sighting]:
    masks = [each for each in found if each.meaning.signal == MASK]
    return [
        each
        for each in found
        if each.meaning.signal != MASK
        and not any(
            mask.start < each.end
            and each.start < mask.end
            and each.end - each.start < mask.end - mask.start
            for mask in masks
        )
    ]
