"""Four quarters added up: trailing twelve months, within one basis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from store.record.observations import TRAILING, Vintage
from store.record.segments import GROUP


def trailing_sums(quarters: Iterable[Vintage]) -> list[Vintage]:
    """A vintage of period type `trailing` for every quarter that has three before it under the same
    basis. The sum is known since the last of the four was, and points at its newest quarter. The
    group's quarters add up whatever the basis. What is no money, or only in the press, is left out.
    """
    newest: dict[tuple[str, str, str, str], dict[date, Vintage]] = {}
    for quarter in sorted(quarters, key=lambda v: (v.known_at, v.observation)):
        if quarter.value is None or not quarter.unit.endswith("_mn") or quarter.provisional:
            continue
        basis = "" if quarter.segment == GROUP else quarter.basis
        key = quarter.segment, quarter.metric, quarter.unit, basis
        newest.setdefault(key, {})[quarter.period_end] = quarter
    return [
        trailing
        for by_period in newest.values()
        for end in by_period
        if (trailing := _sum_to(end, by_period)) is not None
    ]


def quarter_before(period_end: date) -> date:
    """The last day of the calendar quarter before the one that ends on `period_end`; the same day
    where it ends in no quarter's last month."""
    return {
        3: date(period_end.year - 1, 12, 31),
        6: date(period_end.year, 3, 31),
        9: date(period_end.year, 6, 30),
        12: date(period_end.year, 9, 30),
    }.get(period_end.month, period_end)


def _sum_to(end: date, by_period: dict[date, Vintage]) -> Vintage | None:
    """The sum of the four quarters to `end`, None if they are not all there. A quarter has 13
    weeks, or 14 in a year of 53."""
    ends = sorted(each for each in by_period if each <= end)[-4:]
    gaps = [(later - earlier).days for earlier, later in pairwise(ends)]
    if len(ends) < 4 or not all(84 <= gap <= 99 for gap in gaps):
        return None
    four = [by_period[each] for each in reversed(ends)]
    return replace(
        four[0],
        period_type=TRAILING,
        basis="" if four[0].segment == GROUP else four[0].basis,
        value=sum((v.value for v in four if v.value is not None), Decimal(0)),
        yoy_printed=None,
        known_at=max(v.known_at for v in four),
        locator="sum of four quarters",
    )
