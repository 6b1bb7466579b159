"""Targets against the record."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from store.ledger.targets import PLANS, Target, TargetProgress, add_target, target_progress, targets

CAPEX, REVENUE = PLANS
SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def record(own_record: sqlite3.Connection) -> sqlite3.Connection:
    return own_record


def measured(record: sqlite3.Connection, target: Target) -> TargetProgress:
    return target_progress(record, target, as_of=SEPTEMBER)


def test_the_capex_plan_counts_what_was_spent_since(record: sqlite3.Connection) -> None:
    found = measured(record, CAPEX)
    assert found.so_far == 38_676 + 31_501 + 28_999 + 26_887 + 67_678
    assert found.quarters == 5
    assert round(found.share, 3) == Decimal("0.510")


def test_the_day_a_sum_is_reached_follows_from_four_quarters(record: sqlite3.Connection) -> None:
    found = measured(record, CAPEX)
    assert found.rate == 31_501 + 28_999 + 26_887 + 67_678
    # 186,259 missing / 155,065 a year = 1.2012 years = 438 days after 30 June 2026
    assert found.reached_on == date(2027, 9, 11)


def test_a_level_says_what_growth_it_needs(record: sqlite3.Connection) -> None:
    found = measured(record, REVENUE)
    assert found.so_far == 4 * 7_139
    assert found.growth_needed == Decimal("30.2")  # (100,000 / 28,556) ^ (1 / 4.7502 years)


def test_a_sum_nobody_pays_into_is_never_reached(record: sqlite3.Connection) -> None:
    found = measured(record, replace(CAPEX, metric="no_such_metric"))
    assert (found.so_far, found.reached_on, found.as_of) == (Decimal(0), None, None)


def test_a_target_of_the_users_own_is_kept_and_replaced(record: sqlite3.Connection) -> None:
    own = replace(CAPEX, key="mine", name="RMB 500 billion", goal=Decimal(500_000))
    add_target(record, own)
    add_target(record, replace(own, goal=Decimal(600_000)))
    assert targets(record) == (*PLANS, replace(own, goal=Decimal(600_000)))
    assert targets(record, "tencent") == ()


def test_two_apps_that_add_targets_at_once_lose_none(record: sqlite3.Connection) -> None:
    (path,) = (row["file"] for row in record.execute("pragma database_list"))
    mine, theirs = replace(CAPEX, key="mine"), replace(CAPEX, key="theirs")
    held_up: list[str] = []

    def add_theirs(statement: str) -> None:
        if statement.startswith("select value from settings") and not held_up:
            with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
                try:
                    add_target(other, theirs)
                except sqlite3.OperationalError as error:
                    held_up.append(str(error))

    record.set_trace_callback(add_theirs)
    add_target(record, mine)
    record.set_trace_callback(None)

    assert held_up == ["database is locked"]
    add_target(record, theirs)
    assert targets(record) == (*PLANS, mine, theirs)
