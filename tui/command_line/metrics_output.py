"""A segment table as text, JSON and Markdown; what `alimon metrics show` and `export` print."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from store.number_format import RESTATED, format_growth, format_money, unit_header
from store.record.segment_tables import Cell, SegmentTable
from store.record.segments import metric

NOTES = {
    RESTATED: "restated: differs from the first print",
    "*": "told under another basis: not comparable with its neighbours",
    "?": "from the press, not from the company",
    "n/c": "not comparable: the year before was told under another basis",
    "n/m": "not meaningful: the year before, or only one of the two, was a loss",
}


def table_title(table: SegmentTable, period_type: str) -> str:
    """What the table shows, in one line."""
    name = metric(table.metric).name if table.metric else "Key figures"
    basis = f" · basis {table.basis}" if table.basis else ""
    return f"{name} · {unit_header(table.unit)} · {period_type.replace('_', ' ')} · YoY{basis}"


def table_as_text(table: SegmentTable, period_type: str) -> str:
    """Aligned columns of value and growth, with the notes that its marks need."""
    header = ["", *(column.label for column in table.columns)]
    body = [[row.name, *(_value_and_growth(cell) for cell in row.cells)] for row in table.rows]
    widths = [max(len(line[index]) for line in [header, *body]) for index in range(len(header))]
    lines = [
        "  ".join(
            text.ljust(width) if index == 0 else text.rjust(width)
            for index, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [header, *body]
    ]
    shown = "\n".join(lines)
    notes = [f"{mark} {meaning}" for mark, meaning in NOTES.items() if mark in shown]
    return "\n".join([table_title(table, period_type), "", shown, *([""] if notes else []), *notes])


def table_as_markdown(table: SegmentTable, period_type: str) -> str:
    """A GitHub-flavoured Markdown table, numbers to the right."""
    lines = [
        f"**{table_title(table, period_type)}**",
        "",
        "| | " + " | ".join(column.label for column in table.columns) + " |",
        "| --- |" + " ---: |" * len(table.columns),
    ]
    for row in table.rows:
        cells = " | ".join(_value_and_growth(cell) for cell in row.cells)
        lines.append(f"| {row.name} | {cells} |")
    return "\n".join(lines)


def table_as_object(table: SegmentTable, period_type: str) -> dict[str, Any]:
    """The table for a program: amounts in `unit`, dates as ISO text, null for what is unknown."""
    return {
        "metric": table.metric or None,
        "period_type": period_type,
        "unit": table.unit,
        "currency": table.currency,
        "basis": table.basis or None,
        "columns": [
            {
                "period_end": column.period_end.isoformat(),
                "label": column.label,
                "fiscal_label": column.fiscal_label,
            }
            for column in table.columns
        ],
        "rows": [
            {
                "segment": row.line.key,
                "name": row.name,
                "metric": row.metric,
                "cells": [_cell_as_object(cell) for cell in row.cells],
            }
            for row in table.rows
        ],
    }


def json_number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON writes it: whole numbers as such."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _cell_as_object(cell: Cell) -> dict[str, Any]:
    return {
        "period_end": cell.period_end.isoformat(),
        "value": json_number(cell.value),
        "unit": cell.unit or None,
        "yoy_pct": json_number(cell.yoy_pct),
        "yoy_note": cell.yoy_note or None,
        "basis": cell.basis or None,
        "status": cell.status,
        "restated": cell.restated,
        "provisional": cell.provisional,
        "observation": cell.observation,
    }


def _value_and_growth(cell: Cell) -> str:
    if cell.value is None:
        return format_money(None)
    marks = RESTATED * cell.restated
    marks += {"not_comparable": "*", "provisional": "?"}.get(cell.status, "")
    value = format_money(cell.value, cell.unit) + marks
    if not cell.unit.endswith("_mn"):
        return value
    return f"{value} {format_growth(cell.yoy_pct, cell.yoy_note):>5}"
