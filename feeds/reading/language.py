"""The language of a headline, from its letters alone.

English and Chinese are all that is told apart, because they are what the rules and the figures
read. Chinese is Traditional when more of its characters are written only in the Traditional way
than only in the Simplified way. Text in neither language, or too little of it, is ''.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from store.chinese import simplified_characters
from store.late_patterns import late_pattern

Language = Literal["en", "zh-Hans", "zh-Hant", ""]

_HAN = late_pattern(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = late_pattern(r"[A-Za-z]{2,}")
_OTHER_LETTER = late_pattern(r"[^\W\d_\u0000-\u024f\u3400-\u9fff\uff00-\uff5e]")


def detect_language(title: str) -> Language:
    """The language of `title` as a BCP 47 tag; '' where it is neither English nor Chinese.

    A Chinese title of characters that both scripts share counts as Simplified.
    """
    if title.isascii():
        return "en" if _LATIN_WORD.search(title) else ""
    han = _HAN.findall(title)
    words = len(_LATIN_WORD.findall(title))
    others = len(_OTHER_LETTER.findall(title))
    # one character says about as much as one word: a product's name does not make a title English
    if han and len(han) * 3 >= words and others * 4 <= len(han):
        return _script(han)
    return "en" if words and others <= words else ""


def _script(characters: list[str]) -> Literal["zh-Hans", "zh-Hant"]:
    traditional, simplified = _one_script_only()
    lead = sum((each in traditional) - (each in simplified) for each in characters)
    return "zh-Hant" if lead > 0 else "zh-Hans"


@cache
def _one_script_only() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of Traditional text only, and of Simplified text only (台 or 后 are in both)."""
    table = simplified_characters()
    shared = frozenset("台后里干面发系只余云丑谷斗几范郁制致征准占了周布并采冲才丰升卷曲秋松欲表")
    return (
        frozenset(map(chr, table)),
        frozenset(map(chr, table.values())) - shared,
    )
