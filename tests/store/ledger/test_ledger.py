"""The ledger says what is known, how well, and nothing beyond."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ledger.bounds import Assumptions, Range, cost_bound
from store.ledger.questions import Grade, Ledger, LedgerLine, ledger

SEPTEMBER = date(2026, 9, 1)


def span(low: int, high: int) -> Range:
    return Range(Decimal(low), Decimal(high))


@pytest.fixture(scope="module")
def book(record: sqlite3.Connection) -> Ledger:
    return ledger(record, as_of=SEPTEMBER)


QUESTIONS = {1, 2, 3, 4, 5}


def line(book: Ledger, words: str) -> LedgerLine:
    return next(line for line in book.lines if words in line.text)


def test_every_question_is_answered_and_every_line_is_graded(book: Ledger) -> None:
    assert {line.question for line in book.lines} == QUESTIONS
    assert all(line.grade in get_args(Grade) and line.source for line in book.lines)


@pytest.mark.parametrize(
    ("words", "value", "grade"),
    [
        ("capital expenditure of the group", "67678", "D"),
        ("capital expenditure over four quarters", "155065", "C"),  # 31,501+28,999+26,887+67,678
        ("AI Labs and Applications", "-13861", "D"),
        ("AI product revenue, March 2026", "8971", "D"),
        ("AI product revenue, June 2026", "12376", "D"),
        ("at least 100% for 12 quarters", "100", "B"),
        ("free cash flow, June 2026", "-44670", "D"),
        ("segment, June 2026, as first told", "11.6", "C"),  # 5,628 / 48,437
        ("to operating cash flow", "197.6", "C"),  # 155,065 / 78,486
    ],
)
def test_a_line_has_its_figure_and_grade(book: Ledger, words: str, value: str, grade: str) -> None:
    found = line(book, words)
    assert (found.value, found.grade) == (Decimal(value), grade)


def test_june_2025_is_taken_apart_exactly(book: Ledger) -> None:
    found = line(book, "June 2025 earned")
    assert (found.grade, found.value) == ("C", Decimal(-1415))
    for part in (
        "AI Labs −3,224",
        "T-Head −535",
        "Cainiao 1,658",
        "the rest 687",
        "eliminations −1",
    ):
        assert part in found.text


def test_before_the_recut_it_cannot_be_taken_apart(record: sqlite3.Connection) -> None:
    earlier = ledger(record, as_of=date(2026, 6, 1))
    assert not [line for line in earlier.lines if "June 2025 earned" in line.text]
    assert line(earlier, "Labs and Applications: undisclosed").grade == "U"


@pytest.mark.parametrize("year", [2013, 2016, 2019, 2023])
def test_as_of_any_year_it_says_what_was_known_then(record: sqlite3.Connection, year: int) -> None:
    lines = ledger(record, as_of=date(year, 6, 5)).lines
    assert {line.question for line in lines} <= QUESTIONS
    assert all(line.as_of is None or line.as_of <= date(year, 6, 5) for line in lines)


def test_the_best_sentence_needs_no_assumption(book: Ledger) -> None:
    found = line(book, "requires")
    assert found.grade == "B"
    assert (
        "AI cost above 21,160 requires the other businesses to have earned more than 0"
        in found.text
    )


def test_the_ledger_never_names_a_midpoint_or_calls_the_bound_spending(book: Ledger) -> None:
    text = " ".join(line.text for line in book.lines).lower()
    for word in ("midpoint", "probab", "alibaba's ai spending", "average of"):
        assert word not in text


def test_assumptions_make_a_line_a_scenario(record: sqlite3.Connection) -> None:
    supposed = Assumptions(others_earned=span(0, 2_000), ai_revenue=span(1_000, 2_000))
    found = line(ledger(record, assumptions=supposed, as_of=SEPTEMBER), "on your assumptions")
    assert found.grade == "S"
    assert "from 22.2 to 25.2 bn" in found.text  # 0 + 1,000 + 21,160 and 2,000 + 2,000 + 21,160


def test_assumptions_against_the_figures_say_so(record: sqlite3.Connection) -> None:
    supposed = Assumptions(others_earned=span(70_000, 80_000))
    told = ledger(record, assumptions=supposed, as_of=SEPTEMBER)
    assert "more than the segment's revenue of 65,459" in told.contradictions[0]
    assert line(told, "contradict").grade == "S"


def test_without_assumptions_cost_is_bounded_by_what_was_spent() -> None:
    bound = cost_bound(Decimal(65_459), Decimal(-21_160), Assumptions())
    assert bound.cost == Range(Decimal(0), Decimal(86_619))


@pytest.mark.parametrize(
    ("supposed", "words"),
    [
        (Assumptions(others_earned=span(5, 1)), "is no range"),
        (Assumptions(ai_revenue=span(-5, 1)), "below zero"),
        (Assumptions(ai_revenue=span(200, 300)), "more than the segment's revenue"),
        (Assumptions(span(-90, -80), span(0, 10)), "even at no AI cost"),
    ],
)
def test_what_the_figures_rule_out(supposed: Assumptions, words: str) -> None:
    bound = cost_bound(Decimal(100), Decimal(10), supposed)
    assert bound.cost is None
    assert words in " ".join(bound.contradictions)


amounts = st.integers(-50_000, 50_000).map(Decimal)


@given(st.integers(0, 90_000).map(Decimal), amounts, amounts, amounts, amounts, amounts)
def test_a_bound_is_a_range_within_what_was_spent(
    revenue: Decimal, result: Decimal, n1: Decimal, n2: Decimal, a1: Decimal, a2: Decimal
) -> None:
    result = min(result, revenue)
    supposed = Assumptions(Range(min(n1, n2), max(n1, n2)), Range(min(a1, a2), max(a1, a2)))
    bound = cost_bound(revenue, result, supposed)
    if bound.cost is None:
        assert bound.contradictions
    else:
        assert Decimal(0) <= bound.cost.low <= bound.cost.high <= revenue - result
