"""The values of a poll: what came of the fetch, and what is told of it in the end.

Apart from feeds/polling/intake.py, which makes one of the other, so that the network need not wait
until all that writes headlines is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.fetching.retrieval import FetchFailed, RetrievedFeed
from store.polling.feed_polls import FeedForUpdate


@dataclass(frozen=True, slots=True)
class Polled:
    """A fetch that ended: the answer or the failure, when it began and how long it took."""

    feed: FeedForUpdate
    answer: RetrievedFeed | FetchFailed
    started_at: datetime
    duration: timedelta
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class FeedReport:
    """How a poll ended, for the log and the terminal."""

    feed: int
    name: str
    outcome: Literal["ok", "not_modified", "failed", "offline"]
    message: str
    status: int | None = None
    entries: int = 0
    new: int = 0
    edited: int = 0
    wire_bytes: int = 0
    duration: timedelta = timedelta()
