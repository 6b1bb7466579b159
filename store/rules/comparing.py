"""What may be compared with what in a rule, and the answers to those who try otherwise. Pure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from store.errors import RuleError
from store.record.segments import GROUP
from store.rules.text import written_quantity
from store.rules.tree import Comparator, Measured, Series, derived_unit, own_unit
from store.rules.types import PERCENT, Amount, WrittenAmount, plain


def amount_for(
    measured: Measured, typed: WrittenAmount, comparator: Comparator, column: int
) -> Amount:
    """The amount in the unit of what it is compared with. Raises RuleError at `column`."""
    unit = measured.unit
    if unit.kind == "money":
        return _money_for(measured, typed, comparator, column)
    if typed.rate is not None:
        raise RuleError("a rate belongs to an amount of money", column)
    if typed.unit is None and (not typed.scaled or unit.kind == "count"):
        return Amount(typed.value, unit)
    if typed.unit == unit:
        return Amount(typed.value, unit)
    if unit.kind == "percent" and typed.unit is not None and typed.unit.kind == "multiple":
        return Amount(typed.value * 100, unit)
    raise RuleError(_mismatch(measured, typed), column)


def in_one_currency(left: Series, right: Series, column: int) -> tuple[Series, Series]:
    """Both series in the currency of the one that carries no rate; as they are where none does.
    Raises RuleError at `column` where a rate has nothing to convert."""
    if left.rate is None and right.rate is None:
        return left, right
    own, other = (left, right) if right.rate is None else (right, left)
    if other.rate is not None:
        raise RuleError("one rate is enough: one side keeps its currency", column)
    amounts = own.unit.kind == other.unit.kind == "money" and {*own.derivations} <= {"ttm"}
    if not amounts or own.unit == other.unit:
        raise RuleError("a rate converts money of another currency; this needs none", column)
    converted = replace(own, unit=other.unit)
    return (converted, right) if own is left else (left, converted)


def is_own_currency(series: Series) -> bool:
    """Whether the series is in the currency it is stated in."""
    return series.unit == own_unit(series)


def comparable(left: Measured, right: Measured, column: int) -> None:
    """Raises RuleError where two measured quantities have different units."""
    if left.unit == right.unit:
        return
    message = f"{written_quantity(left)} is {left.unit}, {written_quantity(right)} is {right.unit}"
    if left.unit.kind == right.unit.kind == "money" and isinstance(right, Series):
        foreign = left if right.unit.currency == "CNY" else right
        raise RuleError(
            f"{message}; name a rate, for example {written_quantity(foreign)} at 7.1", column
        )
    raise RuleError(f"{message}: they cannot be compared", column)


def _money_for(
    measured: Measured, typed: WrittenAmount, comparator: Comparator, column: int
) -> Amount:
    unit, name = measured.unit, written_quantity(measured)
    if typed.unit is None:
        if typed.scaled or typed.value == 0:
            return Amount(typed.value, unit)
        raise RuleError(
            f"{name} is {unit}: write an amount such as {plain(typed.value):f}bn, "
            f"or did you mean {_percent_readings(measured, comparator, typed.value)}?",
            column,
        )
    if typed.unit.kind == "percent":
        raise RuleError(
            f"{name} is {unit}; did you mean "
            f"{_percent_readings(measured, comparator, typed.value)}?",
            column,
        )
    if typed.unit.kind != "money":
        raise RuleError(_mismatch(measured, typed), column)
    if typed.unit == unit:
        if typed.rate is not None:
            raise RuleError(f"{name} is in {unit.currency} already: no rate is needed", column)
        return Amount(typed.value, unit)
    if typed.rate is None:
        other = typed.unit.currency
        raise RuleError(
            f"{name} is {unit} and the amount is {other}; name a rate, for example "
            f"5bn {other} at 7.1, or write it in {unit.currency}",
            column,
        )
    return Amount(typed.value * typed.rate, unit, typed.unit.currency, typed.rate)


def _percent_readings(measured: Measured, comparator: Comparator, value: Decimal) -> str:
    """What a percentage of money may have meant: its growth, or its share of revenue."""
    assert isinstance(measured, Series)  # a ratio is no money
    name, limit = written_quantity(measured), f"{comparator} {plain(value):f}%"
    readings = [f"{growth_of(measured)} {limit}"]
    if measured.metric != "revenue":
        readings.append(f"{name} / {_revenue_beside(measured)} {limit}")
    elif measured.line != GROUP:
        readings.append(f"{name} / {_revenue_beside(replace(measured, line=GROUP))} {limit}")
    return " or ".join(readings)


def growth_of(series: Series) -> str:
    """Its growth against the year before, as it is written."""
    return written_quantity(replace(series, derivations=(*series.derivations, "yoy")))


def _revenue_beside(series: Series) -> str:
    company = "" if series.company == "alibaba" else f"{series.company}."
    trailing = ".ttm" if "ttm" in series.derivations else ""
    return f"{company}{series.line}.revenue{trailing}"


def _mismatch(measured: Measured, typed: WrittenAmount) -> str:
    name = written_quantity(measured)
    if typed.unit is None:
        return f"{name} is {measured.unit}: write the number without k, mn or bn"
    got = typed.unit
    message = f"{name} is {measured.unit}, the amount is {got}"
    if (
        got == PERCENT
        and isinstance(measured, Series)
        and derived_unit(measured.unit, "yoy") == PERCENT
    ):
        return f"{message}; did you mean {growth_of(measured)}?"
    if got == PERCENT and measured.unit.kind == "points":
        return f"{message}; write {plain(typed.value):f}pp"
    return message
