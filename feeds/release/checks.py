"""Trying to prove a reading wrong, with the arithmetic the release itself must obey.

Every check compares two numbers of millions (or of percent) and says what they are. Rounding
allows half a unit for each number that was rounded, no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from feeds.release import vocabulary
from feeds.release.tables import Table
from feeds.release.values import Check, StatedValue
from store.record.segments import GROUP

HALF = Decimal("0.5")
DOLLAR_SLACK = Decimal(
    "1.55"
)  # half for rounding, and one: the company moves dollars so they add up
Repeated = tuple[StatedValue, StatedValue]  # one cell, told in two places
Cells = dict[tuple[str, str, str, date, str], StatedValue]


def check_reading(
    tables: Sequence[Table],
    values: Sequence[StatedValue],
    repeated: Sequence[Repeated],
    rate: Decimal | None,
) -> tuple[Check, ...]:
    """Every check that the reading allows, in a stable order. `repeated` are the cells told in two
    places; `rate` is RMB to the dollar."""
    cells: Cells = {(v.segment, v.metric, v.period_type, v.period_end, v.unit): v for v in values}
    return (
        *_segment_sums(cells),
        *_bridges(cells),
        *_cash_flow_sums(tables),
        *_statement_against_summary(tables, cells),
        *_repetitions(repeated),
        *_growth(cells),
        *_margins(cells),
        *_dollars(cells, rate),
    )


def _places(cells: Cells, metric: str) -> list[tuple[str, date, str]]:
    """The periods and units in which the group's `metric` is told, each once."""
    return sorted(
        {(key[2], key[3], key[4]) for key in cells if key[0] == GROUP and key[1] == metric}
    )


def _segment_sums(cells: Cells) -> Iterator[Check]:
    """Segments, unallocated and eliminations add up to the group."""
    for metric in ("revenue", "adj_ebita"):
        for period_type, end, unit in _places(cells, metric):
            parts = [
                value
                for key, value in cells.items()
                if key[0] != GROUP and key[1:] == (metric, period_type, end, unit)
            ]
            if not parts:
                continue
            total = cells[GROUP, metric, period_type, end, unit].value
            slack = Decimal(0) if unit == "CNY_mn" else HALF * (len(parts) + 1)
            yield _check(
                f"segments add up: {metric}",
                sum((part.value for part in parts), Decimal(0)),
                total,
                slack,
                f"sum of {len(parts)} segments and the group, {period_type} to {end}, {unit}",
            )


def _bridges(cells: Cells) -> Iterator[Check]:
    """Adjusted EBITA and the items below it lead to income from operations."""
    for period_type, end, unit in _places(cells, "adj_ebita"):
        income = cells.get((GROUP, "operating_income", period_type, end, unit))
        items = [
            value.value
            for key, value in cells.items()
            if key[1].startswith("bridge_") and key[2:] == (period_type, end, unit)
        ]
        if income is None or not items:
            continue
        slack = Decimal(0) if unit == "CNY_mn" else HALF * (len(items) + 2)
        yield _check(
            "adjusted EBITA leads to income from operations",
            cells[GROUP, "adj_ebita", period_type, end, unit].value + sum(items, Decimal(0)),
            income.value,
            slack,
            f"adjusted EBITA with {len(items)} items, and income, {period_type} to {end}, {unit}",
        )


def _cash_flow_sums(tables: Sequence[Table]) -> Iterator[Check]:
    """Operating cash flow and what is taken off it make free cash flow."""
    for table in tables:
        labels = [vocabulary.plain_label(row.label) for row in table.rows]
        if "free cash flow" not in labels or not table.says("to free cash flow"):
            continue
        rows = table.rows[: labels.index("free cash flow") + 1]
        for index, column in enumerate(table.columns):
            numbers = [cell.value or Decimal(0) for row in rows if (cell := row.cells[index])]
            if len(numbers) < 3 or column.kind not in {"rmb", "usd"}:
                continue
            yield _check(
                "cash flows add up",
                sum(numbers[:-1], Decimal(0)),
                numbers[-1],
                Decimal(0) if column.kind == "rmb" else HALF * len(numbers),
                f"operating cash flow less spending, and free cash flow, {column.period_type} to "
                f"{column.period_end}, {column.kind.upper()}",
            )


