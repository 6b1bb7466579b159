"""Names in rules: `tencent.cloud.revenue.yoy` into company, line, metric and what is made of it.

A name that is not known is answered with the ones it resembles. Pure.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import get_args

from store.errors import RuleError
from store.record.segments import (
    GROUP,
    LINES,
    METRICS,
    Metric,
    folded_word,
    known_line,
    known_metric,
)
from store.rules.tree import HOME_COMPANY, Derivation, Series, derived_unit
from store.rules.types import Unit, metric_unit

DERIVATIONS: tuple[Derivation, ...] = get_args(Derivation)


@dataclass(frozen=True, slots=True)
class Name:
    """A metric of a line of a company, and the derivations written behind it."""

    company: str
    line: str
    metric: Metric
    derivations: tuple[Derivation, ...]


def resolve(path: str, column: int) -> Name:
    """What a dotted name means. Raises RuleError at `column`, which is where the name begins."""
    words = [folded_word(word) for word in path.split(".")]
    derivations: list[Derivation] = []
    while len(words) > 1 and words[-1] in DERIVATIONS and not _is_metric(words):
        derivations.insert(0, words.pop())  # type: ignore[arg-type]
    metric = known_metric(words[-1])
    if metric is None:
        raise RuleError(_unknown_metric(words[-1]), column + path.lower().rfind(words[-1]))
    company, line = _owner(words[:-1], metric, column)
    return Name(company, line, metric, tuple(derivations))


def series(path: str, column: int) -> Series:
    """A dotted name as a series with its unit. Raises RuleError."""
    name = resolve(path, column)
    if name.metric.unit_kind == "text":
        raise RuleError(f"{name.metric.key} is stated in words: it cannot be compared", column)
    unit = metric_unit(name.company, name.metric.key)
    for position, derivation in enumerate(name.derivations):
        derived = derived_unit(unit, derivation)
        if derived is None or (derivation == "ttm" and position > 0):
            raise RuleError(_no_derivation(path, derivation, unit), column)
        unit = derived
    _check_chain(name, path, column)
    return Series(name.company, name.line, name.metric.key, name.derivations, unit)


def _is_metric(words: list[str]) -> bool:
    """`cloud.margin` is the metric of that alias, `cloud.adj_ebita.margin` is derived."""
    return words[-1] == "margin" and known_metric(words[-2]) is None and len(words) <= 2


def _owner(words: list[str], metric: Metric, column: int) -> tuple[str, str]:
    """The company and the line before a metric's name."""
    company = HOME_COMPANY
    if words and (words[0] == HOME_COMPANY or known_line(words[0]) is None):
        company = words.pop(0)
    if not words:
        if company != HOME_COMPANY and _resembles_a_line(company):
            raise RuleError(_unknown_line(company), column)
        return company, GROUP
    if len(words) > 1:
        raise RuleError(
            f"{'.'.join(words)} is too much before {metric.key}; write company.line.{metric.key}",
            column,
        )
    line = known_line(words[0])
    if line is None and company == HOME_COMPANY:
        raise RuleError(_unknown_line(words[0]), column)
    key = words[0] if line is None else line.key
    if company == HOME_COMPANY and key != GROUP and not metric.segmented:
        raise RuleError(
            f"{metric.key} is stated for the group only, not for {key}; write {metric.key}", column
        )
    return company, key


def _check_chain(name: Name, path: str, column: int) -> None:
    if name.derivations.count("ttm") + name.derivations.count("margin") > 1 or (
        len(name.derivations) > 2
    ):
        raise RuleError(f"{path} derives too much; at most a .ttm or .margin and a growth", column)
    if "margin" in name.derivations[1:]:
        raise RuleError(f"{path}: .margin is taken of the metric itself", column)
    if "margin" in name.derivations and name.metric.key == "revenue":
        raise RuleError(
            f"{path}: a margin is a result over revenue; write adj_ebita.margin", column
        )


def _resembles_a_line(word: str) -> bool:
    return bool(difflib.get_close_matches(word, [line.key for line in LINES], 1, 0.8))


def _unknown_line(word: str) -> str:
    return f"no segment {word!r}{_did_you_mean(word, [line.key for line in LINES])}"


def _unknown_metric(word: str) -> str:
    known = [each for metric in METRICS for each in (metric.key, *metric.aliases)]
    if known_line(word) is not None:
        return f"{word} is a segment; add what to measure, for example {word}.revenue"
    return f"no metric {word!r}{_did_you_mean(word, [*known, *DERIVATIONS])}"


def _did_you_mean(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, 3, 0.6)
    return (
        f"; did you mean {' or '.join(close)}?"
        if close
        else f"; known are {', '.join(known[:8])} …"
    )


def _no_derivation(path: str, derivation: Derivation, unit: Unit) -> str:
    if derivation == "ttm":
        return f"{path}: .ttm adds up four quarters of money; this is {unit}"
    if derivation == "margin":
        return f"{path}: .margin is money over revenue; this is {unit}"
    return f"{path}: growth of {unit} has no meaning"
