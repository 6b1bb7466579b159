"""Provisional cells: what the press says of a period, until the company speaks."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from store.claims import claim_json
from store.claims.check import check_figures
from store.claims.provisional import (
    PressFigure,
    most_told,
    press_figure,
    press_statements,
    with_press_figures,
)
from store.headlines.entries import Amount, Claim
from store.record.segment_tables import Cell, SegmentTable, segment_table

PUBLISHED = date(2026, 11, 20)
CLAIM = Claim(
    company="alibaba",
    segment="cloud",
    metric="revenue",
    unit="money",
    start=0,
    end=1,
    span="",
    value=Decimal(49_000_000_000),
    currency="CNY",
    period="the September quarter",
)


def read(claim: Claim) -> PressFigure | None:
    return press_figure(claim, PUBLISHED, source=1, headline=1)


def test_a_result_in_yuan_for_a_clear_quarter_is_a_figure() -> None:
    figure = read(CLAIM)
    assert figure is not None
    assert figure.place == ("cloud", "revenue", date(2026, 9, 30))
    assert (figure.value, figure.unit, figure.period_type) == (49_000, "CNY_mn", "quarter")


@pytest.mark.parametrize(
    "change",
    [
        {"is_guidance": True},
        {"is_estimate_or_expectation": True},
        {"is_comparator": True},
        {"value": None},
        {"value_high": Decimal(50_000_000_000)},
        {"currency": "USD"},
        {"currency": None},
        {"qualifier": "more than"},
        {"period": None},
        {"period": "the latest quarter"},
        {"period": "the first half of 2026"},
        {"segment": "somewhere else"},
        {"unit": "percent", "currency": None, "value": Decimal(40)},
    ],
)
def test_what_is_not_clear_makes_no_cell(change: dict[str, object]) -> None:
    assert read(replace(CLAIM, **change)) is None


def test_yuan_in_brackets_count() -> None:
    bracketed = Amount("CNY", Decimal(49_000_000_000))
    figure = read(replace(CLAIM, currency="USD", value=Decimal(6_900_000_000), alt=bracketed))
    assert figure is not None
    assert figure.value == 49_000


def told(*values: tuple[int, str]) -> list[PressFigure]:
    figure = read(CLAIM)
    assert figure is not None
    return [
        replace(figure, source=source, value=Decimal(value), headline=number)
        for number, (source, value) in enumerate(values, start=1)
    ]


@pytest.mark.parametrize(
    ("figures", "value", "sources", "others"),
    [
        (told((1, "49000")), 49_000, 1, 0),
        (told((1, "49000"), (2, "49000"), (3, "52000")), 49_000, 2, 1),
        (told((1, "49000"), (2, "48970")), 48_970, 2, 0),  # the more exact of two that agree
        (told((1, "49000"), (1, "49000")), 49_000, 1, 0),  # one paper twice is one source
        (told((1, "49000"), (2, "52000")), 52_000, 1, 1),  # one against one: the newer
    ],
)
def test_the_value_most_sources_agree_with_is_shown(
    figures: list[PressFigure], value: int, sources: int, others: int
) -> None:
    shown = most_told(figures)
    assert (shown.value, shown.sources, shown.others) == (value, sources, others)


@pytest.fixture
def record(own_record: sqlite3.Connection) -> sqlite3.Connection:
    own_record.execute(
        "insert into feeds (id, url, title, added_at) values"
        " (1, 'https://a.example/', 'Wire', '2026-01-01T00:00:00Z'),"
        " (2, 'https://b.example/', 'Paper', '2026-01-01T00:00:00Z')"
    )
    return own_record


def press_says(connection: sqlite3.Connection, feed: int, claim: Claim) -> int:
    """A headline with a claim, checked against the record as the poller does."""
    fetch = connection.execute(
        "insert into fetches (feed, started_at, duration_ms, outcome)"
        " values (?, '2026-11-20T00:00:00Z', 1, 'ok')",
        (feed,),
    ).lastrowid
    assert fetch is not None
    connection.execute(
        "insert into headlines (id, feed, fetch, guid, title, published_at, arrived_at,"
        " content_hash, story) values (:id, :feed, :id, :id, 'Cloud did well',"
        " '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z', x'00', :id)",
        {"id": fetch, "feed": feed},
    )
    connection.execute(
        "insert into figures (headline, position, company, segment, metric, unit, span_start,"
        " span_end, claim) values (?, 0, ?, ?, ?, ?, 0, 1, ?)",
        (fetch, claim.company, claim.segment, claim.metric, claim.unit, claim_json.to_json(claim)),
    )
    check_figures(connection, [fetch])
    return fetch


def shown(connection: sqlite3.Connection) -> SegmentTable:
    return with_press_figures(connection, segment_table(connection, periods=4), "quarter")


def newest(table: SegmentTable, line: str) -> Cell:
    return next(row for row in table.rows if row.line.key == line).cells[-1]


def test_a_period_of_the_press_becomes_a_column_and_growth_stays_the_company_s(
    record: sqlite3.Connection,
) -> None:
    before = segment_table(record, periods=4)
    press_says(record, 1, CLAIM)
    press_says(record, 2, CLAIM)
    table = shown(record)
    assert [column.label for column in table.columns] == ["Dec 25", "Mar 26", "Jun 26", "Sep 26"]
    cloud = newest(table, "cloud")
    assert (cloud.value, cloud.status, cloud.sources) == (49_000, "provisional", 2)
    assert newest(table, "group").status == "unpublished"
    for row, as_before in zip(table.rows, before.rows, strict=True):
        assert row.latest_yoy == as_before.latest_yoy
    assert [said.feed for said in press_statements(record, cloud, "quarter")] == ["Paper", "Wire"]


def test_it_vanishes_behind_the_official_value(record: sqlite3.Connection) -> None:
    press_says(record, 1, CLAIM)
    record.execute(
        "insert into observations (issuer, segment, basis, metric, period_type, period_end, value,"
        " unit, kind, known_at) values ('alibaba', 'ai_cloud_compute', 'D', 'revenue', 'quarter',"
        " '2026-09-30', '48123', 'CNY_mn', 'reported', '2026-11-25')"
    )
    cloud = newest(shown(record), "cloud")
    assert (cloud.value, cloud.status, cloud.sources) == (48_123, "value", 0)


def test_the_press_says_nothing_in_dollars_or_in_sums(record: sqlite3.Connection) -> None:
    press_says(record, 1, CLAIM)
    dollars = segment_table(record, currency="USD")
    assert with_press_figures(record, dollars, "quarter") == dollars
    trailing = segment_table(record, period_type="trailing")
    assert with_press_figures(record, trailing, "trailing") == trailing
