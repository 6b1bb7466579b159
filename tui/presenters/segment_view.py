"""Which table the segment pane shows, and its cells in words."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from store.claims.provisional import with_press_figures
from store.errors import StoreError
from store.number_format import RESTATED, UNKNOWN, format_growth, format_money, unit_header
from store.record import segment_tables
from store.record.observations import TRAILING, observation
from store.record.segment_tables import Cell, SegmentTable
from store.record.segments import metric

KEY_FIGURES = "key_figures"  # the group's own lines, one metric a row
METRICS = ("revenue", "adj_ebita", "adj_ebita_margin", KEY_FIGURES)
PERIOD_TYPES = ("quarter", "fiscal_year", TRAILING)
PERIOD_NAMES = {"quarter": "quarters", "fiscal_year": "fiscal years", TRAILING: "four quarters"}
PERIODS = 9


@dataclass(frozen=True, slots=True)
class Known:
    """What is shown of each period: the newest statement, the first, or the newest of a day."""

    as_of: date | None = None
    first: bool = False

    @property
    def words(self) -> str:
        """As the pane's rule says it and `known_from_words` reads it; '' for the newest."""
        return "as first reported" if self.first else f"as of {self.as_of}" if self.as_of else ""


LATEST = Known()


def known_from_words(text: str) -> Known:
    """`latest` (or nothing), `first`, or a day. Raises StoreError, in words."""
    words = text.strip().lower()
    if words in {"", "latest"}:
        return LATEST
    if words in {"first", "as first reported"}:
        return Known(first=True)
    try:
        return Known(as_of=date.fromisoformat(words.removeprefix("as of ")))
    except ValueError:
        raise StoreError("Write latest, first, or a day such as 2026-06-01.") from None


