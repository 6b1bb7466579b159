"""Tables as the company prints them: segment lines by periods, and the group's key figures.

A table belongs to one basis. Where a line's period was never told under it, the cell shows what was
told under another one, marked `not_comparable`, and nothing is computed across the seam: growth is
per cell, and the sparkline has a gap where the basis changes. When the basis is asked for by name,
such cells stay empty.

Plain SQL and arithmetic, two queries a table, because a pane draws it while the user waits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from store.record.observations import (
    TRAILING,
    Growth,
    LineHistory,
    Vintage,
    YoyNote,
    in_one_unit,
    read_vintages,
)
from store.record.segments import (
    BASES,
    GROUP,
    SegmentLine,
    line_of,
    metric,
    name_under,
    segment_line,
)
from store.record.trailing import trailing_sums

CellStatus = Literal["value", "undisclosed", "not_comparable", "provisional", "unpublished"]
PUBLISHED: frozenset[CellStatus] = frozenset({"value", "undisclosed", "not_comparable"})
GROUP_METRICS = (
    "revenue",
    "adj_ebita",
    "operating_income",
    "net_income",
    "free_cash_flow",
    "operating_cash_flow",
    "capex",
    "rnd",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """A period: `label` is short ("Jun 26", "FY2026"), `fiscal_label` the company's own."""

    period_end: date
    label: str
    fiscal_label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table and how far it can be trusted.

    `value` and `observation` are None when undisclosed. A trailing sum points at the observation of
    its newest quarter. `yoy_pct` is in percent, its note as in `store.record.observations.Growth`.
    `sources` counts who says a provisional value; `unpublished` is a blank in a period of which
    only the press has spoken (store/claims/provisional.py).
    """

    value: Decimal | None
    unit: str
    yoy_pct: Decimal | None
    yoy_note: YoyNote
    restated: bool
    provisional: bool
    status: CellStatus
    observation: int | None
    basis: str
    period_end: date
    line: str
    metric: str
    sources: int = 0


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A line of the table; `cells` go with its columns. `sparkline` is oldest first, with a None
    for a period that is not known and one more where the basis changes."""

    line: SegmentLine
    name: str
    metric: str
    cells: tuple[Cell, ...]
    sparkline: tuple[Decimal | None, ...]

    @property
    def newest(self) -> Cell | None:
        """The cell of the newest period the company has published; None in an empty row."""
        published = (cell for cell in reversed(self.cells) if cell.status in PUBLISHED)
        return next(published, None)

    @property
    def latest_yoy(self) -> Growth:
        """The growth of the newest period the company has published."""
        newest = self.newest
        return Growth(None) if newest is None else Growth(newest.yoy_pct, newest.yoy_note)


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """Rows by columns. `metric` is empty in a table of several metrics, `basis` in one that has no
    row but the group's, which is the same under every basis."""

    metric: str
    unit: str
    currency: str
    basis: str
    columns: tuple[PeriodColumn, ...]
    rows: tuple[SegmentRow, ...]


def segment_table(
    connection: sqlite3.Connection,
    *,
    issuer: str = "alibaba",
    metric: str = "revenue",
    period_type: str = "quarter",
    periods: int = 8,
    basis: str | None = None,
    as_of: date | None = None,
    currency: str = "CNY",
    first: bool = False,
) -> SegmentTable:
    """A metric of every segment line under `basis` (None: the newest one), the group last.

    `period_type` is quarter, fiscal_year, point, or trailing (the sum of four quarters);
    `as_of` shows what was known by the end of that day; `currency` picks the dollar convenience
    figures, whose growth stays the one in the reporting currency; `first` shows each period as it
    was told first, under the structure of then.
    """
    read = _read(connection, issuer, (metric,), period_type, periods, basis, as_of, currency)
    record = _record(read, period_type)
    structure = basis if basis is not None else _newest_basis(record)
    strict = basis is not None
    lines = _lines(record, structure)
    histories = [LineHistory(line, _told_of(line, record)) for line in lines]
    columns = _columns(histories, structure if strict else None, period_type)[-periods:]
    rows = [_row(history, columns, structure, strict=strict, first=first) for history in histories]
    told = [row for row in rows if any(cell.value is not None for cell in row.cells)]
    return _table(read, record, told, columns, structure, currency, period_type)


