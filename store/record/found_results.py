"""Results releases the poller has found, kept under one setting until the user has decided.

The poller writes them (feeds/release/watch.py), the app shows them for review. What is kept says
what a release brings and how its checks went, not its figures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from store.database import transaction
from store.settings import Json, get_setting, put_setting

FOUND = "release.found"  # what was found, by fiscal label


@dataclass(frozen=True, slots=True)
class ResultsOut:
    """What a release brings: how many observations, how many of them new to the record, its checks
    and how many fail, the press's claims beside it by verdict, the rules it fires by name.
    `stored`: it is in the record, and led to so many alert `events`."""

    title: str
    url: str
    fiscal_label: str
    observations: int
    new: int
    checks: int
    failed: int
    claims: Mapping[str, int]
    fires: tuple[str, ...] = ()
    stored: bool = False
    events: int = 0


def keep_found(connection: sqlite3.Connection, results: ResultsOut) -> None:
    """Keep what was found; one of the same fiscal label is replaced."""
    with transaction(connection):  # the app keeps and forgets too
        _set(connection, {**_kept(connection), results.fiscal_label: asdict(results)})


def waiting_results(connection: sqlite3.Connection) -> tuple[ResultsOut, ...]:
    """What was found and is not in the record yet, the oldest quarter first."""
    found = (_from_json(entry) for _, entry in sorted(_kept(connection).items()))
    return tuple(results for results in found if results is not None and not results.stored)


def mark_stored(connection: sqlite3.Connection, results: ResultsOut, events: int) -> None:
    """The release is in the record now, and led to so many alert events."""
    keep_found(connection, replace(results, new=0, stored=True, events=events))


def forget_found(connection: sqlite3.Connection, fiscal_label: str) -> None:
    """The user does not want it."""
    with transaction(connection):
        kept = _kept(connection)
        _set(connection, {label: entry for label, entry in kept.items() if label != fiscal_label})


def _kept(connection: sqlite3.Connection) -> Mapping[str, Json]:
    kept = get_setting(connection, FOUND)
    return kept if isinstance(kept, Mapping) else {}


def _set(connection: sqlite3.Connection, found: Mapping[str, Json]) -> None:
    put_setting(connection, FOUND, found or None)


def _from_json(entry: Json) -> ResultsOut | None:
    """What was kept; None for what is not one (written by another program)."""
    if not isinstance(entry, Mapping):
        return None
    claims, fires = entry.get("claims"), entry.get("fires", [])
    if not isinstance(claims, Mapping) or not isinstance(fires, list):
        return None
    try:
        return ResultsOut(
            title=str(entry["title"]),
            url=str(entry["url"]),
            fiscal_label=str(entry["fiscal_label"]),
            observations=_count(entry["observations"]),
            new=_count(entry["new"]),
            checks=_count(entry["checks"]),
            failed=_count(entry["failed"]),
            claims={verdict: _count(number) for verdict, number in claims.items()},
            fires=tuple(str(rule) for rule in fires),
            stored=entry.get("stored") is True,
            events=_count(entry.get("events", 0)),
        )
    except KeyError:
        return None


def _count(value: Json) -> int:
    return value if isinstance(value, int) else 0
