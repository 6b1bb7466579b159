"""Putting a release together: its tables and statements as values, and the checks of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from feeds.release import vocabulary
from feeds.release.cells import Column
from feeds.release.checks import Repeated, check_reading
from feeds.release.counts import read_counts
from feeds.release.document import document_text
from feeds.release.errors import ReleaseError
from feeds.release.heading import read_heading
from feeds.release.statements import cash_flow_growth, exchange_rate, read_statements
from feeds.release.tables import Row, Table, find_tables
from feeds.release.values import ReleaseHeading, ReleaseReading, StatedValue
from store.record.segments import GROUP

KEPT_PERIODS = {"quarter", "fiscal_year"}  # six and nine months are sums of what is kept
MARGINS = {"operating_margin", "adj_ebita_margin"}
REVENUE_BY_SEGMENT = "revenue by segment"
EBITA_BY_SEGMENT = "adjusted EBITA by segment"
SUMMARY = "summary of financial results"
INCOME_STATEMENT = "income statement"
FREE_CASH_FLOW = "free cash flow reconciliation"
SEGMENT_METRICS = {REVENUE_BY_SEGMENT: "revenue", EBITA_BY_SEGMENT: "adj_ebita"}
GROUP_LINES = {
    SUMMARY: vocabulary.SUMMARY_LINES,
    INCOME_STATEMENT: vocabulary.INCOME_STATEMENT_LINES,
    FREE_CASH_FLOW: vocabulary.CASH_FLOW_LINES,
}
KINDS = (  # kind, how many characters before the header count, phrases; the first that fits
    (EBITA_BY_SEGMENT, 140, ("adjusted ebita by segment",)),
    (EBITA_BY_SEGMENT, 300, ("adjusted ebita margin by segment",)),
    (SUMMARY, 220, ("summary financial results", "operational and financial results")),
    (INCOME_STATEMENT, 220, ("income statements",)),
    (FREE_CASH_FLOW, 220, ("to free cash flow",)),
    ("", 140, ("from operations by segment", "reconciliation")),
    (
        REVENUE_BY_SEGMENT,
        140,
        ("revenue by segment", "breakdown of our revenue", "components of our revenue"),
    ),
)
OUTSIDE_OF_BASES = {
    "share_repurchases_usd",
    "dividend",
    "members_88vip",
    "ai_product_revenue",
    "ai_cloud_capex_past_four_quarters",
    "goodwill_impairment",
}
EXPENSES = {"cost_of_revenue", "rnd", "sales_marketing", "general_admin"}


def read_document(content: bytes) -> ReleaseReading:
    """Read a PDF, HTML or text document. Raises ReleaseError."""
    return read_release(document_text(content))


def read_release(text: str) -> ReleaseReading:
    """Read the text of a release (see feeds.release.document). Raises ReleaseError."""
    heading = read_heading(text)
    tables = tuple(_kept(find_tables(text), heading.period_end))
    if not tables:
        raise ReleaseError(
            "no table of results in this document: it needs columns of RMB for two years, as the "
            "results announcement has them"
        )
    growth = cash_flow_growth(text)
    segment_tables = [table for table in tables if _kind(table) in SEGMENT_METRICS]
    lines = [line for table in segment_tables for line in _lines_named(table)]
    basis = vocabulary.basis_of(lines, heading.period_end)
    values: list[StatedValue] = []
    for table in segment_tables:
        values += _segment_values(table, basis)
    new = tuple(dict.fromkeys(value.label for value in values if value.new_segment))
    if new:
        basis = heading.fiscal_label
        values = [replace(value, basis=basis) for value in values]
    for table in tables:
        values += _group_values(table, basis, growth)
    values += _stated(text, basis, heading)
    kept, repeated = _once(values)
    return ReleaseReading(
        heading=heading,
        basis=basis,
        values=tuple(kept),
        checks=check_reading(tables, kept, repeated, exchange_rate(text)),
        new_segments=new,
    )


def _kept(tables: Iterable[Table], period_end: date) -> Iterator[Table]:
    """The tables about the release's own period. A selected history is not read twice."""
    for table in tables:
        if any(column.current and column.period_end == period_end for column in table.columns):
            yield table


def _kind(table: Table) -> str:
    """What a table is, by the words before it; '' for one that is not needed."""
    for kind, reach, phrases in KINDS:
        if table.says(*phrases, reach=reach):
            return kind
    return ""


