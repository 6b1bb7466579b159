"""What the doctor says about the feeds and the program that polls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from store.polling.feed_health import FeedHealth
from store.polling.poller_presence import PollerInfo
from tui.checkup.finding import Finding

SHOWN = 10  # failing feeds that are named one by one
POLLER_STUCK = timedelta(days=1)  # longer than the longest wait between two polls of a feed


def poller_findings(
    poller: PollerInfo | None, newest_poll: datetime | None, now: datetime
) -> tuple[Finding, ...]:
    """Whether a poller runs, and whether it polls."""
    if poller is None:
        remedy = "the app starts one; `alimon poll` runs it without the app"
        return (Finding("poller", "note", "no poller is running", remedy),)
    if poller.process is not None and poller.schema is None:
        words = f"of an earlier alimon: {poller}"
        return (Finding("poller", "warning", words, "stop it and start alimon again"),)
    running = Finding("poller", "fine", f"running: {poller}")
    if newest_poll is not None and now - newest_poll > POLLER_STUCK:
        words = f"it has not polled since {newest_poll:%Y-%m-%d %H:%M} UTC"
        return (running, Finding("poller", "warning", words, "stop it and start alimon again"))
    return (running,)


def feed_findings(feeds: Sequence[FeedHealth]) -> tuple[Finding, ...]:
    """How the feeds do in one line, then those that fail, the longest failing first."""
    if not feeds:
        remedy = "`alimon feeds add URL` adds one; `alimon` brings the bundled list"
        return (Finding("feeds", "note", "the feed list is empty", remedy),)
    states = Counter(feed.state for feed in feeds)
    parts = ", ".join(f"{count} {state}" for state, count in states.most_common())
    found = [Finding("feeds", "fine", f"{len(feeds)} feeds: {parts}")]
    if states["offline"]:
        remedy = "check the connection; alimon goes on by itself when it is back"
        found.append(Finding("feeds", "warning", "no network at the last poll", remedy))
    failing = sorted(
        (feed for feed in feeds if feed.state == "failing"), key=lambda f: -f.failure_streak
    )
    for feed in failing[:SHOWN]:
        remedy = f"`alimon feeds check {feed.id}` says more; `alimon feeds rm {feed.id}` removes it"
        found.append(Finding("feeds", "warning", f"{_name(feed)}: {feed.words}", remedy))
    if len(failing) > SHOWN:
        words = f"{len(failing) - SHOWN} more feeds fail"
        found.append(Finding("feeds", "warning", words, "`alimon feeds list` shows them all"))
    return tuple(found)


def _name(feed: FeedHealth) -> str:
    """Its title, or the host it comes from: what the doctor says is shown to others, and the whole
    address may hold a secret."""
    if feed.title != feed.url:
        return feed.title
    return urlsplit(feed.url).hostname or f"feed {feed.id}"
