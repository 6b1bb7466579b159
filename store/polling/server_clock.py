"""This machine's clock beside those of the servers that were polled: what the poller saw last."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from store import times
from store.settings import get_setting, put_setting

_KEY = "poller.clock"


@dataclass(frozen=True, slots=True)
class ClockComparison:
    """At `at` by this machine's clock it was `ahead` of the servers' (negative: behind), the median
    of `hosts` of them."""

    ahead: timedelta
    hosts: int
    at: datetime


def keep_comparison(connection: sqlite3.Connection, comparison: ClockComparison) -> None:
    """Remember it in place of the one before, within the caller's transaction."""
    seconds = round(comparison.ahead.total_seconds())
    at = times.to_text(comparison.at)
    put_setting(connection, _KEY, {"ahead": seconds, "hosts": comparison.hosts, "at": at})


def kept_comparison(connection: sqlite3.Connection) -> ClockComparison | None:
    """The last one; None where the poller has not reached enough servers yet."""
    match get_setting(connection, _KEY):
        case {"ahead": int(seconds), "hosts": int(hosts), "at": str(at)}:
            return ClockComparison(timedelta(seconds=seconds), hosts, times.from_text(at))
        case _:
            return None
