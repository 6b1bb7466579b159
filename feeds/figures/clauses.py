"""Where a text falls into sentences, and a sentence into clauses.

Sentences are what claims are read from; a hard limit on their length keeps the work linear even in
a text without a full stop. Clauses are how far a word's influence reaches. Text is folded.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from store.late_patterns import late_pattern

SENTENCE_LIMIT = 1_000  # characters; the longest sentence of a release has some 900

_SENTENCE_END = late_pattern(r"[.!?](?=\s+[^a-z\s]|\s*$)|[。！？]|\n")
_NOT_AN_END = late_pattern(
    r"(?:\b(?:est|vs|inc|ltd|corp|co|u\.s|no|approx|rev|revs|adj|avg|oper|st|gen|sen|gov|rep|ft"
    r"|mr|ms|dr|jan|feb|sept?|oct|nov|dec))$"
)
_BOUNDARY = late_pattern(
    r"(?:(?<=[a-z]{4})(?<!corp)(?<!sept)|(?<=[\d%]))[.!?](?=\s)|(?<=\d),(?! 20\d\d|\d)"
    r"|(?<!\d),(?!\d)|[;；：—|()，](?!\d)|(?<!\d)[,:]|:(?=\s)|(?<=\d)\)|\s-\s"
    r"|(?<![a-z])(?:while|but|although|though|whereas|whose|which|where|because|amid|despite|having|"
    r"with|vs\.?|versus|compared (?:with|to)|as(?! (?:much|many|of|well)| (?:high|low) as)|"
    r"after(?! hours)|before|beat(?:s|ing)?|and (?:says?|said|expects?|forecasts?|plans?|projects?|"
    r"approved|announced|now|its?|the))(?![a-z])"
)  # fmt: skip


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of the text; together they cover it."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match[0] == "." and _NOT_AN_END.search(
            text, max(start, match.start() - 8), match.start()
        ):
            continue
        found.extend(_pieces(start, match.end()))
        start = match.end()
    found.extend(_pieces(start, len(text)))
    return found


def _pieces(start: int, end: int) -> list[tuple[int, int]]:
    cuts = [*range(start, end, SENTENCE_LIMIT), end]
    return list(pairwise(cuts))


class Clauses:
    """The clauses of one sentence; boundaries inside a quantity do not count."""

    __slots__ = ("_starts", "end")

    def __init__(self, text: str, start: int, end: int, quantities: list[tuple[int, int]]) -> None:
        self.end = end
        quantity_starts = [span[0] for span in quantities]
        self._starts = [start]
        for match in _BOUNDARY.finditer(text, start, end):
            index = bisect_right(quantity_starts, match.start()) - 1
            if index >= 0 and match.start() < quantities[index][1]:
                continue
            if match.start() > self._starts[-1]:
                self._starts.append(match.start())

    def around(self, position: int) -> tuple[int, int]:
        """Start and end of the clause that holds a position."""
        index = max(0, bisect_right(self._starts, position) - 1)
        last = index + 1 >= len(self._starts)
        return self._starts[index], self.end if last else self._starts[index + 1]

    def next_after(self, position: int) -> tuple[int, int] | None:
        """The clause after the one that holds a position."""
        _, end = self.around(position)
        return self.around(end) if end < self.end else None
