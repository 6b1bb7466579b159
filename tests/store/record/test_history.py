"""The bundled history: every row kept, loaded once, with its source."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from store import database
from store.record import history
from store.record.observations import line_history
from store.record.segments import segment_line

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
KEY = [
    "issuer", "segment", "basis", "metric", "period_type", "period_end", "value", "unit", "yoy_pct",
    "kind", "known_at", "release",
]  # fmt: skip


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    return database.open_writer(tmp_path / "alimon.sqlite")


def count(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("select count(*) from observations").fetchone()[0]
    return number


def test_loading_adds_every_row_once(connection: sqlite3.Connection) -> None:
    added = history.load_bundled_history(connection)
    assert added == count(connection) >= 2_473
    assert history.load_bundled_history(connection) == 0
    assert count(connection) == added


def test_loading_again_after_the_setting_is_lost_adds_nothing(
    connection: sqlite3.Connection,
) -> None:
    added = history.load_bundled_history(connection)
    connection.execute("delete from settings")
    assert history.load_bundled_history(connection) == 0
    assert count(connection) == added


def test_a_row_a_person_removed_from_an_old_edition_comes_back_with_the_next(
    connection: sqlite3.Connection,
) -> None:
    history.load_bundled_history(connection)
    connection.execute("delete from observations where metric = 'capex'")
    connection.execute("update settings set value = '\"an older edition\"'")
    assert history.load_bundled_history(connection) > 0


def test_every_observation_names_its_source(connection: sqlite3.Connection) -> None:
    history.load_bundled_history(connection)
    unsourced = connection.execute(
        "select count(*) from observations where source_title = '' or known_at = ''"
    ).fetchone()[0]
    assert unsourced == 0


def test_every_row_of_the_record_is_there(connection: sqlite3.Connection) -> None:
    record = SHARED / "data" / "alibaba_observations.csv"
    if not record.exists():
        pytest.skip("the record the history was made from is not beside this checkout")
    history.load_bundled_history(connection)
    with record.open(encoding="utf-8", newline="") as file:
        wanted = Counter(
            tuple(row[column].removesuffix(".0") for column in KEY) for row in csv.DictReader(file)
        )
    held = Counter(
        tuple(column or "" for column in row)
        for row in connection.execute(f"select {', '.join(KEY)} from observations")
    )
    assert wanted - held == Counter()


def test_what_the_company_corrected_is_known_from_the_day_it_said_so(
    connection: sqlite3.Connection,
) -> None:
    """20,429 told in February 2022; in May a goodwill impairment of 7,263 was found to belong to
    noncontrolling interests: 20,429 + 7,263 = 27,692."""
    history.load_bundled_history(connection)

    def known(day: date) -> Decimal | None:
        told = line_history(
            connection, "alibaba", segment_line("group"), "net_income_attributable", "quarter",
            as_of=day,
        ).chosen(date(2021, 12, 31))  # fmt: skip
        return None if told is None else told.value

    assert known(date(2022, 5, 25)) == Decimal(20_429)
    assert known(date(2022, 5, 26)) == Decimal(20_429 + 7_263) == Decimal(27_692)


def test_the_page_of_sources_counts_right_what_was_told_twice() -> None:
    """Of one cell under one structure: what a source said, and what the next one said."""
    told: dict[tuple[str, ...], dict[str, Decimal]] = {}
    text = (ROOT / "store/data/observations.csv").read_text(encoding="utf-8")
    cell = ("segment", "basis", "metric", "period_type", "period_end", "unit")
    for row in sorted(csv.DictReader(text.splitlines()), key=lambda row: row["known_at"]):
        if not row["value"]:
            continue  # stated in words
        by_source = told.setdefault(tuple(row[name] for name in cell), {})
        by_source.setdefault(row["source"], Decimal(row["value"]))
    pairs = [
        (key, *pair) for key, by_source in told.items() for pair in pairwise(by_source.values())
    ]
    different = [key for key, before, after in pairs if before != after]

    page = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
    assert f"{len(pairs)} times" in page
    assert f"{len(different)} of these differ" in page
    assert max(key[4] for key in different) == "2022-03-31"