def _statement_against_summary(tables: Sequence[Table], cells: Cells) -> Iterator[Check]:
    """The income statement says what the summary says."""
    for table in tables:
        if not table.says("income statements"):
            continue
        seen: set[str] = set()
        for row in table.rows:
            label = vocabulary.plain_label(row.label)
            metric = vocabulary.meaning(label, vocabulary.SUMMARY_LINES)
            if metric is None or metric in seen:
                continue
            seen.add(metric)
            for column, cell in zip(table.columns, row.cells, strict=True):
                unit = "CNY_mn" if column.kind == "rmb" else "USD_mn"
                key = (GROUP, metric, column.period_type, column.period_end, unit)
                if cell is None or cell.value is None or key not in cells:
                    continue
                yield _check(
                    f"income statement agrees: {metric}", cell.value, cells[key].value, Decimal(0),
                    f"statement and summary, {column.period_type} to {column.period_end}, {unit}",
                )  # fmt: skip


def _repetitions(repeated: Sequence[Repeated]) -> Iterator[Check]:
    """What is told in two places is told alike."""
    for first, again in repeated:
        yield _check(
            f"told twice alike: {first.segment} {first.metric}",
            first.value,
            again.value,
            Decimal(0),
            f"{first.locator}, and {again.locator}, {first.period_type} to {first.period_end}, "
            f"{first.unit}",
        )


def _growth(cells: Cells) -> Iterator[Check]:
    """Printed growth follows from its two values. A loss that widens is printed as a fall."""
    for (segment, metric, period_type, end, unit), value in cells.items():
        before = cells.get((segment, metric, period_type, _year_before(end), unit))
        if value.yoy_pct is None or before is None or before.value == 0:
            continue
        base = abs(before.value)
        computed = (value.value - before.value) / base * 100
        rounding = HALF * 100 / base * (1 + abs(value.value) / base)
        yield _check(
            f"growth follows: {segment} {metric}",
            computed.quantize(Decimal("0.1")),
            value.yoy_pct,
            HALF + rounding + Decimal("0.05"),
            f"computed from {value.value:,} and {before.value:,}, and as printed, in percent",
        )


def _margins(cells: Cells) -> Iterator[Check]:
    """Printed margins are adjusted EBITA over revenue."""
    for (segment, metric, period_type, end, _), printed in cells.items():
        earned = cells.get((segment, "adj_ebita", period_type, end, "CNY_mn"))
        revenue = cells.get((segment, "revenue", period_type, end, "CNY_mn"))
        if metric != "adj_ebita_margin" or earned is None or revenue is None:
            continue
        if revenue.value <= 0:
            continue
        margin = earned.value / revenue.value * 100
        rounding = HALF * 100 / revenue.value * (1 + abs(earned.value) / revenue.value)
        yield _check(
            f"margin follows: {segment}",
            margin.quantize(Decimal("0.1")),
            printed.value,
            HALF + rounding + Decimal("0.05"),
            f"{earned.value:,} of {revenue.value:,}, and as printed, {period_type} to {end}",
        )


def _dollars(cells: Cells, rate: Decimal | None) -> Iterator[Check]:
    """Dollar figures are the yuan figures at the stated rate."""
    if rate is None:
        return
    for (segment, metric, period_type, end, unit), dollars in cells.items():
        yuan = cells.get((segment, metric, period_type, end, "CNY_mn"))
        if unit != "USD_mn" or yuan is None:
            continue
        yield _check(
            f"dollars at {rate}: {segment} {metric}",
            (yuan.value / rate).quantize(Decimal("0.1")),
            dollars.value,
            DOLLAR_SLACK + HALF / rate,
            f"CNY {yuan.value:,} mn converted, and as printed, {period_type} to {end}",
        )


def _check(name: str, left: Decimal, right: Decimal, slack: Decimal, note: str) -> Check:
    return Check(name, abs(left - right) <= slack, left, right, note)


def _year_before(end: date) -> date:
    return end.replace(year=end.year - 1)
