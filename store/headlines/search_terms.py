"""Text into search terms, and what a person types into an FTS5 expression. Pure.

Latin words stay words (FTS5's unicode61 tokenizer folds case and diacritics). Chinese, Japanese
and Korean runs, which have no spaces, become overlapping pairs of characters and the last
character alone, Traditional folded to Simplified:

    AI芯片出口管制  →  AI 芯片 片出 出口 口管 管制 制

so that any substring of two characters or more is a phrase of pairs, and a single character is
the beginning of one. Nothing a person types is FTS5 syntax: every term is quoted.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from store.chinese import to_simplified

_UNSPACED = (
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff]"
)
# Patterns are compiled (and kept, by `re`) when they are first used: the first paint is sooner by
# the 4 ms that these take.
_UNSPACED_RUN = f"{_UNSPACED}+"
_PIECE = rf"(?P<unspaced>{_UNSPACED}+)|(?:(?!{_UNSPACED})\w)+"
_SHORTEST_PREFIX = (
    2  # one Latin letter begins a tenth of all words: an exact match until more comes
)


def index_text(text: str) -> str:
    """`text` as the index stores it."""
    if text.isascii():
        return text
    text = folded(text)
    return re.sub(_UNSPACED_RUN, lambda run: f" {_pairs_and_last(run[0])} ", text)


def folded(text: str) -> str:
    """`text` with full-width forms made ordinary and Traditional characters made Simplified."""
    if text.isascii():
        return text
    return to_simplified(unicodedata.normalize("NFKC", text))


def term(words: str, *, unfinished: bool = False) -> str | None:
    """The FTS5 phrase that finds `words` next to each other; None if there is nothing to find.

    `unfinished`: the last word is still being typed, so longer words match too.
    """
    pieces = list(re.finditer(_PIECE, folded(words)))
    terms: list[str] = []
    begins = False
    for piece in pieces:
        is_last = piece is pieces[-1]
        if piece["unspaced"] is None:
            terms.append(piece[0])
            begins = is_last and unfinished and len(piece[0]) >= _SHORTEST_PREFIX
        elif is_last:
            terms.append(_pairs(piece[0]))
            begins = len(piece[0]) == 1
        else:
            terms.append(_pairs_and_last(piece[0]))
    if not terms:
        return None
    return f'"{" ".join(terms)}"{"*" if begins else ""}'


def all_of(terms: list[str], without: list[str]) -> str | None:
    """The FTS5 expression for headlines with every one of `terms` and none of `without`.

    None when `terms` is empty: FTS5 cannot say only what is not there.
    """
    if not terms:
        return None
    wanted = " AND ".join(terms)
    return f"({wanted}) NOT ({' OR '.join(without)})" if without else wanted


def _pairs(run: str) -> str:
    return " ".join(map("".join, pairwise(run))) if len(run) > 1 else run


def _pairs_and_last(run: str) -> str:
    return f"{_pairs(run)} {run[-1]}" if len(run) > 1 else run
