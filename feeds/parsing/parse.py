"""A feed document, as bytes from wherever, read into a ParsedFeed: the door of the parser.

    bytes ── document_text ──► text ── parse_xml or parse_json_feed ──► StatedFeed ──► ParsedFeed
                                 │ refused                                  ▲
                                 └── mend, read again ── refused: feedparser┘  (`repaired` says why)

Ordinary feeds take one strict pass. What that refuses has its usual faults mended and is read
again; what is still refused goes to feedparser in a worker process under a deadline; and where
that gives nothing, the entries that stood complete before the fault are kept.

Whatever the bytes are, the only exception is NotAFeed, and every text that comes out is clean.
"""

from __future__ import annotations

import re

from feeds.parsing.document_text import document_text
from feeds.parsing.errors import NeedsRepair, NotAFeed
from feeds.parsing.json_feed import looks_like_json, parse_json_feed
from feeds.parsing.mending import holds_a_feed, mend
from feeds.parsing.repair import CannotRepair, Repairer
from feeds.parsing.stated import StatedFeed, to_parsed_feed
from feeds.parsing.xml_feed import parse_xml
from store.headlines.entries import ParsedFeed
from store.late_patterns import late_pattern

__all__ = ["DOCUMENT_LIMIT", "NotAFeed", "Repairer", "parse_feed"]

DOCUMENT_LIMIT = 20 << 20  # bytes

_HTML = late_pattern(
    # atomic: a comment must not be tried again as a longer one that ends where the next does
    r"\s*+(?:(?><!--.*?(?:-->|\Z))\s*+|<\?[^<>]*+>\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def parse_feed(
    body: bytes,
    *,
    content_type: str | None = None,
    url: str | None = None,
    repairer: Repairer | None = None,
) -> ParsedFeed:
    """The feed in `body`: RSS 0.9x, 1.0, 2.0, Atom 0.3, 1.0 or JSON Feed 1.0, 1.1.

    `content_type` is the HTTP header's value, `url` where the document came from (what relative
    links resolve against, last), `repairer` a worker to share between calls; without one, a
    worker is started for this call if it must be. A feed without entries is a feed: the caller
    judges. Blocks for at most the repairer's deadline; call it off the event loop.

    Raises NotAFeed, whose message says what the document is instead.
    """
    if len(body) > DOCUMENT_LIMIT:
        raise NotAFeed(f"larger than {DOCUMENT_LIMIT >> 20} MiB, the most that is read of a feed")
    document = document_text(body, content_type)
    if not document.text.strip("\0 \t\r\n"):
        raise NotAFeed("an empty document")
    if looks_like_json(document.text):
        return to_parsed_feed(parse_json_feed(document.text), url or "", document.fault)
    try:
        return to_parsed_feed(parse_xml(document.text), url or "", document.fault)
    except NeedsRepair as refusal:
        fault = "; ".join(filter(None, (document.fault, str(refusal))))
        return to_parsed_feed(_repaired(document.text, refusal, repairer), url or "", fault)


def _repaired(text: str, refusal: NeedsRepair, repairer: Repairer | None) -> StatedFeed:
    """What a refused document states all the same. Raises NotAFeed."""
    if _HTML.match(text):
        raise NotAFeed("an HTML page, not a feed")
    if not holds_a_feed(text):
        raise NotAFeed("neither a feed nor a document of another kind that is known")
    mended = mend(text)
    try:
        return parse_xml(mended)
    except NeedsRepair as second_refusal:
        partial = [feed for feed in (second_refusal.so_far, refusal.so_far) if feed is not None]
    try:
        if repairer is not None:
            partial.insert(0, repairer.repair(mended))
        else:
            with Repairer() as own:
                partial.insert(0, own.repair(mended))
    except CannotRepair as failure:
        if not any(feed.entries for feed in partial):
            raise NotAFeed(f"{refusal}; {failure}") from failure
    return max(partial, key=lambda feed: len(feed.entries))
