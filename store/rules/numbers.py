"""Conditions on numbers: lark's branches into the typed tree, units checked on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Literal, cast

from lark import Token

from store.errors import RuleError
from store.rules import names as rule_names
from store.rules import tokens
from store.rules.comparing import (
    amount_for,
    comparable,
    growth_of,
    in_one_currency,
    is_own_currency,
)
from store.rules.text import written_quantity
from store.rules.tokens import Branch
from store.rules.tree import (
    Between,
    Changed,
    Comparator,
    Comparison,
    Condition,
    Constant,
    Crossing,
    Measured,
    Missing,
    Quantity,
    Ratio,
    Restated,
    Series,
    Trend,
    flipped,
    ratio_unit,
)
from store.rules.types import WrittenAmount, read_amount, read_number


def _comparison(tree: Branch) -> Condition:
    left, comparator, right = tree.children
    compared = tokens.comparator(tokens.token(comparator))
    first, second = _quantity(tokens.branch(left)), _quantity(tokens.branch(right))
    column = tokens.column(tokens.branch(right))
    if isinstance(first, Series) and isinstance(second, Series):
        first, second = in_one_currency(first, second, column)
    if isinstance(first, WrittenAmount):
        if isinstance(second, WrittenAmount):
            raise RuleError("two numbers; one side must be a metric", tokens.column(tree))
        return Comparison(
            _rated(second, column),
            flipped(compared),
            _limit(second, first, flipped(compared), tokens.column(tree)),
        )
    return Comparison(
        _rated(first, tokens.column(tree)), compared, _limit(first, second, compared, column)
    )


def _between(tree: Branch) -> Condition:
    quantity, _, low, _, high = tree.children
    measured = _measured(tokens.branch(quantity))
    limits = [
        amount_for(
            measured, written_amount(tokens.branch(each)), ">", tokens.column(tokens.branch(each))
        )
        for each in (low, high)
    ]
    if limits[0].value > limits[1].value:
        raise RuleError("the lower limit comes first", tokens.column(tokens.branch(low)))
    return Between(measured, *limits)


def _crossing(tree: Branch) -> Condition:
    quantity, crosses, level = tree.children
    beside = tokens.column(tokens.branch(level))
    measured, side = _quantity(tokens.branch(quantity)), _quantity(tokens.branch(level))
    if isinstance(measured, WrittenAmount):
        raise RuleError("a number stands where a metric is needed", tokens.column(tree))
    if isinstance(measured, Series) and isinstance(side, Series):
        measured, side = in_one_currency(measured, side, beside)
    measured = _rated(measured, tokens.column(tree))
    direction = cast('Literal["above", "below"]', tokens.token(crosses).lower()[-5:])
    compared: Comparator = ">" if direction == "above" else "<"
    return Crossing(measured, direction, _limit(measured, side, compared, beside))


def _trend(tree: Branch) -> Condition:
    quantity, trend, times = tree.children
    measured = _measured(tokens.branch(quantity))
    column = tokens.column(tree)
    growing = isinstance(measured, Series) and bool({"yoy", "qoq"} & {*measured.derivations})
    if not growing and measured.unit.kind != "percent":
        raise RuleError(
            f"a growth accelerates, {written_quantity(measured)} is {measured.unit}"
            + (
                f"; did you mean {growth_of(measured)} {tokens.token(trend)}?"
                if isinstance(measured, Series)
                else ""
            ),
            column,
        )
    count = 1 if times is None else int(tokens.token(times))
    if not 1 <= count <= 12:
        raise RuleError("from 1 to 12 periods in a row", int(tokens.token(times).column or column))
    direction = cast('Literal["accelerating", "decelerating"]', tokens.token(trend).lower())
    return Trend(measured, direction, count)


def _changed(tree: Branch) -> Condition:
    return Changed(_measured(tokens.branch(tree.children[0])))


def _restated(tree: Branch) -> Condition:
    return Restated(_stated_series(tree, "restated"))


def _missing(tree: Branch) -> Condition:
    return Missing(
        _stated_series(tree, "missing"), tokens.duration(tokens.token(tree.children[-1]))
    )


def _stated_series(tree: Branch, word: str) -> Series:
    measured = _measured(tokens.branch(tree.children[0]))
    if not isinstance(measured, Series) or measured.derivations or measured.vintage != "latest":
        raise RuleError(f"only a metric itself can be {word}, such as capex", tokens.column(tree))
    return measured


def _measured(tree: Branch) -> Measured:
    quantity = _quantity(tree)
    if isinstance(quantity, WrittenAmount):
        raise RuleError("a number stands where a metric is needed", tokens.column(tree))
    return _rated(quantity, tokens.column(tree))


def _quantity(tree: Branch) -> Measured | WrittenAmount:
    """A series, a ratio of two, or an amount whose unit is still to be found."""
    branches = tokens.branches(tree)
    if branches[0].data == "amount":
        return written_amount(branches[0])
    numerator = _series(branches[0])
    if len(branches) == 1 or branches[1] is None:
        return numerator
    numerator, denominator = in_one_currency(
        numerator, _series(branches[1]), tokens.column(branches[1])
    )
    unit = ratio_unit(numerator.unit, denominator.unit)
    if unit is None:
        raise RuleError(
            f"{numerator.metric} is {numerator.unit}, {denominator.metric} is {denominator.unit}: "
            "only like divides by like",
            tokens.column(branches[1]),
        )
    return Ratio(numerator, denominator, unit)


def _series(tree: Branch) -> Series:
    path = tokens.token(tree.children[0])
    series = rule_names.series(str(path), int(path.column or 1))
    vintage, _, rate = cast("list[Token | Branch | None]", tree.children[1:])
    if rate is not None:
        series = replace(series, rate=_rate(tokens.token(rate)))
    if vintage is None:
        return series
    words = [tokens.token(each) for each in tokens.branch(vintage).children]
    if len(words) == 2:
        return replace(series, vintage="asof", as_of=tokens.day(words[1]))
    return replace(series, vintage="first" if words[0].lower() == "@first" else "latest")


def _limit(
    measured: Measured, side: Measured | WrittenAmount, compared: Comparator, column: int
) -> Quantity:
    if isinstance(side, WrittenAmount):
        return Constant(amount_for(measured, side, compared, column))
    comparable(measured, side, column)
    return _rated(side, column)


def _rated(quantity: Measured, column: int) -> Measured:
    """The quantity, if a rate in it has found two currencies to stand between."""
    if isinstance(quantity, Series) and quantity.rate is not None and is_own_currency(quantity):
        raise RuleError(
            "a rate stands between metrics of two currencies; an amount carries its own: "
            "5bn USD at 7.1",
            column,
        )
    return quantity


def _rate(word: Token) -> Decimal:
    try:
        price = read_number(str(word))
    except ValueError as error:
        raise RuleError(str(error), int(word.column or 1)) from error
    if price == 0:
        raise RuleError("a rate is more than nothing", int(word.column or 1))
    return price


def written_amount(tree: Branch) -> WrittenAmount:
    """An amount as it was written, with the rate behind it. Raises RuleError."""
    word = tokens.token(tree.children[0])
    rates = [_rate(tokens.token(token)) for token in tree.children if _is_rate(token)]
    price = rates[0] if rates else None
    try:
        return read_amount(str(word), price)
    except ValueError as error:
        raise RuleError(str(error), int(word.column or 1)) from error


def _is_rate(child: Token | Branch | None) -> bool:
    return isinstance(child, Token) and child.type == "RATE"


NUMBER_READERS: dict[str, Callable[[Branch], Condition]] = {
    "comparison": _comparison,
    "between": _between,
    "crossing": _crossing,
    "trend": _trend,
    "changed": _changed,
    "restated": _restated,
    "missing": _missing,
}
