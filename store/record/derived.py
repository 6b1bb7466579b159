"""Figures made from reported ones: growth, trailing sums, margins, shares, and what capex takes.

One table per line and basis, a row a quarter, by pandas; imported only when somebody asks, because
pandas takes half a second. Nothing crosses a basis: a quarter whose year before was not told under
the same basis has no growth here. Ratios are percent (or percentage points) as floats; amounts are
millions of the reporting currency.

| column | is |
| --- | --- |
| revenue, adj_ebita | as last told under the basis |
| yoy_pct, qoq_pct | revenue against a year, a quarter before |
| acceleration_pp | yoy_pct less that of the quarter before |
| revenue_ttm | revenue of four quarters |
| margin_pct | adjusted EBITA of revenue |
| incremental_margin_pct | of one more yuan of revenue in a year, what became adjusted EBITA |
| share_of_group_pct | revenue of the group's |
| capex, operating_cash_flow | the group's, in its own table only |
| capex_to_revenue_pct, capex_to_ocf_pct | the group's, in its own table only |
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from store.record.observations import line_history
from store.record.segments import GROUP, SegmentLine, segment_line

if TYPE_CHECKING:
    import pandas

QUARTERLY = "Q"  # calendar quarters as places: one after the other whatever their last day


def derived_figures(
    connection: sqlite3.Connection,
    line: str,
    basis: str | None = None,
    *,
    issuer: str = "alibaba",
    as_of: date | None = None,
) -> pandas.DataFrame:
    """The table of one line under `basis` (None: the newest it was told under; the group needs
    none), indexed by the calendar quarter it ends in, without gaps, oldest first; `attrs["basis"]`
    says which basis it is. Empty when nothing is known."""
    import pandas  # noqa: PLC0415 - half a second, only when used

    asked = segment_line(line)
    chosen = basis or _newest_basis(connection, issuer, asked, as_of)

    def reported(of: SegmentLine, metric: str) -> pandas.Series[float]:
        history = line_history(connection, issuer, of, metric, "quarter", as_of=as_of)
        told = {
            pandas.Period(end, QUARTERLY): float(vintage.value)
            for end in history.periods()
            if (vintage := history.chosen(end, chosen)) is not None and vintage.value is not None
        }
        return pandas.Series(told, dtype="float64").sort_index()

    revenue = reported(asked, "revenue")
    if revenue.empty:
        return pandas.DataFrame(index=pandas.PeriodIndex([], freq=QUARTERLY, name="quarter"))
    quarters = pandas.period_range(revenue.index[0], revenue.index[-1], freq=QUARTERLY)
    table = pandas.DataFrame(index=quarters.rename("quarter"))
    table.attrs["basis"] = chosen or ""
    table["revenue"] = revenue
    table["adj_ebita"] = reported(asked, "adj_ebita")
    group = reported(segment_line(GROUP), "revenue").reindex(table.index)
    _add_growth(table)
    _add_margins(table)
    table["share_of_group_pct"] = table["revenue"] / group * 100
    if asked.key == GROUP:
        table["capex"] = reported(asked, "capex")
        table["operating_cash_flow"] = reported(asked, "operating_cash_flow")
        table["capex_to_revenue_pct"] = table["capex"] / table["revenue"] * 100
        positive = table["operating_cash_flow"].where(table["operating_cash_flow"] > 0)
        table["capex_to_ocf_pct"] = table["capex"] / positive * 100
    return table


def _add_growth(table: pandas.DataFrame) -> None:
    """Growth off a base of zero or less is not a number."""
    base = table["revenue"].where(table["revenue"] > 0)
    table["yoy_pct"] = (table["revenue"] / base.shift(4) - 1) * 100
    table["qoq_pct"] = (table["revenue"] / base.shift(1) - 1) * 100
    table["acceleration_pp"] = table["yoy_pct"].diff()
    table["revenue_ttm"] = table["revenue"].rolling(4).sum()


def _add_margins(table: pandas.DataFrame) -> None:
    """The incremental margin has no meaning while revenue shrinks."""
    table["margin_pct"] = table["adj_ebita"] / table["revenue"].where(table["revenue"] > 0) * 100
    more_revenue = table["revenue"].diff(4)
    more_earned = table["adj_ebita"].diff(4)
    table["incremental_margin_pct"] = more_earned / more_revenue.where(more_revenue > 0) * 100


def _newest_basis(
    connection: sqlite3.Connection, issuer: str, line: SegmentLine, as_of: date | None
) -> str | None:
    history = line_history(connection, issuer, line, "revenue", "quarter", as_of=as_of)
    periods = history.periods()
    newest = history.chosen(periods[-1]) if periods else None
    return None if newest is None else newest.basis