class SegmentView:
    """A choice of metric, kind of period and basis, and the table it gives."""

    def __init__(self, connection: sqlite3.Connection, metric_key: str) -> None:
        self._connection = connection
        self.metric = metric_key if metric_key in METRICS else METRICS[0]
        self.period_type = PERIOD_TYPES[0]
        self.basis: str | None = None  # None: the newest
        self.currency = "CNY"
        self.known = LATEST
        self._table: SegmentTable | None = None
        self._newest = self._newest_observation()

    def restore(self, period_type: str, basis: str | None, currency: str) -> None:
        """Show the table of another run; what makes no sense any more is left at its default."""
        if period_type in PERIOD_TYPES:
            self.period_type = period_type
        if basis in segment_tables.bases_told(self._connection):
            self.basis = basis
        if currency in ("CNY", "USD"):
            self.currency = currency
        self.forget()

    def table(self) -> SegmentTable:
        """The table as last read; read now if the choice changed."""
        if self._table is None:
            self._table = self._read()
        return self._table

    def _read(self) -> SegmentTable:
        table = self._record()
        if self.basis is not None or self.known != LATEST:
            return table
        return with_press_figures(self._connection, table, self.period_type)

    def _record(self) -> SegmentTable:
        """What the company has said, and nothing of the press."""
        if self.metric == KEY_FIGURES:
            return segment_tables.group_table(
                self._connection,
                period_type=self.period_type,
                periods=PERIODS,
                as_of=self.known.as_of,
                currency=self.currency,
                first=self.known.first,
            )
        return segment_tables.segment_table(
            self._connection,
            metric=self.metric,
            period_type=self.period_type,
            periods=PERIODS,
            basis=self.basis,
            as_of=self.known.as_of,
            currency=self.currency,
            first=self.known.first,
        )

    def record_grew(self) -> bool:
        """Whether observations came since the table was read; if so it is read anew."""
        newest = self._newest_observation()
        grew, self._newest = newest != self._newest, newest
        if grew:
            self.forget()
        return grew

    def _newest_observation(self) -> int:
        query = "select coalesce(max(id), 0) from observations"
        newest: int = self._connection.execute(query).fetchone()[0]
        return newest

    def forget(self) -> None:
        """Read the table anew when it is asked for next."""
        self._table = None

    def step_metric(self, step: int) -> None:
        self.metric = METRICS[(METRICS.index(self.metric) + step) % len(METRICS)]
        self.forget()

    def show_metric(self, key: str) -> bool:
        """Show the table that has the metric: its own, else the group's. Whether there is one."""
        wanted = key if key in METRICS else KEY_FIGURES
        if wanted == KEY_FIGURES and not any(
            row.metric == key
            for row in segment_tables.group_table(
                self._connection, period_type=self.period_type, periods=1
            ).rows
        ):
            return False
        self.metric = wanted
        self.forget()
        return True

    def cycle_period(self) -> None:
        place = PERIOD_TYPES.index(self.period_type)
        self.period_type = PERIOD_TYPES[(place + 1) % len(PERIOD_TYPES)]
        self.forget()

    def cycle_basis(self) -> None:
        """The newest structure, then each older one."""
        known: list[str | None] = [
            None,
            *reversed(segment_tables.bases_told(self._connection)[:-1]),
        ]
        place = known.index(self.basis) if self.basis in known else 0
        self.basis = known[(place + 1) % len(known)]
        self.forget()

    def switch_currency(self) -> None:
        """Yuan, or the dollar convenience figures of the releases."""
        self.currency = "USD" if self.currency == "CNY" else "CNY"
        self.forget()

    def show_known(self, known: Known) -> None:
        """Show other statements of each period."""
        self.known = known
        self.forget()

    # -- words -----------------------------------------------------------------------------------

    @property
    def by_segment(self) -> bool:
        """Whether a row is a segment, or else a metric of the group."""
        return self.metric != KEY_FIGURES

    @property
    def name(self) -> str:
        return "key figures" if self.metric == KEY_FIGURES else metric(self.metric).name.lower()

    def caption(self, table: SegmentTable) -> str:
        """What the table shows: `revenue CNY bn · quarters · basis D`."""
        parts = [f"{self.name} {unit_header(table.unit)}", PERIOD_NAMES[self.period_type]]
        if table.basis:
            parts.append(f"basis {table.basis}")
        if self.known.words:
            parts.append(self.known.words)
        if self.currency != "CNY":
            parts.append("growth in CNY")
        return " · ".join(parts)

    @staticmethod
    def show_value(cell: Cell) -> str:
        """A cell's number as printed in the table."""
        if cell.value is None:
            return "" if cell.status == "unpublished" else UNKNOWN
        value = format_money(cell.value, cell.unit)
        if cell.provisional:
            return f"~{value}" + (f" ({cell.sources})" if cell.sources else "")
        return value + (RESTATED if cell.restated else "")

    def describe(self, cell: Cell) -> str:
        """One cell in a few words with its source: for the line below the table."""
        if cell.status == "unpublished":
            return "not published yet"
        if cell.sources:
            told = "1 source says so" if cell.sources == 1 else f"{cell.sources} sources say so"
            return f"{self.show_value(cell)} {unit_header(cell.unit)} · {told}, not the company"
        if cell.observation is None:
            return "not disclosed"
        source = observation(self._connection, cell.observation)
        parts = [f"{format_money(cell.value, cell.unit)} {unit_header(cell.unit)}"]
        growth = format_growth(cell.yoy_pct, cell.yoy_note)
        if growth != UNKNOWN:
            parts.append(f"{growth} YoY")
        if source is not None:
            parts.append(f"{source.release or source.source_publisher} {source.known_at}")
        return " · ".join(parts)

    def as_markdown(self) -> str:
        """The table for a note or an e-mail."""
        table = self.table()
        head = [self.caption(table), *(column.label for column in table.columns), "YoY"]
        lines = [" | ".join(head), " | ".join("---" for _ in head)]
        for row in table.rows:
            growth = row.latest_yoy
            cells = [self.show_value(cell) for cell in row.cells]
            lines.append(" | ".join([row.name, *cells, format_growth(growth.pct, growth.note)]))
        return "\n".join(f"| {line} |" for line in lines)


def rule_proposals(cell: Cell, *, growth: bool) -> tuple[str, ...]:
    """Rules for a cell, the likeliest first: on its growth, or on its value."""
    from store.rules.proposals import metric_rule  # noqa: PLC0415 - loads the rule language

    key = metric(cell.metric).key
    on_value = metric_rule(cell.line, key, "value", cell.value or Decimal(0), cell.unit)
    if cell.yoy_pct is None:
        return (on_value,)
    on_growth = metric_rule(cell.line, key, "yoy", cell.yoy_pct, "pct")
    return (on_growth, on_value) if growth else (on_value, on_growth)
