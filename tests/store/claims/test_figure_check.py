"""Press figures against the bundled record. Facts: Alibaba's releases; sentences: our own."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

import pytest

from store.claims import claim_json
from store.claims.check import (
    Verdict,
    candidate_observations,
    check_claim,
    check_company_again,
    check_figures,
    record_words,
)
from store.headlines.entries import Amount, Change, Claim

MAY_2025, AUGUST_2025 = date(2025, 5, 20), date(2025, 8, 29)


def claim(
    metric: str,
    value: str | None = None,
    *,
    segment: str = "group",
    pct: str | None = None,
    down: bool = False,
    kind: str | None = None,
    period: str | None = None,
    currency: str | None = "CNY",
    unit: str = "money",
    qualifier: str | None = None,
    alt: Amount | None = None,
    expected: bool = False,
    planned: bool = False,
    company: str = "alibaba",
) -> Claim:
    change = Change(
        kind="qoq" if kind == "qoq" else "yoy" if kind == "yoy" else None,
        pct=None if pct is None else Decimal(pct),
        direction=None if pct is None else "down" if down else "up",
    )
    return Claim(
        company=company,
        segment=segment,
        metric=metric,
        unit="percent" if unit == "percent" else "count" if unit == "count" else "money",
        start=0,
        end=1,
        span="x",
        value=None if value is None else Decimal(value),
        currency=currency if value is not None and unit == "money" else None,
        change=change,
        period=period,
        qualifier=qualifier,
        alt=alt,
        is_estimate_or_expectation=expected,
        is_guidance=planned,
    )


def check(record: sqlite3.Connection, stated: Claim, published: date | None) -> Verdict:
    return check_claim(stated, candidate_observations(record, stated, published), published)


AGREEING = {
    "capex of 38.6 bn yuan, up 220%": (
        claim("capex", "38600000000", pct="220", kind="yoy", period="latest quarter"), AUGUST_2025),
    "the same capex, up 57.1% on the quarter": (
        claim("capex", "38600000000", pct="57.1", kind="qoq", period="latest quarter"),
        AUGUST_2025),
    "cloud up 18%": (claim("revenue", segment="cloud", pct="18", period="Q1 2025"), MAY_2025),
    "cloud up 26%": (claim("revenue", segment="cloud", pct="26"), AUGUST_2025),
    "cloud up 38% to about 6 bn dollars": (
        claim("revenue", "6000000000", segment="cloud", pct="38", currency="USD",
              qualifier="about", period="during the quarter"), date(2026, 5, 20)),
    "AIDC at 5.17 bn dollars, up 32%": (
        claim("revenue", "5170000000", segment="aidc", pct="32", currency="USD",
              period="fourth quarter of 2024"), date(2025, 2, 21)),
    "free cash flow down 76% to 3.74 bn yuan": (
        claim("free_cash_flow", "3740000000", pct="76", down=True), MAY_2025),
    "revenue in two currencies": (
        claim("revenue", "280200000000", period="fourth quarter of 2024",
              alt=Amount("USD", Decimal(38_600_000_000))), date(2025, 2, 21)),
    "losses of all others up more than 500%": (
        claim("adj_ebita", segment="all_others", pct="500", down=True, qualifier="more than"),
        date(2026, 5, 20)),
    "more than 50 mn members": (
        claim("paid_members", "50000000", segment="88vip", unit="count", qualifier="more than"),
        MAY_2025),
    "an amount of an earlier quarter, none named": (
        claim("revenue", "39824000000", segment="cloud", pct="34", kind="yoy"),
        date(2026, 8, 25)),
    "buybacks of a fiscal year": (
        claim("share_repurchases", "11900000000", currency="USD", period="fiscal 2025"), MAY_2025),
}  # fmt: skip


@pytest.mark.parametrize("name", AGREEING)
def test_what_the_record_holds_agrees(record: sqlite3.Connection, name: str) -> None:
    verdict = check(record, *AGREEING[name])
    assert verdict.verdict == "agrees", verdict
    assert verdict.observation is not None
    assert "release" in verdict.note


def test_customer_management_taken_for_the_segment_is_caught(record: sqlite3.Connection) -> None:
    wrong = claim("revenue", segment="taobao_tmall", pct="12", period="Q1")
    verdict = check(record, wrong, MAY_2025)
    assert verdict.verdict == "other_measure"
    assert verdict.period_end == date(2025, 3, 31)
    assert "customer management revenue" in verdict.note
    assert "+9%" in verdict.note


def test_a_wrong_level_conflicts_and_says_what_is_right(record: sqlite3.Connection) -> None:
    verdict = check(record, claim("revenue", "300000000000", period="March quarter"), MAY_2025)
    assert verdict.verdict == "conflicts"
    assert "236,454 million CNY" in verdict.note


@pytest.mark.parametrize(
    "stated",
    [
        claim("revenue", "300000000000"),  # of no quarter, named or not
        claim("revenue", "9000000000", currency="USD", period="June quarter"),  # at no rate
    ],
)
def test_an_amount_that_no_quarter_has_conflicts(record: sqlite3.Connection, stated: Claim) -> None:
    assert check(record, stated, AUGUST_2025).verdict == "conflicts"


def test_a_right_level_with_a_wrong_change_conflicts(record: sqlite3.Connection) -> None:
    stated = claim("revenue", "236500000000", pct="20", period="March quarter")
    assert check(record, stated, MAY_2025).verdict == "conflicts"


def test_a_fiscal_label_read_as_calendar_is_another_measure(record: sqlite3.Connection) -> None:
    stated = claim("revenue", "243236000000", period="Q1 2025")  # the company's June quarter 2024
    verdict = check(record, stated, MAY_2025)
    assert verdict.verdict == "other_measure"
    assert "FY2025Q1" in verdict.note


def test_dollars_at_another_rate_are_another_measure(record: sqlite3.Connection) -> None:
    stated = claim("revenue", "4750000000", segment="cloud", currency="USD", period="June quarter")
    verdict = check(record, stated, AUGUST_2025)
    assert verdict.verdict == "other_measure"
    assert "another rate" in verdict.note


def test_a_later_basis_is_another_measure(record: sqlite3.Connection) -> None:
    stated = claim("revenue", "83276000000", segment="all_others", period="March quarter 2025")
    verdict = check(record, stated, MAY_2025)  # 53,988 then; 83,276 since the segments were re-cut
    assert verdict.verdict == "other_measure"
    assert "another basis" in verdict.note


@pytest.mark.parametrize(
    ("stated", "note"),
    [
        (claim("capex", "380000000000", planned=True), "a plan"),
        (claim("revenue", "37900000000", segment="cloud", expected=True), "an expectation"),
        (claim("revenue", "1", company="tencent"), "nothing on record"),
        (claim("revenue", "1", period="Q4 2031"), "nothing on record"),
    ],
)
def test_what_cannot_be_compared_is_new(
    record: sqlite3.Connection, stated: Claim, note: str
) -> None:
    published = None if stated.period else AUGUST_2025
    verdict = check(record, stated, published)
    assert verdict.verdict == "new"
    assert note in verdict.note


def test_a_figure_before_its_release_is_about_the_quarter_before(
    record: sqlite3.Connection,
) -> None:
    stated = claim("revenue", segment="cloud", pct="18", period="latest quarter")
    verdict = check(record, stated, date(2025, 7, 20))  # June is over and not yet told
    assert (verdict.verdict, verdict.period_end) == ("agrees", date(2025, 3, 31))


def test_the_verdict_is_written_beside_the_figure(own_record: sqlite3.Connection) -> None:
    own_record.execute(
        "insert into feeds (id, url, added_at) values (9, 'https://n.example/f', '2025-01-01')"
    )
    own_record.execute("insert into fetches (id, feed, started_at, duration_ms, outcome)"
                   " values (9, 9, '2025-05-20T00:00:00Z', 1, 'ok')")  # fmt: skip
    own_record.execute("insert into stories (id, first_at, headlines)"
                   " values (9, '2025-05-20T00:00:00Z', 1)")  # fmt: skip
    own_record.execute(
        "insert into headlines (id, feed, fetch, guid, title, published_at, arrived_at,"
        " content_hash, story) values (9, 9, 9, 'g', 'Cloud up 18%', '2025-05-20T10:00:00Z',"
        " '2025-05-20T11:00:00Z', x'00', 9)"
    )
    stated = claim("revenue", segment="cloud", pct="18")
    own_record.execute(
        "insert into figures (headline, position, company, segment, metric, unit, span_start,"
        " span_end, claim) values (9, 0, 'alibaba', 'cloud', 'revenue', 'money', 0, 1, ?)",
        (claim_json.to_json(stated),),
    )
    assert check_figures(own_record, [9]) == 1
    row = own_record.execute(
        "select verdict, period_end from figures where headline = 9"
    ).fetchone()
    assert tuple(row) == ("agrees", "2025-03-31")
    assert check_company_again(own_record, "alibaba") == 1


@pytest.mark.parametrize(
    ("one", "published", "words"),
    [
        (
            claim("revenue", "33.4e9", segment="cloud", pct="26", period="June quarter of 2025"),
            AUGUST_2025,
            "33,398 million CNY, +26% YoY · FY2026Q1 release",
        ),
        (
            claim("revenue", "236.5e9", pct="7", period="March quarter of 2025"),
            MAY_2025,
            "236,454 million CNY, +7% YoY · FY2025Q4 release",
        ),
        (claim("revenue", "1e9", company="nobody", period="June quarter of 2025"), MAY_2025, ""),
    ],
)
def test_the_value_that_settles_a_claim_is_said_with_its_release(
    record: sqlite3.Connection, one: Claim, published: date, words: str
) -> None:
    assert record_words(record, one, published) == words
