"""What reads an entry's text, put together: tagger, language, figures."""

from __future__ import annotations

from feeds.figures import extract_claims
from feeds.reading.language import detect_language
from feeds.reading.read_document import ReadOut
from feeds.tagging import load_tagger
from store.headlines.entries import ParsedEntry, TaggedEntry
from store.headlines.wording import wording_of


def load_read_out() -> ReadOut:
    """What an entry's title says, by the installed lexicons: language, topics and companies,
    figures, and its wording. A figure is laid at a company's door only where the title names
    exactly one."""
    tagger = load_tagger()

    def read_out(entry: ParsedEntry) -> TaggedEntry:
        tagging = tagger.tag(entry.title)
        company = tagging.companies[0] if len(tagging.companies) == 1 else None
        return TaggedEntry(
            entry=entry,
            language=detect_language(entry.title),
            tagging=tagging,
            claims=extract_claims(entry.title, company=company, published=entry.published),
            wording=wording_of(entry.title),
        )

    return read_out
