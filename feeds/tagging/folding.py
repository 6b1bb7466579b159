"""One spelling for matching: lower case, ordinary width, Simplified characters, plain apostrophes.

Character for character: a position in the folded text is the same position in the original.
"""

from __future__ import annotations

from functools import cache

from store.chinese import simplified_characters


def fold(text: str) -> str:
    """`text` as terms are matched against it; as long as `text`."""
    return text.lower() if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, int]:
    table = dict(simplified_characters())
    for code in range(0x250):
        lower = chr(code).lower()
        if len(lower) == 1 and ord(lower) != code:
            table[code] = ord(lower)
    for code in range(0xFF01, 0xFF5F):  # full-width ASCII
        table[code] = ord(chr(code - 0xFEE0).lower())
    table |= {ord(mark): ord("'") for mark in "‘’ʼ´"}
    table |= {ord(mark): ord("-") for mark in "‐‑‒–−"}
    table |= {ord(mark): ord(" ") for mark in "\xa0\u2009\u202f\u3000"}
    return table
