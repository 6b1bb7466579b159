"""Layer one alone: numbers with scale, unit, currency, sign, range and qualifier."""

from __future__ import annotations

from decimal import Decimal

import pytest

from feeds.figures.folding import fold
from feeds.figures.numerals import chinese_number, tenths
from feeds.figures.quantities import find_quantities
from feeds.figures.quantity import Quantity


def only(text: str) -> Quantity:
    meaningful = [q for q in find_quantities(fold(text).text) if q.kind != "number" or q.scaled]
    assert len(meaningful) == 1, meaningful
    return meaningful[0]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("RMB247,795 million", 247_795_000_000, "CNY"),
        ("Rmb104bn", 104_000_000_000, "CNY"),
        ("US$4.6 billion", 4_600_000_000, "USD"),
        ("$815m", 815_000_000, "USD"),
        ("a 380-billion-yuan plan", 380_000_000_000, "CNY"),
        ("¥21bn", 21_000_000_000, "CNY"),
        ("HK$2 billion", 2_000_000_000, "HKD"),
        ("€9.56B", 9_560_000_000, "EUR"),
        ("1.16 trillion won", 1_160_000_000_000, "KRW"),
        ("five billion dollars", 5_000_000_000, "USD"),
        ("333.98亿元", 33_398_000_000, "CNY"),
        ("1,200億元", 120_000_000_000, "CNY"),
        ("３１５億元", 31_500_000_000, "CNY"),
        ("3.8万亿美元", 3_800_000_000_000, "USD"),
        ("5兆美元", 5_000_000_000_000, "USD"),
        ("5900万元", 59_000_000, "CNY"),
        ("三千八百亿元", 380_000_000_000, "CNY"),
        ("47.95億元人民幣", 4_795_000_000, "CNY"),
        ("US$135.97", Decimal("135.97"), "USD"),
        ("RMB(3,365) million", -3_365_000_000, "CNY"),
        ("RMB\u22123.4 billion", -3_400_000_000, "CNY"),
        ("自由现金流报\u221247亿元", -4_700_000_000, "CNY"),
        ("280.2\u00a0billion\u00a0yuan", 280_200_000_000, "CNY"),
        ("RMB10 billion (40 billion euros)", 10_000_000_000, "CNY"),
        ("€9 billion (£7.8 billion)", 9_000_000_000, "EUR"),
        ("US$9 billion (€8.1 billion)", 9_000_000_000, "USD"),
    ],
)
def test_an_amount_is_read_in_base_units(text: str, value: int | Decimal, currency: str) -> None:
    quantity = only(text)
    assert (quantity.kind, quantity.value, quantity.currency) == ("money", value, currency)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("up 34%", "percent", 34),
        ("up 34 per cent", "percent", 34),
        ("増18％", "percent", 18),
        ("百分之三十", "percent", 30),
        ("增长六成", "percent", 60),
        ("增长三成半", "percent", 35),
        ("3成", "percent", 30),
        ("0.8 percentage points", "points", Decimal("0.8")),
        ("8.1個百分點", "points", Decimal("8.1")),
        ("350 basis points", "points", Decimal("3.5")),
        ("25个基点", "points", Decimal("0.25")),
        ("13x earnings", "multiple", 13),
        ("增长三倍", "multiple", 3),
        ("2.7亿", "number", 270_000_000),
        ("3000万DAU", "number", 30_000_000),
        ("480万亿token", "number", 480 * 10**12),
        ("a billion users", "number", 10**9),
        ("(3,365) million", "number", -3_365_000_000),
        ("提高两个百分点", "points", 2),
        ("13 times forward earnings", "multiple", 13),
        ("revenue doubled", "word", 100),
        ("净利腰斩", "word", 50),
        ("利润翻番", "word", 100),
        ("triple-digit growth", "word", None),
    ],
)
def test_percent_points_multiples_and_words_are_told_apart(
    text: str, kind: str, value: int | Decimal | None
) -> None:
    quantity = only(text)
    assert (quantity.kind, quantity.value) == (kind, value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$52B-$56B", 52, 56),
        ("$91\u201393 billion", 91, 93),
        ("between $91 billion and $93 billion", 91, 93),
        ("950亿至1050亿元", 95, 105),
        ("$400B to $500B", 400, 500),
        ("700-800亿美元", 70, 80),
    ],
)
def test_a_range_is_one_quantity(text: str, low: int, high: int) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.high) == (low * 10**9, high * 10**9)


def test_from_to_is_no_range() -> None:
    found = find_quantities("from 18% to 26%")
    assert [(q.value, q.high) for q in found] == [(18, None), (26, None)]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("about 100 billion yuan", "about"),
        ("~$28.9B", "about"),
        ("近6%", "nearly"),
        ("逾1000万元", "more than"),
        ("$1B+", "more than"),
        ("300多亿元", "more than"),
        ("75%以上", "more than"),
        ("不到5%", "less than"),
        ("as much as 11%", "up to"),
    ],
)
def test_a_bound_keeps_its_qualifier(text: str, qualifier: str) -> None:
    assert only(text).qualifier == qualifier


def test_the_second_currency_in_brackets_is_the_same_fact() -> None:
    quantity = only("RMB33,584 million (US$4,603 million)")
    assert quantity.alt is not None
    assert (quantity.alt.currency, quantity.alt.value) == ("USD", 4_603_000_000)


@pytest.mark.parametrize(
    "text",
    ["RMB9 billion (US$1.3 billion), RMB3 billion", "RMB9 billion (US$1.3 billion), HK$90bn"],
)
def test_a_third_amount_at_no_rate_is_another_fact(text: str) -> None:
    assert [q.alt is not None for q in find_quantities(fold(text).text)] == [True, False]


def test_a_footnote_mark_glued_to_the_second_amount_leaves_it_out() -> None:
    assert only("RMB68,840.4 million (US$19,435.4 million)").alt is None


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3-235B-A22B", "GLM-5.1", "H20", "MI300X", "9988.HK", "11.11", "5G", "gpt-oss-120b",
        "translated at RMB7.1190 to US$1.00", "October 31, 2025", "14 quarters", "双11", "618",
        "亿万富翁", "千元机", "13 times faster",
    ],
)  # fmt: skip
def test_names_dates_and_rates_hold_no_quantity(text: str) -> None:
    found = find_quantities(fold(text).text)
    assert [q for q in found if q.kind != "number" or q.scaled] == []


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十二", 12),
        ("三千亿", 3 * 10**11),
        ("千亿", 10**11),
        ("两万亿", 2 * 10**12),
        ("百万", 10**6),
    ],
)
def test_a_chinese_numeral_is_read(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value


def test_what_is_no_numeral_has_no_value() -> None:
    assert tenths("十一成") is None
    assert chinese_number("好几百") is None


def test_folding_keeps_the_way_back() -> None:
    folded = fold("營收  １００億")
    assert folded.text == "营收 100亿"
    assert folded.span(3, 7) == (4, 8)
