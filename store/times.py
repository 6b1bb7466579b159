"""Times as the database keeps them: UTC, ISO-8601, to the second, with a Z; they sort as text."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """An aware time as stored: `2026-08-20T11:30:00Z`. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {moment!r}")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat(timespec='seconds')[:-6]}Z"


def from_text(text: str) -> datetime:
    """The aware UTC time that `to_text` wrote. Raises ValueError for anything else."""
    return datetime.fromisoformat(text).astimezone(UTC)


def now() -> datetime:
    """The wall clock, aware, in UTC. Called at the edges only; pure code takes `now`."""
    return datetime.now(UTC)
