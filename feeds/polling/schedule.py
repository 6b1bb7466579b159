"""When a feed is polled next, and why; where it has moved to. Pure decisions, no clock of its own.

The order of voices: an answer that says "not before" (Retry-After) wins over everything; then the
user's own interval; then the longest of what the feed's rhythm suggests and what its server and
its document ask for (Cache-Control, Expires, <ttl>, sy:updatePeriod). Failures back off
exponentially, from five minutes or the user's own interval if that is shorter, to one day and never
to "dead".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from store.polling.rhythm import Rhythm

DAY = timedelta(days=1)
LONGEST_RETRY_AFTER = timedelta(days=7)
MOVE_HELD = timedelta(days=7)  # a permanent redirect is adopted after it held this long
FIRST_BACKOFF = timedelta(minutes=5)
POLLS_PER_GAP = 2  # twice per usual gap: a headline is seen half a gap late at worst
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds of adaptive polling, and the interval where no rhythm is known yet."""

    shortest: timedelta = timedelta(minutes=10)
    usual: timedelta = timedelta(hours=1)
    longest: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What a poll showed that matters for the next: all durations None where nothing was said.

    `failure_streak` counts this poll; 0 after a success.
    """

    failure_streak: int = 0
    retry_after: timedelta | None = None
    fresh_for: timedelta | None = None
    suggested: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NextPoll:
    """The decision and its reason, in words for the Feeds pane."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """Where the feed is polled from now on, and a permanent redirect that is on trial."""

    url: str
    redirect_url: str | None = None
    redirect_since: datetime | None = None


def next_poll(
    outcome: PollOutcome,
    *,
    interval: timedelta | None,
    rhythm: Rhythm | None,
    pace: Pace,
    now: datetime,
    jitter: float,
) -> NextPoll:
    """Decide. `interval` is the user's own for this feed; `jitter` is random in [0, 1)."""
    wait, reason = _wait(outcome, interval, rhythm, pace, now)
    spread = 1 + JITTER * jitter  # only ever later: earlier would break a server's wish
    return NextPoll(now + wait * spread, reason)


def _wait(
    outcome: PollOutcome,
    interval: timedelta | None,
    rhythm: Rhythm | None,
    pace: Pace,
    now: datetime,
) -> tuple[timedelta, str]:
    if outcome.failure_streak:
        first = FIRST_BACKOFF if interval is None else min(FIRST_BACKOFF, interval)
        wait = min(first * 2 ** min(outcome.failure_streak - 1, 20), DAY)
        reason = f"backing off after {_times(outcome.failure_streak)}"
    elif interval is not None:
        wait, reason = interval, "your interval"
    else:
        wait, reason = _adaptive(outcome, rhythm, pace, now)
    if outcome.retry_after is not None:
        asked = min(outcome.retry_after, LONGEST_RETRY_AFTER)
        if asked > wait:
            return asked, "the server asked to wait (Retry-After)"
    return wait, reason


def _adaptive(
    outcome: PollOutcome, rhythm: Rhythm | None, pace: Pace, now: datetime
) -> tuple[timedelta, str]:
    if rhythm is None:
        choice = (pace.usual, "its rhythm is not known yet")
    else:
        gap = max(rhythm.usual, now - rhythm.newest)  # a feed that falls silent is asked less
        wait = min(max(gap / POLLS_PER_GAP, pace.shortest), pace.longest)
        choice = (wait, f"something new about every {_words(rhythm.usual)}")
    wishes = (
        (outcome.fresh_for, "the server's Cache-Control or Expires"),
        (outcome.suggested, "the feed's own update period"),
    )
    for wish, reason in wishes:
        if wish is not None and min(wish, DAY) > choice[0]:
            choice = (min(wish, DAY), reason)
    return choice


def decide_move(known: Move, seen: str | None, now: datetime) -> Move:
    """What a good poll of `known.url` that saw the permanent redirect `seen` (None: none) means.

    301 and 308 are adopted after they held for a week, so that a captive portal or a mistake does
    not move a feed; the same address with https instead of http is adopted at once, and one without
    https where there was one never.
    """
    if seen is None or seen == known.url or _is_downgrade(known.url, seen):
        return Move(known.url)
    if _is_upgrade(known.url, seen):
        return Move(seen)
    since = known.redirect_since
    if seen != known.redirect_url or since is None or since > now:
        return Move(known.url, seen, now)
    return Move(seen) if now - since >= MOVE_HELD else known


def _is_upgrade(url: str, seen: str) -> bool:
    old, new = urlsplit(url), urlsplit(seen)
    return (
        old.scheme == "http"
        and new.scheme == "https"
        and old.hostname == new.hostname
        and (old.path, old.query) == (new.path, new.query)
        and old.port in (None, 80)
        and new.port in (None, 443)
    )


def _is_downgrade(url: str, seen: str) -> bool:
    return urlsplit(url).scheme == "https" and urlsplit(seen).scheme != "https"


def _times(count: int) -> str:
    return "a failure" if count == 1 else f"{count} failures in a row"


def _words(gap: timedelta) -> str:
    units: tuple[tuple[Literal["day", "hour", "minute"], int], ...] = (
        ("day", 86_400),
        ("hour", 3_600),
        ("minute", 60),
    )
    seconds = gap.total_seconds()
    for name, size in units:
        if seconds >= size:
            count = round(seconds / size)
            return name if count == 1 else f"{count} {name}s"
    return "minute"
