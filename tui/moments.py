"""One way to show times: relative when fresh, the clock today, the date before or after."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

FRESH = timedelta(hours=1)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def brief(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """At most six cells: `4 m`, `13:04`, `20 Aug`, `Aug 24`. `zone` None is the system's."""
    age = now - moment
    if timedelta(0) <= age < FRESH:
        return f"{age.seconds // 60} m" if age.seconds >= 60 else "now"
    local = _local(moment, zone)
    if local.date() == _local(now.replace(second=0, microsecond=0), zone).date():
        return f"{local:%H:%M}"
    if abs(age) < timedelta(days=300):
        return f"{local.day} {MONTHS[local.month - 1]}"
    return f"{MONTHS[local.month - 1]} {local:%y}"


@lru_cache(maxsize=512)  # a few screens of rows: the system's zone is asked for 5 µs each time
def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.astimezone(zone)


def full(moment: datetime, zone: tzinfo | None = None) -> str:
    """The whole of it, in UTC and, where that differs, in the user's zone."""
    local = moment.astimezone(zone)
    utc = f"{moment:%Y-%m-%d %H:%M} UTC"
    if not local.utcoffset():
        return utc
    return f"{utc} · {local:%H:%M} {local.tzname() or 'local'}"


def since(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """`since 13:04` or `since 13 May`."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"since {local:%H:%M}"
    if abs(now - moment) < timedelta(days=300):
        return f"since {local.day} {MONTHS[local.month - 1]}"
    return f"since {local.day} {MONTHS[local.month - 1]} {local.year}"


def ahead(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """When something is to come: `now`, `in 4 m`, `at 13:04`, `on 20 Aug`."""
    wait = moment - now
    if wait < FRESH:
        return f"in {wait.seconds // 60} m" if wait >= timedelta(minutes=1) else "now"
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"at {local:%H:%M}"
    return f"on {local.day} {MONTHS[local.month - 1]}"
