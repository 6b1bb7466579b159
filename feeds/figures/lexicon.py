"""The words the extractor knows (feeds/figures/lexicon/*.toml), and finding them in a text.

One automaton holds every term, so a text is read once however large the lexicon is. Names
(companies, segments, metrics) never overlap each other: the longest wins. Cues (directions,
expectations, comparisons …) are found beside them, except inside a longer name.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import ahocorasick

from feeds.figures.folding import fold
from feeds.tagging.lexicon_files import read_once

Unit = Literal["money", "percent", "count"]
CJK = r"\u3400-\u9fff"


@dataclass(frozen=True, slots=True)
class Term:
    """What a word means. `kind` is company, segment, metric, or the name of a table in cues.toml.

    "other" is a longer word that only holds a name or a cue (北京东城, 多达). For a metric the
    flags are those explained in metrics.toml. `noun` marks a noun of change ("growth"), which holds
    even when a verb follows it.
    """

    kind: str
    id: str = ""
    company: str | None = None
    unit: Unit = "money"
    loss: bool = False
    weak: bool = False
    result: bool = False
    group: bool = False
    bare: bool = False
    verb: bool = False
    noun: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A term at `text[start:end]` of the folded text."""

    start: int
    end: int
    term: Term


class Mentions:
    """The mentions in one text by kind, each kind in order, with look-ups by position."""

    __slots__ = ("_by_kind", "_starts")

    def __init__(self, by_kind: dict[str, list[Mention]]) -> None:
        self._by_kind = by_kind
        self._starts = {kind: [m.start for m in found] for kind, found in by_kind.items()}

    def within(self, kind: str, start: int, end: int) -> list[Mention]:
        """The mentions of a kind that lie inside `start`..`end`."""
        found = self._by_kind.get(kind)
        if not found:
            return []
        starts = self._starts[kind]
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        return [mention for mention in found[low:high] if mention.end <= end]

    def name_a_company(self) -> bool:
        """Whether any mention tells a company."""
        parts = self._by_kind.get("segment", ())
        return bool(self._by_kind.get("company")) or any(part.term.company for part in parts)

    def starting_at(self, kind: str, start: int) -> Mention | None:
        """The mention of a kind that begins at `start`."""
        starts = self._starts.get(kind, ())
        index = bisect_left(starts, start)
        found = index < len(starts) and starts[index] == start
        return self._by_kind[kind][index] if found else None

    def last(self, kind: str, start: int, end: int) -> Mention | None:
        """The last mention of a kind inside `start`..`end`."""
        found = self.within(kind, start, end)
        return found[-1] if found else None

    def first(self, kind: str, start: int, end: int) -> Mention | None:
        """The first mention of a kind inside `start`..`end`."""
        found = self.within(kind, start, end)
        return found[0] if found else None

    def any(self, kind: str, start: int, end: int) -> bool:
        """Whether a kind is mentioned inside `start`..`end`."""
        return bool(self.within(kind, start, end))


NAMES = ("company", "segment", "metric", "other")


def find_mentions(text: str) -> Mentions:
    """Every term of the lexicon in folded text."""
    spaced = text.replace("-", " ")
    names: list[tuple[int, int, tuple[Term, ...]]] = []
    cues: list[tuple[int, int, Term]] = []
    for last, (length, terms) in _automaton().iter(spaced):
        start, end = last - length + 1, last + 1
        if not _stands_alone(spaced, start, end):
            continue
        named = tuple(term for term in terms if term.kind in NAMES)
        if named:
            names.append((start, end, named))
        cues += [(start, end, term) for term in terms if term.kind not in NAMES]
    by_kind: dict[str, list[Mention]] = {}
    taken: list[tuple[int, int]] = []
    for start, end, named in _longest(names):
        taken.append((start, end))
        for term in named:
            by_kind.setdefault(term.kind, []).append(Mention(start, end, term))
    starts = [start for start, _ in taken]
    reached: dict[str, int] = {}
    for start, end, cue in sorted(cues, key=lambda found: (found[0], -found[1])):
        if start < reached.get(cue.kind, 0) or _inside_longer(start, end, taken, starts):
            continue
        reached[cue.kind] = end
        by_kind.setdefault(cue.kind, []).append(Mention(start, end, cue))
    return Mentions(by_kind)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """ASCII terms are words; Chinese is written without spaces, so its terms may stand anywhere."""
    if text[start].isascii() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    last = text[end - 1]
    return not (
        last.isascii()
        and last.isalnum()
        and end < len(text)
        and text[end].isascii()
        and text[end].isalnum()
    )


