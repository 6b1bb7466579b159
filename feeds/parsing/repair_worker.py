"""The process that repairs one broken feed after another with feedparser: `Repairer`'s other half.

Talks over the socket on file descriptor 0 in frames (feeds/parsing/repair_frames.py). It sends an
empty one when it is ready, then answers each document with JSON (a StatedFeed, or `null` where
feedparser finds no feed). Limits itself: memory by the system's limits, time by an alarm that ends
the process, so that it outlives neither its deadline nor, by more than that, its parent: when that
goes, the socket ends and so does this.
"""

from __future__ import annotations

import json
import resource
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any

import feedparser

from feeds.parsing.repair_frames import receive, send
from feeds.parsing.stated import StatedEntry, StatedFeed

_FORMATS = {
    "rss090": "RSS 0.90",
    "rss091n": "RSS 0.91",
    "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92",
    "rss093": "RSS 0.93",
    "rss094": "RSS 0.94",
    "rss10": "RSS 1.0",
    "rss20": "RSS 2.0",
    "rss": "RSS",
    "atom01": "Atom 0.1",
    "atom02": "Atom 0.2",
    "atom03": "Atom 0.3",
    "atom10": "Atom 1.0",
    "atom": "Atom",
    "cdf": "CDF",
}
_LONGEST_TEXT = 400_000


def repair(text: str) -> StatedFeed | None:
    """What feedparser makes of a document; None where it sees no feed in it."""
    document = f'<?xml version="1.0" encoding="utf-8"?>\n{text}'
    found = feedparser.parse(document.encode(), resolve_relative_uris=False, sanitize_html=False)
    if not found.version and not found.entries:
        return None
    feed = found.feed
    return StatedFeed(
        format=_FORMATS.get(found.version, "RSS"),
        title=_string(feed, "title"),
        link=_alternate(feed),
        language=_string(feed, "language"),
        minutes_to_live=_string(feed, "ttl"),
        update_period=_string(feed, "sy_updateperiod"),
        update_frequency=_string(feed, "sy_updatefrequency"),
        entries=[_entry(entry) for entry in found.entries],
    )


def _entry(entry: Any) -> StatedEntry:
    identifier = _string(entry, "id")
    content = entry.get("content") or [{}]
    return StatedEntry(
        id=identifier,
        title=_string(entry, "title"),
        link=_alternate(entry),
        permalink=identifier if entry.get("guidislink") else "",
        published=_string(entry, "published"),
        updated=_string(entry, "updated"),
        summary=_string(entry, "summary"),
        content=_string(content[0], "value"),
        author=_string(entry, "author"),
    )


def _alternate(holder: Any) -> str:
    """The first link to the page itself; feedparser's own `link` may be the id instead."""
    for link in holder.get("links") or ():
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link["href"])
    return ""


def _string(holder: Any, name: str) -> str:
    # feedparser answers `published` for `updated` where there is none, with a warning
    value = dict.get(holder, name)
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""


def main() -> None:
    """Serve until the socket on descriptor 0 ends. Arguments: seconds a job, bytes of memory."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        try:
            resource.setrlimit(limit, (memory, memory))
        except (ValueError, OSError):  # macOS knows the names but not the limits
            continue
    connection = socket.socket(fileno=0)
    send(connection, b"")
    while (request := receive(connection)) is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        feed = repair(request.decode())
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(connection, json.dumps(None if feed is None else asdict(feed)).encode())


if __name__ == "__main__":
    main()
