"""A rule as text: the one way it is stored and echoed. Reading it gives the same tree. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from store.record.segments import GROUP
from store.rules.tree import (
    HOME_COMPANY,
    AllOf,
    AnyOf,
    Atom,
    Between,
    Changed,
    Comparison,
    Condition,
    Constant,
    Crossing,
    FigureTest,
    FigureVerdict,
    Measured,
    Missing,
    Not,
    Options,
    Pattern,
    Quantity,
    Ratio,
    Restated,
    Rule,
    Series,
    Silent,
    StoryCount,
    Tag,
    Trend,
    Words,
    atoms,
)
from store.rules.types import plain, shown, written, written_duration


def canonical(rule: Rule) -> str:
    """The rule as it is stored and echoed."""
    return " ".join([written_condition(rule.condition), *_written_options(rule.options)])


def written_condition(condition: Condition, parent: Literal["", "and", "not"] = "") -> str:
    """A condition in canonical form, in parentheses where `parent` binds tighter."""
    match condition:
        case AnyOf(parts):
            text = " or ".join(written_condition(part) for part in parts)
            return f"({text})" if parent else text
        case AllOf(parts):
            text = " and ".join(written_condition(part, "and") for part in parts)
            return f"({text})" if parent == "not" else text
        case Not(part):
            return f"not {written_condition(part, 'not')}"
        case _:
            return _written_atom(condition)


def _written_atom(atom: Atom) -> str:
    match atom:
        case Comparison(left, comparator, right):
            text = f"{written_quantity(left)} {comparator} {_written_beside(right, left)}"
        case Between(quantity, low, high):
            own = quantity.unit.currency
            limits = f"{written(low, own)} and {written(high, own)}"
            text = f"{written_quantity(quantity)} between {limits}"
        case Crossing(quantity, direction, level):
            limit = _written_beside(level, quantity)
            text = f"{written_quantity(quantity)} crosses_{direction} {limit}"
        case Trend(quantity, direction, times):
            text = f"{written_quantity(quantity)} {direction} {times}"
        case Changed(quantity):
            text = f"{written_quantity(quantity)} changed"
        case Restated(series):
            text = f"{written_quantity(series)} restated"
        case Missing(series, overdue):
            text = f"{written_quantity(series)} missing for {written_duration(overdue)}"
        case _:
            text = _written_news_atom(atom)
    return text


def _written_news_atom(
    atom: Tag | Words | Pattern | FigureTest | FigureVerdict | StoryCount | Silent,
) -> str:
    match atom:
        case Tag(name, value):
            text = f"{name}:{_word_or_quoted(value)}"
        case Words(words):
            text = f"~ {quoted(words)}"
        case Pattern(expression):
            text = f"~ /{expression}/"
        case FigureTest(company, line, metric, change, comparator, amount):
            path = ".".join(part for part in (_written_path(company, line, metric), change) if part)
            text = f"figure:{path} {comparator} {written(amount, amount.unit.currency)}"
        case FigureVerdict(verdict):
            text = f"figure {verdict}"
        case StoryCount(condition, comparator, count, window):
            inner = written_condition(condition)
            text = f"stories({inner}) {comparator} {count} in {written_duration(window)}"
        case Silent(feed, duration):
            text = f"feed:{_word_or_quoted(feed)} silent for {written_duration(duration)}"
    return text


def written_quantity(quantity: Measured) -> str:
    """What is measured, in canonical form."""
    if isinstance(quantity, Ratio):
        return f"{_written_series(quantity.numerator)} / {_written_series(quantity.denominator)}"
    return _written_series(quantity)


def _written_series(series: Series) -> str:
    path = _written_path(series.company, series.line, series.metric)
    text = ".".join((path, *series.derivations))
    if series.vintage == "first":
        text += "@first"
    elif series.as_of is not None:
        text += f"@asof({series.as_of.isoformat()})"
    return text if series.rate is None else f"{text} at {plain(series.rate):f}"


def _written_path(company: str, line: str, metric: str) -> str:
    parts = [] if company == HOME_COMPANY else [company]
    if line != GROUP:
        parts.append(line)
    return ".".join((*parts, metric))


def _written_beside(quantity: Quantity, measured: Measured) -> str:
    if isinstance(quantity, Constant):
        return written(quantity.amount, measured.unit.currency)
    return written_quantity(quantity)


def quoted(text: str) -> str:
    """Text as a string of the language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _word_or_quoted(text: str) -> str:
    is_word = bool(text) and all(c.isascii() and (c.isalnum() or c in "_.&-") for c in text)
    return text if is_word else quoted(text)


def _written_options(options: Options) -> Iterator[str]:
    if options.hold is not None:
        yield f"for {written_duration(options.hold)}"
    if options.keep is not None:
        yield f"keep {written_duration(options.keep)}"
    if options.clear is not None:
        yield f"clear when {written_condition(options.clear)}"
    if options.once == "step" and options.step is not None:
        yield f"once per step {written(options.step)}"
    elif options.once is not None:
        yield f"once per {options.once}"
    if options.severity is not None:
        yield f"severity {options.severity}"
    if options.group:
        yield f"group {quoted(options.group)}"
    if options.note:
        yield f"note {quoted(options.note)}"
    if options.expires is not None:
        yield f"expires {options.expires.isoformat()}"
    if options.quiet is not None:
        yield f"quiet {_clock(options.quiet.start)}-{_clock(options.quiet.end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def threshold(rule: Rule) -> str:
    """What the value of the rule is held against, for a person: "> 30%"; '' where nothing is."""
    match next(atoms(rule.condition)):
        case Comparison(_, comparator, right):
            text = f"{comparator} {_shown(right)}"
        case Between(_, low, high):
            text = f"{shown(low.value, low.unit)} to {shown(high.value, high.unit)}"
        case Crossing(_, direction, level):
            text = f"crosses {direction} {_shown(level)}"
        case Trend(_, direction, times):
            text = f"{direction} {times}×"
        case Missing(_, overdue):
            text = f"{written_duration(overdue)} after due"
        case StoryCount(_, comparator, count, window):
            text = f"{comparator} {count} in {written_duration(window)}"
        case Silent(_, duration):
            text = f"{written_duration(duration)} silent"
        case _:
            text = ""
    return text


def _shown(quantity: Quantity) -> str:
    if isinstance(quantity, Constant):
        return shown(quantity.amount.value, quantity.amount.unit)
    return written_quantity(quantity)
