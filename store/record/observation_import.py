"""Observations from a CSV file into the record: checked line by line, then all of it or nothing.

The columns are those `alimon metrics export --format csv` writes; only `REQUIRED` must be there.
What is already in the record is left as it is, so importing a file twice adds nothing.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from store.database import transaction
from store.safe_text import safe_line

COLUMNS = (
    "issuer",
    "segment",
    "basis",
    "metric",
    "period_type",
    "period_start",
    "period_end",
    "fiscal_label",
    "value",
    "unit",
    "yoy_pct",
    "kind",
    "known_at",
    "release",
    "source_title",
    "source_publisher",
    "source_url",
    "locator",
    "confidence",
    "note",
)
REQUIRED = (
    "issuer",
    "segment",
    "metric",
    "period_type",
    "period_end",
    "value",
    "unit",
    "kind",
    "known_at",
)
KINDS = ("reported", "comparative", "recast", "press", "guidance")
PERIOD_TYPES = ("quarter", "half_year", "nine_months", "fiscal_year", "point", "guidance")
DATES = ("period_start", "period_end", "known_at")
KEY = re.compile(r"[a-z0-9][a-z0-9_&.]*", re.ASCII)
UNIT = re.compile(r"[A-Z]{3}_mn|pct|count|text|quarters|multiple", re.ASCII)

INSERT = (
    f"insert into observations ({', '.join(COLUMNS)}, origin)"  # noqa: S608 - our columns
    f" values ({', '.join(':' + column for column in COLUMNS)}, :origin)"
    " on conflict do nothing"
)


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with a line of the file; `number` counts the header as 1."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file read and checked: rows ready for the record, and what is wrong with the others."""

    rows: tuple[Mapping[str, str | None], ...]
    bad: tuple[BadLine, ...]


def check_csv(lines: Iterable[str]) -> CheckedFile:
    """Read the lines of a CSV file. Never raises: what is wrong is in the result."""
    reader = csv.DictReader(lines)
    rows: list[Mapping[str, str | None]] = []
    bad: list[BadLine] = []
    try:
        header = reader.fieldnames or ()
        missing = [column for column in REQUIRED if column not in header]
        if missing:
            return CheckedFile((), (BadLine(1, f"no column {', '.join(missing)}"),))
        for row in reader:
            mistakes = list(_mistakes(row))
            bad += (BadLine(reader.line_num, mistake) for mistake in mistakes)
            if not mistakes:
                rows.append(_clean(row))
    except csv.Error as error:
        bad.append(BadLine(reader.line_num + 1, f"not CSV: {error}"))  # of the line it is at
    return CheckedFile(tuple(rows), tuple(bad))


def add_observations(
    connection: sqlite3.Connection, rows: Iterable[Mapping[str, str | None]], origin: str
) -> int:
    """Add checked rows in one transaction; how many were new. `origin` is import or release.
    Raises sqlite3.Error, and then nothing was added."""
    with transaction(connection):
        before = connection.total_changes
        connection.executemany(INSERT, ({**row, "origin": origin} for row in rows))
        return connection.total_changes - before


def _mistakes(row: Mapping[str, str | None]) -> Iterator[str]:
    if None in row:
        yield "more cells than the header has columns"
        return
    stated = {column: (value or "").strip() for column, value in row.items()}
    for column in REQUIRED:
        if not stated[column] and not (column == "value" and stated["unit"] == "text"):
            yield f"{column} is empty"
    for column in DATES:
        if stated.get(column) and not _is_date(stated[column]):
            yield f"{column} {stated[column]!r} is no date; write 2026-06-30"
    for column in ("value", "yoy_pct"):
        if stated.get(column) and not _is_number(stated[column]):
            yield f"{column} {stated[column]!r} is no number; write -1234.5, without separators"
    for column in ("issuer", "segment", "metric"):
        if stated[column] and not KEY.fullmatch(stated[column]):
            yield f"{column} {stated[column]!r} is no key; lower case, digits and _ only"
    for column, allowed in (("kind", KINDS), ("period_type", PERIOD_TYPES)):
        if stated[column] and stated[column] not in allowed:
            yield f"{column} {stated[column]!r} is none of {', '.join(allowed)}"
    if stated["unit"] and not UNIT.fullmatch(stated["unit"]):
        yield f"unit {stated['unit']!r} is none of CNY_mn, USD_mn …, pct, count, quarters, text"


def _clean(row: Mapping[str, str | None]) -> Mapping[str, str | None]:
    stated = {column: safe_line(row.get(column) or "", 1_000) for column in COLUMNS}
    return {
        **stated,
        "period_start": stated["period_start"] or None,
        "yoy_pct": stated["yoy_pct"] or None,
        "confidence": stated["confidence"] or "high",
    }


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and "_" not in text
    except InvalidOperation:
        return False
