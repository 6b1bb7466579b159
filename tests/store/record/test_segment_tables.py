"""Segment tables: one basis, gaps at the seams, growth per cell."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

from store.record.segment_tables import (
    Cell,
    SegmentTable,
    bases_told,
    group_table,
    segment_table,
)


def cell(table: SegmentTable, line: str, label: str) -> Cell:
    column = next(i for i, c in enumerate(table.columns) if c.label == label)
    return next(row for row in table.rows if row.line.key == line).cells[column]


def test_the_newest_structure_is_shown_with_the_group_last(record: sqlite3.Connection) -> None:
    table = segment_table(record, as_of=date(2026, 9, 1))
    assert table.basis == "D"
    assert [row.line.key for row in table.rows] == [
        "ecommerce", "cloud", "ai_labs", "all_others", "unallocated", "eliminations", "group",
    ]  # fmt: skip
    assert [column.label for column in table.columns][-2:] == ["Mar 26", "Jun 26"]


def test_segments_add_up_to_the_group(record: sqlite3.Connection) -> None:
    table = segment_table(record, basis="C", periods=8)
    for index in range(8):
        values = [row.cells[index].value or Decimal(0) for row in table.rows]
        assert sum(values[:-1]) == values[-1]


def test_a_cell_of_another_basis_says_so(record: sqlite3.Connection) -> None:
    table = segment_table(record, as_of=date(2026, 9, 1))
    older = cell(table, "cloud", "Mar 26")
    assert (older.value, older.basis, older.status) == (Decimal(41_626), "C", "not_comparable")
    recast = cell(table, "cloud", "Jun 25")
    assert (recast.value, recast.restated, recast.status) == (Decimal(33_418), True, "value")


def test_a_structure_asked_for_by_name_shows_nothing_else(record: sqlite3.Connection) -> None:
    table = segment_table(record, basis="D", periods=8)
    assert [column.label for column in table.columns] == ["Jun 25", "Jun 26"]


def test_a_sparkline_has_a_gap_where_the_basis_changes(record: sqlite3.Connection) -> None:
    table = segment_table(record, as_of=date(2026, 9, 1))
    row = next(row for row in table.rows if row.line.key == "cloud")
    assert [None if v is None else int(v) for v in row.sparkline] == [
        29610, 31742, 30127, 33398, 39824, 43284, 41626, None, 48437,
    ]  # fmt: skip


def test_the_group_has_no_gap(record: sqlite3.Connection) -> None:
    group = segment_table(record).rows[-1]
    assert len(group.sparkline) == 8
    assert None not in group.sparkline


def test_as_of_a_day_the_structure_of_that_day_is_shown(record: sqlite3.Connection) -> None:
    table = segment_table(record, as_of=date(2025, 6, 1))
    assert table.basis == "B2"
    assert cell(table, "cloud", "Mar 25").value == Decimal(30_127)


def test_dollars_keep_the_growth_of_the_record(record: sqlite3.Connection) -> None:
    yuan = segment_table(record, basis="C")
    dollars = segment_table(record, basis="C", currency="USD")
    assert dollars.unit == "USD_mn"
    assert cell(dollars, "cloud", "Mar 26").value == Decimal(6_035)
    assert cell(dollars, "cloud", "Mar 26").yoy_pct == cell(yuan, "cloud", "Mar 26").yoy_pct


def test_four_quarters_add_up_within_a_basis(record: sqlite3.Connection) -> None:
    table = segment_table(record, basis="C", period_type="trailing")
    trailing = cell(table, "cloud", "Mar 26")
    assert trailing.value == Decimal(33_398 + 39_824 + 43_284 + 41_626)
    assert trailing.yoy_pct == Decimal("34.0")  # 158,132 / 118,028 − 1 = 33.98 %
    assert cell(table, "cloud", "Dec 25").yoy_note == "n/c"


def test_years_are_headed_by_the_fiscal_label(record: sqlite3.Connection) -> None:
    table = segment_table(record, period_type="fiscal_year", periods=2, as_of=date(2026, 9, 1))
    assert [column.label for column in table.columns] == ["FY2025", "FY2026"]
    assert cell(table, "group", "FY2026").value == Decimal(1_023_670)


def test_a_metric_nobody_told_is_an_empty_table(record: sqlite3.Connection) -> None:
    table = segment_table(record, metric="gross_merchandise_volume_per_robot")
    assert (table.rows, table.columns) == ((), ())


def test_the_group_table_has_a_metric_a_row(record: sqlite3.Connection) -> None:
    table = group_table(record, metrics=("revenue", "capex"), as_of=date(2026, 9, 1))
    assert [(row.name, row.cells[-1].value) for row in table.rows] == [
        ("Revenue", Decimal(268_953)),
        ("Capital expenditure", Decimal(67_678)),
    ]
    assert table.rows[1].latest_yoy.pct == Decimal("75.0")


def test_the_structures_of_the_record_are_known(record: sqlite3.Connection) -> None:
    assert bases_told(record)[-5:] == ("A", "B", "B2", "C", "D")
