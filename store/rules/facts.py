"""The record as rules read it: the one place where rules meet SQLite's observations."""

from __future__ import annotations

import sqlite3
from datetime import date

from store.record.observations import LineHistory, Vintage, in_one_unit, read_vintages
from store.record.segments import segment_line
from store.record.trailing import trailing_sums
from store.rules.evaluation import MeasuredBefore
from store.rules.types import reporting_currency

_PERIOD_TYPES = ("quarter", "point", "fiscal_year")  # the first that a metric is stated for


class RecordFacts:
    """What is on record, or was known on a day (`as_of`). Reads each metric of a line once."""

    def __init__(self, connection: sqlite3.Connection, as_of: date | None = None) -> None:
        self._connection = connection
        self._as_of = as_of
        self.measured: MeasuredBefore = {}
        self._vintages: dict[tuple[str, str, str], list[Vintage]] = {}
        self._histories: dict[tuple[str, str, str, bool, date | None], LineHistory] = {}

    def at(self, day: date) -> RecordFacts:
        """The record as it was known on a day; shares what was read."""
        earlier = RecordFacts(self._connection, day)
        earlier._vintages = self._vintages
        return earlier

    def history(
        self,
        company: str,
        line: str,
        metric: str,
        *,
        trailing: bool = False,
        as_of: date | None = None,
    ) -> LineHistory:
        """Every vintage of a metric of a line in its reporting currency; see `Facts`."""
        days = [day for day in (as_of, self._as_of) if day is not None]
        known = min(days, default=None)
        key = company, line, metric, trailing, known
        if key not in self._histories:
            told = [
                vintage
                for vintage in self.vintages(company, line, metric)
                if known is None or vintage.known_at <= known
            ]
            if trailing:
                told = trailing_sums(told)
            self._histories[key] = LineHistory(segment_line(line), told)
        return self._histories[key]

    def vintages(self, company: str, line: str, metric: str) -> list[Vintage]:
        """All of them, whenever they were known."""
        key = company, line, metric
        if key not in self._vintages:
            self._vintages[key] = self._read(company, line, metric)
        return self._vintages[key]

    def _read(self, company: str, line: str, metric: str) -> list[Vintage]:
        currency = reporting_currency(company, metric)
        segment_ids = segment_line(line).segment_ids
        for period_type in _PERIOD_TYPES:
            told = read_vintages(self._connection, company, (metric,), period_type, segment_ids)
            told = [vintage for vintage in told if vintage.value is not None]
            if told:
                return in_one_unit(told, currency)
        return []
