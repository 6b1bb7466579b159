"""Figures that stand in sentences, not in tables: capital expenditure, cash, people, streaks.

Each statement is one pattern with the words that make it this figure and no other. The first match
of the quarter wins: releases repeat themselves, and the figures for six and nine months follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

AMOUNT = r"(?:approximately |about )?RMB(?P<rmb>[\d,]+(?:\.\d+)?) (?P<scale>million|billion)"
DOLLARS = r"(?: \(US\$(?P<usd>[\d,]+(?:\.\d+)?) (?P<usd_scale>million|billion)\))?"
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip

_INVESTING_OF_PERIOD = re.compile(
    r"(?:in|during) (?:the )?(?:(?P<quarter>(?:quarter|three months) ended)"
    r"|(?P<year>fiscal year|year ended)|(?:six|nine) months ended)[^.]{0,40}?,? net cash"
    r" (?:used in|provided by|\(used in\) provided by|from) investing activities",
    re.IGNORECASE,
)
_CAPEX = re.compile(
    rf"capital expenditures?(?:[^.;]{{0,60}}?) (?:of|were|was) {AMOUNT}{DOLLARS}", re.I
)
_CASH = re.compile(
    r"As of (?P<month>\w+) \d{1,2}, (?P<year>20\d\d), (?:our )?cash(?:,| and)[^.;]{0,240}? "
    rf"(?:were|was) {AMOUNT}{DOLLARS}",
    re.IGNORECASE,
)
_EMPLOYEES = re.compile(
    r"As of (?P<month>\w+) \d{1,2}, (?P<year>20\d\d), we had a total of (?P<count>[\d,]+) employees"
)
_REPURCHASE = re.compile(
    r"(?:during|in|for) the (?P<what>quarter|fiscal year)[^.]{0,60}?, we (?:have )?repurchased "
    r"[^$]{0,160}?(?:for|of) (?:a total of |approximately |a total price of |about )*"
    r"US\$(?P<usd>[\d,]+(?:\.\d+)?) (?P<usd_scale>million|billion)",
    re.IGNORECASE,
)
_DIVIDEND = re.compile(
    r"dividends? for fiscal year (?P<year>20\d\d).{0,900}?aggregate amount of the dividends? "
    r"will be (?:approximately )?US\$(?P<usd>[\d.]+) (?P<usd_scale>million|billion)",
    re.IGNORECASE,
)
_SHARE_COUNT = re.compile(
    r"fiscal year ended[^%]{0,200}? (?P<pct>\d+\.\d)% net reduction in (?:our )?outstanding shares",
    re.IGNORECASE,
)
_STREAK = re.compile(
    r"triple-digit[^.]{0,60}? for (?:the |a )?(?P<nth>" + "|".join(ORDINALS) + r") consecutive "
    r"quarter",
    re.IGNORECASE,
)
_EXTERNAL = re.compile(
    r"revenue excluding Alibaba-consolidated subsidiaries(?P<way>[^.%]{0,60}?)(?P<pct>-?\d+)%"
    r"(?: and (?P<second>\d+)%,? respectively)?"
    r"|external revenue growth[^.%]{0,40}?(?P<external>\d+)%",
    re.IGNORECASE,
)
_AI_SHARE = re.compile(
    r"AI-related products? accounting for (?:approximately |over )?(?P<pct>\d+)% of", re.IGNORECASE
)
# From where a sentence starts: tried at every character it took three quarters of a release's time.
_LIKE_FOR_LIKE = re.compile(r"(?<![^.])[^.]*\blike-for-like\b(?:[^.]|\.(?=\d))*", re.IGNORECASE)
_WOULD_HAVE = re.compile(
    r"would have (?:been )?(?P<way>[a-z]+)(?: by| of)?(?: approximately| over)? (?P<pct>\d+)%"
    r"|like-for-like (?:basis|growth)?[^.%]{0,60}?(?P<way_after>[a-z]+)(?: by| of)? (?P<after>\d+)%"
    r"|(?P<way_before>[a-z]+)(?: by| of)? (?P<before>\d+)%[^.%]{0,40}?on a like-for-like basis",
    re.IGNORECASE,
)
_DOWN = re.compile(r"decreas|declin|fell|lower|down|drop", re.IGNORECASE)
_OF_THE_YEAR = re.compile(r"(?P<year>in (?:the )?fiscal year)|quarter ended|the quarter", re.I)
_CLOUD_MARGIN = re.compile(
    r"\bCloud\b[^.]{0,300}?(?:increas|improv|expand|rais)\w+ (?:its |the )?(?:adjusted )?"
    r"EBITA margin to (?P<pct>\d+)%",
    re.IGNORECASE,
)
_AI_CLOUD_CAPEX = re.compile(
    rf"past four quarters,[^.]{{0,60}}? {AMOUNT} in capital expenditure", re.IGNORECASE
)
_FINE = re.compile(r"fine[^.]{0,80}?Digital Services Act of EUR(?P<eur>\d+) million", re.IGNORECASE)
_GOODWILL = re.compile(
    rf"{AMOUNT}{DOLLARS}[^.]{{0,60}}?impairment of goodwill in relation to businesses in All others"
    rf"|impairment of goodwill in relation to businesses in All others (?:of|was|amounted to) "
    + AMOUNT.replace("?P<rmb>", "?P<rmb_after>").replace("?P<scale>", "?P<scale_after>"),
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"88VIP members[^.]{0,140}?(?:surpass(?:ing|ed)|reach(?:ing|ed)|exceed(?:ing|ed)|"
    r"approximately|over) (?P<count>\d+(?:\.\d+)?) million",
    re.IGNORECASE,
)
_AI_PRODUCTS = re.compile(
    r"AI-related product revenue[^.]{0,200}? (?:of|was|achieving|reaching|reached) "
    rf"{AMOUNT}{DOLLARS}",
    re.IGNORECASE,
)
_CASH_FLOW = re.compile(
    r"(?P<what>net cash (?:provided by|from) operating activities|free cash flow)"
    r"(?:, a non-GAAP measurement(?: of liquidity)?,?)?"
    r"(?: in the quarter ended \w+ \d+, \d{4})?(?: was|,)* "
    rf"(?:an? (?P<way>inflow|outflow) of )?{AMOUNT}{DOLLARS}"
    r"(?:,? an? (?P<change>increase|decrease) of (?P<pct>\d+)%)?",
    re.IGNORECASE,
)
_RATE = re.compile(r"RMB(?P<rate>\d\.\d{3,4}) to US\$1\.00")


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure in a sentence. `yearly` is True when it is about the fiscal year, False about the
    quarter or its last day; `period_end` is None for the release's own period. `value` is in
    `unit`."""

    metric: str
    segment: str
    value: Decimal
    unit: str
    point: bool = False
    yearly: bool = False
    period_end: date | None = None


