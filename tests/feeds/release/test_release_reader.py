"""Reading a release: the same figures whatever it came as, and nothing dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import made_release
import pytest
from document_forms import FORMS, lines_of
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.release.errors import ReleaseError
from feeds.release.reader import read_document, read_release
from feeds.release.values import ReleaseReading, StatedValue

QUARTER = date(2030, 9, 30)
DOCUMENTS = {name: form(made_release.DOCUMENT) for name, form in FORMS.items()}


@pytest.fixture(scope="module", params=DOCUMENTS)
def reading(request: pytest.FixtureRequest) -> ReleaseReading:
    return read_document(DOCUMENTS[request.param])


def value(
    reading: ReleaseReading, segment: str, metric: str, end: date = QUARTER, unit: str = "CNY_mn"
) -> StatedValue:
    return next(
        v
        for v in reading.values
        if (v.segment, v.metric, v.period_end, v.unit) == (segment, metric, end, unit)
    )


def test_the_heading_says_which_results_these_are(reading: ReleaseReading) -> None:
    heading = reading.heading
    assert heading.title == made_release.TITLE
    assert (heading.period_end, heading.fiscal_label) == (QUARTER, "FY2031Q2")
    assert heading.released == date(2030, 11, 20)


@pytest.mark.parametrize(
    ("dateline", "released"),
    [
        ("Hangzhou, China, November 20, 2030 -", date(2030, 11, 20)),
        ("HANGZHOU, China--(WIRE)--November 20, 2030--", date(2030, 11, 20)),
        ("Copyright January 1, 2001. 7:00 pm November 20, 2030 (Wire)", date(2030, 11, 20)),
        ("Hangzhou, China -", None),
        ("Hangzhou, China, November 31, 2030 -", None),
    ],
)
def test_the_day_of_release_is_read_or_left_open(dateline: str, released: date | None) -> None:
    text = made_release.as_text().replace("Hangzhou, China, November 20, 2030 -", dateline, 1)
    assert read_release(text).heading.released == released


@pytest.mark.parametrize(
    ("segment", "metric", "amount", "growth"),
    [
        ("group", "revenue", 1200, 20),
        ("group", "operating_income", -40, None),
        ("group", "adj_ebita", 88, -12),
        ("alibaba_ecommerce", "revenue", 680, 13),
        ("alibaba_ecommerce", "customer_management_revenue", 440, 10),
        ("ai_cloud_compute", "adj_ebita", 32, 60),
        ("unallocated", "revenue", 8, None),
        ("eliminations", "revenue", -72, None),
        ("group", "bridge_impairment_of_goodwill_and_others", -80, None),
        ("group", "operating_cash_flow", 72, -20),
        ("group", "free_cash_flow", -48, None),
        ("group", "capex", 112, None),
        ("group", "cash_and_liquid", 400, None),
    ],
)
def test_every_line_is_read(
    reading: ReleaseReading, segment: str, metric: str, amount: int, growth: int | None
) -> None:
    found = value(reading, segment, metric)
    assert found.value == Decimal(amount)
    assert found.yoy_pct == (None if growth is None else Decimal(growth))


def test_both_years_and_the_dollars_are_read(reading: ReleaseReading) -> None:
    before = value(reading, "ai_cloud_compute", "revenue", date(2029, 9, 30))
    assert (before.value, before.comparative) == (Decimal(250), True)
    assert value(reading, "ai_cloud_compute", "revenue", unit="USD_mn").value == Decimal(45)


def test_margins_are_percentages(reading: ReleaseReading) -> None:
    assert value(reading, "group", "operating_margin", unit="pct").value == Decimal(-3)


def test_a_segment_not_known_before_is_kept_as_printed(reading: ReleaseReading) -> None:
    assert reading.new_segments == ("robotics group",)
    assert value(reading, "robotics_group", "revenue").value == Decimal(16)
    assert value(reading, "robotics_group", "adj_ebita").value == Decimal(-8)
    assert reading.basis == "FY2031Q2"


@pytest.mark.parametrize(
    ("metric", "unit", "amount"),
    [
        ("ai_revenue_triple_digit_streak", "quarters", 20),
        ("employees", "count", 120_500),
        ("share_repurchases_usd", "USD_mn", 1_500),
    ],
)
def test_figures_in_sentences_are_read(
    reading: ReleaseReading, metric: str, unit: str, amount: int
) -> None:
    found = [v for v in reading.values if (v.metric, v.unit) == (metric, unit)]
    assert [v.value for v in found] == [Decimal(amount)]


@pytest.mark.parametrize(
    ("sentence", "metric", "unit", "amount"),
    [
        ("AI-related product revenue went on growing, reaching RMB9,600 million (US$1,200"
         " million).", "ai_product_revenue", "CNY_mn", 9_600),
        ("External customers grew, with AI-related products accounting for approximately 30% of"
         " it.", "ai_share_of_external_cloud_revenue", "pct", 30),
        ("AI Cloud and Compute improved its adjusted EBITA margin to 9%.",
         "adj_ebita_margin", "pct", 9),
        ("On a like-for-like basis, customer management revenue would have increased by 12%.",
         "customer_management_revenue_like_for_like_yoy", "pct", 12),
        ("On a like-for-like basis, revenue would have declined by 3%.",
         "revenue_like_for_like_yoy", "pct", -3),
        ("A fine under the Digital Services Act of EUR550 million was provided for.",
         "dsa_fine_provision_eur", "EUR_mn", 550),
        ("There was an impairment of goodwill in relation to businesses in All others of RMB80"
         " million.", "goodwill_impairment", "CNY_mn", 80),
        ("In October, the Qwen app surpassed 300 million monthly active users.",
         "qwen_consumer_mau", "count", 300_000_000),
        ("As of October 35, 2030, the Qwen app reached 300 million monthly active users.",
         "qwen_consumer_mau", "count", 300_000_000),
    ],
)  # fmt: skip
def test_a_figure_in_a_sentence_of_its_own_is_read(
    sentence: str, metric: str, unit: str, amount: int
) -> None:
    text = f"{made_release.as_text()} {sentence}"
    found = [v.value for v in read_release(text).values if (v.metric, v.unit) == (metric, unit)]
    assert Decimal(amount) in found


def test_every_check_holds(reading: ReleaseReading) -> None:
    assert [check for check in reading.checks if not check.ok] == []
    names = " ".join(check.name for check in reading.checks)
    for proof in (
        "segments add up",
        "leads to income",
        "growth follows",
        "dollars at",
        "cash flows",
    ):
        assert proof in names


def test_a_wrong_number_is_found_and_shown_with_what_it_should_be() -> None:
    text = made_release.as_text().replace("All others 160 144 18", "All others 160 145 18", 1)
    failed = {check.name: check for check in read_release(text).checks if not check.ok}
    check = failed["segments add up: revenue"]
    assert (check.left, check.right) == (Decimal(1_201), Decimal(1_200))


def test_a_wrong_growth_is_found() -> None:
    text = made_release.as_text().replace("250 360 45 44%", "250 360 45 40%", 1)
    failed = [check.name for check in read_release(text).checks if not check.ok]
    assert failed == ["growth follows: ai_cloud_compute revenue"]


def test_a_number_broken_by_blanks_is_whole_again() -> None:
    text = made_release.as_text().replace("(62) (72) (9)", "( 62) (7 2) (9 )")
    assert value(read_document(text.encode()), "eliminations", "revenue").value == Decimal(-72)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><body>Alibaba</body></html>", b"%PDF-1.4 not really", b"\x00\xff\xfe" * 99],
)
def test_what_is_no_release_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ReleaseError, match=r"PDF|not a results release"):
        read_document(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encoding_and_a_damaged_byte_change_no_figure(encoding: str) -> None:
    text = made_release.as_text()
    content = text.encode(encoding) + b" caf\x81"
    assert read_document(content).values == read_release(text).values


def test_a_raised_number_is_a_footnote_mark_and_no_digit() -> None:
    page = FORMS["plain html"](made_release.DOCUMENT)
    bare = re.sub(rb"<sup>\((\d)\)</sup>", rb"<sup>\1</sup>", page)
    assert bare != page
    assert read_document(bare).values == read_document(page).values


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [(b"trailer", b"trailer 5"), (b"/Length ", b"/Length /"), (b"/Kids [", b"/Kids 5 [")],
)
def test_a_damaged_pdf_is_refused_whatever_its_reader_stumbles_over(
    whole: bytes, damaged: bytes
) -> None:
    with pytest.raises(ReleaseError, match="this PDF cannot be read"):
        read_document(made_release.as_pdf().replace(whole, damaged))


def test_a_pdf_without_text_is_refused() -> None:
    with pytest.raises(ReleaseError, match="pictures, not text"):
        read_document(made_release.as_pdf().replace(b"/Length ", b"/Length ("))


def test_a_release_without_tables_is_refused() -> None:
    with pytest.raises(ReleaseError, match="no table of results"):
        read_document(made_release.OPENING.encode())


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_damaged_document_is_read_or_refused_never_worse(data: st.DataObject) -> None:
    words = made_release.as_text().split()
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(st.sampled_from(["", "(1)", "–", "-", "12", "9%", "Total", "x:"]))
    try:
        reading = read_release(" ".join(words))
    except ReleaseError:
        return
    assert all(v.value.is_finite() for v in reading.values)


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r" ", "\u00a0"),
        (r" ", "\t   "),
        (r"(?<=\d)%", " %"),
        (r"\((\d+)\)%", r"(\1%)"),
        (r"\(([\d,]+)\)", r"( \1 )"),
        (r"\(([\d,]{2,})\)", r"−\1"),
        (r"(?<=\d),(?=\d{3})", " ,"),
        (r"(?<=\d),(?=\d{3})", ", "),
        (r"US\$", "US $"),
        (r"RMB(?=\d)", "RMB "),
        (r"N/A", "NM"),
        (r"N/A", "N/M(3)"),
        (r"–", "-"),
        (r"–", "—"),
        (r"\((\d)\)(?=[ %])", lambda mark: "⁽" + "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(mark[1])] + "⁾"),
        (r"fl", "ﬂ"),
        (r"(?<=All others|net income)(?= \d)", "(9)"),
        (r"months ended", "mon ths en- ded"),
        (r"elimination", "elimi nation"),
        (r"Three months ended", "THREE MONTHS ENDED"),
        (r"Three months", "For the three months"),
    ],
)
def test_however_the_text_was_extracted_the_figures_are_the_same(
    pattern: str, replacement: str | Callable[[re.Match[str]], str]
) -> None:
    text = made_release.as_text()
    mangled = re.sub(pattern, replacement, text)
    assert mangled != text
    expected = read_document(text.encode())
    found = read_document(mangled.encode())
    assert {cell(v): v.value for v in found.values} == {cell(v): v.value for v in expected.values}
    assert [check for check in found.checks if not check.ok] == []


def cell(v: StatedValue) -> tuple[object, ...]:
    return v.segment, v.metric, v.period_type, v.period_end, v.unit


@pytest.mark.parametrize(
    "between",
    [
        "\n\n{page}\n\n",
        "\n{page}\n\f",
        "\n\n- {page} -\n\n",
        "\n\nPage {page} of 9\n\nAlibaba Group Holding Limited\n\n",
        "\nAlibaba results {page}\n\fSeptember quarter\n",
        "\n11/20/30, 7:04 AM  EX-99.1\nhttps://www.example.gov/ex99-1.htm {page}/9\n",
    ],
)
def test_what_stands_between_pages_is_no_part_of_a_table(between: str) -> None:
    lines = lines_of(made_release.DOCUMENT)
    pages = [lines[start : start + 6] for start in range(0, len(lines), 6)]
    text = "".join(
        "\n".join(page) + between.format(page=number) for number, page in enumerate(pages, start=1)
    )
    expected = read_document(made_release.as_text().encode())
    found = read_document(text.encode())
    assert {cell(v): v.value for v in found.values} == {cell(v): v.value for v in expected.values}


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("Robotics Group 16 2", {"now": 16}),  # the year before left blank
        ("Robotics Group 1 9,124 12,000 1,500 (37)%", {"before": 19_124, "now": 12_000}),
        ("Robotics Group 1 9,124 12,000 1,500 32%", {"before": 9_124, "now": 12_000}),
        ("Robotics Group(7) 9,124 (7) 12,000 1,500 32%", {"before": 9_124, "now": 12_000}),
        ("Robotics Group 9,124 1 2,000 1,500 32%", {"before": 9_124, "now": 12_000}),
    ],
)
def test_a_row_with_a_cell_too_few_or_too_many_is_read_as_it_proves_itself(
    row: str, values: dict[str, int]
) -> None:
    text = made_release.as_text().replace("Robotics Group – 16 2 N/A", row)
    reading = read_document(text.encode())
    told = {
        "before" if v.comparative else "now": int(v.value)
        for v in reading.values
        if (v.segment, v.metric, v.unit) == ("robotics_group", "revenue", "CNY_mn")
    }
    assert told == values
