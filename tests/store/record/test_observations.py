"""What the record says about a period, and how far its growth may be trusted."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from store import database
from store.record import observations
from store.record.segment_tables import segment_table
from store.record.trailing import trailing_sums

JUNE_2025 = date(2025, 6, 30)
BETWEEN = date(2026, 1, 1)  # before the June 2026 re-cut was published


@pytest.fixture
def empty(tmp_path: Path) -> sqlite3.Connection:
    return database.open_writer(tmp_path / "alimon.sqlite")


def add(connection: sqlite3.Connection, **columns: str | None) -> None:
    row: dict[str, str | None] = {
        "issuer": "alibaba",
        "segment": "cloud_intelligence",
        "basis": "C",
        "metric": "revenue",
        "period_type": "quarter",
        "period_end": "2025-06-30",
        "value": "1",
        "unit": "CNY_mn",
        "kind": "reported",
        "known_at": "2025-08-29",
        "release": "FY2026Q1",
        **columns,
    }
    connection.execute(
        f"insert into observations ({', '.join(row)}) values ({', '.join('?' * len(row))})",
        list(row.values()),
    )


def at(
    connection: sqlite3.Connection,
    line: str,
    metric: str,
    end: date,
    period_type: str = "quarter",
    **options: object,
) -> observations.Point:
    points = observations.series(connection, "alibaba", line, metric, period_type, **options)  # type: ignore[arg-type]
    return next(point for point in points if point.period_end == end)


def test_a_series_is_oldest_first_and_has_one_point_a_period(record: sqlite3.Connection) -> None:
    ends = [
        p.period_end for p in observations.series(record, "alibaba", "cloud", "revenue", "quarter")
    ]
    assert ends == sorted(set(ends))


def test_the_newest_vintage_is_shown_and_marked_restated(record: sqlite3.Connection) -> None:
    point = at(record, "cloud", "revenue", JUNE_2025)
    assert (point.value, point.basis, point.restated) == (Decimal(33_418), "D", True)


def test_as_of_a_day_shows_what_was_known_then(record: sqlite3.Connection) -> None:
    point = at(record, "cloud", "revenue", JUNE_2025, as_of=BETWEEN)
    assert (point.value, point.basis, point.restated) == (Decimal(33_398), "C", False)


def test_the_first_print_can_be_asked_for(record: sqlite3.Connection) -> None:
    point = at(record, "cloud", "revenue", JUNE_2025, first=True)
    assert (point.value, point.yoy_pct, point.restated) == (Decimal(33_398), Decimal(26), False)


def test_growth_is_the_one_printed_beside_the_value(record: sqlite3.Connection) -> None:
    point = at(record, "cloud", "revenue", date(2026, 3, 31))
    assert (point.yoy_pct, point.yoy_note, point.yoy_origin) == (Decimal(38), "", "printed")


def test_growth_across_bases_is_not_comparable(record: sqlite3.Connection) -> None:
    point = at(record, "cloud", "revenue", JUNE_2025)
    assert (point.yoy_pct, point.yoy_note) == (None, "n/c")


def test_growth_off_a_loss_is_not_meaningful_but_the_printed_one_is_kept(
    record: sqlite3.Connection,
) -> None:
    point = at(record, "all_others", "adj_ebita", date(2026, 3, 31))
    assert (point.yoy_pct, point.yoy_note, point.yoy_printed) == (None, "n/m", Decimal(-520))


def test_the_group_may_look_into_an_earlier_release(record: sqlite3.Connection) -> None:
    point = at(record, "group", "capex", JUNE_2025)
    assert (point.yoy_pct, point.yoy_origin) == (Decimal("219.8"), "earlier release")


def test_dollars_stand_apart(record: sqlite3.Connection) -> None:
    units = {p.unit for p in observations.series(record, "alibaba", "group", "revenue", "quarter")}
    assert units == {"CNY_mn"}
    vintages = observations.vintages(record, "alibaba", "group", "revenue", "quarter", JUNE_2025)
    assert {v.unit for v in vintages} == {"CNY_mn", "USD_mn"}


def test_guidance_is_not_in_a_series_of_quarters(record: sqlite3.Connection) -> None:
    assert not observations.series(record, "alibaba", "group", "ai_cloud_capex_plan_3y", "quarter")
    plan = observations.series(record, "alibaba", "group", "ai_cloud_capex_plan_3y", "guidance")
    assert [point.value for point in plan] == [Decimal(380_000)]


def test_growth_without_a_printed_one_uses_the_comparative_of_the_release(
    empty: sqlite3.Connection,
) -> None:
    add(empty, value="130")
    add(empty, value="100", period_end="2024-06-30")
    point = at(empty, "cloud", "revenue", JUNE_2025)
    assert (point.yoy_pct, point.yoy_origin) == (Decimal("30.0"), "comparative")


def test_the_comparative_of_another_release_does_not_count(empty: sqlite3.Connection) -> None:
    add(empty, value="130")
    add(empty, value="100", period_end="2024-06-30", release="FY2025Q1", known_at="2024-08-15")
    assert at(empty, "cloud", "revenue", JUNE_2025).yoy_note == "n/c"


def test_a_fall_from_profit_to_loss_is_not_a_percentage(empty: sqlite3.Connection) -> None:
    add(empty, metric="adj_ebita", value="-30")
    add(empty, metric="adj_ebita", value="100", period_end="2024-06-30")
    assert at(empty, "cloud", "adj_ebita", JUNE_2025).yoy_note == "n/m"


def test_the_press_steps_aside_for_the_company(empty: sqlite3.Connection) -> None:
    add(empty, kind="press", value="9", known_at="2025-09-09", release="")
    assert at(empty, "cloud", "revenue", JUNE_2025).provisional
    add(empty, value="8")
    point = at(empty, "cloud", "revenue", JUNE_2025)
    assert (point.value, point.provisional, point.vintages) == (Decimal(8), False, 2)


def test_a_statement_in_words_is_a_vintage_but_no_point(record: sqlite3.Connection) -> None:
    metric = "external_cloud_revenue_direction"
    end = date(2024, 3, 31)
    assert not observations.series(record, "alibaba", "cloud", metric, "quarter")
    (vintage,) = observations.vintages(record, "alibaba", "cloud", metric, "quarter", end)
    assert vintage.value is None
    assert vintage.note


def test_the_presss_figure_is_marked_in_the_table_and_added_up_with_nothing(
    empty: sqlite3.Connection,
) -> None:
    for end, known in (("2024-09-30", "2024-11-15"), ("2024-12-31", "2025-02-20"),
                       ("2025-03-31", "2025-05-15")):  # fmt: skip
        add(empty, period_end=end, known_at=known, release=end)
    add(empty, kind="press", value="9", known_at="2025-09-09", release="")
    table = segment_table(empty)
    cloud = next(row for row in table.rows if row.line.key == "cloud")
    assert [cell.status for cell in cloud.cells][-2:] == ["value", "provisional"]
    told = observations.read_vintages(empty, "alibaba", ("revenue",), "quarter")
    assert trailing_sums(told) == []


def test_money_in_two_foreign_currencies_is_shown_in_the_one_told_first(
    empty: sqlite3.Connection,
) -> None:
    add(empty, unit="HKD_mn", value="8", known_at="2025-08-30")
    add(empty, unit="USD_mn", value="1")
    (point,) = observations.series(empty, "alibaba", "cloud", "revenue", "quarter")
    assert (point.value, point.unit) == (Decimal(1), "USD_mn")


def test_another_company_keeps_its_own_currency(empty: sqlite3.Connection) -> None:
    add(empty, issuer="nvidia", segment="data_center", basis="", unit="USD_mn", value="41096")
    (point,) = observations.series(empty, "nvidia", "data_center", "revenue", "quarter")
    assert (point.value, point.unit) == (Decimal(41_096), "USD_mn")


def test_a_year_of_53_weeks_still_has_a_year_before(empty: sqlite3.Connection) -> None:
    told = {"issuer": "nvidia", "segment": "group", "basis": "", "unit": "USD_mn", "release": ""}
    add(empty, value="60", period_end="2025-01-26", known_at="2025-02-26", **told)
    add(empty, value="90", period_end="2026-01-25", known_at="2026-02-25", **told)
    _, newest = observations.series(empty, "nvidia", "group", "revenue", "quarter")
    assert (newest.yoy_pct, newest.yoy_origin) == (Decimal("50.0"), "earlier release")