def read_statements(text: str, period_end: date) -> tuple[Statement, ...]:
    """Every figure found in sentences, each once."""
    found: dict[tuple[str, str, bool], Statement] = {}
    for statement in _all(text, period_end):
        found.setdefault((statement.metric, statement.unit, statement.yearly), statement)
    return tuple(found.values())


def exchange_rate(text: str) -> Decimal | None:
    """RMB to the dollar as the release states it for its convenience translations."""
    match = _RATE.search(text)
    return None if match is None else Decimal(match["rate"])


def cash_flow_growth(text: str) -> dict[tuple[str, Decimal], Decimal]:
    """Growth that sentences print for cash flows: (metric, millions of yuan) → percent."""
    growth: dict[tuple[str, Decimal], Decimal] = {}
    for match in _CASH_FLOW.finditer(text):
        if match["pct"] is None:
            continue
        metric = (
            "free_cash_flow" if match["what"].lower().startswith("free") else "operating_cash_flow"
        )
        sign = -1 if match["change"].lower() == "decrease" else 1
        value = _millions(match["rmb"], match["scale"])
        if (match["way"] or "").lower() == "outflow":
            value = -value
        growth.setdefault((metric, value), sign * Decimal(match["pct"]))
    return growth


def _all(text: str, period_end: date) -> Iterator[Statement]:
    yield from _capex(text)
    for cash in _CASH.finditer(text):
        if _is_of(cash, period_end):
            yield from _money("cash_and_liquid", cash, point=True)
    for people in _EMPLOYEES.finditer(text):
        if _is_of(people, period_end):
            yield Statement("employees", "group", _number(people["count"]), "count", point=True)
    yield from _returned_to_shareholders(text)
    yield from _growth_statements(text)
    if match := _MEMBERS.search(text):
        members = _number(match["count"]) * 1_000_000
        yield Statement("members_88vip", "home", members, "count", point=True)
    if match := _AI_PRODUCTS.search(text):
        yield from _money("ai_product_revenue", match, segment="cloud")
    yield from _special_amounts(text)