def group_table(
    connection: sqlite3.Connection,
    *,
    issuer: str = "alibaba",
    metrics: Sequence[str] = GROUP_METRICS,
    period_type: str = "quarter",
    periods: int = 8,
    as_of: date | None = None,
    currency: str = "CNY",
    first: bool = False,
) -> SegmentTable:
    """The key figures of the group, one metric a row; arguments as for `segment_table`."""
    read = _read(connection, issuer, metrics, period_type, periods, None, as_of, currency, (GROUP,))
    record = _record(read, period_type)
    line = segment_line(GROUP)
    histories = [
        LineHistory(line, [v for v in record if v.metric == metric(key).key]) for key in metrics
    ]
    columns = _columns(histories, None, period_type)[-periods:]
    rows = [
        replace(
            _row(history, columns, "", strict=False, first=first), name=metric(history.metric).name
        )
        for history in histories
        if history.metric
    ]
    table = _table(read, record, rows, columns, _newest_basis(record), currency, period_type)
    return replace(table, metric="")


def bases_told(
    connection: sqlite3.Connection, issuer: str = "alibaba", metric: str = "revenue"
) -> tuple[str, ...]:
    """The structures a metric's segments were told under, oldest first."""
    rows = connection.execute(
        "select distinct basis from observations where issuer = ? and metric = ?"
        " and basis <> '' and segment <> ?",
        (issuer, metric, GROUP),
    )
    return tuple(sorted((row[0] for row in rows), key=_basis_age))


def column_label(period_end: date, period_type: str, fiscal_label: str) -> str:
    """How a period is headed: "Jun 26" for a quarter or a day, the fiscal label for a year."""
    if period_type == "fiscal_year" and fiscal_label:
        return fiscal_label
    return f"{MONTHS[period_end.month - 1]} {period_end.year % 100:02}"


def _read(
    connection: sqlite3.Connection,
    issuer: str,
    metrics: Sequence[str],
    period_type: str,
    periods: int,
    basis: str | None,
    as_of: date | None,
    currency: str,
    segment_ids: Sequence[str] = (),
) -> list[Vintage]:
    """The vintages of the newest `periods` and what their growth and sums need, not all since 2014:
    a table must not get slower with the record."""
    stored = "quarter" if period_type == TRAILING else period_type
    newest = connection.execute(
        "select max(period_end) from observations"
        " where issuer = ? and metric = ? and period_type = ? and (? is null or basis = ?)"
        " and (? is null or known_at <= ?)",
        (
            issuer,
            metric(metrics[0]).key,
            stored,
            basis,
            basis,
            as_of and as_of.isoformat(),
            as_of and as_of.isoformat(),
        ),
    ).fetchone()[0]
    if newest is None:
        return []
    days = 366 if period_type == "fiscal_year" else 92
    since = date.fromisoformat(newest) - timedelta(days=days * periods + 2 * 366)
    read = read_vintages(
        connection,
        issuer,
        metrics,
        stored,
        segment_ids,
        as_of=as_of,
        since=since,
        without_dollars=currency == "CNY",
    )
    if {v.metric for v in read} == {metric(key).key for key in metrics}:
        return read
    return read_vintages(connection, issuer, metrics, stored, segment_ids, as_of=as_of, since=since)


def _record(read: Iterable[Vintage], period_type: str) -> list[Vintage]:
    told = [v for v in in_one_unit(read) if v.value is not None]
    return trailing_sums(told) if period_type == TRAILING else told


def _newest_basis(record: Iterable[Vintage]) -> str:
    """The basis of the newest statement about a segment; of any statement if there is none."""
    told = [v for v in record if v.basis]
    about_segments = [v for v in told if v.segment != GROUP] or told
    newest = max(
        about_segments,
        key=lambda v: (v.period_end, v.known_at, _basis_age(v.basis)),
        default=None,
    )
    return "" if newest is None else newest.basis


def _basis_age(basis: str) -> tuple[int, str]:
    return (BASES.index(basis), "") if basis in BASES else (len(BASES), basis)


def _lines(record: Iterable[Vintage], structure: str) -> list[SegmentLine]:
    """The lines told under the structure, as the company orders them, the group last."""
    found = {
        line.key: line
        for v in record
        if v.segment == GROUP or v.basis in {structure, ""}
        for line in (line_of(v.segment, v.basis),)
    }
    return sorted(found.values(), key=lambda line: (line.key == GROUP, line.order, line.key))


def _told_of(line: SegmentLine, record: Iterable[Vintage]) -> list[Vintage]:
    segment_ids = line.segment_ids
    return [v for v in record if v.segment in segment_ids]


