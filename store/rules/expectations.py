"""What may stand at a place of a rule, in the words of a person. Pure."""

from __future__ import annotations

from collections.abc import Iterable

_WORDS = {
    "PATH": "a metric such as cloud.revenue.yoy",
    "AMOUNT": "a number such as 30% or -10bn",
    "FIELD": "topic: company: source: or lang:",
    "FIGURE": "figure:",
    "FIGURES": "figure conflicts",
    "FEED": 'feed:"a name"',
    "STORIES": "stories(…)",
    "TILDE": "~",
    "__ANON_0": "~",
    "SLASH": "/",
    "LPAR": "(",
    "RPAR": ")",
    "COMPARISON": "a comparison such as > or <=",
    "BETWEEN": "between … and …",
    "CROSSES": "crosses_above or crosses_below",
    "TREND": "accelerating or decelerating",
    "CHANGED": "changed",
    "RESTATED": "restated",
    "MISSING": "missing for",
    "SILENT": "silent for",
    "VERDICT": "conflicts or agrees",
    "VINTAGE": "@first or @latest",
    "ASOF": "@asof(2025-09-01)",
    "DATE": "a date such as 2025-09-01",
    "INTEGER": "a whole number",
    "RATE": "a rate such as 7.1",
    "DURATION": "a time such as 90m, 6h or 2d",
    "SPAN": "a time of day such as 22:00-07:00",
    "WORD": "a name",
    "STRING": 'words in "quotes"',
    "REGEX": "a /regular expression/",
    "LEVEL": "info, warning or critical",
    "AT": "at and a rate",
    "CLEAR": "clear when",
    "ONCE": "once per",
    "$END": "the end of the rule",
}
_ORDER = (
    "PATH", "AMOUNT", "COMPARISON", "BETWEEN", "CROSSES", "TREND", "FIELD", "STORIES", "FIGURE",
    "FEED", "STRING", "REGEX", "WORD", "DURATION", "AND", "OR",
)  # fmt: skip
_IGNORED = {"WS"}


def expectation(terminals: Iterable[str]) -> tuple[str, ...]:
    """The terminals of the grammar in words, the likeliest first."""
    wanted = sorted(
        {*terminals} - _IGNORED,
        key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name),
    )
    return tuple(dict.fromkeys(_WORDS.get(name, name.lower()) for name in wanted))
