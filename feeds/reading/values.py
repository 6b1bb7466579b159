"""The values of reading a document: what is read, and what it says.

Apart from feeds/reading/read_document.py, which does it, so that who passes them on need not load a
parser.
"""

from __future__ import annotations

from dataclasses import dataclass

from feeds.fetching.retrieval import RetrievedFeed
from store.headlines.entries import ParsedFeed, TaggedEntry


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it came over the wire: in the content coding `coding`, '' for none."""

    body: bytes
    coding: str
    content_type: str
    url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says: its `feed` and the entries with what was read out of each, in the same
    order; or None and the `problem` in words."""

    feed: ParsedFeed | None = None
    tagged: tuple[TaggedEntry, ...] = ()
    problem: str = ""
    decoded_bytes: int = 0


def document_of(answer: RetrievedFeed) -> Document:
    """The document in an answer."""
    return Document(answer.body, answer.coding, answer.content_type, answer.url)
