"""The moments that feeds state: RFC 822 and ISO 8601, as they are really written.

`read_date` takes what a date element holds and answers with an aware UTC time, to the second, or
None. It reads what is written and invents nothing: a missing day, an impossible one or a bare
number of seconds is no date, and the weekday, which is often wrong, is never consulted.

Zones. A stated offset wins. Names follow RFC 822 §5.1, so CST is US Central time although Chinese
sites may mean their own, with a few unmistakable names beside them. No zone, a name nobody knows
and the military letters (RFC 5322 §4.3: they carry no information) are read as UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from store.late_patterns import late_pattern

EARLIEST_YEAR = 1900
LATEST_YEAR = 2199
_LONGEST_DATE = 200  # characters; nobody writes a longer one in good faith

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_HOURS_EAST = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip

_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?)?"
)
_ZONE = r"\s*(?P<zone>[A-Za-z]{1,5}(?![A-Za-z]))?\s*(?P<offset>[+-]\d{1,2}:?(?:\d{2})?(?!\d))?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:[^\W\d]+\.?\s*,?\s*)?"

# 2026-08-20, 2026-08-20T11:30:00.123+08:00, 2026/08/20 11:30, 20260820T113000Z
_ISO = late_pattern(
    r"(?P<year>\d{4})(?P<dash>[-/]?)(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})"
    rf"(?:(?:\s*[Tt]\s*|\s+){_TIME}{_ZONE})?(?!\S)",
)
_ISO_BASIC = late_pattern(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[Tt](?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    rf"{_ZONE})?(?!\S)"
)
# Thu, 20 Aug 2026 11:30:00 GMT, 20 August 26 11:30, 20-Aug-2026
_RFC822 = late_pattern(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*{_MONTH}[\s,-]*"
    rf"(?P<year>\d{{4}}|\d{{2}})(?!\d)(?:\s*,?\s*{_TIME}{_ZONE})?",
    re.IGNORECASE,
)
# Aug 20, 2026 11:30 AM EST
_MONTH_FIRST = late_pattern(
    rf"{_WEEKDAY}{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{{4}})(?!\d)"
    rf"(?:\s*,?\s*(?:at\s+)?{_TIME}{_ZONE})?",
    re.IGNORECASE,
)
# Thu Aug 20 11:30:00 UTC 2026: C's asctime() and date(1)
_ASCTIME = late_pattern(
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_TIME}{_ZONE}\s*(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_SHAPES = (_ISO, _RFC822, _MONTH_FIRST, _ASCTIME, _ISO_BASIC)
_COMMENT = late_pattern(r"\((?:[^()\\]|\\.)*\)")

# What nearly every feed writes, without the branches of the shapes above.
_COMMON_RFC822 = late_pattern(
    r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|Z|\+0000)"
)
_COMMON_ISO = late_pattern(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:Z|[+-]00:00)")


def read_date(text: str) -> datetime | None:
    """The aware UTC time that `text` states, or None where it states none that can be relied on."""
    if match := _COMMON_RFC822.fullmatch(text):
        day, month_name, year, hour, minute, second = match.groups()
        month = _MONTHS.get(month_name.lower(), 0)
        return _moment(int(year), month, int(day), int(hour), int(minute), int(second))
    if match := _COMMON_ISO.fullmatch(text):
        return _moment(*_six_numbers(match))
    text = text.strip()
    if not text or len(text) > _LONGEST_DATE:
        return None
    return _read_any_shape(text) or (_read_any_shape(_uncommented(text)) if "(" in text else None)


def _six_numbers(match: re.Match[str]) -> tuple[int, int, int, int, int, int]:
    year, month, day, hour, minute, second = match.groups()
    return int(year), int(month), int(day), int(hour), int(minute), int(second)


def _uncommented(text: str) -> str:
    """`text` without its comments, which nest (RFC 5322 §3.2.2)."""
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    return " ".join(text.split())


def _read_any_shape(text: str) -> datetime | None:
    for shape in _SHAPES:
        if match := shape.match(text):
            return _from_parts(match.groupdict())
    return None


def _from_parts(parts: dict[str, str | None]) -> datetime | None:
    month_text = parts["month"] or ""
    month = int(month_text) if month_text.isdigit() else _MONTHS[month_text[:3].lower()]
    hour = int(parts.get("hour") or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    offset = _offset(parts.get("zone") or "", parts.get("offset") or "")
    if offset is None:
        return None
    return _moment(
        _full_year(parts["year"] or ""),
        month,
        int(parts["day"] or 0),
        hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        offset,
    )


def _full_year(digits: str) -> int:
    """Two digits are 1969 to 2068, as POSIX reads them."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= 69 else 2000)


def _offset(zone: str, offset: str) -> timedelta | None:
    """How far east of UTC, None where the offset is impossible."""
    if not offset:
        return timedelta(hours=_HOURS_EAST.get(zone.upper(), 0))
    digits = offset[1:].replace(":", "")
    hours, minutes = int(digits[:-2] or 0), int(digits[-2:])
    if len(digits) <= 2:
        hours, minutes = int(digits), 0
    if hours > 15 or minutes > 59:
        return None
    east = timedelta(hours=hours, minutes=minutes)
    return -east if offset[0] == "-" else east


def _moment(
    year: int,
    month: int,
    day: int,
    hour: int,
    minute: int,
    second: int,
    offset: timedelta = timedelta(0),
) -> datetime | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    midnight_after = hour == 24 and minute == second == 0
    try:
        moment = datetime(
            year,
            month,
            day,
            0 if midnight_after else hour,
            minute,
            min(second, 59) if second <= 60 else second,  # a leap second has no place here
            tzinfo=timezone(offset) if offset else UTC,
        )
    except ValueError:  # 31 February, 25 o'clock
        return None
    if midnight_after:
        moment += timedelta(days=1)
    return moment.astimezone(UTC) if offset else moment
