"""Counts that releases state in passing: models, downloads, users, customers, chips.

Each with the day it is of where its sentence says one; else it is of the day of the release, which
is when it was said. A bound ("more than 180,000") is kept as the number it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from feeds.release.tables import MONTHS
from store.record.fiscal_calendar import month_end

_NUMBER = r"(?P<number>\d[\d,.]*)(?: (?P<scale>million|billion))?"
_MORE_THAN = r"(?:more than|over|approximately|surpassed|exceeded|reached)"
_MONTH = "(?P<month>" + "|".join(MONTHS) + ")"
_PATTERNS: tuple[tuple[str, str, str], ...] = (  # metric, line, words
    ("modelscope_models", "group", rf"ModelScope[^.]{{0,250}}?{_MORE_THAN} {_NUMBER} AI models"),
    (
        "modelscope_downloads",
        "group",
        rf"ModelScope[^.]{{0,300}}?{_MORE_THAN} {_NUMBER} (?:cumulative )?(?:model )?downloads",
    ),
    ("qwen_derivative_models_hf", "group", rf"{_MORE_THAN} {_NUMBER} derivative models"),
    (
        "qwen_downloads_hf",
        "group",
        rf"{_MORE_THAN} {_NUMBER} cumulative downloads on Hugging Face",
    ),
    (
        "qwen_consumer_mau",
        "group",
        rf"Qwen[^.]{{0,80}}?{_MORE_THAN} {_NUMBER} monthly active users",
    ),
    (
        "qwen_ai_shopping_users",
        "group",
        rf"{_NUMBER} users have had their first AI-driven shopping experience",
    ),
    ("zhenwu_ppu_deployed", "cloud", rf"{_MORE_THAN} {_NUMBER} Zhenwu PPUs"),
    (
        "zhenwu_external_customers",
        "cloud",
        rf"Zhenwu[^.]{{0,200}}?{_MORE_THAN} {_NUMBER} external customers",
    ),
)
_AS_OF = re.compile(rf"as of {_MONTH}(?: (?P<day>\d{{1,2}}),)? (?P<year>20\d\d)", re.IGNORECASE)
_IN_MONTH = re.compile(rf"\bin {_MONTH},", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\.\s+(?=[A-Z•])")
_SCALES = {None: 1, "million": 10**6, "billion": 10**9}


@dataclass(frozen=True, slots=True)
class StatedCount:
    """A count and the day it is of, None where its sentence does not say."""

    metric: str
    line: str
    value: Decimal
    day: date | None


def read_counts(text: str, period_end: date) -> Iterator[StatedCount]:
    """Every count found, each metric once: the first that is stated."""
    for metric, line, words in _PATTERNS:
        match = re.search(words, text, re.IGNORECASE)
        if match is None:
            continue
        scale = match["scale"]
        number = Decimal(match["number"].rstrip(".,").replace(",", ""))
        value = number * _SCALES[scale.lower() if scale else None]
        yield StatedCount(metric, line, value, _day(_sentence(text, match), period_end))


def _sentence(text: str, match: re.Match[str]) -> str:
    """The sentence that a match stands in."""
    ends = [end.end() for end in _SENTENCE_END.finditer(text, max(0, match.start() - 600))]
    begin = max((end for end in ends if end <= match.start()), default=max(0, match.start() - 200))
    end = min((end for end in ends if end >= match.end()), default=match.end() + 100)
    return text[begin:end]


def _day(sentence: str, period_end: date) -> date | None:
    if stated := _AS_OF.search(sentence):
        year, month = int(stated["year"]), _month(stated)
        if stated["day"] is None:
            return month_end(year, month)
        try:
            return date(year, month, int(stated["day"]))
        except ValueError:
            return None
    if stated := _IN_MONTH.search(sentence):  # the one after the quarter, or in it
        month = _month(stated)
        year = period_end.year + (1 if month + 6 < period_end.month else 0)
        return month_end(year, month)
    return None


def _month(match: re.Match[str]) -> int:
    return MONTHS.index(match["month"].capitalize()) + 1
