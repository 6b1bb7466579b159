"""Read a document: unpack it, parse it, and read each entry for language, topics and figures.

Pure, given the readers; done in a process of its own while polling (feeds/reading/process.py).
"""

from __future__ import annotations

from collections.abc import Callable

from feeds.fetching import http_content
from feeds.fetching.http_content import ContentProblem
from feeds.parsing.errors import NotAFeed
from feeds.reading.values import Document, Reading
from store.headlines.entries import ParsedEntry, ParsedFeed, TaggedEntry

Parse = Callable[[bytes, str, str], ParsedFeed]  # body, content type, address; raises NotAFeed
ReadOut = Callable[[ParsedEntry], TaggedEntry]


def read_document(
    document: Document, parse: Parse, limit: int, read_out: ReadOut | None = None
) -> Reading:
    """Read a document that may grow to `limit` bytes when unpacked. Never raises for what the
    document is. Without `read_out` nothing is tagged."""
    try:
        body = http_content.decode(document.body, document.coding, limit)
    except ContentProblem as problem:
        return Reading(problem=str(problem))
    size = len(body)
    try:
        feed = parse(body, document.content_type, document.url)
    except NotAFeed as problem:
        return Reading(problem=str(problem), decoded_bytes=size)
    tagged = () if read_out is None else tuple(read_out(entry) for entry in feed.entries)
    return Reading(feed, tagged, decoded_bytes=size)
