"""Words beside a number that make it a bound or an approximation: "more than", "nearly", 逾, 左右.

The names are those of the annotation guide (docs/figures.md). Text is folded.
"""

from __future__ import annotations

from store.late_patterns import late_pattern

_BEFORE = {  # name: the words in English, the others
    "about": (
        r"about|around|approximately|approx\.?|roughly|some|circa|an estimated",
        "~|约为?|大约|大概|估计",
    ),
    "nearly": (
        "nearly|almost|close to|approaching|just under|just shy of",
        "(?<!最)(?<!附)近|接近|将近|逼近|直逼",
    ),
    "more than": (
        "more than|over|above|exceed(?:s|ed|ing)?|at least|upwards? of|in excess of"
        "|surpass(?:es|ed|ing)?|no less than|topp?(?:s|ed|ing)|past|crosse[sd]|greater than",
        ">|超过?|逾|突破了?|不少于|不低于|不小于|至少|高于|多于|上(?=[千百万])|破|大于|冲破|越过|站上",
    ),
    "less than": (
        "less than|fewer than|under|below",
        "<|不到|不足|低于|少于|不超过|不及",
    ),
    "up to": (
        "(?<!sped )(?<!speed )up to|as much as|as many as|at most|a maximum of|no more than",
        "最多|至多|高达|最高",
    ),
}
_NAMES = tuple(_BEFORE)
_QUALIFIER_BEFORE = (
    late_pattern(  # one pattern for all: five in turn were a fifth of the whole time
        "(?:"
        + "|".join(rf"((?<![a-z])(?:{english})|{others})" for english, others in _BEFORE.values())
        + r")(?: (?:a|an|another|the))?\s?$"
    )
)
_QUALIFIERS_AFTER = (
    ("more than", late_pattern(r"\s?(?:\+|or more|or so more|plus(?![a-z])|and above|以上)")),
    ("about", late_pattern(r"\s?(?:左右|上下|or so(?![a-z]))")),
    ("less than", late_pattern(r"\s?(?:以下|以内|or less)")),
)
_REACH = 24  # characters; the longest words before an amount, "in excess of ", and room to spare


def qualifier_before(text: str, start: int) -> tuple[str, int] | None:
    """The qualifier that ends where a quantity starts, and where its words begin."""
    match = _QUALIFIER_BEFORE.search(text, max(0, start - _REACH), start)
    return None if match is None else (_NAMES[(match.lastindex or 1) - 1], match.start())


def qualifier_after(text: str, end: int) -> tuple[str, int] | None:
    """The qualifier that begins where a quantity ends, and where its words end."""
    for name, pattern in _QUALIFIERS_AFTER:
        if match := pattern.match(text, end):
            return name, match.end()
    return None
