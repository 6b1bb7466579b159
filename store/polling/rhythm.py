"""How often a feed brings something new, read from when its last headlines came.

Pure. Used to choose the next poll (feeds/polling/schedule.py) and to say that a feed is silent for
longer than usual (store/polling/feed_health.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

SAME_BATCH = timedelta(minutes=2)  # headlines this close came out together
SILENCE_FLOOR = timedelta(days=2)  # a weekend is no silence


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The usual (median) and the longest gap between the last batches, and the newest of them."""

    usual: timedelta
    longest: timedelta
    newest: datetime


def rhythm(times: Sequence[datetime], now: datetime) -> Rhythm | None:
    """The rhythm of headlines that came at `times` (any order), or None if three batches
    are not there to judge from. Times after `now` count as `now`."""
    batches: list[datetime] = []
    for moment in sorted(min(time, now) for time in times):
        if not batches or moment - batches[-1] > SAME_BATCH:
            batches.append(moment)
    if len(batches) < 3:
        return None
    gaps = [later - earlier for earlier, later in pairwise(batches)]
    usual = timedelta(seconds=median(gap.total_seconds() for gap in gaps))
    return Rhythm(usual=usual, longest=max(gaps), newest=batches[-1])


def silent_since(rhythm: Rhythm | None, now: datetime) -> datetime | None:
    """Since when the feed is silent for longer than usual; None: it is not, or nobody can say.

    Longer than usual: more than twice its longest recent gap, and more than two days.
    """
    if rhythm is None:
        return None
    quiet = now - rhythm.newest
    return rhythm.newest if quiet > max(2 * rhythm.longest, SILENCE_FLOOR) else None