def _columns(
    histories: Sequence[LineHistory], structure: str | None, period_type: str
) -> list[PeriodColumn]:
    """The periods on record, oldest first; only those told under `structure`, if given."""
    labels: dict[date, str] = {}
    for history in histories:
        for end in history.periods():
            vintages = history.of(end)
            if structure is None or any(v.basis == structure for v in vintages):
                labels[end] = vintages[-1].fiscal_label
    return [
        PeriodColumn(end, column_label(end, period_type, labels[end]), labels[end])
        for end in sorted(labels)
    ]


def _row(
    history: LineHistory,
    columns: Sequence[PeriodColumn],
    structure: str,
    *,
    strict: bool,
    first: bool,
) -> SegmentRow:
    cells = tuple(
        _cell(history, column.period_end, structure, strict=strict, first=first)
        for column in columns
    )
    return SegmentRow(
        line=history.line,
        name=name_under(history.line, structure),
        metric=history.metric,
        cells=cells,
        sparkline=_sparkline(
            history, [column.period_end for column in columns], structure, strict=strict
        ),
    )


def _cell(history: LineHistory, end: date, structure: str, *, strict: bool, first: bool) -> Cell:
    told = history.chosen(end, structure, first=first)
    shown = told if (told is not None and not first) or strict else history.chosen(end, first=first)
    if shown is None:
        return Cell(
            None, "", None, "", False, False, "undisclosed", None, structure, end,
            history.line.key, history.metric,
        )  # fmt: skip
    growth = history.growth(shown)
    status: CellStatus = "value"
    if shown.provisional:
        status = "provisional"
    elif told is None or told.basis != shown.basis:
        status = "not_comparable"
    return Cell(
        value=shown.value,
        unit=shown.unit,
        yoy_pct=growth.pct,
        yoy_note=growth.note,
        restated=history.restated(shown),
        provisional=shown.provisional,
        status=status,
        observation=shown.observation,
        basis=shown.basis,
        period_end=end,
        line=history.line.key,
        metric=history.metric,
    )


def _sparkline(
    history: LineHistory, ends: Sequence[date], structure: str, *, strict: bool
) -> tuple[Decimal | None, ...]:
    """From the newest period backwards, each in the basis of the one after it as long as it was
    told so; then a gap, and on in the basis it was told in."""
    values: list[Decimal | None] = []
    basis = structure
    for end in reversed(ends):
        told = history.chosen(end, basis)
        if told is None and not strict:
            told = history.chosen(end)
            if told is not None:
                basis = told.basis
                if any(value is not None for value in values):
                    values.append(None)
        values.append(None if told is None else told.value)
    return tuple(reversed(values))


def _table(
    read: Sequence[Vintage],
    record: Sequence[Vintage],
    rows: Sequence[SegmentRow],
    columns: Sequence[PeriodColumn],
    structure: str,
    currency: str,
    period_type: str,
) -> SegmentTable:
    unit = record[0].unit if record else f"{currency}_mn"
    if unit == "CNY_mn" and currency != "CNY":
        unit = f"{currency}_mn"
        convenience = [] if period_type == TRAILING else [v for v in read if v.unit == unit]
        by_place = {_place(v.segment, v.basis, v.period_end, v.metric): v for v in convenience}
        rows = [_in_currency(row, by_place, unit) for row in rows]
    return SegmentTable(
        metric=record[0].metric if record else "",
        unit=unit,
        currency=currency,
        basis=structure if any(row.line.key != GROUP for row in rows) else "",
        columns=tuple(columns),
        rows=tuple(rows),
    )


def _place(segment: str, basis: str, end: date, metric_key: str) -> tuple[str, str, date, str]:
    """What a dollar figure and its yuan figure have in common."""
    line = line_of(segment, basis).key
    return line, "" if line == GROUP else basis, end, metric_key


def _in_currency(
    row: SegmentRow, by_place: Mapping[tuple[str, str, date, str], Vintage], unit: str
) -> SegmentRow:
    cells = tuple(_cell_in_currency(cell, by_place, unit) for cell in row.cells)
    return replace(row, cells=cells, sparkline=tuple(cell.value for cell in cells))


def _cell_in_currency(
    cell: Cell, by_place: Mapping[tuple[str, str, date, str], Vintage], unit: str
) -> Cell:
    if cell.unit != "CNY_mn":
        return cell
    basis = "" if cell.line == GROUP else cell.basis
    told = by_place.get((cell.line, basis, cell.period_end, cell.metric))
    if told is None:
        return replace(cell, value=None, unit=unit, status="undisclosed", observation=None)
    return replace(cell, value=told.value, unit=unit, observation=told.observation)
