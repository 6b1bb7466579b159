"""The readers of text that a poll uses, put together: parser, tagger, language, figures."""

from __future__ import annotations

from feeds.figures import extract_claims
from feeds.intake import Readers
from feeds.language import detect_language
from feeds.parse import parse_feed
from feeds.tagging import Tagger, load_tagger
from store.entries import ParsedEntry, ParsedFeed, TaggedEntry


def load_readers() -> Readers:
    """The readers of the installed lexicons."""
    tagger = load_tagger()
    return Readers(parse=_parse, read_out=lambda entry: read_out(entry, tagger))


def read_out(entry: ParsedEntry, tagger: Tagger) -> TaggedEntry:
    """What the entry's title says: language, topics and companies, figures.

    A figure is laid at a company's door only where the title names exactly one.
    """
    tagging = tagger.tag(entry.title)
    company = tagging.companies[0] if len(tagging.companies) == 1 else None
    return TaggedEntry(
        entry=entry,
        language=detect_language(entry.title),
        tagging=tagging,
        claims=extract_claims(entry.title, company=company, published=entry.published),
    )


def _parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
    return parse_feed(body, content_type=content_type, url=url)
