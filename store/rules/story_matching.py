"""Whether a rule about headlines is true of one. Pure.

Words match whole words of the title, whatever the case and the Chinese script; regular expressions
have a time limit, because a title comes from outside and a pattern may be slow on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from store.errors import RuleError
from store.headlines.search_terms import folded
from store.record.segments import segment_line
from store.rules.evaluation import Truth, both, either
from store.rules.tree import (
    AllOf,
    AnyOf,
    Comparator,
    Condition,
    FigureTest,
    FigureVerdict,
    Not,
    Pattern,
    Tag,
    Words,
    holds,
)

PATTERN_SECONDS = 0.05  # a title has at most 500 characters: a fair pattern needs microseconds

_LOWER_BOUNDS = ("more than", "over", "at least", "above", "exceed", "triple-digit", "double-digit")
_UPPER_BOUNDS = ("less than", "up to", "under", "below", "at most", "as much as")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A press claim of a headline: amounts in base units, `change_pct` signed."""

    company: str
    segment: str
    metric: str
    value: Decimal | None
    currency: str
    change_kind: str
    change_pct: Decimal | None
    qualifier: str
    verdict: str


@dataclass(frozen=True, slots=True)
class HeadlineFacts:
    """What rules read of a headline. `source` is its feed's name."""

    id: int
    story: int
    fetch: int
    title: str
    source: str
    language: str
    topics: frozenset[str]
    companies: frozenset[str]
    claims: tuple[ClaimFacts, ...] = ()


StoryTest = Callable[[HeadlineFacts], Truth]


@lru_cache(maxsize=1_024)
def story_test(condition: Condition) -> StoryTest:
    """What tells whether the condition is true of a headline. It raises RuleError for a pattern
    that is too slow. Made once a condition: walking the tree at every headline took twice as long.
    """
    test: StoryTest
    match condition:
        case AllOf(parts):
            test = _joined(both, parts)
        case AnyOf(parts):
            test = _joined(either, parts)
        case Not(part):
            test = _denied(story_test(part))
        case Tag():
            test = _tag_test(condition)
        case Words(text):
            test = _words_test(text)
        case Pattern(expression):
            test = _pattern_test(expression)
        case FigureTest():
            test = _claim_test(condition)
        case FigureVerdict(verdict):
            test = _verdict_test(verdict)
        case _:
            raise AssertionError(condition)
    return test


def _joined(join: Callable[[Iterable[Truth]], Truth], parts: Sequence[Condition]) -> StoryTest:
    tests = tuple(story_test(part) for part in parts)
    return lambda headline: join(test(headline) for test in tests)


def _denied(test: StoryTest) -> StoryTest:
    def denied(headline: HeadlineFacts) -> Truth:
        truth = test(headline)
        return None if truth is None else not truth

    return denied


def _tag_test(tag: Tag) -> StoryTest:
    value, folded_value = tag.value, tag.value.casefold()
    match tag.field:
        case "topic":
            return lambda headline: value in headline.topics
        case "company":
            return lambda headline: value in headline.companies
        case "source":
            return lambda headline: folded_value in headline.source.casefold()
        case _:
            return lambda headline: f"{headline.language}-".casefold().startswith(
                f"{folded_value}-"
            )


def _words_test(text: str) -> StoryTest:
    pattern = words_pattern(text)
    return lambda headline: pattern.search(_folded_title(headline.title)) is not None


def _pattern_test(expression: str) -> StoryTest:
    return lambda headline: _pattern_found(expression, headline.title)


def _claim_test(claimed: FigureTest) -> StoryTest:
    return lambda headline: either(_claimed(claimed, each) for each in headline.claims)


def _verdict_test(verdict: str) -> StoryTest:
    return lambda headline: any(claim.verdict == verdict for claim in headline.claims)


@lru_cache(maxsize=1_024)
def words_pattern(text: str) -> re.Pattern[str]:
    """Words next to each other, whole ones where they are Latin; `*` leaves the last one open."""
    words = folded(text).casefold().split()
    is_open = words[-1].endswith("*")
    words[-1] = words[-1].rstrip("*")
    joined = r"[\W_]+".join(re.escape(word) for word in words if word)
    start = r"(?<![a-z0-9])" if joined[:1].isascii() else ""
    end = r"(?![a-z0-9])" if joined[-1:].isascii() and not is_open else ""
    return re.compile(f"{start}{joined}{end}")


@lru_cache(maxsize=4_096)
def _folded_title(title: str) -> str:
    return folded(title).casefold()


def _pattern_found(expression: str, title: str) -> bool:
    try:
        return _compiled(expression).search(title, timeout=PATTERN_SECONDS) is not None
    except TimeoutError as error:
        raise RuleError(f"the pattern /{expression}/ takes too long on a headline") from error


@lru_cache(maxsize=512)
def _compiled(expression: str) -> Any:
    import regex  # noqa: PLC0415 - only rules with a pattern pay for it

    return regex.compile(expression, regex.IGNORECASE)


def _claimed(test: FigureTest, claim: ClaimFacts) -> Truth:
    """Whether a claim says what is tested; false where it is about something else."""
    about = (claim.company, segment_line(claim.segment or "group").key, claim.metric)
    if about != (test.company, test.line, test.metric):
        return False
    if test.change:
        # "up 34%" without saying against what: taken for the year before, as in the press
        if claim.change_pct is None or (claim.change_kind or "yoy") != test.change:
            return None
        return _bounded(claim.change_pct, test.comparator, test.amount.value, claim.qualifier)
    unit = test.amount.unit
    if claim.value is None or (unit.kind == "money" and claim.currency != unit.currency):
        return None
    return _bounded(claim.value, test.comparator, test.amount.value, claim.qualifier)


def _bounded(value: Decimal, comparator: Comparator, limit: Decimal, qualifier: str) -> Truth:
    """A comparison with a number that may be a bound: "more than 20%" is not 20%."""
    if qualifier.startswith(_LOWER_BOUNDS):
        if comparator in (">", ">="):
            return True if value >= limit else None
        return False if comparator in ("<", "<=") and value >= limit else None
    if qualifier.startswith(_UPPER_BOUNDS):
        if comparator in ("<", "<="):
            return True if value <= limit else None
        return False if comparator in (">", ">=") and value <= limit else None
    return holds(value, comparator, limit)
