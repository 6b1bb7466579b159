"""The observations of the record as CSV text and as Parquet, in the columns the import reads."""

from __future__ import annotations

import csv
import io
import sqlite3

from store.errors import StoreError
from store.record.observation_import import COLUMNS


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
    """As `observations_as_csv`, as a Parquet file with every column as text, so that money stays
    exact. Raises StoreError when the library that writes Parquet is not installed."""
    import pandas  # noqa: PLC0415 - half a second, only when used

    frame = pandas.read_sql_query(
        _select(metric), connection, params=_parameters(issuer, metric), dtype="string"
    )
    content = io.BytesIO()
    try:
        frame.to_parquet(content, index=False)
    except ImportError:
        raise StoreError(
            "Parquet needs pyarrow: install alimon[parquet], or export --format csv"
        ) from None
    return content.getvalue()


def _select(metric: str | None) -> str:
    return (
        f"select {', '.join(COLUMNS)} from observations where issuer = ?"  # noqa: S608 - our columns
        + ("" if metric is None else " and metric = ?")
        + " order by period_end, known_at, id"
    )


def _parameters(issuer: str, metric: str | None) -> tuple[str, ...]:
    return (issuer,) if metric is None else (issuer, metric)
