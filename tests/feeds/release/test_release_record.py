"""The reader against the real releases and the record, where they are beside the checkout."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from feeds.release.proposal import Proposal, observation_row, propose, store_proposal
from feeds.release.reader import read_document
from feeds.release.values import ReleaseReading

SHARED = Path(__file__).parents[3].parent / "shared"
RELEASES = sorted((SHARED / "releases").glob("*.txt"))
WITH_TRUTH = ("FY2024Q1", "FY2024Q2", "FY2024Q3", "FY2024Q4", "FY2026Q1", "FY2026Q2")

pytestmark = pytest.mark.skipif(not RELEASES, reason="no releases beside this checkout")


@cache
def reading(name: str) -> ReleaseReading:
    return read_document((SHARED / "releases" / f"{name}.txt").read_bytes())


def truth(name: str) -> dict[tuple[str, ...], dict[str, str]]:
    """What the record says that this release said, in numbers, the press left out."""
    with (SHARED / "data" / "alibaba_observations.csv").open(encoding="utf-8", newline="") as file:
        return {
            tuple(row[c] for c in ("segment", "metric", "period_type", "period_end", "unit")): row
            for row in csv.DictReader(file)
            if row["release"] == name
            and row["kind"] not in {"press", "guidance"}
            and row["unit"] != "text"
        }


@pytest.mark.parametrize("file", RELEASES, ids=lambda file: file.stem)
def test_every_release_is_read_and_every_check_of_it_holds(file: Path) -> None:
    found = reading(file.stem)
    assert found.heading.fiscal_label == file.stem
    assert found.new_segments == ()
    assert len(found.checks) >= 50
    assert [check for check in found.checks if not check.ok] == []


def test_the_day_of_release_is_the_one_the_company_gives() -> None:
    with (SHARED / "releases" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            heading = reading(row["fiscal_label"]).heading
            assert str(heading.released) == row["released"]
            assert str(heading.period_end) == row["period_end"]


def test_cells_agree_with_the_record() -> None:
    counts: Counter[str] = Counter()
    for name in WITH_TRUTH:
        mine = {
            (v.segment, v.metric, v.period_type, str(v.period_end), v.unit): v.value
            for v in reading(name).values
        }
        for key, row in truth(name).items():
            if key not in mine:
                counts["missed"] += 1
            elif mine[key] == Decimal(row["value"]):
                counts["agreed"] += 1
            else:
                counts["wrong"] += 1
    assert counts == {"agreed": 826, "missed": 2}  # the two: docs/metrics.md


@pytest.fixture(scope="module")
def proposals(record: sqlite3.Connection) -> dict[str, Proposal]:
    return {name: propose(record, reading(name), date(2026, 11, 1)) for name in WITH_TRUTH}


def test_recasts_are_told_from_first_prints_as_the_record_tells_them(
    proposals: dict[str, Proposal],
) -> None:
    columns = ("kind", "basis", "known_at", "fiscal_label", "release")
    for name, proposal in proposals.items():
        told = truth(name)
        for observation in proposal.observations:
            row = observation_row(proposal, observation)
            key = tuple(
                str(row[c]) for c in ("segment", "metric", "period_type", "period_end", "unit")
            )
            if key in told:
                assert {c: row[c] for c in columns} == {c: told[key][c] for c in columns}


def test_a_comparative_of_an_earlier_release_is_held_against_it(
    proposals: dict[str, Proposal],
) -> None:
    checks = {check.name: check for check in proposals["FY2026Q1"].checks}
    check = checks["year before as first told: all_others adj_ebita"]
    assert (check.left, check.right) == (Decimal(-1_077), Decimal(-1_263))
    assert "recast" in check.note


def test_committing_a_bundled_release_adds_only_what_the_record_did_not_have(
    own_record: sqlite3.Connection,
) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    proposal = propose(own_record, reading("FY2026Q2"), now.date())
    added = store_proposal(own_record, proposal, now)
    assert added <= 4  # dollars of the bridge, cash flows of the year before
    assert store_proposal(own_record, proposal, now) == 0


@pytest.mark.parametrize("year", ["FY2016", "FY2018", "FY2020", "FY2022"])
def test_four_quarters_add_up_to_the_year(year: str) -> None:
    """No table of truth before FY2023: the year's release proves the three before it."""

    def revenue(name: str, period_type: str) -> Decimal:
        end = reading(name).heading.period_end
        return next(
            v.value
            for v in reading(name).values
            if (v.segment, v.metric, v.period_type, v.period_end, v.unit)
            == ("group", "revenue", period_type, end, "CNY_mn")
        )

    quarters = [revenue(f"{year}Q{number}", "quarter") for number in (1, 2, 3, 4)]
    assert sum(quarters) == revenue(f"{year}Q4", "fiscal_year")
