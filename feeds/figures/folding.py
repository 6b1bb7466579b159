"""Text made uniform for reading figures, with the way back to the original's positions.

Full-width forms, letter case, typographic hyphens and minus signs, special spaces and Traditional
characters are folded away, and runs of white space become one space, so that everything after this
step meets one spelling. `Folded.span` turns positions in the folded text back into positions in the
original: claims point into what the reader sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the folded text; `origin[i]` is where its character i stands in the original."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's positions of `text[start:end]`, which must not be empty."""
        return self.origin[start], self.origin[end - 1] + 1


_SPACES = re.compile(r"\s{2,}")
_FULL_WIDTH_SEPARATOR = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
_HAS_FULL_WIDTH_DIGIT = re.compile(r"[０-９]")


def fold(text: str) -> Folded:
    """The folded text; never longer than `text`."""
    folded = text.translate(_table())
    if _HAS_FULL_WIDTH_DIGIT.search(text):
        folded = _FULL_WIDTH_SEPARATOR.sub(",", folded)
    kept = range(len(folded))
    if not _SPACES.search(folded):
        return Folded(folded, tuple(kept))
    kept_list = [i for i in kept if folded[i] != " " or i == 0 or folded[i - 1] != " "]
    return Folded("".join(folded[i] for i in kept_list), tuple(kept_list))


@cache
def _table() -> dict[int, str]:
    """Every replacement is one character for one, so positions stay."""
    table = {code: chr(code).lower() for code in range(0x250) if len(chr(code).lower()) == 1}
    for code in range(0xFF01, 0xFF5F):  # full-width ASCII
        table[code] = chr(code - 0xFEE0).lower()
    for mark in "，：；？！":  # clause marks keep their Chinese form: no number contains them
        table[ord(mark)] = mark
    for mark in "\t\n\r\v\f\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000":
        table[ord(mark)] = " "
    for mark in "\u2010\u2011\u2012\u2013\u2212\ufe63":
        table[ord(mark)] = "-"
    for mark in "〜∼˜":
        table[ord(mark)] = "~"
    table |= {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"', ord("￥"): "¥"}
    table |= {ord("﹪"): "%", ord("٪"): "%", ord("〇"): "零"}
    pairs = resources.files("feeds.figures") / "lexicon" / "traditional.txt"
    for line in pairs.read_text(encoding="utf-8").split():
        table[ord(line[0])] = line[1]
    return table
