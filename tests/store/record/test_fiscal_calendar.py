"""What a period phrase may mean for a company whose year ends in March."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.record.fiscal_calendar import (
    candidate_periods,
    latest_periods,
    quarter_label,
    year_label,
)


@pytest.mark.parametrize(
    ("end", "label"),
    [
        (date(2025, 6, 30), "FY2026Q1"),
        (date(2025, 9, 30), "FY2026Q2"),
        (date(2024, 12, 31), "FY2025Q3"),
        (date(2025, 3, 31), "FY2025Q4"),
    ],
)
def test_a_quarter_is_labelled_as_the_company_prints_it(end: date, label: str) -> None:
    assert quarter_label(end) == label
    assert [period.end for period in candidate_periods(label)] == [end]


def test_a_calendar_year_company_keeps_the_calendar() -> None:
    assert quarter_label(date(2025, 12, 31), 12) == "FY2025Q4"
    assert year_label(date(2025, 12, 31), 12) == "FY2025"


def test_no_quarter_ends_in_may() -> None:
    with pytest.raises(ValueError, match="no quarter ends in May 2025"):
        quarter_label(date(2025, 5, 31))


@given(st.integers(2000, 2099), st.integers(1, 4), st.integers(1, 12))
def test_labels_and_period_ends_go_both_ways(year: int, quarter: int, year_end: int) -> None:
    label = f"FY{year}Q{quarter}"
    (period,) = candidate_periods(label, year_end_month=year_end)
    assert quarter_label(period.end, year_end) == label


MARCH, JUNE = date(2025, 3, 31), date(2025, 6, 30)
AUGUST = date(2025, 8, 29)


@pytest.mark.parametrize(
    "phrase",
    [
        "19个月",
        "十九个月",
        "過去二十九個月",
        "截至9月止十九个月",
        "16个月",
        "十六个月",
        "1.6个月",
        "一百零九个月",
        "twenty-nine months",
        "thirty nine months ended September",
        "twenty-six months ended September",
        "sixty-three months ended September",
        "第十一季度",
        "连续第二十三季",
        "twenty-third quarter",
        "the thirty first fiscal quarter",
    ],
)
def test_the_last_digit_of_a_longer_number_is_no_number(phrase: str) -> None:
    assert candidate_periods(phrase, published=date(2025, 11, 25)) == ()


@pytest.mark.parametrize(
    ("phrase", "published", "first"),
    [
        ("Q1 2025", None, MARCH),
        ("fourth quarter of 2024", None, date(2024, 12, 31)),
        ("fiscal Q3 FY2025", None, date(2024, 12, 31)),
        ("FY26Q1", None, JUNE),
        ("4Q24", None, date(2024, 12, 31)),
        ("December quarter 2024", None, date(2024, 12, 31)),
        ("March 2025 quarter", None, MARCH),
        ("the three months to September 30", date(2025, 11, 25), date(2025, 9, 30)),
        ("Q1", date(2025, 5, 20), MARCH),
        ("latest quarter", AUGUST, JUNE),
        ("previous quarter", AUGUST, MARCH),
        ("2026财年第二季度", None, date(2025, 9, 30)),
        ("第三季度", date(2025, 11, 25), date(2025, 9, 30)),
        ("次季", AUGUST, JUNE),
        ("2025年上半年", None, JUNE),
        ("fiscal 2025", None, MARCH),
        ("2024年", None, date(2024, 12, 31)),
        ("2025年6月季度", None, JUNE),
        ("latest quarter", JUNE, JUNE),
        ("year ended March 31, 2025", None, MARCH),
        ("截至2025年3月31日止年度", None, MARCH),
    ],
)
def test_the_likeliest_reading_comes_first(
    phrase: str, published: date | None, first: date
) -> None:
    assert candidate_periods(phrase, published=published)[0].end == first


@pytest.mark.parametrize(
    ("phrase", "kind", "end"),
    [
        ("2025年前三季度", "nine_months", date(2025, 9, 30)),
        ("first three quarters of 2025", "nine_months", date(2025, 9, 30)),
        ("nine months ended December 31, 2025", "nine_months", date(2025, 12, 31)),
        ("截至2025年12月31日止九个月", "nine_months", date(2025, 12, 31)),
        ("six months ended September 30, 2025", "half_year", date(2025, 9, 30)),
        ("截至2025年9月30日止六个月", "half_year", date(2025, 9, 30)),
        ("H1 2025", "half_year", JUNE),
        ("first half of fiscal 2026", "half_year", date(2025, 9, 30)),
        ("FY2026 H2", "half_year", date(2026, 3, 31)),
        ("twelve months to December 2025", "calendar_year", date(2025, 12, 31)),
        ("year ended March 31, 2025", "fiscal_year", MARCH),
    ],
)
def test_a_span_longer_than_a_quarter_is_no_quarter(phrase: str, kind: str, end: date) -> None:
    (period,) = candidate_periods(phrase)
    assert (period.type, period.end) == (kind, end)


@pytest.mark.parametrize("phrase", ["Q1", "latest quarter", "June quarter", "截至13月"])
def test_without_a_year_or_a_day_of_publication_nothing_is_said(phrase: str) -> None:
    assert candidate_periods(phrase) == ()


def test_a_quarter_has_a_calendar_and_a_fiscal_reading() -> None:
    assert [(p.end, p.reading) for p in candidate_periods("Q1 2025")] == [
        (MARCH, "calendar"),
        (date(2024, 6, 30), "fiscal"),
    ]


@pytest.mark.parametrize("phrase", ["", "three years", "近四个季度", "within five years", "Friday"])
def test_a_phrase_that_names_no_period_has_no_reading(phrase: str) -> None:
    assert candidate_periods(phrase, published=AUGUST) == ()


def test_without_a_phrase_the_last_two_quarters_come_in_question() -> None:
    assert [p.end for p in latest_periods(AUGUST)] == [JUNE, MARCH]


@given(st.text(max_size=60), st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_phrase_breaks_it_and_nothing_lies_in_the_future(
    phrase: str, published: date | None
) -> None:
    for period in candidate_periods(phrase, published=published):
        assert published is None or period.end <= published
