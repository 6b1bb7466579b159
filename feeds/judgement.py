"""What an answer means: headlines, nothing new, or a failure in words a person understands.

A 200 with an HTML page, or with a feed that has no entries, is a failure to report, not a success.
Pure, given the parser; safe on any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from feeds import http_content
from feeds.fetch import FetchFailed, RetrievedFeed
from feeds.http_content import ContentProblem
from feeds.parse_errors import NotAFeed
from store.entries import ParsedFeed
from store.subscriptions import FeedForUpdate

Parse = Callable[[bytes, str, str], ParsedFeed]  # body, content type, address; raises NotAFeed

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
    """What an answer means. `parsed` is there exactly when `outcome` is ok; `paused_reason` when
    the server says that the feed will never come back."""

    outcome: Literal["ok", "not_modified", "failed"]
    message: str = ""
    parsed: ParsedFeed | None = None
    decoded_bytes: int = 0
    paused_reason: str | None = None


def judge(
    feed: FeedForUpdate, answer: RetrievedFeed | FetchFailed, parse: Parse, limit: int
) -> Judged:
    """Judge one answer; `limit` is how many decoded bytes are taken. Never raises for what the
    answer is. May block as long as `parse` does."""
    if isinstance(answer, FetchFailed):
        return Judged("failed", str(answer))
    match answer.status:
        case 200:
            return _read(answer, parse, limit)
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


def _read(answer: RetrievedFeed, parse: Parse, limit: int) -> Judged:
    try:
        body = http_content.decode(answer.body, answer.coding, limit)
    except ContentProblem as problem:
        return Judged("failed", str(problem))
    size = len(body)
    try:
        parsed = parse(body, answer.content_type, answer.url)
    except NotAFeed as problem:
        return Judged("failed", f"it is {problem}", decoded_bytes=size)
    if not parsed.entries:
        return Judged("failed", "a feed without a single entry", decoded_bytes=size)
    return Judged("ok", parsed=parsed, decoded_bytes=size)
