"""A target as a person types it: a name, a goal, what is measured, since when, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from store.errors import StoreError
from store.ledger.targets import Target
from store.record.segments import GROUP, known_line, known_metric

_GOAL = re.compile(
    r"(?:(?P<currency>CNY|RMB|USD|US\$|\$|¥)\s*)?(?P<number>\d[\d,]{0,15}(?:\.\d{1,3})?)\s*"
    r"(?P<scale>bn|billion|mn|million)(?:\s*(?P<after>CNY|RMB|USD|yuan|dollars))?",
    re.IGNORECASE,
)
_DOLLARS = frozenset({"usd", "us$", "$", "dollars"})


@dataclass(frozen=True, slots=True)
class TargetWords:
    """The fields of the form. `since` is empty for a level to be reached."""

    name: str
    goal: str
    measured: str
    since: str
    until: str


def target_from_words(words: TargetWords, today: date) -> Target:
    """The target that is meant. Raises StoreError, in words, at the first field that is unclear."""
    name = " ".join(words.name.split())
    if not name:
        raise StoreError("Give the target a name.")
    goal, unit = _goal(words.goal)
    line, metric = _measured(words.measured)
    start = _day(words.since, "since") if words.since.strip() else None
    until = _day(words.until, "until")
    if until <= (start or today):
        raise StoreError(f"until: {until} is not after {start or today}.")
    return Target(
        key="own_" + "_".join(re.findall(r"\w+", name.lower())),
        name=name,
        goal=goal,
        unit=unit,
        line=line,
        metric=metric,
        kind="level" if start is None else "sum",
        start=start or today,
        deadline=until,
        source="your own target",
        note="four times the newest quarter counts" if start is None else f"all since {start}",
    )


def _goal(text: str) -> tuple[Decimal, str]:
    """Millions, and their unit."""
    match = _GOAL.fullmatch(text.strip())
    if match is None:
        raise StoreError("goal: write an amount such as 380 bn CNY or US$100 bn.")
    number = Decimal(match["number"].replace(",", ""))
    if not number:
        raise StoreError("goal: nothing is no goal.")
    millions = number * 1000 if match["scale"].lower().startswith("b") else number
    currency = (match["currency"] or match["after"] or "CNY").lower()
    return millions, "USD_mn" if currency in _DOLLARS else "CNY_mn"


def _measured(text: str) -> tuple[str, str]:
    """The keys of line and metric of `cloud.revenue` or `capex`."""
    before, _, after = text.strip().rpartition(".")
    line, metric = known_line(before or GROUP), known_metric(after)
    if line is None:
        raise StoreError(f"measured: there is no line {before!r}; write cloud.revenue or capex.")
    if metric is None or metric.unit_kind != "money":
        raise StoreError(f"measured: {after!r} is no amount on record; write cloud.revenue.")
    return line.key, metric.key


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise StoreError(f"{field}: write a day such as 2028-03-31.") from None
