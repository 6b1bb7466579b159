"""Assumptions of the reader as typed: ranges, kept, and nothing made of nonsense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from store import database
from store.errors import StoreError
from store.ledger.assumptions import (
    keep_assumptions,
    kept_assumptions,
    range_as_text,
    range_from_text,
)
from store.ledger.bounds import Assumptions, Range
from store.ledger.target_words import TargetWords, target_from_words
from store.ledger.targets import add_target, remove_target, targets
from store.settings import set_setting

TODAY = date(2026, 8, 20)
WORDS = TargetWords("More cloud", "300 bn CNY", "cloud.revenue", "2026-04-01", "2029-03-31")


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("1200", 1200, 1200),
        (" 1,200 to 1,500 ", 1200, 1500),
        ("-3000..−100", -3000, -100),
        ("0-2000", 0, 2000),
        ("-5--3", -5, -3),
        ("2000 to 1000", 2000, 1000),
    ],
)
def test_a_range_is_one_number_or_two(typed: str, low: int, high: int) -> None:
    supposed = range_from_text(typed)
    assert supposed == Range(Decimal(low), Decimal(high))
    assert range_from_text(range_as_text(supposed)) == supposed


def test_nothing_typed_is_nothing_supposed() -> None:
    assert range_from_text("  ") is None
    assert range_as_text(None) == ""


@pytest.mark.parametrize("typed", ["many", "1 to", "1 2 3", "1e9", "NaN", "9" * 60])
def test_what_is_no_range_is_explained(typed: str) -> None:
    with pytest.raises(StoreError, match="is no range"):
        range_from_text(typed)


def test_assumptions_are_kept_and_forgotten(tmp_path: Path) -> None:
    connection = database.open_writer(tmp_path / "alimon.sqlite")
    supposed = Assumptions(others_earned=Range(Decimal(-300), Decimal(500)))
    keep_assumptions(connection, supposed)
    assert kept_assumptions(connection) == supposed
    keep_assumptions(connection, Assumptions())
    assert kept_assumptions(connection) == Assumptions()
    set_setting(connection, "ledger.assumptions.alibaba", {"ai_revenue": "lots"})
    assert kept_assumptions(connection) == Assumptions()
    connection.close()


def test_a_target_in_words_is_a_sum_since_or_a_level() -> None:
    target = target_from_words(WORDS, TODAY)
    assert (target.goal, target.unit, target.kind) == (Decimal(300_000), "CNY_mn", "sum")
    assert (target.line, target.metric, target.start) == ("cloud", "revenue", date(2026, 4, 1))
    level = target_from_words(TargetWords("x", "US$40 billion", "capex", "", "2030-03-31"), TODAY)
    assert (level.goal, level.unit, level.kind) == (Decimal(40_000), "USD_mn", "level")
    assert (level.line, level.metric) == ("group", "capex")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": " "}, "name"),
        ({"goal": "a lot"}, "goal"),
        ({"goal": "0 bn"}, "goal"),
        ({"measured": "moon.revenue"}, "no line"),
        ({"measured": "cloud.employees"}, "no amount"),
        ({"since": "soon"}, "since"),
        ({"until": ""}, "until"),
        ({"until": "2020-01-01"}, "not after"),
    ],
)
def test_an_unclear_target_says_which_field(changed: dict[str, str], problem: str) -> None:
    fields = {name: getattr(WORDS, name) for name in WORDS.__slots__}
    with pytest.raises(StoreError, match=problem):
        target_from_words(TargetWords(**{**fields, **changed}), TODAY)


def test_a_target_of_one_s_own_comes_and_goes(tmp_path: Path) -> None:
    connection = database.open_writer(tmp_path / "alimon.sqlite")
    target = target_from_words(WORDS, TODAY)
    add_target(connection, target)
    assert targets(connection)[-1] == target
    remove_target(connection, target.key)
    assert target not in targets(connection)
    connection.close()
