"""Export: what is in view, as a file that never replaces another."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from app_keys import NORMAL, press, settle

from store.errors import StoreError
from tui.app import AlimonApp
from tui.presenters.view_files import file_name, view_as_bytes, write_view
from tui.presenters.view_tables import ViewTable
from tui.screens.export_form import ExportForm

TABLE = ViewTable(
    "Revenue / quarter",
    ("title", "value", "end", "at", "known"),
    (
        ("=HYPERLINK(1)", Decimal("-13861"), date(2026, 6, 30), None, True),
        ("a | b\nc [x]", Decimal("38.5"), None, datetime(2026, 8, 20, tzinfo=UTC), False),
    ),
)


def test_csv_is_exact_and_holds_no_formula() -> None:
    rows = list(csv.reader(view_as_bytes(TABLE, "csv").decode().splitlines(keepends=True)))
    assert rows[1] == ["'=HYPERLINK(1)", "-13861", "2026-06-30", "", "yes"]
    assert rows[2] == ["a | b\nc [x]", "38.5", "", "2026-08-20T00:00:00Z", "no"]


def test_json_keeps_numbers_as_numbers_and_nothing_as_null() -> None:
    first, second = json.loads(view_as_bytes(TABLE, "json"))
    assert (first["value"], first["at"], first["known"]) == (-13861, None, True)
    assert second["value"] == 38.5


def test_markdown_stays_a_table_whatever_the_text() -> None:
    lines = view_as_bytes(TABLE, "md").decode().splitlines()
    assert len(lines) == 4
    assert r"a \| b c \[x\]" in lines[3]


def test_parquet_has_the_same_columns() -> None:
    pytest.importorskip("pyarrow")
    frame = pandas.read_parquet(io.BytesIO(view_as_bytes(TABLE, "parquet")))

    assert tuple(frame.columns) == TABLE.columns
    assert frame["title"].tolist() == ["=HYPERLINK(1)", "a | b\nc [x]"]
    assert frame["value"].tolist() == [Decimal("-13861"), Decimal("38.5")]
    assert frame["end"].tolist() == [date(2026, 6, 30), None]
    assert frame["at"][1] == datetime(2026, 8, 20, tzinfo=UTC)
    assert frame["known"].tolist() == [True, False]


def test_a_view_without_rows_is_a_parquet_file_too() -> None:
    pytest.importorskip("pyarrow")
    empty = ViewTable("nothing", TABLE.columns, ())
    frame = pandas.read_parquet(io.BytesIO(view_as_bytes(empty, "parquet")))
    assert (len(frame), tuple(frame.columns)) == (0, TABLE.columns)


@pytest.mark.parametrize(
    ("name", "number", "file"),
    [
        ("Revenue / quarter", 1, "alimon-revenue-quarter.csv"),
        ("Revenue / quarter", 3, "alimon-revenue-quarter-3.csv"),
        ("../../etc/passwd", 1, "alimon-etc-passwd.csv"),
        ("headlines 出口管制", 1, "alimon-headlines-出口管制.csv"),
        ("!!", 1, "alimon-view.csv"),
    ],
)
def test_a_view_s_name_makes_a_tame_file_name(name: str, number: int, file: str) -> None:
    assert file_name(name, "csv", number) == file


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    first = write_view(tmp_path, TABLE, "md")
    first.write_text("mine")
    second = write_view(tmp_path, TABLE, "md")
    assert (first.read_text(), second.name) == ("mine", "alimon-revenue-quarter-2.md")


def test_a_folder_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Cannot write"):
        write_view(tmp_path / "gone", TABLE, "csv")


async def test_capital_e_writes_what_is_in_view(
    app: AlimonApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        for pane, name, column in (
            ("1", "alimon-headlines.json", "title"),
            ("2", "alimon-revenue-quarter.json", "segment"),
            ("3", "alimon-alerts.json", ""),
            ("4", "alimon-ledger.json", "grade"),
            ("5", "alimon-feeds.json", "url"),
        ):
            await press(pilot, pane, "E")
            assert isinstance(app.screen, ExportForm)
            await press(pilot, "j", "enter")
            written = json.loads((tmp_path / name).read_text())
            assert written or not column
            assert not column or column in written[0]
        await press(pilot, "E", "escape")
        assert not isinstance(app.screen, ExportForm)


def parquet_files(folder: Path) -> list[pandas.DataFrame]:
    return [pandas.read_parquet(file) for file in folder.glob("*.parquet")]


async def test_every_pane_can_be_parquet(
    app: AlimonApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        for pane in "12345":
            await press(pilot, pane, "E")
            await press(pilot, "j", "j", "j", "enter")
        frames = parquet_files(tmp_path)
        assert [len(frame.columns) >= 5 for frame in frames] == [True] * 5


TWINS = ViewTable("twins", ("a", "a", "a_2", "a", "b"), ((1, 2, 3, 4, 5),))
APART = {"a": 1, "a_3": 2, "a_2": 3, "a_4": 4, "b": 5}


def test_columns_of_one_name_are_all_kept() -> None:
    assert json.loads(view_as_bytes(TWINS, "json")) == [APART]
    assert view_as_bytes(TWINS, "csv").splitlines() == [b"a,a,a_2,a,b", b"1,2,3,4,5"]


def test_columns_of_one_name_are_all_kept_in_parquet() -> None:
    pytest.importorskip("pyarrow")

    frame = pandas.read_parquet(io.BytesIO(view_as_bytes(TWINS, "parquet")))

    assert frame.to_dict("records") == [APART]
