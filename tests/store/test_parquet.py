"""Parquet: what goes in comes out, by pandas and by pyarrow. Runs where pyarrow is installed."""

from __future__ import annotations

import io
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas
import pytest

from store.errors import StoreError
from store.parquet import as_parquet

COLUMNS = {
    "segment": ["cloud", "云", None],
    "value": [Decimal("48437"), Decimal("-0.01"), Decimal("12345678901234567890.12")],
    "day": [date(2026, 6, 30), None, date(1999, 12, 31)],
    "at": [datetime(2026, 8, 20, 9, 30, tzinfo=UTC), None, datetime(2026, 8, 20, tzinfo=UTC)],
    "read": [True, False, None],
    "nothing": [None, None, None],
}


def test_money_days_and_times_come_back_as_they_went_in() -> None:
    pytest.importorskip("pyarrow")

    frame = pandas.read_parquet(io.BytesIO(as_parquet(COLUMNS)))

    assert tuple(frame.columns) == tuple(COLUMNS)
    assert list(frame["value"]) == COLUMNS["value"]
    assert list(frame["day"]) == COLUMNS["day"]
    assert str(frame["at"].dt.tz) == "UTC"
    assert frame["at"].dropna().tolist() == [COLUMNS["at"][0], COLUMNS["at"][2]]
    assert frame["segment"].dropna().tolist() == ["cloud", "云"]
    assert frame["read"].tolist() == COLUMNS["read"]
    assert frame["nothing"].isna().all()


def test_sums_stay_exact() -> None:
    pytest.importorskip("pyarrow")

    frame = pandas.read_parquet(io.BytesIO(as_parquet({"value": [Decimal("0.10")] * 3})))

    assert frame["value"].sum() == Decimal("0.30")


def test_without_pyarrow_a_person_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(StoreError, match=r"needs pyarrow, which is not installed: .*pyarrow adds"):
        as_parquet(COLUMNS)
