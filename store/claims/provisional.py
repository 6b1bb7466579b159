"""Figures of the press for periods the company has not published yet, as provisional cells.

A claim never becomes an observation: it is laid over a table that is asked for with it, and is gone
as soon as the record holds a value for its line and period, whoever was right.

Only what is clear is taken: a result (no plan, expectation or comparison), one number and no
bound, in yuan or percent, of a line and metric the record knows, for a period whose words have one
reading. Where papers differ, the value shown is the one that most sources agree with within their
rounding; among equals the more exact, then the one told last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from store import times
from store.claims import claim_json
from store.claims.arithmetic import last_digit, same_amount, same_percent
from store.claims.check import claimed_periods, recorded_line, recorded_metrics
from store.headlines.entries import Claim
from store.record.fiscal_calendar import quarter_label, year_label
from store.record.segment_tables import Cell, PeriodColumn, SegmentRow, SegmentTable, column_label
from store.record.segments import known_line, known_metric

MILLION = 1_000_000
BOUNDS = frozenset({"more than", "less than", "up to", "nearly", "triple-digit", "double-digit"})
REPORTED_PERIODS = frozenset({"quarter", "fiscal_year"})


@dataclass(frozen=True, slots=True)
class PressFigure:
    """A claim as a cell would show it: `value` in `unit` (CNY_mn or pct), told by `source` (the id
    of a feed) in `headline`."""

    line: str
    metric: str
    period_type: str
    period_end: date
    value: Decimal
    unit: str
    qualifier: str | None
    source: int
    headline: int

    @property
    def place(self) -> Place:
        """The cell it belongs to."""
        return self.line, self.metric, self.period_end


Place = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class ProvisionalValue:
    """What the press says of a cell: `sources` agree with `value`, `others` say something else."""

    value: Decimal
    unit: str
    sources: int
    others: int
    headlines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PressStatement:
    """Who says what of a cell: `value` in `unit`, in which headline, of which feed, since when."""

    value: Decimal
    unit: str
    title: str
    feed: str
    published: date
    link: str


def press_figure(
    claim: Claim, published: date, *, source: int, headline: int
) -> PressFigure | None:
    """The figure a claim puts into a cell; None where anything about it is not clear."""
    amount = _amount(claim)
    if amount is None or claim.is_estimate_or_expectation or claim.is_guidance:
        return None
    if claim.is_comparator or claim.qualifier in BOUNDS or not claim.period:
        return None
    line = known_line(recorded_line(claim))
    metric = known_metric(recorded_metrics(claim)[0])
    periods = claimed_periods(claim, published)
    if line is None or metric is None or len(periods) != 1:
        return None
    if periods[0].type not in REPORTED_PERIODS:
        return None
    value, unit = amount
    if (metric.unit_kind, unit) not in {("money", "CNY_mn"), ("percent", "pct")}:
        return None
    return PressFigure(
        line.key, metric.key, periods[0].type, periods[0].end, value, unit, claim.qualifier,
        source, headline,
    )  # fmt: skip


def _amount(claim: Claim) -> tuple[Decimal, str] | None:
    """The one number of a claim, in the unit of the record."""
    if claim.value is None or claim.value_high is not None:
        return None
    if claim.unit == "percent":
        return claim.value, "pct"
    if claim.currency == "CNY":
        return claim.value / MILLION, "CNY_mn"
    if claim.alt is not None and claim.alt.currency == "CNY":
        return claim.alt.value / MILLION, "CNY_mn"
    return None


def most_told(figures: Sequence[PressFigure]) -> ProvisionalValue:
    """The value to show for the figures of one cell, of which there must be one at least."""

    def supporters(value: Decimal) -> set[int]:
        return {figure.source for figure in figures if _can_be(figure, value)}

    shown = max(
        figures,
        key=lambda figure: (
            len(supporters(figure.value)),
            -last_digit(figure.value),
            figure.headline,
        ),
    )
    agreeing = supporters(shown.value) | {shown.source}
    return ProvisionalValue(
        shown.value,
        shown.unit,
        len(agreeing),
        len({figure.source for figure in figures} - agreeing),
        tuple(sorted({figure.headline for figure in figures}, reverse=True)),
    )


def _can_be(figure: PressFigure, value: Decimal) -> bool:
    same = same_percent if figure.unit == "pct" else same_amount
    return same(figure.value, value, figure.qualifier)


def read_press_figures(
    connection: sqlite3.Connection, company: str, period_type: str, since: date
) -> Iterator[PressFigure]:
    """What the press says of periods that ended after `since` and that the record does not hold."""
    rows = connection.execute(
        "select f.claim, f.headline, h.feed, coalesce(h.published_at, h.arrived_at)"
        " from figures f join headlines h on h.id = f.headline"
        " where f.company = ? and f.period_end > ? and f.verdict = 'new'"
        " and f.is_expectation = 0 and f.is_guidance = 0 and f.is_comparator = 0",
        (company, since.isoformat()),
    )
    for text, headline, feed, published_at in rows:
        figure = press_figure(
            claim_json.from_json(text),
            times.from_text(published_at).date(),
            source=feed,
            headline=headline,
        )
        if figure is not None and figure.period_type == period_type:
            yield figure


def press_statements(
    connection: sqlite3.Connection, cell: Cell, period_type: str, company: str = "alibaba"
) -> tuple[PressStatement, ...]:
    """Every statement of the press behind a provisional cell, newest first."""
    before = date.fromordinal(cell.period_end.toordinal() - 1)
    figures = [
        figure
        for figure in read_press_figures(connection, company, period_type, before)
        if figure.place == (cell.line, cell.metric, cell.period_end)
    ]
    return tuple(
        _statement(connection, figure)
        for figure in sorted(figures, key=lambda figure: figure.headline, reverse=True)
    )


def _statement(connection: sqlite3.Connection, figure: PressFigure) -> PressStatement:
    title, feed, published_at, link = connection.execute(
        "select h.title, f.title, coalesce(h.published_at, h.arrived_at), coalesce(h.link, '')"
        " from headlines h join feeds f on f.id = h.feed where h.id = ?",
        (figure.headline,),
    ).fetchone()
    published = times.from_text(published_at).date()
    return PressStatement(figure.value, figure.unit, title, feed, published, link)


def provisional_values(figures: Iterable[PressFigure]) -> Mapping[Place, ProvisionalValue]:
    """One value for each cell the press speaks of."""
    by_place: dict[Place, list[PressFigure]] = {}
    for figure in figures:
        by_place.setdefault(figure.place, []).append(figure)
    return {place: most_told(told) for place, told in by_place.items()}


def with_press_figures(
    connection: sqlite3.Connection,
    table: SegmentTable,
    period_type: str,
    company: str = "alibaba",
) -> SegmentTable:
    """The table with what the press says of its lines, where the company has said nothing. Only in
    yuan, and for quarters and fiscal years: nothing of the press is converted or added up."""
    if table.currency != "CNY" or period_type not in REPORTED_PERIODS or not table.columns:
        return table
    first = table.columns[0].period_end
    told = provisional_values(read_press_figures(connection, company, period_type, first))
    return overlaid(table, told, period_type)


def overlaid(
    table: SegmentTable, told: Mapping[Place, ProvisionalValue], period_type: str
) -> SegmentTable:
    """The table with the press's values in its blanks. A period newer than its newest gets a
    column, and the oldest column makes room. Pure."""
    lines = {(row.line.key, row.metric) for row in table.rows}
    wanted = {place: value for place, value in told.items() if place[:2] in lines}
    newest = table.columns[-1].period_end
    added = [
        PeriodColumn(end, column_label(end, period_type, label), label)
        for end in sorted({end for _, _, end in wanted if end > newest})
        for label in (year_label(end) if period_type == "fiscal_year" else quarter_label(end),)
    ]
    count = len(table.columns)
    rows = tuple(_overlaid_row(row, added, wanted)[-count:] for row in table.rows)
    return replace(
        table,
        columns=(*table.columns, *added)[-count:],
        rows=tuple(replace(row, cells=cells) for row, cells in zip(table.rows, rows, strict=True)),
    )


def _overlaid_row(
    row: SegmentRow, added: Sequence[PeriodColumn], told: Mapping[Place, ProvisionalValue]
) -> tuple[Cell, ...]:
    blanks = (
        Cell(
            None, "", None, "", False, False, "unpublished", None, "", column.period_end,
            row.line.key, row.metric,
        )
        for column in added
    )  # fmt: skip
    return tuple(
        _filled(cell, told.get((cell.line, cell.metric, cell.period_end)))
        for cell in (*row.cells, *blanks)
    )


def _filled(cell: Cell, press: ProvisionalValue | None) -> Cell:
    if press is None or cell.value is not None:
        return cell
    return replace(
        cell,
        value=press.value,
        unit=press.unit,
        status="provisional",
        provisional=True,
        sources=press.sources,
    )
