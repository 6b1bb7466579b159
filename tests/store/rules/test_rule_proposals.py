"""Rules proposed from a cell or a headline are rules, with a threshold the value has passed."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.language import parse
from store.rules.proposals import headline_rule, metric_rule, round_threshold

CELLS: list[tuple[str, str, Literal["value", "yoy"], str, str, str]] = [
    ("cloud", "revenue", "yoy", "38", "pct", "cloud.revenue.yoy > 30"),
    ("cloud", "revenue", "value", "43284", "CNY_mn", "cloud.revenue > 40bn"),
    ("group", "free_cash_flow", "value", "-17300", "CNY_mn", "free_cash_flow < -15bn"),
    ("all_others", "adj_ebita", "value", "-800", "CNY_mn", "all_others.adj_ebita < -800mn"),
    ("group", "dividend", "value", "1200", "USD_mn", "dividend > 1bn USD"),
    ("group", "employees", "value", "123711", "count", "employees > 100000"),
    ("group", "capex", "value", "0", "CNY_mn", "capex > 0"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "metric", "what", "value", "unit", "rule"), CELLS)
def test_a_cell_proposes_a_rule(
    line: str, metric: str, what: Literal["value", "yoy"], value: str, unit: str, rule: str
) -> None:
    assert metric_rule(line, metric, what, Decimal(value), unit) == rule
    parse(rule)


HEADLINES = [
    (("ai", "policy"), ("alibaba",), (), "topic:ai and topic:policy and company:alibaba"),
    ((), ("alibaba", "nvidia"), (), "company:alibaba or company:nvidia"),
    (("ai",), ("a", "b"), (), "topic:ai and (company:a or company:b)"),
    ((), (), ('say "x"',), '~ "say \\"x\\""'),
    ((), (), (), ""),
]


@pytest.mark.parametrize(("topics", "companies", "words", "rule"), HEADLINES)
def test_a_headline_proposes_a_rule(
    topics: tuple[str, ...], companies: tuple[str, ...], words: tuple[str, ...], rule: str
) -> None:
    assert headline_rule(topics, companies, words) == rule
    if rule:
        parse(rule)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_threshold_is_no_further_from_zero_than_the_value(value: Decimal) -> None:
    limit = round_threshold(value)

    assert abs(limit) <= abs(value)
    assert limit * value >= 0
    assert abs(limit) * 2 >= abs(value)