def _returned_to_shareholders(text: str) -> Iterator[Statement]:
    if match := _DIVIDEND.search(text):
        value = _millions(match["usd"], match["usd_scale"])
        year = date(int(match["year"]), 3, 31)
        yield Statement("dividend", "group", value, "USD_mn", yearly=True, period_end=year)
    if match := _SHARE_COUNT.search(text):
        pct = -Decimal(match["pct"])
        yield Statement("net_share_count_change", "group", pct, "pct", yearly=True)
    for bought in _REPURCHASE.finditer(text):
        value = _millions(bought["usd"], bought["usd_scale"])
        yearly = bought["what"].lower() != "quarter"
        yield Statement("share_repurchases_usd", "group", value, "USD_mn", yearly=yearly)


def _growth_statements(text: str) -> Iterator[Statement]:
    if match := _STREAK.search(text):
        quarters = Decimal(ORDINALS.index(match["nth"].lower()) + 1)
        yield Statement("ai_revenue_triple_digit_streak", "cloud", quarters, "quarters")
    yield from _external_growth(text)
    if match := _AI_SHARE.search(text):
        share = Decimal(match["pct"])
        yield Statement("ai_share_of_external_cloud_revenue", "cloud", share, "pct")
    yield from _like_for_like(text)
    if match := _CLOUD_MARGIN.search(text):
        yield Statement("adj_ebita_margin", "cloud", Decimal(match["pct"]), "pct")


def _external_growth(text: str) -> Iterator[Statement]:
    """Growth of cloud revenue from others than Alibaba's own companies, of the quarter and, where
    the sentence before is about the fiscal year, of the year."""
    for match in _EXTERNAL.finditer(text):
        pct = Decimal(match["second"] or match["external"] or match["pct"])
        down = bool(match["way"] and _DOWN.search(match["way"]))
        about = list(_OF_THE_YEAR.finditer(text, max(0, match.start() - 300), match.start()))
        yearly = bool(about and about[-1]["year"])
        yield Statement(
            "external_cloud_revenue_yoy", "cloud", -pct if down else pct, "pct", yearly=yearly
        )


def _like_for_like(text: str) -> Iterator[Statement]:
    """Growth without what was bought, sold or booked otherwise, of the group and of customer
    management; the quarter stands first."""
    for sentence in _LIKE_FOR_LIKE.finditer(text):
        match = _WOULD_HAVE.search(sentence[0])
        if match is None:
            continue
        pct = Decimal(match["pct"] or match["after"] or match["before"])
        way = match["way"] or match["way_after"] or match["way_before"]
        value = -pct if _DOWN.search(way) else pct
        if "customer management" in sentence[0].lower():
            yield Statement("customer_management_revenue_like_for_like_yoy", "home", value, "pct")
        else:
            yield Statement("revenue_like_for_like_yoy", "group", value, "pct")


def _special_amounts(text: str) -> Iterator[Statement]:
    if match := _AI_CLOUD_CAPEX.search(text):
        value = _millions(match["rmb"], match["scale"])
        metric = "ai_cloud_capex_past_four_quarters"
        yield Statement(metric, "group", value, "CNY_mn", point=True)
    if match := _FINE.search(text):
        yield Statement("dsa_fine_provision_eur", "group", _number(match["eur"]), "EUR_mn")
    if match := _GOODWILL.search(text):
        value = _millions(
            match["rmb"] or match["rmb_after"], match["scale"] or match["scale_after"]
        )
        yield Statement("goodwill_impairment", "all_others", value, "CNY_mn")


def _is_of(match: re.Match[str], period_end: date) -> bool:
    return match["month"] == f"{period_end:%B}" and int(match["year"]) == period_end.year


def _capex(text: str) -> Iterator[Statement]:
    """Capital expenditure from the paragraph on investing cash flow of the quarter and the year;
    before 2016 from its own sentence."""
    paragraphs = list(_INVESTING_OF_PERIOD.finditer(text))
    for paragraph in paragraphs:
        if not (paragraph["quarter"] or paragraph["year"]):
            continue
        match = _CAPEX.search(text, paragraph.end(), paragraph.end() + 1_200)
        if match:
            yield from _money("capex", match, yearly=bool(paragraph["year"]))
    if not paragraphs and (match := _CAPEX.search(text)):
        yield from _money("capex", match)


def _money(
    metric: str,
    match: re.Match[str],
    *,
    segment: str = "group",
    point: bool = False,
    yearly: bool = False,
) -> Iterator[Statement]:
    value = _millions(match["rmb"], match["scale"])
    yield Statement(metric, segment, value, "CNY_mn", point=point, yearly=yearly)
    if match["usd"]:
        value = _millions(match["usd"], match["usd_scale"])
        yield Statement(metric, segment, value, "USD_mn", point=point, yearly=yearly)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _millions(text: str, scale: str) -> Decimal:
    value = _number(text) * (1000 if scale.lower() == "billion" else 1)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
