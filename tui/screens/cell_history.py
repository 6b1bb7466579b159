"""What `enter` shows on a figure: its series as bars, and every statement of it with its source."""

from __future__ import annotations

import sqlite3
from datetime import date

from textual.content import Content

from store.claims.provisional import PressStatement, press_statements
from store.number_format import RESTATED, format_growth, format_money, unit_header
from store.record.observations import TRAILING, Point, Vintage, series, vintages
from store.record.segment_tables import Cell, column_label
from store.record.segments import GROUP, metric, segment_line
from tui.presenters.derived_view import DerivedTable
from tui.screens.card import Card
from tui.widgets.bars import bars

PERIODS = 16
BAR_WIDTH = 36
GROWTH_IS = {
    "printed": "as the company printed it",
    "comparative": "worked out from the year before in the same release",
    "earlier release": "worked out from the year before in an earlier release",
}


def cell_history_card(connection: sqlite3.Connection, cell: Cell, period_type: str) -> Card:
    """The card for one cell of the segment table."""
    stored = "quarter" if period_type == TRAILING else period_type
    points = series(connection, "alibaba", cell.line, cell.metric, stored)[-PERIODS:]
    told = vintages(connection, "alibaba", cell.line, cell.metric, stored, cell.period_end)
    title = f"{segment_line(cell.line).name}: {metric(cell.metric).name}, {unit_header(cell.unit)}"
    parts = [
        *_plot(points, cell.period_end, stored),
        *(_growth(point) for point in points if point.period_end == cell.period_end),
        Content.styled(f"\nEvery statement about {cell.period_end}\n", "bold $accent"),
        *(_statement(vintage) for vintage in told),
    ]
    claimed = press_statements(connection, cell, stored) if cell.sources else ()
    parts.extend(_press_statement(statement) for statement in claimed)
    if not told and not claimed:
        parts.append(Content("Nobody has disclosed this figure; alimon does not guess it.\n"))
    return Card(title, Content("").join(parts))


def derived_lines(table: DerivedTable) -> Content:
    """What alimon makes of the line's figures, quarter by quarter."""
    under = f", within basis {table.basis}" if table.basis and table.line != GROUP else ""
    return Content("\n").join(
        [
            Content.styled(f"\nDerived by alimon{under}", "bold $accent"),
            *(Content(line) for line in table.as_lines()),
        ]
    )


def _plot(points: tuple[Point, ...], selected: date, period_type: str) -> list[Content]:
    """A line a period: label, value, growth, bar; a rule where the segments were re-cut."""
    lines = []
    basis = points[0].basis if points else ""
    for point, bar in zip(points, bars([p.value for p in points], BAR_WIDTH), strict=True):
        if point.basis != basis:
            lines.append(
                Content.styled(
                    f"  ── re-cut: basis {basis or '–'} → {point.basis} ──\n", "$foreground 60%"
                )
            )
            basis = point.basis
        here = point.period_end == selected
        value = format_money(point.value, point.unit) + (RESTATED if point.restated else " ")
        growth = format_growth(point.yoy_pct, point.yoy_note)
        label = column_label(point.period_end, period_type, point.fiscal_label)
        lines.append(
            Content.assemble(
                (
                    f"{'▌' if here else ' '} {label:<8}{value:>10} {growth:>7}  ",
                    "bold" if here else "",
                ),
                (bar, "$error" if point.value < 0 else "$accent"),
                "\n",
            )
        )
    return lines


def _growth(point: Point) -> Content:
    """Where the growth of the period comes from; nothing where it has none."""
    if not point.yoy_origin:
        return Content("")
    words = f"  {format_growth(point.yoy_pct)} on the year: {GROWTH_IS[point.yoy_origin]}\n"
    return Content.styled(words, "$foreground 60%")


def _press_statement(statement: PressStatement) -> Content:
    value = format_money(statement.value, statement.unit, "mn")
    return Content.assemble(
        (f"{statement.published}  ", "$foreground 60%"),
        (f"~{value} {unit_header(statement.unit, 'mn')}", "bold italic $warning"),
        f"  press, {statement.feed}\n",
        f"            {statement.title}\n",
        (f"            {statement.link}\n" if statement.link else "", "$foreground 60%"),
    )


def _statement(vintage: Vintage) -> Content:
    value = format_money(vintage.value, vintage.unit, "mn")
    where = " · ".join(
        part for part in (vintage.source_title, vintage.source_publisher, vintage.locator) if part
    )
    return Content.assemble(
        (f"{vintage.known_at}  ", "$foreground 60%"),
        (f"{value} {unit_header(vintage.unit, 'mn')}", "bold"),
        f"  {vintage.kind}, basis {vintage.basis or '–'}\n",
        (f"            {where}\n", "$foreground 60%"),
        (f"            {vintage.source_url}\n" if vintage.source_url else "", "$foreground 60%"),
        (f"            {vintage.note}\n" if vintage.note else "", "$foreground 60%"),
    )
