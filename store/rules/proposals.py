"""Rules proposed from what the user points at: a cell of a table, a headline. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from store.record.segments import GROUP
from store.rules.text import quoted


def metric_rule(
    line: str, metric: str, what: Literal["value", "yoy"], value: Decimal, unit: str
) -> str:
    """A rule on a cell, with a round threshold that the value has passed or nearly so.

    `unit` is of the record (CNY_mn, pct …) and `value` is in it: `cloud.revenue.yoy > 30` for 38
    percent, `free_cash_flow < -10bn` for minus 17,300 CNY_mn.
    """
    path = metric if line == GROUP else f"{line}.{metric}"
    if what == "yoy":
        path, unit = f"{path}.yoy", "pct"
    comparator = "<" if value < 0 else ">"
    limit = round_threshold(value)
    return f"{path} {comparator} {_amount(limit, unit)}"


def headline_rule(topics: Iterable[str], companies: Iterable[str], words: Iterable[str]) -> str:
    """A rule on headlines like one: of its topics, about its companies, with these words. '' where
    there is nothing to ask for."""
    parts = [f"topic:{topic}" for topic in topics]
    named = [f"company:{company}" for company in companies]
    if len(named) > 1:
        parts.append(f"({' or '.join(named)})" if parts else " or ".join(named))
    else:
        parts += named
    parts += [f"~ {quoted(word)}" for word in words]
    return " and ".join(parts)


def round_threshold(value: Decimal) -> Decimal:
    """A round number at or below the size of `value`, with its sign: 38 → 30, 43284 → 40000."""
    size = abs(value)
    if size == 0:
        return Decimal(0)
    magnitude = Decimal(1).scaleb(size.adjusted())
    step = magnitude if size / magnitude >= 2 else magnitude / 2
    limit = (size // step) * step
    return limit.copy_sign(value).normalize() + 0


def _amount(value: Decimal, unit: str) -> str:
    if unit.endswith("_mn"):
        currency = unit.removesuffix("_mn")
        scaled, scale = (value / 1000, "bn") if abs(value) >= 1000 else (value, "mn")
        if value == 0:
            return "0"
        suffix = "" if currency == "CNY" else f" {currency}"
        return f"{scaled:f}{scale}{suffix}"
    return f"{value:f}"
