"""The ledger: the five questions investors ask about AI money, answered as far as figures go.

Each line has a grade: D disclosed, C computed from what is disclosed, B bounded, S scenario (rests
on the reader's assumptions), U undisclosed. A line is a sentence with its figure, its source and
the day its period ends; nothing here is an estimate of ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from store.ledger.bounds import Assumptions, cost_bound
from store.ledger.targets import TargetProgress, target_progress, targets
from store.number_format import format_growth, format_money
from store.record.observations import LineHistory, Point, line_history, series
from store.record.segments import segment_line

Grade = Literal["D", "C", "B", "S", "U"]
SPLIT = date(2025, 6, 30)  # the one quarter told both under C and under D
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One answer. `question` counts from 1; `value` is in `unit`, None where there is no single
    figure; `observation` is the one it rests on most, None for none."""

    question: int
    text: str
    value: Decimal | None
    unit: str
    grade: Grade
    source: str
    as_of: date | None
    observation: int | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines in the order of the questions, the targets, and what is wrong with the
    assumptions, in words."""

    lines: tuple[LedgerLine, ...]
    targets: tuple[TargetProgress, ...]
    contradictions: tuple[str, ...]


def ledger(
    connection: sqlite3.Connection,
    issuer: str = "alibaba",
    assumptions: Assumptions | None = None,
    as_of: date | None = None,
) -> Ledger:
    """The ledger of a company with what was known by the end of `as_of` (None: all)."""
    book = _Book(connection, issuer, as_of)
    supposed = assumptions or Assumptions()
    others = book.others_before_split()
    lines = (
        *spending(book.points("group", "capex"), book.points("group", "rnd")),
        *inside_all_others(others, supposed),
        *june_2025_split(book),
        *earning(book.points("cloud", "adj_ebita"), book.points("ai_labs", "adj_ebita")),
        *growing(
            book.points("cloud", "ai_revenue_triple_digit_streak"),
            book.points("cloud", "ai_product_revenue"),
            book.points("cloud", "external_cloud_revenue_yoy"),
        ),
        *margins(
            book.points("cloud", "revenue", first=True),
            book.points("cloud", "adj_ebita", first=True),
        ),
        *sustaining(
            book.points("group", "free_cash_flow"),
            book.points("group", "capex"),
            book.points("group", "operating_cash_flow"),
            book.points("group", "cash_and_liquid", "point"),
        ),
    )
    bound = None if others is None else cost_bound(others[0].value, others[1].value, supposed)
    return Ledger(
        tuple(sorted(lines, key=lambda line: line.question)),
        tuple(
            target_progress(connection, target, issuer, as_of)
            for target in targets(connection, issuer)
        ),
        () if bound is None else bound.contradictions,
    )


def bounded_quarter(
    connection: sqlite3.Connection, issuer: str = "alibaba"
) -> tuple[Point, Point] | None:
    """Revenue and adjusted EBITA of All others in the quarter whose AI cost is bounded; None where
    the record has none."""
    return _Book(connection, issuer, None).others_before_split()


def spending(capex: Sequence[Point], rnd: Sequence[Point]) -> Iterator[LedgerLine]:
    """Question 1: capital expenditure and product development of the group; AI's share of either
    is not disclosed."""
    if capex:
        yield _disclosed(1, "capital expenditure of the group", capex[-1])
    if (trailing := _trailing(capex)) is not None:
        yield _computed(1, "capital expenditure over four quarters", trailing, capex)
    if rnd:
        yield _disclosed(1, "product development of the group, AI or not", rnd[-1])
    yield LedgerLine(
        1, "the part of either that is for AI: undisclosed", None, "", "U", "no release says", None
    )


def inside_all_others(
    others: tuple[Point, Point] | None, assumptions: Assumptions
) -> Iterator[LedgerLine]:
    """Question 1: what AI can have cost inside All others, from its revenue and adjusted EBITA of
    the last quarter in which AI Labs was part of it."""
    if others is None:
        return
    revenue, result = others
    bound = cost_bound(revenue.value, result.value, assumptions)
    quarter = _quarter(result.period_end)
    yield LedgerLine(
        1, f"inside All others, {quarter}, RMB mn: {bound.requires}", None, "CNY_mn", "B",
        f"C = N + A − E with E {_shown(result)} bn, {result.release}", result.period_end,
        result.observation,
    )  # fmt: skip
    if bound.cost is None:
        yield LedgerLine(
            1, f"inside All others, {quarter}: your assumptions contradict the figures", None,
            "CNY_mn", "S", "; ".join(bound.contradictions), result.period_end,
        )  # fmt: skip
        return
    low, high = (format_money(value, "CNY_mn") for value in (bound.cost.low, bound.cost.high))
    yield LedgerLine(
        1,
        f"cost of AI inside All others, {quarter}: from {low} to {high} bn"
        + (" on your assumptions" if bound.assumed else ""),
        None,
        "CNY_mn",
        "S" if bound.assumed else "B",
        f"revenue {_shown(revenue)} bn, adjusted EBITA {_shown(result)} bn, {result.release}",
        result.period_end,
        result.observation,
    )


def june_2025_split(book: _Book) -> Iterator[LedgerLine]:
    """Question 1: All others of June 2025 taken apart, exactly, by what the release of June 2026
    told anew for that quarter."""
    before = {key: book.at(key, "adj_ebita", SPLIT, "C") for key in SPLIT_BEFORE}
    after = {key: book.at(key, "adj_ebita", SPLIT, "D") for key in SPLIT_AFTER}
    if None in before.values() or None in after.values():
        return
    told = {key: value for key, value in before.items() if value is not None}
    anew = {key: value for key, value in after.items() if value is not None}
    parts = (
        ("AI Labs", anew["ai_labs"]),
        ("T-Head", anew["cloud"] - told["cloud"]),
        (
            "Freshippo and part of Cainiao",
            anew["ecommerce"] - told["china_ecommerce"] - told["aidc"],
        ),
        ("the rest", anew["all_others"]),
        ("eliminations", anew["eliminations"] - told["eliminations"]),
    )
    if sum(value for _, value in parts) != told["all_others"]:
        return
    listed = ", ".join(f"{name} {format_money(value, in_='mn')}" for name, value in parts)
    yield LedgerLine(
        1,
        f"All others of June 2025 earned {format_money(told['all_others'], in_='mn')} mn: {listed}",
        told["all_others"],
        "CNY_mn",
        "C",
        "as reported under C, less what moved when told anew under D",
        SPLIT,
    )


SPLIT_BEFORE = ("china_ecommerce", "aidc", "cloud", "all_others", "eliminations")
SPLIT_AFTER = ("ecommerce", "cloud", "ai_labs", "all_others", "eliminations")


def earning(cloud: Sequence[Point], labs: Sequence[Point]) -> Iterator[LedgerLine]:
    """Question 2: adjusted EBITA where AI is sold and where it is made."""
    if cloud:
        yield _disclosed(2, "adjusted EBITA of the cloud segment", cloud[-1])
    if labs:
        yield _disclosed(2, "adjusted EBITA of AI Labs and Applications", labs[-1])
    else:
        yield LedgerLine(
            2, "result of AI Labs and Applications: undisclosed", None, "CNY_mn", "U",
            "told since June 2026 only", None,
        )  # fmt: skip


def growing(
    streak: Sequence[Point], revenue: Sequence[Point], external: Sequence[Point]
) -> Iterator[LedgerLine]:
    """Question 3: the streak of triple-digit growth is a floor of 100 %, not a figure."""
    if streak:
        newest = streak[-1]
        yield LedgerLine(
            3,
            f"AI product revenue grew by at least 100% for {newest.value} quarters in a row",
            Decimal(100),
            "pct",
            "B",
            _source(newest),
            newest.period_end,
            newest.observation,
        )
    for point in revenue[-2:]:
        yield _disclosed(3, "AI product revenue", point)
    if external:
        yield _disclosed(3, "growth of cloud revenue from customers outside", external[-1])


def margins(revenue: Sequence[Point], result: Sequence[Point]) -> Iterator[LedgerLine]:
    """Question 4: the margin of the cloud segment, both figures of one release and basis. As first
    told, so that a year ago is the year ago of the time."""
    told = {(point.period_end, point.basis): point for point in revenue}
    pairs = [
        (told[point.period_end, point.basis], point)
        for point in result
        if (point.period_end, point.basis) in told
    ]
    for sales, earned in [*pairs[-5:-4], *pairs[-1:]]:
        margin = (earned.value / sales.value * 100).quantize(TENTH, ROUND_HALF_UP)
        yield LedgerLine(
            4, f"adjusted EBITA margin of the cloud segment, {_quarter(sales.period_end)}, as "
            f"first told (basis {sales.basis})", margin, "pct", "C",
            f"{_shown(earned)} of {_shown(sales)} bn, {sales.release}", sales.period_end,
            earned.observation,
        )  # fmt: skip
    yield LedgerLine(
        4, "margin of AI products: undisclosed", None, "pct", "U", "no release says", None
    )


def sustaining(
    free: Sequence[Point], capex: Sequence[Point], operating: Sequence[Point], cash: Sequence[Point]
) -> Iterator[LedgerLine]:
    """Question 5: what is left after investing, and what there is to draw on."""
    if free:
        yield _disclosed(5, "free cash flow", free[-1])
    if (trailing := _trailing(free)) is not None:
        yield _computed(5, "free cash flow over four quarters", trailing, free)
    spent, earned = _trailing(capex), _trailing(operating)
    if spent is not None and earned is not None and earned > 0:
        share = (spent / earned * 100).quantize(TENTH, ROUND_HALF_UP)
        yield LedgerLine(
            5, "capital expenditure to operating cash flow, four quarters", share, "pct", "C",
            f"{format_money(spent)} of {format_money(earned)} bn", capex[-1].period_end,
            capex[-1].observation,
        )  # fmt: skip
    if cash:
        yield _disclosed(5, "cash and liquid investments, debt not taken off", cash[-1])


class _Book:
    """The record of one company as of one day."""

    def __init__(self, connection: sqlite3.Connection, issuer: str, as_of: date | None) -> None:
        self._connection = connection
        self._issuer = issuer
        self._as_of = as_of

    def points(
        self, line: str, metric: str, period_type: str = "quarter", *, first: bool = False
    ) -> tuple[Point, ...]:
        """The official points of a line, oldest first."""
        found = series(
            self._connection,
            self._issuer,
            line,
            metric,
            period_type,
            as_of=self._as_of,
            first=first,
        )
        return tuple(point for point in found if not point.provisional)

    def at(self, line: str, metric: str, end: date, basis: str) -> Decimal | None:
        """The value of a period under one basis, None where it was not told."""
        vintage = self._history(line, metric).chosen(end, basis)
        return None if vintage is None or vintage.basis != basis else vintage.value

    def others_before_split(self) -> tuple[Point, Point] | None:
        """Revenue and adjusted EBITA of All others in the last quarter told under a structure in
        which AI Labs was part of it."""
        revenue = self._history("all_others", "revenue")
        result = self._history("all_others", "adj_ebita")
        for end in reversed(result.periods()):
            for basis in ("C", "B2", "B"):
                sales, earned = revenue.chosen(end, basis), result.chosen(end, basis)
                if sales is not None and earned is not None:
                    return revenue.point(sales), result.point(earned)
        return None

    def _history(self, line: str, metric: str) -> LineHistory:
        return line_history(
            self._connection, self._issuer, segment_line(line), metric, "quarter", as_of=self._as_of
        )


def _disclosed(question: int, what: str, point: Point) -> LedgerLine:
    growth = format_growth(point.yoy_pct, point.yoy_note)
    beside = "" if growth == "–" else f" ({growth} YoY)"
    return LedgerLine(
        question, f"{what}, {_quarter(point.period_end)}{beside}", point.value, point.unit, "D",
        _source(point), point.period_end, point.observation,
    )  # fmt: skip


def _computed(question: int, what: str, value: Decimal, points: Sequence[Point]) -> LedgerLine:
    return LedgerLine(
        question, what, value, points[-1].unit, "C", "sum of four reported quarters",
        points[-1].period_end, points[-1].observation,
    )  # fmt: skip


def _trailing(points: Sequence[Point]) -> Decimal | None:
    """The sum of the last four quarters, None if one of them is missing."""
    last = points[-4:]
    if len(last) < 4 or (last[-1].period_end - last[0].period_end).days > 280:
        return None
    return sum((point.value for point in last), Decimal(0))


def _shown(point: Point) -> str:
    return format_money(point.value, point.unit)


def _source(point: Point) -> str:
    return f"{point.release or point.source_title}, {point.known_at}"


def _quarter(end: date) -> str:
    return f"{end:%B} {end.year}"