def _lines_named(table: Table) -> Iterator[str]:
    for row in table.rows:
        label = vocabulary.plain_label(row.label)
        line = vocabulary.meaning(label, vocabulary.SEGMENT_NAMES, ending=True)
        if line is not None:
            yield line


def _segment_values(table: Table, basis: str) -> Iterator[StatedValue]:
    """The rows of a breakdown by segment down to its total, and the bridge below it."""
    metric = SEGMENT_METRICS[_kind(table)]
    rows = [row for row in table.rows if row.label and _filled(row) >= 2]
    end = _total_row(rows)
    for section in _sections(rows[:end]):
        yield from _section_values(table, section, metric, basis)
    for row in rows[end : end + 1]:
        yield from _row_values(table, row, GROUP, metric, basis)
    for row in rows[end + 1 :]:
        label = vocabulary.plain_label(row.label)
        if not label.startswith("less: "):
            return
        key = f"bridge_{vocabulary.slug(label.removeprefix('less: '))}"
        yield from _row_values(table, row, GROUP, key, basis)


def _total_row(rows: Sequence[Row]) -> int:
    """Where the group's total stands; after the last row if it is not there."""
    for index, row in enumerate(rows):
        if vocabulary.is_one_of(vocabulary.plain_label(row.label), vocabulary.GROUP_TOTALS):
            return index
    return len(rows)


