"""A headline's id is its place in the stream: unix seconds and a counter within that second.

    id = (seconds << 20) + counter

Ids stay below 2^53 until the year 2242, so JSON readers keep them exact. A span of time is a
range of ids: everything since a moment is `id >= first_id(moment)`.
"""

from __future__ import annotations

from datetime import UTC, datetime

COUNTER_BITS = 20


def first_id(moment: datetime) -> int:
    """The lowest id a headline of that second can have. `moment` is aware."""
    return int(moment.timestamp()) << COUNTER_BITS


def moment_of(headline: int) -> datetime:
    """The aware UTC time, to the second, that an id stands for."""
    return datetime.fromtimestamp(headline >> COUNTER_BITS, UTC)
