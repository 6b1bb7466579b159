"""The bundled history: what Alibaba and the press have stated, row by row with its source.

`store/data/observations.csv` has one observation a line and names its source by a key;
`store/data/sources.csv` has each source once. Loading adds what the database does not have yet and
changes nothing that is there, so a new version of alimon may bring more rows at any time.

Plain csv and one transaction, because this runs on the first start before the first paint.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from store.database import transaction

LOADED = "bundled_history"  # the setting that says which edition of the files was loaded

INSERT_RELEASE = """
    insert into releases
        (id, issuer, fiscal_label, title, period_end, released, basis, url)
    values ('alibaba/' || :fiscal_label, 'alibaba', :fiscal_label, :title, :period_end, :released,
            :basis, :url)
    on conflict do nothing
"""
INSERT_OBSERVATION = """
    insert into observations
        (issuer, segment, basis, metric, period_type, period_start, period_end, fiscal_label, value,
         unit, yoy_pct, kind, known_at, release, locator, confidence, note,
         source_title, source_publisher, source_url, origin)
    values (?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?,
            'bundled')
    on conflict do nothing
"""
COLUMNS = [
    "issuer", "segment", "basis", "metric", "period_type", "period_start", "period_end",
    "fiscal_label", "value", "unit", "yoy_pct", "kind", "known_at", "release", "source", "locator",
    "confidence", "note",
]  # fmt: skip


def load_bundled_history(connection: sqlite3.Connection) -> int:
    """Add the bundled observations and releases that are missing; the number of observations added.

    Does next to nothing when this edition of the files was loaded before. Raises sqlite3.Error.
    """
    folder = resources.files("store") / "data"
    edition = json.dumps(_fingerprint(folder))
    loaded = connection.execute("select value from settings where key = ?", (LOADED,)).fetchone()
    if loaded is not None and loaded[0] == edition:
        return 0
    with transaction(connection):
        before = connection.total_changes
        connection.executemany(INSERT_OBSERVATION, _observations(folder))
        added = connection.total_changes - before
        connection.executemany(
            INSERT_RELEASE, (row for row in _sources(folder) if row["fiscal_label"])
        )
        connection.execute("insert or replace into settings values (?, ?)", (LOADED, edition))
    return added


def _fingerprint(folder: Traversable) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name in ("sources.csv", "observations.csv"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _sources(folder: Traversable) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((folder / "sources.csv").read_text(encoding="utf-8").splitlines())


def _observations(folder: Traversable) -> Iterator[list[str]]:
    """The rows in the order of INSERT_OBSERVATION. Raises ValueError for a column out of place."""
    sources = {
        row["source"]: [row["title"], row["publisher"], row["url"]] for row in _sources(folder)
    }
    rows = csv.reader((folder / "observations.csv").read_text(encoding="utf-8").splitlines())
    if next(rows) != COLUMNS:
        raise ValueError("store/data/observations.csv does not have the columns it should")
    key = COLUMNS.index("source")
    for row in rows:
        source = sources[row.pop(key)]
        yield row + source