def _sections(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of one segment each: lines and their "Total …", or a segment on a row of its own.
    A heading ("Cloud:") begins a section, a total or a known segment ends one."""
    section: list[Row] = []
    headed = False
    for row in rows:
        label = vocabulary.plain_label(row.label)
        if vocabulary.is_one_of(label, vocabulary.SUBTOTALS):
            continue
        if ":" in label:
            yield from ([each] for each in section)
            section, headed = [], True
        section.append(row)
        known = (
            vocabulary.meaning(label, vocabulary.SEGMENT_NAMES) is not None and label != "others"
        )
        if label.startswith("total "):
            yield section
        elif known and not headed:
            yield from ([each] for each in section)
        else:
            continue
        section, headed = [], False
    yield from ([each] for each in section)


def _section_values(
    table: Table, section: Sequence[Row], metric: str, basis: str
) -> Iterator[StatedValue]:
    """The total of a section as its segment, the lines above it as what they are called. A name we
    do not know is kept as printed."""
    *lines, total = section
    label = vocabulary.plain_label(total.label).removeprefix("total ")
    line = vocabulary.meaning(label, vocabulary.SEGMENT_NAMES)
    segment = vocabulary.slug(label) if line is None else vocabulary.segment_id(line, basis)
    for value in (
        *_row_values(table, total, segment, metric, basis),
        *_margins(table, total, segment, metric, basis),
    ):
        yield replace(value, label=label, new_segment=True) if line is None else value
    for row in lines:
        key = _sub_metric(vocabulary.plain_label(row.label))
        if key != "others_revenue":  # stands for different things on different levels
            yield from _row_values(table, row, segment, key, basis)


def _margins(
    table: Table, row: Row, segment: str, metric: str, basis: str
) -> Iterator[StatedValue]:
    """What a segment earned as a share of its revenue, where a column has it."""
    if metric != "adj_ebita":
        return
    for column, cell in zip(table.columns, row.cells, strict=True):
        told = column.kind == "share" and column.period_type in KEPT_PERIODS
        if not told or cell is None or cell.value is None:
            continue
        yield StatedValue(
            segment=segment,
            basis=basis,
            metric="adj_ebita_margin",
            period_type=column.period_type,
            period_end=column.period_end,
            value=cell.value,
            unit="pct",
            label=row.label,
            locator=f"{_kind(table)}, line {row.label[-80:].strip(' -•:')}, % of revenue",
            comparative=not column.current,
        )


def _sub_metric(label: str) -> str:
    """The metric of a line within a segment: a known one, or its own name."""
    known = vocabulary.meaning(label, vocabulary.SUB_LINES, ending=True)
    if known is not None:
        return known
    own_words = label.rpartition(":")[2].rpartition(" - ")[2].removeprefix("- ")
    return f"{vocabulary.slug(own_words)}_revenue"


def _group_values(
    table: Table, basis: str, growth: dict[tuple[str, Decimal], Decimal]
) -> Iterator[StatedValue]:
    """The group's own lines: summary, income statement, free cash flow."""
    names = GROUP_LINES.get(_kind(table), {})
    for row in table.rows:
        label = vocabulary.plain_label(row.label)
        key = vocabulary.meaning(label, names)
        if key is None or _filled(row) < 2 or (row.is_percent != (key in MARGINS)):
            continue
        for value in _row_values(table, row, GROUP, key, basis):
            if key in EXPENSES:
                yield replace(value, value=abs(value.value))
            elif (key, value.value) in growth and not value.comparative:
                yield replace(value, yoy_pct=growth[key, value.value])
            else:
                yield value


def _stated(text: str, basis: str, heading: ReleaseHeading) -> Iterator[StatedValue]:
    """What sentences state. Only amounts and counts of the group's own books belong to a basis."""
    for statement in read_statements(text, heading.period_end):
        period_type = "fiscal_year" if statement.yearly else "quarter"
        outside = (
            statement.unit in {"pct", "quarters", "EUR_mn"} or statement.metric in OUTSIDE_OF_BASES
        )
        yield StatedValue(
            segment=_stated_segment(statement.segment, basis),
            basis="" if outside else basis,
            metric=statement.metric,
            period_type="point" if statement.point else period_type,
            period_end=statement.period_end or heading.period_end,
            value=statement.value,
            unit=statement.unit,
            label=statement.metric.replace("_", " "),
            locator="in the text",
        )
    for count in read_counts(text, heading.period_end):
        yield StatedValue(
            segment=_stated_segment(count.line, basis),
            basis="",
            metric=count.metric,
            period_type="point",
            period_end=count.day or heading.released or heading.period_end,
            value=count.value,
            unit="count",
            label=count.metric.replace("_", " "),
            locator="in the text",
        )


def _stated_segment(line: str, basis: str) -> str:
    known = vocabulary.HOME.get(basis, GROUP) if line == "home" else line
    return vocabulary.segment_id(known, basis)


def _filled(row: Row) -> int:
    return sum(cell is not None for cell in row.cells)


def _row_values(
    table: Table, row: Row, segment: str, metric: str, basis: str
) -> Iterator[StatedValue]:
    """The amounts of a row, each with the period of its column; growth goes to the current RMB."""
    growth = _growth_by_period(table.columns, row)
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.kind not in {"rmb", "usd"} or column.period_type not in KEPT_PERIODS:
            continue
        if cell is None:
            continue
        if cell.value is None and not metric.startswith("bridge_"):
            continue
        unit = "pct" if cell.percent else ("CNY_mn" if column.kind == "rmb" else "USD_mn")
        current_rmb = column.current and unit == "CNY_mn"
        yield StatedValue(
            segment=segment,
            basis=basis,
            metric=metric,
            period_type=column.period_type,
            period_end=column.period_end,
            value=cell.value or Decimal(0),
            unit=unit,
            label=row.label,
            locator=f"{_kind(table)}, line {row.label[-80:].strip(' -•:')}",
            yoy_pct=growth.get((column.period_type, column.period_end)) if current_rmb else None,
            comparative=not column.current,
        )


def _growth_by_period(columns: Iterable[Column], row: Row) -> dict[tuple[str, date], Decimal]:
    growth = {}
    for column, cell in zip(columns, row.cells, strict=True):
        if column.kind == "yoy" and cell is not None and cell.value is not None and cell.percent:
            growth[column.period_type, column.period_end] = cell.value
    return growth


def _once(values: Iterable[StatedValue]) -> tuple[list[StatedValue], list[Repeated]]:
    """Each cell once: the first place it stands in, with the growth of any place; and the cells
    that stand in another place too. Functions of cost are told with and without a part of them."""
    kept: dict[tuple[str, str, str, date, str], StatedValue] = {}
    repeated = []
    for value in values:
        key = value.segment, value.metric, value.period_type, value.period_end, value.unit
        before = kept.get(key)
        if before is None:
            kept[key] = value
            continue
        if value.metric not in EXPENSES:
            repeated.append((before, value))
        if before.yoy_pct is None and value.yoy_pct is not None and before.value == value.value:
            kept[key] = replace(before, yoy_pct=value.yoy_pct)
    return list(kept.values()), repeated
