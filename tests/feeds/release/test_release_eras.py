"""Every structure of segments since 2015, in every kind of quarter, as every kind of document: what
was drawn is what is read, and nothing else."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from document_forms import FORMS, MadeDocument, as_text, lines_of
from extractors import EXTRACTORS
from made_eras import ERAS, QUARTERS, Key, MadeRelease

import feeds.release
from feeds.release.reader import read_document, read_release
from feeds.release.values import ReleaseReading

EVERY = [(era, month) for era in ERAS for month in QUARTERS]


def cells(reading: ReleaseReading) -> dict[Key, Decimal]:
    return {
        (v.segment, v.metric, v.period_type, v.period_end, v.unit): v.value for v in reading.values
    }


def assert_read(reading: ReleaseReading, made: MadeRelease) -> None:
    assert cells(reading) == made.truth
    assert [check for check in reading.checks if not check.ok] == []
    assert (reading.basis, reading.new_segments) == (made.era.basis, ())
    assert reading.heading.fiscal_label == made.label


@pytest.mark.parametrize(("era", "month"), EVERY)
def test_every_era_and_quarter_is_read_whatever_it_comes_as(era: str, month: int) -> None:
    """One form each here, another for each era and quarter; all of them in the slow test."""
    made = MadeRelease(ERAS[era], month)
    form = list(FORMS)[EVERY.index((era, month)) % len(FORMS)]
    assert_read(read_document(FORMS[form](made.document)), made)


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_every_extractor_gives_the_same_figures(extractor: str) -> None:
    era, month = EVERY[list(EXTRACTORS).index(extractor) % len(EVERY)]
    made = MadeRelease(ERAS[era], month, seed=3)
    text = EXTRACTORS[extractor]("\n".join(lines_of(made.document)))
    assert_read(read_document(text.encode()), made)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("era", "month"), EVERY)
def test_every_form_and_extractor_of_every_era_and_quarter(era: str, month: int, seed: int) -> None:
    made = MadeRelease(ERAS[era], month, seed=100 + seed)
    for form in FORMS.values():
        assert_read(read_document(form(made.document)), made)
    for extractor in EXTRACTORS.values():
        text = extractor("\n".join(lines_of(made.document)))
        assert_read(read_document(text.encode()), made)


@pytest.mark.parametrize("era", [era for era in ERAS if ERAS[era].ebita])
def test_a_renamed_segment_is_kept_as_printed_and_shown_as_new(era: str) -> None:
    made = MadeRelease(ERAS[era], 6)
    known = next(line for line in made.era.ebita if line.key in CLOUDS).printed
    reading = read_release(as_text(made.document).replace(f" {known} ", " Celestial Compute "))
    assert reading.new_segments == ("celestial compute",)
    assert reading.basis == made.label
    found = {(v.segment, v.metric): v.value for v in reading.values if not v.comparative}
    for metric in ("revenue", "adj_ebita"):
        assert found["celestial_compute", metric] is not None
    assert [check for check in reading.checks if not check.ok] == []


CLOUDS = {"cloud_computing", "cloud_pre2023", "cloud_intelligence", "ai_cloud_compute"}


@pytest.mark.parametrize("era", ERAS)
def test_a_row_left_out_is_noticed_with_both_numbers(era: str) -> None:
    made = MadeRelease(ERAS[era], 12)
    parts = list(made.document.parts)
    at = next(
        number
        for number, part in enumerate(parts)
        if not isinstance(part, str) and part.caption == made.era.revenue_caption
    )
    table = parts[at]
    assert not isinstance(table, str)
    cloud = next(row for row in table.rows if row[0].lower().startswith(("cloud", "ai cloud")))
    parts[at] = type(table)(
        table.caption, table.periods, table.years, table.columns,
        [row for row in table.rows if row is not cloud], table.scale,
    )  # fmt: skip
    reading = read_release(as_text(MadeDocument(parts)))
    failed = [check for check in reading.checks if check.name == "segments add up: revenue"]
    assert any(not check.ok for check in failed)
    assert all(check.left != check.right for check in failed if not check.ok)


def test_no_code_of_the_reader_names_a_release() -> None:
    for file in Path(str(feeds.release.__path__[0])).glob("*.py"):
        code = file.read_text(encoding="utf-8")
        assert re.findall(r"FY20\d\dQ\d|ecms-files|manifest", code) == [], file.name
