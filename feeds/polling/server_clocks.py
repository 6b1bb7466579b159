"""How far this machine's clock is from those of the servers it polls. Pure.

One server may be wrong, and what a cache kept too long looks like a clock that is behind; the
median of several hosts is neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from store.polling.server_clock import ClockComparison

ENOUGH_HOSTS = 3
WORTH_KEEPING = timedelta(minutes=1)  # of difference to what was kept last
KEPT_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ServerClocks:
    """The last reading of each host: how many seconds this machine was ahead of it."""

    ahead: Mapping[str, float] = field(default_factory=dict)

    def read(self, host: str, its_time: datetime, our_time: datetime) -> ServerClocks:
        """`host` said that it was `its_time` when it was `our_time` here."""
        return ServerClocks({**self.ahead, host: (our_time - its_time).total_seconds()})

    def comparison(self, now: datetime) -> ClockComparison | None:
        """What all of them say; None as long as they are too few."""
        if len(self.ahead) < ENOUGH_HOSTS:
            return None
        middle = timedelta(seconds=round(median(self.ahead.values())))
        return ClockComparison(middle, len(self.ahead), now)


def is_worth_keeping(new: ClockComparison, kept: ClockComparison | None) -> bool:
    """Whether `new` says something else than what was kept, or that is old: so that polls do not
    write it every time."""
    return (
        kept is None
        or abs(new.ahead - kept.ahead) >= WORTH_KEEPING
        or abs(new.at - kept.at) >= KEPT_AGAIN_AFTER
    )
