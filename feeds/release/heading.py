"""Which results a document announces: title, period, day of release."""

from __future__ import annotations

import re
from datetime import date, timedelta

from feeds.release.errors import ReleaseError
from feeds.release.tables import MONTHS
from feeds.release.values import ReleaseHeading
from store.record.fiscal_calendar import month_end, quarter_label

_MONTH = "(" + "|".join(MONTHS) + ")"
_TITLE = re.compile(
    rf"Alibaba Group Announces {_MONTH} Quarter (?:and Full Fiscal Year )?.{{0,80}}?Results"
    r"(?: and Interim Results for the .{10,60}? \d{4})?",
    re.IGNORECASE,
)
_QUARTER_ENDED = re.compile(
    rf"(?:quarter|three months)(?: and (?:full )?(?:fiscal )?year)? ended {_MONTH} (\d{{1,2}}), "
    r"(20\d\d)",
    re.IGNORECASE,
)
_ANY_DAY = re.compile(rf"{_MONTH} (\d{{1,2}}), (20\d\d)", re.IGNORECASE)
_DATELINE = re.compile(rf"{_MONTH} (\d{{1,2}}), (20\d\d)\s*(?:/[A-Z ]+/\s*)?[-–—:]", re.IGNORECASE)
BEGINNING = 12_000  # characters in which a release says what it is
LATEST = timedelta(days=100)  # from a quarter's end to its results; the longest was 79 days


def read_heading(text: str) -> ReleaseHeading:
    """The heading of a release. Raises ReleaseError when it is not one of Alibaba's."""
    beginning = text[:BEGINNING]
    quarter = _QUARTER_ENDED.search(beginning)
    if quarter is None or "Alibaba" not in beginning:
        raise ReleaseError(
            "this is not a results release of Alibaba: nothing on its first pages says for which "
            "quarter; give the results announcement itself (exhibit 99.1 of the 6-K)"
        )
    period_end = month_end(int(quarter[3]), _month(quarter[1]))
    title = _TITLE.search(beginning)
    return ReleaseHeading(
        title=title.group() if title else f"Alibaba results, quarter ended {period_end}",
        period_end=period_end,
        fiscal_label=quarter_label(period_end),
        released=_released(beginning, period_end),
    )


def _released(beginning: str, period_end: date) -> date | None:
    """The day in the dateline; where a news service has put its own, the first day named on which
    these results can have come out."""
    for pattern in (_DATELINE, _ANY_DAY):
        for match in pattern.finditer(beginning):
            day = _day(match)
            if day is not None and period_end < day <= period_end + LATEST:
                return day
    return None


def _month(name: str) -> int:
    return MONTHS.index(name.capitalize()) + 1


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), _month(match[1]), int(match[2]))
    except ValueError:
        return None
