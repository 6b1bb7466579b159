"""The rule language: what can be said, how it is echoed, and what a mistake is answered."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import RuleError
from store.rules.language import LONGEST_RULE, parse, pointed
from store.rules.reads import reads
from store.rules.text import canonical, threshold
from store.rules.tree import Comparison, Constant, Ratio, Series

CANONICAL = [
    # as typed, as kept
    ("cloud.revenue.yoy > 30", "cloud.revenue.yoy > 30%"),
    ("30 < cloud.revenue.yoy", "cloud.revenue.yoy > 30%"),
    ("aliyun.sales.yoy >= 30 %", "cloud.revenue.yoy >= 30%"),
    ("all_others.adj_ebita < -10bn", "all_others.adj_ebita < -10bn"),
    ("all_others.ebita < −10 billion CNY", "all_others.adj_ebita < -10bn"),
    ("capex.qoq > 50%", "capex.qoq > 50%"),
    ("capex / group.revenue > 15%", "capex / revenue > 15%"),
    ("cloud.revenue.yoy accelerating", "cloud.revenue.yoy accelerating 1"),
    ("cloud.revenue.yoy accelerating 3", "cloud.revenue.yoy accelerating 3"),
    ("cloud.revenue.yoy crosses_above 30", "cloud.revenue.yoy crosses_above 30%"),
    ("fcf crosses below 0", "free_cash_flow crosses_below 0"),
    ("cloud.adj_ebita between 1bn and 2.5bn", "cloud.adj_ebita between 1bn and 2.5bn"),
    ("ai_streak changed", "ai_revenue_triple_digit_streak changed"),
    ("cloud.revenue restated", "cloud.revenue restated"),
    ("capex missing for 100d", "capex missing for 100d"),
    ("tencent.capex.ttm.yoy > 20", "tencent.capex.ttm.yoy > 20%"),
    ("alibaba.cloud.revenue > 40bn", "cloud.revenue > 40bn"),
    ("alibaba.capex > 40bn", "capex > 40bn"),
    ("cloud.adj_ebita.margin > 10", "cloud.adj_ebita.margin > 10%"),
    ("cloud.margin.yoy > 2pp", "cloud.adj_ebita_margin.yoy > 2pp"),
    ("cloud.revenue@latest < cloud.revenue@first", "cloud.revenue < cloud.revenue@first"),
    ("cloud.revenue > cloud.revenue@asof(2025-09-01)",) * 2,
    ("capex > 5bn USD at 7.1", "capex > 5bn USD at 7.1"),
    ("capex > US$5bn at 7.10", "capex > 5bn USD at 7.1"),
    ("share_repurchases_usd > 1bn", "share_repurchases_usd > 1bn"),
    ("free_cash_flow < 0", "free_cash_flow < 0"),
    ("employees < 120000", "employees < 120000"),
    ('topic:AI and company:alibaba ~ "export"', 'topic:ai and company:alibaba and ~ "export"'),
    ("topic:ai AND (topic:policy OR topic:cloud)", "topic:ai and (topic:policy or topic:cloud)"),
    ("not (topic:ai or topic:cloud)", "not (topic:ai or topic:cloud)"),
    ("not not topic:ai", "topic:ai"),
    ("(topic:ai and topic:cloud) and lang:zh", "topic:ai and topic:cloud and lang:zh"),
    ('source:"Some Paper" ~ /芯片|chips?/', 'source:"Some Paper" and ~ /芯片|chips?/'),
    ("~ “出口管制”", '~ "出口管制"'),
    ("figure:cloud.revenue.yoy > 35", "figure:cloud.revenue.yoy > 35%"),
    ("figure conflicts", "figure conflicts"),
    ("stories(topic:policy) > 10 in 6h", "stories(topic:policy) > 10 in 6h"),
    ('feed:"SEC EDGAR" silent for 2d', 'feed:"SEC EDGAR" silent for 2d'),
    (
        'capex > 30bn quiet 22:00-7:00 for 48h note "look" severity critical',
        'capex > 30bn for 2d severity critical note "look" quiet 22:00-07:00',
    ),
    (
        "cloud.revenue.yoy > 30 clear when cloud.revenue.yoy < 25 keep 1d once per crossing",
        "cloud.revenue.yoy > 30% keep 1d clear when cloud.revenue.yoy < 25% once per crossing",
    ),
    ("cloud.revenue.yoy > 20 once per step 5", "cloud.revenue.yoy > 20% once per step 5%"),
    ("amazon.capex at 7.10 > capex", "amazon.capex at 7.1 > capex"),
    ("cloud.revenue.yoy > 1.5x", "cloud.revenue.yoy > 150%"),
    ("employees / amazon.employees > 1.5", "employees / amazon.employees > 1.5x"),
    ("capex < 500 CNY", "capex < 500 CNY"),
    ("capex.ttm < amazon.capex.ttm@first at 7.1", "capex.ttm < amazon.capex.ttm@first at 7.1"),
    ("capex / amazon.capex at 7.1 > 20", "capex / amazon.capex at 7.1 > 20%"),
    (
        "amazon.capex at 7.1 crosses_above capex for 1d",
        "amazon.capex at 7.1 crosses_above capex for 1d",
    ),
    (
        'cloud.revenue.yoy > 20 group "cloud \\"x\\"" expires 2027-01-31',
        'cloud.revenue.yoy > 20% group "cloud \\"x\\"" expires 2027-01-31',
    ),
]


@pytest.mark.parametrize(("typed", "kept"), CANONICAL)
def test_a_rule_is_echoed_in_one_form(typed: str, kept: str) -> None:
    rule = parse(typed)

    assert canonical(rule) == kept
    assert parse(kept) == rule


MISTAKES = [
    # the rule, the column of the mistake, a part of the answer
    (
        "capex > 30%",
        9,
        "capex is money (CNY); did you mean capex.yoy > 30% or capex / group.revenue > 30%?",
    ),
    ("capex > 30", 9, "write an amount such as 30bn"),
    ("capex > $5bn", 9, "name a rate, for example 5bn USD at 7.1"),
    ("capex > 5bn CNY at 7.1", 9, "in CNY already"),
    ("capex > share_repurchases_usd", 9, "name a rate, for example share_repurchases_usd at 7.1"),
    ("capex / employees > 3", 9, "only like divides by like"),
    ("cloud.revenue.yoy > 3pp", 21, "percentage points"),
    ("cloud.margin.yoy > 3%", 20, "write 3pp"),
    ("cloud.revenue.yoy > 3bn", 21, "is a percentage"),
    ("cloud.revnue > 3bn", 7, "did you mean revenue"),
    ("clod.revenue > 3bn", 1, "did you mean cloud"),
    ("cloud > 3bn", 1, "cloud.revenue"),
    ("cloud.capex > 3bn", 1, "stated for the group only"),
    ("revenue.ttm.ttm > 3bn", 1, ".ttm"),
    ("revenue.margin > 3", 1, "adj_ebita.margin"),
    ("cloud.revenue accelerating 3", 1, "did you mean cloud.revenue.yoy accelerating"),
    ("cloud.revenue.yoy restated", 1, "only a metric itself"),
    ("5 > 3", 1, "one side must be a metric"),
    ("cloud.revenue.yoy >", 20, "expected a metric"),
    ("cloud.revenue.yoy > 30 und", 24, "expected and, or, the end of the rule"),
    ("cloud.revenue.yoy > 30 for 2x", 28, "a time such as"),
    ("cloud.revenue.yoy > 30 for 2d for 3d", 31, "twice"),
    ("amazon.capex > capex", 16, "name a rate, for example amazon.capex at 7.1"),
    ("capex > amazon.capex", 9, "name a rate, for example amazon.capex at 7.1"),
    ("capex at 7.1 > 3bn", 1, "an amount carries its own: 5bn USD at 7.1"),
    ("capex at 7.1 changed", 1, "a rate stands between metrics of two currencies"),
    ("capex at 7.1 > free_cash_flow", 16, "this needs none"),
    ("amazon.capex.yoy at 7.1 > capex.yoy", 27, "converts money of another currency"),
    ("amazon.capex at 7.1 > capex at 7.1", 23, "one rate is enough"),
    ("amazon.capex at 0 > capex", 17, "more than nothing"),
    ("capex between 3bn and 1bn", 15, "the lower limit comes first"),
    ("topic:ai and cloud.revenue.yoy > 3", 1, "make two rules"),
    ("topic:ai for 2d", 10, "no meaning"),
    ("topic:ai once per crossing", 10, "only numbers"),
    ("~ /(ab/", 7, "not a regular expression"),
    ('~ "  "', 3, "missing between the quotes"),
    ("stories(capex > 3bn) > 10 in 6h", 1, "counts headlines"),
    ("stories(topic:ai) > 10 in 90d", 27, "at most 31d"),
    ("capex > 3bn expires 2026-02-30", 21, "no date"),
    ("capex > 3bn quiet 25:00-07:00", 19, "no time of day"),
    ("", 1, "expected a metric"),
    ("capex > 3bn or", 15, "expected"),
    ("(capex > 3bn", 13, ")"),
    ("capex ! 3bn", 7, "a comparison"),
    (f"capex > {'9' * 30}", 9, "more than 18 digits"),
    (f"amazon.capex at {'9' * 30} > capex", 17, "more than 18 digits"),
    ("cloud.adj_ebita.margin.margin > 3", 1, "margin is money over revenue"),
    ("cloud.revenue.margin > 3", 1, "write adj_ebita.margin"),
    ("a.b.c.revenue > 3bn", 1, "too much before revenue"),
    ("cloudd.revenue > 3bn", 1, "did you mean cloud?"),
    ("cloud.capex > 3bn", 1, "stated for the group only"),
    ("employees.ttm > 3", 1, "adds up four quarters of money"),
    ("cloud.revenue.yoy.yoy.yoy > 3", 1, "derives too much"),
    ("capex > 5bn CNY at 7", 9, "no rate is needed"),
    ("capex > 5x", 9, "the amount is a multiple"),
    ("capex > $5%", 9, "mixes a currency with %"),
    ("capex.yoy > 3bn", 13, "without k, mn or bn"),
    ("group.margin.yoy > 3%", 20, "write 3pp"),
    ("amazon.capex at 7.1 > amazon.capex at 7.2", 23, "one rate is enough"),
    ("capex at 7.1 > capex", 16, "this needs none"),
    ("capex > capex.yoy", 9, "cannot be compared"),
    ("3 crosses above capex", 1, "a metric is needed"),
    ("3 changed", 1, "a metric is needed"),
    ("capex.yoy restated", 1, "only a metric itself"),
    ("capex.yoy accelerating 13", 24, "from 1 to 12"),
    ("capex missing for 99999999999d", 19, "ten years"),
    ('topic:""', 7, "a name is missing"),
    (f"~ /{'a' * 301}/", 3, "at most 300 characters"),
    ("capex between 3bn and 2bn", 15, "the lower limit comes first"),
    # what is offered instead is a rule: the growth before the vintage, the company's own revenue
    ("capex@first > 30%", 15, "did you mean capex.yoy@first > 30% or capex@first / group.revenue"),
    ("cloud.revenue > 30%", 17, "cloud.revenue.yoy > 30% or cloud.revenue / group.revenue > 30%"),
    ("tencent.cloud.revenue > 30%", 25, "tencent.cloud.revenue / tencent.group.revenue > 30%"),
    ("cloud.revenue.ttm > 30%", 21, "cloud.revenue.ttm / group.revenue.ttm > 30%"),
    ("cloud.revenue@first accelerating", 1, "did you mean cloud.revenue.yoy@first accelerating?"),
    ("employees > 5%", 13, "did you mean employees.yoy?"),
    ("employees / employees accelerating", 1, "employees / employees is a multiple"),
    ("employees > 5 USD at 7.1", 13, "a rate belongs to an amount of money"),
    ("alibaba.nosuch.revenue > 3bn", 1, "no segment 'nosuch'"),
    ("figure:cloud.revenue.ttm > 35", 8, "a press claim has a value, a .yoy or a .qoq"),
    ("cloud.revenue.yoy = 20 once per step 5", 24, "needs < or >"),
    ("capex > 3bn or capex < 1bn once per step 5bn", 28, "needs one comparison with a number"),
    (f'topic:ai ~ "{"a" * LONGEST_RULE}"', LONGEST_RULE + 1, "at most 2000 characters"),
]


@pytest.mark.parametrize(("typed", "column", "answer"), MISTAKES)
def test_a_mistake_is_answered_at_its_column(typed: str, column: int, answer: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(typed)

    assert answer in caught.value.message
    assert caught.value.column == column


def test_a_syntax_error_says_what_may_stand_there() -> None:
    with pytest.raises(RuleError) as caught:
        parse("cloud.revenue.yoy")

    assert "a comparison such as > or <=" in caught.value.expected
    assert "accelerating or decelerating" in caught.value.expected


def test_the_caret_stands_under_the_mistake() -> None:
    with pytest.raises(RuleError) as caught:
        parse("capex > 30%")

    assert pointed("capex > 30%", caught.value) == "capex > 30%\n        ^"


def test_amounts_are_exact_and_in_base_units() -> None:
    condition = parse("all_others.adj_ebita < -0.1bn").condition

    assert isinstance(condition, Comparison)
    assert isinstance(condition.right, Constant)
    assert condition.right.amount.value == Decimal(-100_000_000)


def test_a_rate_converts_once_when_the_rule_is_read() -> None:
    condition = parse("capex > 5bn USD at 7.1").condition

    assert isinstance(condition, Comparison)
    assert isinstance(condition.right, Constant)
    assert condition.right.amount.value == Decimal(35_500_000_000)


def test_a_series_knows_its_company_line_and_vintage() -> None:
    condition = parse("tencent.fintech.revenue@asof(2025-09-01) > 1bn").condition

    assert isinstance(condition, Comparison)
    series = condition.left
    assert isinstance(series, Series)
    assert (series.company, series.line, series.metric) == ("tencent", "fintech", "revenue")
    assert series.as_of == date(2025, 9, 1)


def test_money_over_money_is_a_percentage() -> None:
    condition = parse("capex / revenue > 15").condition

    assert isinstance(condition, Comparison)
    assert isinstance(condition.left, Ratio)
    assert condition.left.unit.kind == "percent"


def test_options_are_read() -> None:
    options = parse("capex > 3bn for 2d keep 6h quiet 22:00-07:00").options

    assert (options.hold, options.keep) == (timedelta(days=2), timedelta(hours=6))
    assert options.quiet is not None
    assert [options.quiet.cover(hour * 60) for hour in (21, 22, 3, 7)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("capex / revenue > 15", {"metric:alibaba/group/capex", "metric:alibaba/group/revenue"}),
        (
            "cloud.adj_ebita.margin > 9",
            {"metric:alibaba/cloud/adj_ebita", "metric:alibaba/cloud/revenue"},
        ),
        ("capex missing for 3d", {"metric:alibaba/group/capex", "clock"}),
        ("topic:ai and company:alibaba", {"company:alibaba"}),
        ("topic:ai or company:alibaba", {"topic:ai", "company:alibaba"}),
        ("not topic:ai", {"headline"}),
        ('~ "x" and topic:ai', {"topic:ai"}),
        ("figure conflicts and topic:ai", {"claim"}),
        ("stories(topic:ai) > 3 in 1h", {"topic:ai"}),
        ("feed:sec silent for 2d", {"clock"}),
    ],
)
def test_a_rule_names_what_it_reads(rule: str, keys: set[str]) -> None:
    assert reads(parse(rule)) == keys


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("cloud.revenue.yoy > 30", "> 30%"),
        ("all_others.adj_ebita < -10bn", "< −10bn CNY"),
        ("cloud.revenue > cloud.revenue@first", "> cloud.revenue@first"),
        ("stories(topic:ai) > 3 in 6h", "> 3 in 6h"),
        ("topic:ai", ""),
        ("cloud.adj_ebita between 3bn and 5bn", "3bn CNY to 5bn CNY"),
        ("cloud.revenue.yoy crosses_below 30", "crosses below 30%"),
        ("cloud.adj_ebita.margin.yoy > 2pp", "> +2 pp"),
        ("employees / amazon.employees > 1.5", "> 1.5×"),
    ],
)
def test_the_threshold_is_shown_with_its_unit(rule: str, words: str) -> None:
    assert threshold(parse(rule)) == words


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_rule_error_with_a_column_in_it(text: str) -> None:
    column, message = 1, "none"
    try:
        parse(text)
    except RuleError as error:
        column, message = error.column, error.message

    assert 1 <= column <= len(text) + 1
    assert message


WORDS = st.sampled_from(
    [
        *(
            "cloud.revenue.yoy",
            "capex",
            ">",
            "<",
            "/",
            "30%",
            "-10bn",
            "and",
            "or",
            "not",
            "(",
            ")",
        ),
        *("topic:ai", "company:alibaba", "~", '"x"', "/a/", "stories(", "in", "6h", "for", "2d"),
        *("restated", "changed", "accelerating", "3", "missing", "@first", "between", "once"),
        *("per", "period", "figure", "conflicts", "feed:x", "silent"),
    ]
)


@given(st.lists(WORDS, max_size=9))
def test_words_of_the_language_in_any_order_never_break_it(words: list[str]) -> None:
    text = " ".join(words)
    try:
        rule = parse(text)
    except RuleError:
        return
    assert parse(canonical(rule)) == rule


def test_listing_rules_does_not_load_the_parser() -> None:
    code = (
        "import sys, store.rules.saved, store.alerts.evaluation;"
        "import store.alerts.backtest, store.alerts.events;"
        "sys.exit(bool({'lark', 'regex', 'pandas'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
