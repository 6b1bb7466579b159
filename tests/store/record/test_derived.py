"""Derived figures of one quarter, checked by hand with the arithmetic written out.

Cloud under basis C, quarter ended March 2026, millions of yuan, as the releases print them:

    revenue        Mar 2025 30,127   Jun 33,398   Sep 39,824   Dec 43,284   Mar 2026 41,626
    a year before  Dec 2024 31,742
    adjusted EBITA Mar 2025  2,420                                          Mar 2026  3,796
    group          revenue 243,380, capital expenditure 26,887, operating cash flow 9,410
"""

from __future__ import annotations

import sqlite3

import pytest

from store.record.derived import derived_figures

MARCH_2026 = "2026Q1"


@pytest.mark.parametrize(
    ("column", "by_hand"),
    [
        ("revenue", 41_626),
        ("yoy_pct", 38.17),  # 41,626 / 30,127 = 1.38169
        ("qoq_pct", -3.83),  # 41,626 / 43,284 = 0.96170
        ("acceleration_pp", 1.81),  # 38.169 − 36.362; 43,284 / 31,742 = 1.36362
        ("revenue_ttm", 158_132),  # 33,398 + 39,824 + 43,284 + 41,626
        ("margin_pct", 9.12),  # 3,796 / 41,626 = 0.09119
        ("incremental_margin_pct", 11.97),  # (3,796 − 2,420) / (41,626 − 30,127) = 1,376 / 11,499
        ("share_of_group_pct", 17.10),  # 41,626 / 243,380 = 0.17103
    ],
)
def test_cloud_of_march_2026_by_hand(
    record: sqlite3.Connection, column: str, by_hand: float
) -> None:
    table = derived_figures(record, "cloud", "C")
    assert table.loc[MARCH_2026, column] == pytest.approx(by_hand, abs=0.005)


@pytest.mark.parametrize(
    ("column", "by_hand"),
    [
        ("capex_to_revenue_pct", 11.05),  # 26,887 / 243,380 = 0.11047
        ("capex_to_ocf_pct", 285.73),  # 26,887 / 9,410 = 2.85728
    ],
)
def test_the_group_of_march_2026_by_hand(
    record: sqlite3.Connection, column: str, by_hand: float
) -> None:
    table = derived_figures(record, "group")
    assert table.loc[MARCH_2026, column] == pytest.approx(by_hand, abs=0.005)


def test_growth_does_not_cross_a_basis(record: sqlite3.Connection) -> None:
    table = derived_figures(record, "cloud", "D")
    assert table["qoq_pct"].isna().all()
    assert table.loc["2026Q2", "yoy_pct"] == pytest.approx(44.94, abs=0.005)  # 48,437 / 33,418
    assert table.loc["2025Q2":"2026Q2", "revenue"].count() == 2


def test_a_line_nobody_knows_is_an_empty_table(record: sqlite3.Connection) -> None:
    assert derived_figures(record, "robots").empty
