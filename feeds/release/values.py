"""The values of a release that was read: what it is, what it states, and how that was checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReleaseHeading:
    """Which results these are. `released` is None when the document does not say."""

    title: str
    period_end: date
    fiscal_label: str
    released: date | None


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value as the release states it, in `unit` (CNY_mn, USD_mn, pct, count, quarters).

    `comparative` is True for the year before, printed beside it. `label` is the line as printed,
    `locator` says where it stands. `new_segment` marks a segment alimon does not know.
    """

    segment: str
    basis: str
    metric: str
    period_type: str
    period_end: date
    value: Decimal
    unit: str
    label: str
    locator: str
    yoy_pct: Decimal | None = None
    comparative: bool = False
    new_segment: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One attempt to prove the reading wrong: `left` must equal `right`, within what rounding
    allows. `note` says what the two are."""

    name: str
    ok: bool
    left: Decimal
    right: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class ReleaseReading:
    """A release, read. `new_segments` are names alimon does not know, as printed."""

    heading: ReleaseHeading
    basis: str
    values: tuple[StatedValue, ...]
    checks: tuple[Check, ...]
    new_segments: tuple[str, ...]

    @property
    def proven(self) -> bool:
        """Whether there were checks and every one of them holds."""
        return bool(self.checks) and all(check.ok for check in self.checks)
