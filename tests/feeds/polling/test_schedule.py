"""When a feed is polled next and why, as a table; and what a redirect means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.polling.schedule import Move, Pace, PollOutcome, decide_move, next_poll
from store.polling.rhythm import Rhythm, rhythm, silent_since

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PACE = Pace()
OK = PollOutcome()


def beating(usual: timedelta, quiet: timedelta = timedelta()) -> Rhythm:
    return Rhythm(usual=usual, longest=usual, newest=NOW - quiet)


@pytest.mark.parametrize(
    ("outcome", "interval", "rhythm", "wait", "reason"),
    [
        # adaptive: half of the usual gap, within bounds
        (OK, None, None, HOUR, "its rhythm is not known yet"),
        (OK, None, beating(2 * HOUR), HOUR, "something new about every 2 hours"),
        (OK, None, beating(HOUR), 30 * MINUTE, "something new about every hour"),
        (OK, None, beating(MINUTE), 10 * MINUTE, "something new about every minute"),
        (OK, None, beating(MINUTE / 2), 10 * MINUTE, "something new about every minute"),
        (OK, None, beating(30 * DAY), 12 * HOUR, "something new about every 30 days"),
        # a feed that falls silent is asked less and less
        (OK, None, beating(HOUR, quiet=8 * HOUR), 4 * HOUR, "something new about every hour"),
        # the server's and the document's wishes lengthen, never shorten
        (
            PollOutcome(fresh_for=3 * HOUR),
            None,
            beating(HOUR),
            3 * HOUR,
            "the server's Cache-Control or Expires",
        ),
        (
            PollOutcome(fresh_for=MINUTE),
            None,
            beating(HOUR),
            30 * MINUTE,
            "something new about every hour",
        ),
        (
            PollOutcome(suggested=2 * HOUR),
            None,
            beating(HOUR),
            2 * HOUR,
            "the feed's own update period",
        ),
        (
            PollOutcome(fresh_for=3 * HOUR, suggested=2 * HOUR),
            None,
            None,
            3 * HOUR,
            "the server's Cache-Control or Expires",
        ),
        (
            PollOutcome(fresh_for=400 * DAY),
            None,
            None,
            DAY,
            "the server's Cache-Control or Expires",
        ),
        # the user's own interval wins over wishes
        (PollOutcome(fresh_for=3 * HOUR), 5 * MINUTE, None, 5 * MINUTE, "your interval"),
        # failures back off to a day, never to dead
        (PollOutcome(failure_streak=1), None, None, 5 * MINUTE, "backing off after a failure"),
        (
            PollOutcome(failure_streak=4),
            None,
            None,
            40 * MINUTE,
            "backing off after 4 failures in a row",
        ),
        (
            PollOutcome(failure_streak=9),
            None,
            None,
            1280 * MINUTE,
            "backing off after 9 failures in a row",
        ),
        (
            PollOutcome(failure_streak=10),
            None,
            None,
            DAY,
            "backing off after 10 failures in a row",
        ),
        (
            PollOutcome(failure_streak=9_999),
            MINUTE,
            None,
            DAY,
            "backing off after 9999 failures in a row",
        ),
        # a server that says "not before" is obeyed, for a week at most
        (
            PollOutcome(failure_streak=1, retry_after=2 * HOUR),
            MINUTE,
            None,
            2 * HOUR,
            "the server asked to wait (Retry-After)",
        ),
        (
            PollOutcome(failure_streak=1, retry_after=MINUTE),
            None,
            None,
            5 * MINUTE,
            "backing off after a failure",
        ),
        (
            PollOutcome(retry_after=365 * DAY),
            None,
            None,
            7 * DAY,
            "the server asked to wait (Retry-After)",
        ),
    ],
)
def test_next_poll(outcome, interval, rhythm, wait, reason):
    decision = next_poll(outcome, interval=interval, rhythm=rhythm, pace=PACE, now=NOW, jitter=0)
    assert (decision.at - NOW, decision.reason) == (wait, reason)


def test_jitter_only_ever_delays():
    def at(jitter: float) -> datetime:
        return next_poll(OK, interval=HOUR, rhythm=None, pace=PACE, now=NOW, jitter=jitter).at

    assert at(0) == NOW + HOUR
    assert NOW + HOUR < at(0.999) <= NOW + 1.1 * HOUR


durations = st.one_of(st.none(), st.timedeltas(timedelta(), timedelta(days=400)))


@given(
    streak=st.integers(0, 10_000),
    retry_after=durations,
    fresh_for=durations,
    suggested=durations,
    interval=st.one_of(st.none(), st.timedeltas(MINUTE, timedelta(days=30))),
    gaps=st.lists(st.timedeltas(timedelta(), timedelta(days=900)), max_size=20),
    jitter=st.floats(0, 0.999),
)
def test_every_feed_is_polled_again_and_never_at_once(
    streak, retry_after, fresh_for, suggested, interval, gaps, jitter
):
    decision = next_poll(
        PollOutcome(streak, retry_after, fresh_for, suggested),
        interval=interval,
        rhythm=rhythm([NOW - gap for gap in gaps], NOW),
        pace=PACE,
        now=NOW,
        jitter=jitter,
    )
    longest = max(7 * DAY, interval or DAY)
    assert MINUTE <= decision.at - NOW <= 1.1 * longest
    assert decision.reason


OLD = "http://example.com/feed"
NEW = "https://other.example/rss"


@pytest.mark.parametrize(
    ("known", "seen", "decided"),
    [
        (Move(OLD), None, Move(OLD)),
        (Move(OLD), OLD, Move(OLD)),
        # seen for the first time: on trial
        (Move(OLD), NEW, Move(OLD, NEW, NOW)),
        # still on trial
        (Move(OLD, NEW, NOW - 6 * DAY), NEW, Move(OLD, NEW, NOW - 6 * DAY)),
        # held for a week: adopted
        (Move(OLD, NEW, NOW - 7 * DAY), NEW, Move(NEW)),
        # changed its mind: the trial starts again
        (Move(OLD, "http://elsewhere/", NOW - 8 * DAY), NEW, Move(OLD, NEW, NOW)),
        # gone again: a mistake or a captive portal
        (Move(OLD, NEW, NOW - 6 * DAY), None, Move(OLD)),
        # the clock was set back: the trial starts again
        (Move(OLD, NEW, NOW + 30 * DAY), NEW, Move(OLD, NEW, NOW)),
        # the same address with https: at once
        (Move(OLD), "https://example.com/feed", Move("https://example.com/feed")),
        # but not when the path differs too
        (
            Move(OLD),
            "https://example.com/login",
            Move(OLD, "https://example.com/login", NOW),
        ),
        # and never back to http
        (
            Move("https://example.com/feed"),
            NEW.replace("https", "http"),
            Move("https://example.com/feed"),
        ),
    ],
)
def test_a_permanent_redirect_is_adopted_after_a_week(known, seen, decided):
    assert decide_move(known, seen, NOW) == decided


def test_rhythm_is_the_usual_gap_between_batches():
    times = [NOW - k * HOUR for k in (1, 2, 3, 9)] + [NOW - HOUR - timedelta(seconds=5)]
    found = rhythm(times, NOW)
    assert found is not None
    assert (found.usual, found.longest) == (HOUR - timedelta(seconds=0), 6 * HOUR)


def test_two_batches_are_no_rhythm():
    assert rhythm([NOW, NOW - HOUR], NOW) is None
    assert rhythm([], NOW) is None


@pytest.mark.parametrize(
    ("longest", "quiet", "silent"),
    [
        (HOUR, DAY, False),
        (HOUR, 3 * DAY, True),
        (2 * DAY, 3 * DAY, False),
        (2 * DAY, 5 * DAY, True),
    ],
)
def test_silent_is_twice_the_longest_gap_and_more_than_a_weekend(longest, quiet, silent):
    feed = Rhythm(usual=HOUR, longest=longest, newest=NOW - quiet)
    assert (silent_since(feed, NOW) is not None) is silent
