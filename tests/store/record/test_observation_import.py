"""Importing observations: checked line by line, all of it or nothing."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from store import database
from store.record.observation_export import observations_as_csv, observations_as_parquet
from store.record.observation_import import COLUMNS, add_observations, check_csv

HEADER = "issuer,segment,metric,period_type,period_end,value,unit,kind,known_at"
GOOD = "nvidia,data_center,revenue,quarter,2026-04-26,41096,USD_mn,reported,2026-05-27"


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    return database.open_writer(tmp_path / "alimon.sqlite")


def test_a_good_file_goes_in_once(connection: sqlite3.Connection) -> None:
    checked = check_csv([HEADER, GOOD])
    assert not checked.bad
    assert add_observations(connection, checked.rows, "import") == 1
    assert add_observations(connection, checked.rows, "import") == 0


@pytest.mark.parametrize(
    ("was", "wrong", "message"),
    [
        ("41096", "41,096", "more cells"),
        ("41096", "41_096", "is no number"),
        ("41096", "nan", "is no number"),
        ("41096", "", "value is empty"),
        ("2026-04-26", "26 April 2026", "is no date"),
        ("2026-04-26", "20260426", "is no date"),
        ("reported", "rumoured", "is none of reported"),
        ("quarter", "fortnight", "is none of quarter"),
        ("USD_mn", "dollars", "is none of CNY_mn"),
        ("data_center", "Data Center", "is no key"),
        ("nvidia", "", "issuer is empty"),
    ],
)
def test_a_mistake_is_reported_with_its_line(was: str, wrong: str, message: str) -> None:
    checked = check_csv([HEADER, GOOD, GOOD.replace(was, wrong, 1)])
    assert [bad.number for bad in checked.bad] == [3]
    assert message in checked.bad[0].message
    assert len(checked.rows) == 1


def test_a_missing_column_is_named() -> None:
    (bad,) = check_csv([HEADER.replace(",unit", ""), GOOD]).bad
    assert (bad.number, bad.message) == (1, "no column unit")


def test_a_cell_beyond_reason_is_a_mistake_on_its_line() -> None:
    checked = check_csv([HEADER, GOOD, GOOD.replace("41096", "1" * 200_000)])
    assert [(bad.number, bad.message[:8]) for bad in checked.bad] == [(3, "not CSV:")]
    assert len(checked.rows) == 1


@pytest.mark.parametrize("lines", [[], ["\0"], ["a,b"], [HEADER, '"unclosed']])
def test_what_is_no_record_never_raises(lines: list[str]) -> None:
    assert not check_csv(lines).rows


def test_a_failure_half_way_imports_nothing(connection: sqlite3.Connection) -> None:
    (row,) = check_csv([HEADER, GOOD]).rows
    with pytest.raises(sqlite3.IntegrityError):
        add_observations(connection, [row, {**row, "value": None}], "import")
    assert not connection.execute("select count(*) from observations").fetchone()[0]


def test_control_characters_stay_out(connection: sqlite3.Connection) -> None:
    checked = check_csv([HEADER + ",note", GOOD + ",\x1b[31mred\x07"])
    assert checked.rows[0]["note"] == "red"


def test_an_export_can_be_imported_elsewhere(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    add_observations(connection, check_csv([HEADER, GOOD]).rows, "import")
    text = observations_as_csv(connection, "nvidia", None)
    other = database.open_writer(tmp_path / "other.sqlite")
    assert add_observations(other, check_csv(text.splitlines()).rows, "import") == 1
    assert observations_as_csv(other, "nvidia", "revenue") == text


def test_parquet_keeps_values_exact(connection: sqlite3.Connection) -> None:
    pytest.importorskip("pyarrow")
    import io

    import pandas

    add_observations(connection, check_csv([HEADER, GOOD]).rows, "import")
    frame = pandas.read_parquet(io.BytesIO(observations_as_parquet(connection, "nvidia", None)))
    assert tuple(frame.columns) == COLUMNS
    assert frame["value"].tolist() == [Decimal("41096")]
    assert frame["period_end"].tolist() == [date(2026, 4, 26)]
