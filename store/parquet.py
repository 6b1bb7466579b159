"""Columns as a Parquet file in which money stays exact and times stay UTC: decimals of any size,
days, and moments to the microsecond are types of Parquet's own, so nothing passes through floats.

pyarrow writes it, an optional library of 45 MB.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from store.errors import StoreError
from store.optional_libraries import how_to_add

Value: TypeAlias = str | int | bool | Decimal | date | datetime | None


def as_parquet(columns: Mapping[str, Sequence[Value]]) -> bytes:
    """The file's content. Each column is of one type, with None where nothing is known; times are
    aware. Raises StoreError where pyarrow is not installed."""
    try:
        import pyarrow  # noqa: PLC0415 - an optional library, loaded when it is used
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise StoreError(
            f"Parquet needs pyarrow, which is not installed: {how_to_add('pyarrow')}"
            " adds it; CSV holds the same"
        ) from None
    content = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(dict(columns)), content)
    return content.getvalue()
