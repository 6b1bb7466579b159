"""Reading the record: a metric of a segment line over time, and every vintage behind each value.

The record is bitemporal and append-only. A vintage is one statement: this value, for this period,
under this basis, by this source, known since this day. A point is what the record says about a
period: the newest vintage, the first one, or the newest that was known on a day.

Promises: growth is the one printed beside the value, or else the value against the comparative of
the same release and basis; it never crosses a basis and never uses dollars. Group figures are not
touched by a re-cut, so theirs may use the year before from an earlier release. What the press says
is marked provisional and steps aside for an official vintage; guidance is a period type of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Literal

from store.record.segments import BASES, GROUP, SegmentLine, metric, segment_line

YoyNote = Literal["", "n/c", "n/m"]
YoyOrigin = Literal["", "printed", "comparative", "earlier release"]

TENTH = Decimal("0.1")
WEEKS_APART = 10  # days by which quarters of 52- and 53-week years may differ
TRAILING = "trailing"  # the period type of four quarters added up, see store/record/trailing.py
VINTAGE_COLUMNS = (
    "id, segment, basis, metric, period_type, period_end, fiscal_label, value, unit, yoy_pct, kind,"
    " known_at, release, source_title, source_publisher, source_url, locator, note"
)


@dataclass(frozen=True, slots=True)
class Vintage:
    """One statement of a value. `value` is None for a statement in words (`note` has them);
    `yoy_printed` is the growth in percent as the source printed it, None where it did not."""

    observation: int
    segment: str
    basis: str
    metric: str
    period_type: str
    period_end: date
    fiscal_label: str
    value: Decimal | None
    unit: str
    yoy_printed: Decimal | None
    kind: str
    known_at: date
    release: str
    source_title: str
    source_publisher: str
    source_url: str
    locator: str
    note: str

    @property
    def provisional(self) -> bool:
        """Said by the press, not by the company."""
        return self.kind == "press"


@dataclass(frozen=True, slots=True)
class Growth:
    """Change against the same period a year before, in percent.

    `pct` is None where there is none to give: `note` is 'n/c' when the year before is told under
    another basis, 'n/m' when it was zero or a loss, '' when it is not known at all.
    """

    pct: Decimal | None
    note: YoyNote = ""
    origin: YoyOrigin = ""


@dataclass(frozen=True, slots=True)
class Point:
    """What the record says about one period. `value` is in `unit` (CNY_mn: millions of yuan).

    `restated`: differs from the first print. `yoy_printed` is the company's own percentage even
    where it is not a meaningful growth. `vintages` counts the statements behind it.
    """

    period_end: date
    fiscal_label: str
    value: Decimal
    unit: str
    basis: str
    yoy_pct: Decimal | None
    yoy_note: YoyNote
    yoy_origin: YoyOrigin
    yoy_printed: Decimal | None
    known_at: date
    release: str
    source_title: str
    source_url: str
    locator: str
    restated: bool
    provisional: bool
    vintages: int
    observation: int
    note: str


class LineHistory:
    """Every vintage of one metric of one line, and the questions one asks of them. No I/O."""

    def __init__(self, line: SegmentLine, vintages: Iterable[Vintage]) -> None:
        self.line = line
        self._by_period: dict[date, list[Vintage]] = {}
        for vintage in sorted(vintages, key=_age):
            self._by_period.setdefault(vintage.period_end, []).append(vintage)

    @property
    def metric(self) -> str:
        """What is measured; '' for a history of nothing."""
        return next((told[0].metric for told in self._by_period.values()), "")

    def periods(self) -> tuple[date, ...]:
        """The period ends on record, oldest first."""
        return tuple(sorted(self._by_period))

    def year_before(self, period_end: date) -> date | None:
        """The period that ended a year before, None if it is not on record. Companies with years of
        52 and 53 weeks end their quarters some days apart."""
        exact = _year_before(period_end)
        if exact in self._by_period:
            return exact
        near = (end for end in self._by_period if abs((end - exact).days) <= WEEKS_APART)
        return min(near, key=lambda end: abs((end - exact).days), default=None)

    def of(self, period_end: date, basis: str | None = None) -> tuple[Vintage, ...]:
        """The vintages of a period, oldest first; of one basis only, if given. The group, and what
        is told outside any structure (basis ''), is the same under every basis."""
        vintages = self._by_period.get(period_end, [])
        if basis is None or self.line.key == GROUP:
            return tuple(vintages)
        return tuple(v for v in vintages if v.basis in {basis, ""})

    def chosen(
        self, period_end: date, basis: str | None = None, *, first: bool = False
    ) -> Vintage | None:
        """The newest vintage of a period, or the first; an official one where there is one."""
        vintages = [v for v in self.of(period_end, basis) if v.value is not None]
        official = [v for v in vintages if not v.provisional] or vintages
        if not official:
            return None
        return official[0] if first else official[-1]

    def restated(self, vintage: Vintage) -> bool:
        """Whether the value differs from the first official print, under whatever basis."""
        first = self.chosen(vintage.period_end, first=True)
        return first is not None and not first.provisional and first.value != vintage.value

    def growth(self, vintage: Vintage) -> Growth:
        """The change against the year before; see the promises of this module."""
        if not _can_grow(vintage):
            return Growth(None)
        year_before = self.year_before(vintage.period_end)
        before = [] if year_before is None else self._by_period[year_before]
        same_release = [v for v in before if _told_together(v, vintage)]
        if same_release:
            return _change(vintage, same_release[-1].value, "comparative")
        if vintage.yoy_printed is not None:
            return Growth(vintage.yoy_printed, origin="printed")
        for other in reversed(self._by_period[vintage.period_end]):
            if other.value == vintage.value and other.yoy_printed is not None:
                return self.growth(other)
        if self.line.key != GROUP or year_before is None:
            return Growth(None, "n/c" if before else "")
        base = self.chosen(year_before)
        return _change(vintage, None if base is None else base.value, "earlier release")

    def point(self, vintage: Vintage) -> Point:
        """The vintage with its growth and its standing among the others."""
        growth = self.growth(vintage)
        assert vintage.value is not None
        return Point(
            period_end=vintage.period_end,
            fiscal_label=vintage.fiscal_label,
            value=vintage.value,
            unit=vintage.unit,
            basis=vintage.basis,
            yoy_pct=growth.pct,
            yoy_note=growth.note,
            yoy_origin=growth.origin,
            yoy_printed=vintage.yoy_printed,
            known_at=vintage.known_at,
            release=vintage.release,
            source_title=vintage.source_title,
            source_url=vintage.source_url,
            locator=vintage.locator,
            restated=self.restated(vintage),
            provisional=vintage.provisional,
            vintages=len(self._by_period[vintage.period_end]),
            observation=vintage.observation,
            note=vintage.note,
        )


def series(
    connection: sqlite3.Connection,
    issuer: str,
    line: str,
    metric: str,
    period_type: str,
    *,
    as_of: date | None = None,
    first: bool = False,
    basis: str | None = None,
    currency: str = "CNY",
) -> tuple[Point, ...]:
    """The points of a line, oldest first: the newest vintage of each period, or the `first` one.

    `line` is a key, alias or segment id; `period_type` is quarter, fiscal_year, point or guidance.
    `as_of` leaves out what was not known by the end of that day; `basis` keeps to one structure;
    `currency` USD gives the dollar convenience figures, which have no growth of their own.
    """
    history = line_history(
        connection, issuer, segment_line(line), metric, period_type, as_of=as_of, currency=currency
    )
    chosen = (history.chosen(end, basis, first=first) for end in history.periods())
    return tuple(history.point(vintage) for vintage in chosen if vintage is not None)


def vintages(
    connection: sqlite3.Connection,
    issuer: str,
    line: str,
    metric: str,
    period_type: str,
    period_end: date,
) -> tuple[Vintage, ...]:
    """Every statement about one period of a line, oldest first, dollars included."""
    asked = segment_line(line)
    read = read_vintages(
        connection, issuer, (metric,), period_type, asked.segment_ids, since=period_end
    )
    return tuple(sorted((v for v in read if v.period_end == period_end), key=_age))


def line_history(
    connection: sqlite3.Connection,
    issuer: str,
    line: SegmentLine,
    metric: str,
    period_type: str,
    *,
    as_of: date | None = None,
    since: date | None = None,
    currency: str = "CNY",
) -> LineHistory:
    """The history of one line, in one unit (see `in_one_unit`)."""
    read = read_vintages(
        connection, issuer, (metric,), period_type, line.segment_ids, as_of=as_of, since=since
    )
    return LineHistory(line, in_one_unit(read, currency))


def read_vintages(
    connection: sqlite3.Connection,
    issuer: str,
    metrics: Sequence[str],
    period_type: str,
    segment_ids: Sequence[str] = (),
    *,
    as_of: date | None = None,
    since: date | None = None,
    without_dollars: bool = False,
) -> list[Vintage]:
    """The vintages of some metrics, of some segments or of all, in no particular order.

    `without_dollars` leaves the convenience figures out before they cost anything.
    """
    sql = (
        f"select {VINTAGE_COLUMNS} from observations"  # noqa: S608 - columns are ours
        f" where issuer = ? and metric in ({', '.join('?' * len(metrics))}) and period_type = ?"
    )
    parameters: list[str] = [issuer, *(metric(key).key for key in metrics), period_type]
    if segment_ids:
        sql += f" and segment in ({', '.join('?' * len(segment_ids))})"
        parameters += segment_ids
    if without_dollars:
        sql += " and unit <> 'USD_mn'"
    if as_of is not None:
        sql += " and known_at <= ?"
        parameters.append(as_of.isoformat())
    if since is not None:
        sql += " and period_end >= ?"
        parameters.append(since.isoformat())
    cursor = connection.cursor()
    cursor.row_factory = None  # bare tuples: half the time of sqlite3.Row here
    return [vintage_of_row(row) for row in cursor.execute(sql, parameters)]


def observation(connection: sqlite3.Connection, number: int) -> Vintage | None:
    """The vintage with that id, None if there is none."""
    row = connection.execute(
        f"select {VINTAGE_COLUMNS} from observations where id = ?",  # noqa: S608 - columns are ours
        (number,),
    ).fetchone()
    return None if row is None else vintage_of_row(tuple(row))


def in_one_unit(vintages: Iterable[Vintage], currency: str = "CNY") -> list[Vintage]:
    """Without the money in other currencies. What was never stated in `currency` (repurchases in
    dollars, another company's own currency) keeps the unit it was stated in first."""
    by_metric: dict[str, list[Vintage]] = {}
    for vintage in vintages:
        by_metric.setdefault(vintage.metric, []).append(vintage)
    return [v for told in by_metric.values() for v in _one_unit_of_a_metric(told, currency)]


def _one_unit_of_a_metric(told: list[Vintage], currency: str) -> list[Vintage]:
    money = {v.unit for v in told if v.unit.endswith("_mn")}
    if len(money) < 2:
        return told
    wanted = f"{currency}_mn"
    if wanted not in money:
        wanted = min(told, key=_age).unit
    return [v for v in told if v.unit == wanted or v.unit not in money]


@lru_cache(maxsize=8_192)  # observations never change: found again in a tenth of the time
def vintage_of_row(values: tuple[Any, ...]) -> Vintage:
    """A vintage from the columns of VINTAGE_COLUMNS, in that order."""
    return Vintage(
        values[0],
        values[1],
        values[2],
        values[3],
        values[4],
        date.fromisoformat(values[5]),
        values[6],
        Decimal(values[7]) if values[7] else None,
        values[8],
        Decimal(values[9]) if values[9] else None,
        values[10],
        date.fromisoformat(values[11]),
        *values[12:],
    )


def _age(vintage: Vintage) -> tuple[date, int, int]:
    """Older statements first; of one day, the older basis, then the order of arrival."""
    basis = BASES.index(vintage.basis) if vintage.basis in BASES else -1
    return vintage.known_at, basis, vintage.observation


def _year_before(period_end: date) -> date:
    day = 28 if (period_end.month, period_end.day) == (2, 29) else period_end.day
    return period_end.replace(year=period_end.year - 1, day=day)


def _can_grow(vintage: Vintage) -> bool:
    """Money in the reporting currency; repurchases in dollars are rounded and are not."""
    return (
        vintage.value is not None
        and vintage.unit.endswith("_mn")
        and not vintage.metric.endswith("_usd")
    )


def _told_together(base: Vintage, vintage: Vintage) -> bool:
    """Whether `base` is the comparative printed in the same release, on the same basis. A trailing
    sum is printed nowhere: there the same basis must do."""
    return (
        base.value is not None
        and (base.basis, base.segment, base.unit) == (vintage.basis, vintage.segment, vintage.unit)
        and (
            vintage.period_type == TRAILING
            or (base.release, base.known_at) == (vintage.release, vintage.known_at)
        )
    )


def _change(vintage: Vintage, base: Decimal | None, origin: YoyOrigin) -> Growth:
    """The printed growth if there is one, else the arithmetic; none off a base of zero or less, and
    none computed from a profit to a loss (the company prints N/M there)."""
    assert vintage.value is not None
    if base is None:
        return Growth(None)
    if base <= 0:
        return Growth(None, "n/m")
    if vintage.yoy_printed is not None:
        return Growth(vintage.yoy_printed, origin="printed")
    if vintage.value < 0:
        return Growth(None, "n/m")
    change = (vintage.value / base - 1) * 100
    return Growth(change.quantize(TENTH, ROUND_HALF_UP), origin=origin)
