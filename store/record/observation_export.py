"""The observations of the record as CSV text and as Parquet, in the columns the import reads."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from store.parquet import as_parquet
from store.record.observation_import import COLUMNS

_TYPES: Mapping[str, Callable[[str], Any]] = {  # of the columns that are no text
    "value": Decimal,
    "yoy_pct": Decimal,
    "period_start": date.fromisoformat,
    "period_end": date.fromisoformat,
    "known_at": date.fromisoformat,
}


def observations_as_csv(connection: sqlite3.Connection, issuer: str, metric: str | None) -> str:
    """Every observation of a metric (None: of all), oldest period first, with a header line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(connection.execute(_select(metric), _parameters(issuer, metric)))
    return text.getvalue()


def observations_as_parquet(
    connection: sqlite3.Connection, issuer: str, metric: str | None
) -> bytes:
    """As `observations_as_csv`, as a Parquet file: values and growth exact decimals, days as days.
    Raises StoreError when the library that writes Parquet is not installed."""
    rows = connection.execute(_select(metric), _parameters(issuer, metric)).fetchall()
    return as_parquet(
        {name: [_typed(name, row[at]) for row in rows] for at, name in enumerate(COLUMNS)}
    )


def _typed(column: str, text: str | None) -> Any:
    kind = _TYPES.get(column)
    if kind is None:
        return text
    return kind(text) if text else None


def _select(metric: str | None) -> str:
    return (
        f"select {', '.join(COLUMNS)} from observations where issuer = ?"  # noqa: S608 - our columns
        + ("" if metric is None else " and metric = ?")
        + " order by period_end, known_at, id"
    )


def _parameters(issuer: str, metric: str | None) -> tuple[str, ...]:
    return (issuer,) if metric is None else (issuer, metric)
