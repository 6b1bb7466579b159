"""Conditions on headlines and feeds: lark's branches into the typed tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

import regex

from store.errors import RuleError
from store.rules import names as rule_names
from store.rules import tokens
from store.rules.comparing import amount_for
from store.rules.numbers import written_amount
from store.rules.tokens import Branch
from store.rules.tree import (
    AllOf,
    Condition,
    Derivation,
    FigureTest,
    FigureVerdict,
    Pattern,
    Series,
    Silent,
    Tag,
    Words,
    derived_unit,
)
from store.rules.types import metric_unit

_REGEX_LENGTH = 300


def _field(tree: Branch) -> Condition:
    name, value, pattern = tree.children
    word = tokens.token(name).rstrip(": \t").lower()
    tag = Tag(
        cast(
            'Literal["topic", "company", "source", "lang"]', "lang" if word == "language" else word
        ),
        tokens.value(tokens.branch(value), folded=word in ("topic", "company")),
    )
    return tag if pattern is None else AllOf((tag, _pattern(tokens.branch(pattern))))


def _pattern(tree: Branch) -> Words | Pattern:
    token = tokens.token(tree.children[0])
    if token.type == "STRING":
        words = tokens.unquoted(token)
        if not words.strip(" *"):
            raise RuleError("words to find are missing between the quotes", int(token.column or 1))
        return Words(words)
    expression = str(token)[1:-1]
    if len(expression) > _REGEX_LENGTH:
        raise RuleError(f"at most {_REGEX_LENGTH} characters", int(token.column or 1))
    try:
        regex.compile(expression, regex.IGNORECASE)
    except regex.error as error:
        column = int(token.column or 1) + 1 + int(error.pos or 0)
        raise RuleError(f"not a regular expression: {error.msg}", column) from error
    return Pattern(expression)


def _figure(tree: Branch) -> Condition:
    _, path, comparator, amount = tree.children
    column = int(tokens.token(path).column or 1)
    name = rule_names.resolve(str(tokens.token(path)), column)
    if name.derivations not in ((), ("yoy",), ("qoq",)):
        raise RuleError("a press claim has a value, a .yoy or a .qoq", column)
    unit = metric_unit(name.company, name.metric.key)
    change: Derivation | None = name.derivations[0] if name.derivations else None
    if change is not None:
        unit = derived_unit(unit, change) or unit
    claimed = Series(name.company, name.line, name.metric.key, name.derivations, unit)
    compared = tokens.comparator(tokens.token(comparator))
    limit = amount_for(
        claimed,
        written_amount(tokens.branch(amount)),
        compared,
        tokens.column(tokens.branch(amount)),
    )
    return FigureTest(
        name.company,
        name.line,
        name.metric.key,
        cast('Literal["", "yoy", "qoq"]', change or ""),
        compared,
        limit,
    )


def _verdict(tree: Branch) -> Condition:
    return FigureVerdict(
        cast('Literal["conflicts", "agrees"]', tokens.token(tree.children[1]).lower())
    )


def _silent(tree: Branch) -> Condition:
    _, value, _, _, duration = tree.children
    return Silent(tokens.value(tokens.branch(value)), tokens.duration(tokens.token(duration)))


def _pattern_condition(tree: Branch) -> Condition:
    return _pattern(tree)


NEWS_READERS: dict[str, Callable[[Branch], Condition]] = {
    "field": _field,
    "pattern": _pattern_condition,
    "figure": _figure,
    "verdict": _verdict,
    "silent": _silent,
}
