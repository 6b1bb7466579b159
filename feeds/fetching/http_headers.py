"""What a response's headers ask of its next request. Pure.

RFC 9110 (validators, Retry-After, Date), RFC 9111 (Cache-Control, Expires, Age).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from store.late_patterns import late_pattern

_LONGEST_VALIDATOR = 1_000
_MAX_AGE = late_pattern(r'(?:^|[,\s])max-age\s*=\s*"?(\d{1,12})"?', re.IGNORECASE)
_FAR = timedelta(days=365)


def http_date(text: str) -> datetime | None:
    """An HTTP date (RFC 9110 §5.6.7) as an aware UTC time; None for anything else."""
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long Retry-After asks to stay away: seconds or a date; None: nothing readable."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:12])), _FAR)
    moment = http_date(text) if text else None
    return None if moment is None else max(min(moment - now, _FAR), timedelta())


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the response stays fresh (RFC 9111 §4.2): max-age less Age, else Expires less Date.

    None: the server does not say, or says no-cache.
    """
    control = headers.get("Cache-Control", "")
    if re.search(r"no-(?:cache|store)", control, re.IGNORECASE):
        return None
    if match := _MAX_AGE.search(control):
        left = timedelta(seconds=int(match[1])) - _age(headers)
        return max(min(left, _FAR), timedelta())
    expires = http_date(headers.get("Expires", ""))
    if expires is None:
        return None
    sent = http_date(headers.get("Date", "")) or now
    return max(min(expires - sent, _FAR), timedelta())


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """What time it was for the server when it answered: Date, and Age on top of it where a cache
    answered in its place. None where it does not say."""
    sent = http_date(headers.get("Date", ""))
    try:
        return None if sent is None else sent + _age(headers)
    except OverflowError:
        return None


def _age(headers: Mapping[str, str]) -> timedelta:
    text = headers.get("Age", "").strip()
    return timedelta(seconds=int(text[:12]) if text.isascii() and text.isdigit() else 0)


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """ETag or Last-Modified verbatim (it is opaque: RFC 9110 §8.8), None where it is absent.

    One that could not be sent back as it came (control characters, undecodable bytes, very long)
    is dropped: the next request is then unconditional.
    """
    value = headers.get(name)
    if not value or len(value) > _LONGEST_VALIDATOR or not value.isprintable():
        return None
    return value
