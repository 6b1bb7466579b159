"""A view as a file: CSV, JSON, Markdown or Parquet, under a new name in a folder.

Promises: no file is ever overwritten; numbers stay exact in CSV and Parquet; text from outside
cannot become a formula of a spreadsheet or break a Markdown table.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from store import times
from store.errors import StoreError
from store.parquet import Value, as_parquet
from tui.presenters.view_tables import ViewTable

FORMATS: Mapping[str, str] = {
    "csv": "CSV",
    "json": "JSON",
    "md": "Markdown",
    "parquet": "Parquet",
}
LONGEST_NAME = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def available_formats() -> tuple[str, ...]:
    """The endings of the formats that can be written here: Parquet needs pyarrow."""
    return tuple(FORMATS) if find_spec("pyarrow") else tuple(FORMATS)[:-1]


def write_view(folder: Path, table: ViewTable, ending: str) -> Path:
    """Write the table into a new file of `folder` and tell which. Raises StoreError, in words, when
    the folder cannot be written."""
    content = view_as_bytes(table, ending)
    for number in count(1):
        path = folder / file_name(table.name, ending, number)
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        except OSError as error:
            raise StoreError(f"Cannot write {path}: {error.strerror}.") from None
        return path
    raise AssertionError("numbers do not end")


def file_name(name: str, ending: str, number: int = 1) -> str:
    """`alimon-revenue-quarter.csv`, then `alimon-revenue-quarter-2.csv`; only letters, digits and
    hyphens, whatever the view is called."""
    words = "-".join(re.findall(r"[^\W_]+", name.lower()))[:LONGEST_NAME].strip("-")
    return f"alimon-{words or 'view'}{f'-{number}' if number > 1 else ''}.{ending}"


def view_as_bytes(table: ViewTable, ending: str) -> bytes:
    """The content of the file, UTF-8 where it is text."""
    if ending == "parquet":
        return _as_parquet(table)
    return {"csv": _as_csv, "json": _as_json, "md": _as_markdown}[ending](table).encode()


def _as_csv(table: ViewTable) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_no_formula(value) for value in row] for row in table.rows)
    return text.getvalue()


def _no_formula(value: Value) -> str:
    text = _plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _as_json(table: ViewTable) -> str:
    names = _distinct(table.columns)
    objects = [
        {name: _json_value(value) for name, value in zip(names, row, strict=True)}
        for row in table.rows
    ]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _json_value(value: Value) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, (str, int)):
        return value
    return _plain(value)


def _as_markdown(table: ViewTable) -> str:
    lines = [table.columns, ("---",) * len(table.columns)]
    lines += [tuple(_one_cell(_plain(value)) for value in row) for row in table.rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _one_cell(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))


def _as_parquet(table: ViewTable) -> bytes:
    columns = zip(*table.rows, strict=True) if table.rows else [() for _ in table.columns]
    return as_parquet(dict(zip(_distinct(table.columns), columns, strict=True)))


def _distinct(names: Sequence[str]) -> list[str]:
    """A name for each column where a name stands for one value: the second `a` becomes `a_2`."""
    taken, distinct = set(names), list[str]()
    for name in names:
        others = (other for number in count(2) if (other := f"{name}_{number}") not in taken)
        chosen = next(others) if name in distinct else name
        taken.add(chosen)
        distinct.append(chosen)
    return distinct


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return times.to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
