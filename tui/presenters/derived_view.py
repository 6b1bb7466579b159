"""Figures derived for one line, quarter by quarter: for the card of a figure and the shell.

Importing pandas and deriving take half a second: never on the way to a key.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from store.number_format import UNKNOWN, format_growth, format_money, signed
from store.record.derived import derived_figures
from store.record.segments import name_under, segment_line

NAMES: Mapping[str, str] = {  # column of store/record/derived.py → words, in order
    "revenue": "Revenue, CNY bn",
    "adj_ebita": "Adjusted EBITA, CNY bn",
    "yoy_pct": "YoY",
    "qoq_pct": "QoQ",
    "acceleration_pp": "YoY against the quarter before, pp",
    "revenue_ttm": "Revenue of four quarters, CNY bn",
    "margin_pct": "Margin",
    "incremental_margin_pct": "Incremental margin",
    "share_of_group_pct": "Share of the group",
    "capex_to_revenue_pct": "Capex to revenue",
    "capex_to_ocf_pct": "Capex to operating cash flow",
}
_AMOUNTS = {"revenue", "adj_ebita", "revenue_ttm"}
_CHANGES = {"yoy_pct", "qoq_pct"}


@dataclass(frozen=True, slots=True)
class DerivedTable:
    """The derived figures of a line under one basis: a row a figure (its key in
    store/record/derived.py), a column a quarter, oldest first; None is unknown or has no
    meaning."""

    line: str
    name: str
    basis: str
    quarters: tuple[str, ...]
    period_ends: tuple[date, ...]
    rows: Mapping[str, tuple[float | None, ...]]

    def shown(self, key: str) -> tuple[str, ...]:
        """A row as text."""
        return tuple(_shown(key, value) for value in self.rows[key])

    def as_lines(self) -> tuple[str, ...]:
        """The table aligned: a header, then a line a figure that is known for any quarter."""
        body = [
            (NAMES[key], *self.shown(key))
            for key, values in self.rows.items()
            if any(value is not None for value in values)
        ]
        lines = [("", *self.quarters), *body]
        widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
        return tuple(
            "  ".join(
                word.ljust(width) if at == 0 else word.rjust(width)
                for at, (word, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )


def derived_table(
    connection: sqlite3.Connection,
    line: str,
    *,
    issuer: str = "alibaba",
    basis: str | None = None,
    as_of: date | None = None,
    periods: int = 8,
) -> DerivedTable | None:
    """The last `periods` quarters of a line; None where nothing is known of it."""
    figures = derived_figures(connection, line, basis, issuer=issuer, as_of=as_of)
    if figures.empty:
        return None
    figures = figures.tail(periods)
    chosen = str(figures.attrs.get("basis", ""))
    known = segment_line(line)
    return DerivedTable(
        line=known.key,
        name=name_under(known, chosen),
        basis=chosen,
        quarters=tuple(f"{quarter.end_time:%b %y}" for quarter in figures.index),
        period_ends=tuple(quarter.end_time.date() for quarter in figures.index),
        rows={
            key: tuple(None if math.isnan(value) else float(value) for value in figures[key])
            for key in NAMES
            if key in figures
        },
    )


def _shown(key: str, value: float | None) -> str:
    if value is None:
        return UNKNOWN
    number = Decimal(str(round(value, 4)))
    if key in _AMOUNTS:
        return format_money(number)
    if key in _CHANGES:
        return format_growth(number, places=1)
    if key == "acceleration_pp":
        return signed(f"{number:+.1f}")
    return signed(f"{number:.1f}%")
