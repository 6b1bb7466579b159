"""What an answer means: headlines, nothing new, or a failure in words a person understands.

A 200 with an HTML page, or with a feed that has no entries, is a failure to report, not a success.
Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feeds.fetching.retrieval import FetchFailed, RetrievedFeed
from feeds.reading.values import Reading
from store.headlines.entries import ParsedFeed
from store.polling.feed_polls import FeedForUpdate

_STATUS_WORDS = {
    400: "the server does not understand the request",
    401: "the server wants a password",
    403: "the server refuses to show it to us",
    404: "there is nothing at this address",
    406: "the server has no form of it that we read",
    429: "the server says we ask too often",
    451: "withheld for legal reasons",
    500: "the server has an error of its own",
    502: "the server's own source does not answer",
    503: "the server is overloaded or in maintenance",
    504: "the server's own source answers too late",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer means. `reading` is there exactly when `outcome` is ok, and then has a feed
    with entries; `paused_reason` when the server says that the feed will never come back."""

    outcome: Literal["ok", "not_modified", "failed"]
    message: str = ""
    reading: Reading | None = None
    decoded_bytes: int = 0
    paused_reason: str | None = None

    @property
    def parsed(self) -> ParsedFeed | None:
        """The feed that was read, None unless `outcome` is ok."""
        return self.reading.feed if self.reading else None


def judge(
    feed: FeedForUpdate, answer: RetrievedFeed | FetchFailed, reading: Reading | None
) -> Judged:
    """Judge one answer; `reading` is what its document says, None unless the status is 200."""
    if isinstance(answer, FetchFailed):
        return Judged("failed", str(answer))
    match answer.status:
        case 200 if reading is not None:
            return _judge_reading(reading)
        case 304 if feed.etag is not None or feed.last_modified is not None:
            return Judged("not_modified")
        case 304:
            return Judged("failed", "the server says “not modified” without being asked (304)")
        case 410:
            reason = "paused: the server says it is gone for good (410)"
            return Judged("failed", reason, paused_reason=reason)
        case status:
            words = _STATUS_WORDS.get(status, "the server answers without a feed")
            return Judged("failed", f"{words} ({status})")


def _judge_reading(reading: Reading) -> Judged:
    if reading.feed is None:
        return Judged("failed", reading.problem, decoded_bytes=reading.decoded_bytes)
    if not reading.feed.entries:
        words = "a feed without a single entry"
        return Judged("failed", words, decoded_bytes=reading.decoded_bytes)
    return Judged("ok", reading=reading, decoded_bytes=reading.decoded_bytes)