def _longest(
    found: list[tuple[int, int, tuple[Term, ...]]],
) -> Iterator[tuple[int, int, tuple[Term, ...]]]:
    reached = 0
    for start, end, terms in sorted(found, key=lambda name: (name[0], -name[1])):
        if start >= reached:
            reached = end
            yield start, end, terms


def _inside_longer(start: int, end: int, taken: list[tuple[int, int]], starts: list[int]) -> bool:
    index = bisect_left(starts, start + 1) - 1
    if index < 0:
        return False
    name_start, name_end = taken[index]
    return end <= name_end and end - start < name_end - name_start


@cache
def home_currencies() -> dict[str, str]:
    """Company id → the currency it reports in, USD where companies.toml says nothing."""
    homes: dict[str, list[str]] = _load("companies")["homes"]
    return {company: currency for currency, companies in homes.items() for company in companies}


def plain_words(name: str) -> frozenset[str]:
    """A list of plain_words.toml."""
    words: str = _load("plain_words")[name]
    return frozenset(words.split())


@cache
def _automaton() -> Any:
    automaton = ahocorasick.Automaton()
    terms: dict[str, list[Term]] = {}
    for word, term in _terms():
        for spelling in _spellings(word):
            if term not in terms.setdefault(spelling, []):
                terms[spelling].append(term)
    for spelling, meanings in terms.items():
        automaton.add_word(spelling, (len(spelling), tuple(meanings)))
    automaton.make_automaton()
    _load.cache_clear()
    read_once.cache_clear()
    return automaton


def _spellings(word: str) -> Iterable[str]:
    """The word itself, and with a space where Chinese meets Latin letters: ai收入, ai 收入."""
    yield word
    if word.isascii():
        return
    spaced = re.sub(rf"(?<=[{CJK}])(?=[a-z0-9])|(?<=[a-z0-9])(?=[{CJK}])", " ", word)
    if spaced != word:
        yield spaced


def _terms() -> Iterator[tuple[str, Term]]:
    for company, word in _company_names():
        yield word, Term("company", company, company)
    for entry in _load("segments")["segment"]:
        term = Term("segment", entry["id"], entry.get("company"), bare=entry.get("bare", False))
        for word in entry["terms"]:
            yield word, term
            if "metric" in entry:
                yield word, Term("metric", entry["metric"], result=True)
    for entry in _load("segments")["place"]:
        for word in entry["terms"]:
            yield word, Term("place", entry["id"])
    for entry in _load("metrics")["metric"]:
        flags = {
            flag: entry.get(flag, False) for flag in ("loss", "weak", "result", "group", "verb")
        }
        for word in entry["terms"]:
            yield word, Term("metric", entry["id"], unit=entry["unit"], **flags)
    for word in _load("companies")["no_names"]["terms"]:
        yield word, Term("other")
    for kind, entry in _load("cues").items():
        for word in entry["terms"]:
            yield word, Term(kind, noun=word in entry.get("nouns", ()))
        for word in entry.get("nouns", ()):
            yield word, Term(kind, noun=True)


def _company_names() -> Iterator[tuple[str, str]]:
    """Company id and each name it goes by: those of the tagger, and those only figures need.

    Left out are the tagger's products that are segments here, and banks: in a sentence with figures
    they are whose estimate it is.
    """
    segments = {word for entry in _load("segments")["segment"] for word in entry["terms"]}
    analysts = set(_load("cues")["analyst"]["terms"])
    for company, entry in _load_companies().items():
        spelled = [*entry.get("names", ()), *entry.get("tickers", ()), *entry.get("products", ())]
        words = {_plain(word) for word in spelled}
        if not words & analysts:
            yield from ((company, word) for word in words - segments)
    for company, names in _load("companies")["names"].items():
        yield from ((company, word) for word in names)


def _plain(word: str) -> str:
    """A term of the tagger's lexicon without its marks (=, *), as it stands in folded text."""
    return fold(word.lstrip("=").rstrip("*")).text.replace("-", " ")


@lru_cache(maxsize=8)
def _load(name: str) -> dict[str, Any]:
    file = Path(__file__).with_name("lexicon") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _load_companies() -> Mapping[str, Mapping[str, Any]]:
    """The companies of the tagger's lexicon."""
    file = Path(__file__).parents[1] / "tagging" / "lexicon" / "companies.toml"
    companies: Mapping[str, Mapping[str, Any]]
    companies = read_once(file.read_text(encoding="utf-8")).values["companies"]
    return companies
