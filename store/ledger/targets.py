"""Targets against the record: how far, how fast, and when.

A target is a sum to be spent over some years (the RMB 380 billion plan) or a level to be reached by
a day (US$100 billion of cloud and AI revenue). Progress is arithmetic on what was reported; what a
target counts and what is measured may differ, and `note` says how.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from store.database import transaction
from store.record.observations import Point, series
from store.settings import get_setting, put_setting

SETTING = "targets"
YEAR = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class Target:
    """What is aimed at. `goal` is in `unit`; `line` and `metric` say what is measured against it.

    `kind` is sum (everything since `start` counts) or level (four times the newest quarter counts).
    """

    key: str
    name: str
    goal: Decimal
    unit: str
    line: str
    metric: str
    kind: Literal["sum", "level"]
    start: date
    deadline: date
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """Where a target stands. `so_far` and `rate` (a year) are in the unit of the target.

    `share` is so_far of goal, 0 to 1 and beyond. `reached_on`: the day a sum is reached at the rate
    of the last four quarters, None when it never is. `growth_needed`: percent a year for a level.
    `quarters` is how many reported quarters it rests on, `as_of` the end of the newest.
    """

    target: Target
    so_far: Decimal
    share: Decimal
    rate: Decimal
    reached_on: date | None
    growth_needed: Decimal | None
    quarters: int
    as_of: date | None


PLANS: tuple[Target, ...] = (
    Target(
        key="capex_plan",
        name="RMB 380 billion for cloud and AI hardware in three years",
        goal=Decimal(380_000),
        unit="CNY_mn",
        line="group",
        metric="capex",
        kind="sum",
        start=date(2025, 4, 1),
        deadline=date(2028, 3, 31),
        source="announced 24 February 2025",
        note="the plan counts cloud and AI hardware from February 2025; measured is all capital "
        "expenditure of the group since April 2025, which is wider",
    ),
    Target(
        key="cloud_ai_revenue",
        name="US$100 billion of cloud and AI revenue a year",
        goal=Decimal(100_000),
        unit="USD_mn",
        line="cloud",
        metric="revenue",
        kind="level",
        start=date(2026, 3, 19),
        deadline=date(2031, 3, 31),
        source="earnings call of 19 March 2026",
        note="the target counts cloud and AI commercial revenue with MaaS; measured is four times "
        "the newest quarter of the cloud segment, in the dollars of its release",
    ),
)


def targets(connection: sqlite3.Connection, issuer: str = "alibaba") -> tuple[Target, ...]:
    """The known plans of the company and the targets the user has added."""
    known = PLANS if issuer == "alibaba" else ()
    return (*known, *(_from_json(entry) for entry in _added(connection, issuer)))


def add_target(connection: sqlite3.Connection, target: Target, issuer: str = "alibaba") -> None:
    """Keep a target of the user's own; one of the same key is replaced."""
    with transaction(connection):  # another app may add one
        others = [entry for entry in _added(connection, issuer) if entry["key"] != target.key]
        put_setting(connection, f"{SETTING}.{issuer}", [*others, _to_json(target)])


def remove_target(connection: sqlite3.Connection, key: str, issuer: str = "alibaba") -> None:
    """Forget a target of the user's own; the known plans stay."""
    with transaction(connection):
        others = [entry for entry in _added(connection, issuer) if entry["key"] != key]
        put_setting(connection, f"{SETTING}.{issuer}", others or None)


def target_progress(
    connection: sqlite3.Connection,
    target: Target,
    issuer: str = "alibaba",
    as_of: date | None = None,
) -> TargetProgress:
    """Measure a target against what was reported by `as_of`."""
    points = series(
        connection,
        issuer,
        target.line,
        target.metric,
        "quarter",
        as_of=as_of,
        currency=target.unit.removesuffix("_mn"),
    )
    return progress(target, [point for point in points if point.unit == target.unit])


def progress(target: Target, quarters: Sequence[Point]) -> TargetProgress:
    """Progress from the reported quarters, oldest first. Pure."""
    since = [point for point in quarters if point.period_end > target.start]
    newest = quarters[-1].period_end if quarters else None
    if target.kind == "level":
        level = quarters[-1].value * 4 if quarters else Decimal(0)
        return TargetProgress(
            target, level, level / target.goal, level, None,
            _growth_needed(target, level, newest), len(quarters[-1:]), newest,
        )  # fmt: skip
    so_far = sum((point.value for point in since), Decimal(0))
    rate = sum((point.value for point in quarters[-4:]), Decimal(0))
    return TargetProgress(
        target, so_far, so_far / target.goal, rate,
        _reached_on(target.goal - so_far, rate, newest), None, len(since), newest,
    )  # fmt: skip


def _reached_on(missing: Decimal, rate: Decimal, newest: date | None) -> date | None:
    if newest is None or rate <= 0:
        return None
    days = max(Decimal(0), missing / rate * YEAR)
    return newest + timedelta(days=int(days)) if days < 365 * 100 else None


def _growth_needed(target: Target, level: Decimal, newest: date | None) -> Decimal | None:
    """Percent a year from the middle of the newest quarter to the middle of the year aimed at."""
    if newest is None or level <= 0 or newest >= target.deadline:
        return None
    years = Decimal((target.deadline - newest).days) / YEAR
    factor = (target.goal / level).ln() / years
    return ((factor.exp() - 1) * 100).quantize(Decimal("0.1"))


def _added(connection: sqlite3.Connection, issuer: str) -> list[dict[str, str]]:
    """The user's own targets as kept; what is not one (edited by hand) is left out."""
    kept = get_setting(connection, f"{SETTING}.{issuer}")
    entries = kept if isinstance(kept, list) else []
    return [
        {name: str(value) for name, value in entry.items()}
        for entry in entries
        if isinstance(entry, dict) and {field.name for field in fields(Target)} <= set(entry)
    ]


def _to_json(target: Target) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(target).items()}


def _from_json(entry: dict[str, str]) -> Target:
    return Target(
        key=entry["key"],
        name=entry["name"],
        goal=Decimal(entry["goal"]),
        unit=entry["unit"],
        line=entry["line"],
        metric=entry["metric"],
        kind="level" if entry["kind"] == "level" else "sum",
        start=date.fromisoformat(entry["start"]),
        deadline=date.fromisoformat(entry["deadline"]),
        source=entry["source"],
        note=entry["note"],
    )
