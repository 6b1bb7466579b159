"""What a title says apart from the order of its words, and how alike two titles are. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from store.chinese import to_simplified

SIMILARITY = 0.61  # share of words in common (Jaccard); chosen on the pairs of docs/stories.md
FEWEST_WORDS = 4  # shorter titles must be equal: "Morning briefing" says nothing

_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_WORD = re.compile(rf"[^\W\d_{_UNSPACED}][^\W_{_UNSPACED}]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SOURCE_AT_END = re.compile(r"(?:\s+[-–—|]\s+|\s*[|_丨]\s*)[^-–—|_丨]{2,40}$")
_COMMON_WORDS = """
    a an the of to in on at for and or but as by with from after before over amid into its it is are
    was were be been has have had will would could can may says said say new how why what who his
    her their this that than up down more about not no
"""
_STOPWORDS = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Wording:
    """A title's words without order (of Chinese, its pairs of characters), and the numbers it
    states."""

    words: frozenset[str]
    numbers: frozenset[str]


def wording_of(title: str) -> Wording:
    """The wording of a title, without the publisher's name that some feeds append."""
    text = title
    if not title.isascii():
        text = to_simplified(unicodedata.normalize("NFKC", title)).replace("’", "'")
    text = text.casefold()
    ending = _SOURCE_AT_END.search(text)
    if ending is not None and ending.start() >= max(8, len(text) // 3):
        text = text[: ending.start()]
    words = {
        word[:-1] if word.endswith("s") and len(word) > 3 else word  # "lifts" is "lift"
        for word in _WORD.findall(text)
    } - _STOPWORDS
    if not text.isascii():
        for run in _UNSPACED_RUN.findall(text):
            words.update(map("".join, pairwise(run)))
    numbers = {number.replace(",", "") for number in _NUMBER.findall(text)}
    return Wording(frozenset(words), frozenset(numbers))


def similar(one: Wording, other: Wording) -> bool:
    """Whether two titles are near-equal and state no different numbers."""
    if not one.words or not compatible(one.numbers, other.numbers):
        return False
    if min(len(one.words), len(other.words)) < FEWEST_WORDS:
        return one.words == other.words and one.numbers == other.numbers
    return similarity(one.words, other.words) >= SIMILARITY


def similarity(one: frozenset[str], other: Collection[str]) -> float:
    """The share of their words that they have in common (Jaccard); `other` names each once."""
    common = len(one.intersection(other))
    return common / (len(one) + len(other) - common)


def compatible(one: frozenset[str], other: frozenset[str]) -> bool:
    """Neither says what contradicts the other: one may just say less."""
    return one <= other or other <= one
