"""A reading held against the record: what is new, what is a recast, and storing it.

Nothing is stored without being asked for. The record is append-only: committing the same release
twice adds nothing the second time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from feeds.release.values import Check, ReleaseReading, StatedValue
from store import times
from store.claims.check import check_company_again
from store.database import transaction
from store.record.fiscal_calendar import month_end, quarter_label, year_label
from store.record.observation_import import INSERT
from store.record.observations import Vintage, read_vintages

ISSUER = "alibaba"
PUBLISHER = "Alibaba Group"


@dataclass(frozen=True, slots=True)
class ProposedObservation:
    """A value as it would enter the record. `kind` is reported, comparative (the year before, its
    own release not on record) or recast (not what its own release said); `first_told` is the value
    a recast replaces, None where the line was not told at all."""

    stated: StatedValue
    kind: str
    known_at: date
    release: str
    first_told: Decimal | None = None

    @property
    def fiscal_label(self) -> str:
        """The fiscal label of the period the value is for; of a day, that of its quarter."""
        end = self.stated.period_end
        if self.stated.period_type == "fiscal_year":
            return year_label(end)
        return quarter_label(month_end(end.year, -(-end.month // 3) * 3))

    @property
    def period_start(self) -> date | None:
        """The first day of the period; None for a value at a day."""
        months = {"quarter": 3, "fiscal_year": 12}.get(self.stated.period_type)
        if months is None:
            return None
        end = self.stated.period_end
        before = month_end(end.year, end.month - months)
        return date.fromordinal(before.toordinal() + 1)

    @property
    def note(self) -> str:
        """What a reader of the record should know about the value."""
        parts = []
        if self.stated.unit == "USD_mn" and not self.stated.metric.endswith("_usd"):
            parts.append("convenience translation in the release")
        if self.stated.comparative:
            parts.append("prior-year comparative as printed in this release")
        if self.kind == "recast" and self.first_told is not None:
            parts.append(f"first reported as {self.first_told}")
        elif self.kind == "recast":
            parts.append("segment or line did not exist in the original release")
        if self.stated.new_segment:
            parts.append(f"a segment not known before: {self.stated.label}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A release as it would enter the record, with every check of it."""

    reading: ReleaseReading
    observations: tuple[ProposedObservation, ...]
    checks: tuple[Check, ...]
    known_at: date
    url: str = ""

    @property
    def proven(self) -> bool:
        """Whether there were checks and every one of them holds."""
        return bool(self.checks) and all(check.ok for check in self.checks)


def propose(
    connection: sqlite3.Connection, reading: ReleaseReading, today: date, url: str = ""
) -> Proposal:
    """Hold a reading against the record. A release that does not say when it came out is known
    since `today`."""
    known_at = reading.heading.released or today
    record = _record(connection, reading.values, known_at)
    told = {
        (vintage.period_type, vintage.period_end)
        for vintages in record.values()
        for vintage in vintages
        if vintage.kind == "reported" and vintage.release.startswith(vintage.fiscal_label)
    }
    observations: list[ProposedObservation] = []
    checks = list(reading.checks)
    for stated in reading.values:
        earlier = record.get(_key(stated), [])
        first = min(earlier, key=lambda v: (v.known_at, v.observation), default=None)
        kind = "reported"
        if stated.comparative and first is not None:
            kind = "reported" if first.value == stated.value else "recast"
            checks.append(_as_first_told(stated, first))
        elif stated.comparative:
            own_release = (stated.period_type, stated.period_end) in told
            kind = "recast" if own_release else "comparative"
        observations.append(
            ProposedObservation(
                stated,
                kind,
                known_at,
                reading.heading.fiscal_label,
                first.value if first is not None and kind == "recast" else None,
            )
        )
    return Proposal(reading, tuple(observations), tuple(checks), known_at, url)


def store_proposal(connection: sqlite3.Connection, proposal: Proposal, now: datetime) -> int:
    """Add the release and its observations to the record, and check what the press claimed against
    it anew, in one transaction; how many observations were new. Raises sqlite3.Error, and then
    nothing was added."""
    with transaction(connection):
        added = add_to_record(connection, proposal, now)
        check_company_again(connection, ISSUER)
    return added


def add_to_record(connection: sqlite3.Connection, proposal: Proposal, now: datetime) -> int:
    """Add the release and its observations inside the caller's transaction; how many observations
    were new."""
    heading = proposal.reading.heading
    connection.execute(
        "insert into releases"
        " (id, issuer, fiscal_label, title, period_end, released, basis, url, read_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " on conflict (id) do update set read_at = excluded.read_at",
        (
            f"{ISSUER}/{heading.fiscal_label}",
            ISSUER,
            heading.fiscal_label,
            heading.title,
            heading.period_end.isoformat(),
            proposal.known_at.isoformat(),
            proposal.reading.basis,
            proposal.url,
            times.to_text(now),
        ),
    )
    before = connection.total_changes
    connection.executemany(
        INSERT,
        (
            {**observation_row(proposal, each), "origin": "release"}
            for each in proposal.observations
        ),
    )
    return connection.total_changes - before


def observation_row(
    proposal: Proposal, observation: ProposedObservation
) -> Mapping[str, str | None]:
    """The observation in the columns of the record (store/record/observation_import.py)."""
    stated = observation.stated
    start = observation.period_start
    return {
        "issuer": ISSUER,
        "segment": stated.segment,
        "basis": stated.basis,
        "metric": stated.metric,
        "period_type": stated.period_type,
        "period_start": None if start is None else start.isoformat(),
        "period_end": stated.period_end.isoformat(),
        "fiscal_label": observation.fiscal_label,
        "value": str(stated.value),
        "unit": stated.unit,
        "yoy_pct": None if stated.yoy_pct is None else str(stated.yoy_pct),
        "kind": observation.kind,
        "known_at": observation.known_at.isoformat(),
        "release": observation.release,
        "source_title": proposal.reading.heading.title,
        "source_publisher": PUBLISHER,
        "source_url": proposal.url,
        "locator": stated.locator,
        "confidence": "high" if proposal.reading.proven else "medium",
        "note": observation.note,
    }


Key = tuple[str, str, str, date, str]


def _key(value: StatedValue | Vintage) -> Key:
    return value.segment, value.metric, value.period_type, value.period_end, value.unit


def _record(
    connection: sqlite3.Connection, values: Iterable[StatedValue], known_at: date
) -> dict[Key, list[Vintage]]:
    """What the record says about the periods of the reading, from the company, before it."""
    record: dict[Key, list[Vintage]] = {}
    for vintage in _vintages(connection, values):
        if vintage.known_at < known_at and not vintage.provisional:
            record.setdefault(_key(vintage), []).append(vintage)
    return record


def _vintages(connection: sqlite3.Connection, values: Iterable[StatedValue]) -> Iterator[Vintage]:
    listed = list(values)
    if not listed:
        return
    metrics = sorted({value.metric for value in listed})
    since = min(value.period_end for value in listed)
    for period_type in sorted({value.period_type for value in listed}):
        yield from read_vintages(connection, ISSUER, metrics, period_type, since=since)


def _as_first_told(stated: StatedValue, first: Vintage) -> Check:
    """The year before is what its own release said, or is shown as a recast: both are in order, and
    the two numbers say which."""
    assert first.value is not None
    same = first.value == stated.value
    return Check(
        name=f"year before as first told: {stated.segment} {stated.metric}",
        ok=True,
        left=stated.value,
        right=first.value,
        note=f"{'as' if same else 'recast of what'} {first.release or first.source_title} said, "
        f"{stated.period_type} to {stated.period_end}, {stated.unit}",
    )
