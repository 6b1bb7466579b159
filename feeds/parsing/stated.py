"""What a feed document states, before it is cleaned, and how it becomes a ParsedFeed.

Every reader (strict XML, JSON Feed, repair) fills a `StatedFeed` and hands it to `to_parsed_feed`,
so the rules for titles, links, ids, dates and texts stand in one place, this one.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from feeds.parsing.feed_dates import read_date
from feeds.parsing.feed_links import absolute_link
from feeds.parsing.markup_text import beginning_of, html_text, title_text
from store.headlines.entries import ParsedEntry, ParsedFeed
from store.safe_text import SUMMARY_LIMIT, safe_line

ENTRY_LIMIT = 5_000  # kept of a document
MOST_ENTRIES = 100_000  # read of one; a document with more is refused
AUTHOR_LIMIT = 200
LANGUAGE_LIMIT = 35  # RFC 5646 §4.4.1
ID_LIMIT = 1_000
LONGEST_INTERVAL = 30 * 86_400

_BEGINNING_OF_TIME = datetime(1, 1, 1, tzinfo=UTC)


class TextKind(StrEnum):
    """How a text is to be read."""

    PLAIN = "plain"
    HTML = "html"
    UNCLEAR = "unclear"  # RSS never said whether a title is HTML


@dataclass(slots=True)
class StatedEntry:
    """One item, field by field, as stated; '' where it states nothing.

    `about` is RDF's rdf:about: id and link where there is no other. `permalink` is a guid that may
    serve as the link where there is none. `bases` are the xml:base values in force at the link,
    the innermost first. `content` is the article itself, read only where there is no `summary`.
    """

    id: str = ""
    about: str = ""
    title: str = ""
    title_kind: TextKind = TextKind.UNCLEAR
    other_title: str = ""
    link: str = ""
    permalink: str = ""
    bases: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    summary: str = ""
    summary_kind: TextKind = TextKind.HTML
    content: str = ""
    content_kind: TextKind = TextKind.HTML
    author: str = ""


@dataclass(slots=True)
class StatedFeed:
    """A document as stated; see StatedEntry. `minutes_to_live` is RSS's <ttl>."""

    format: str
    title: str = ""
    title_kind: TextKind = TextKind.UNCLEAR
    link: str = ""
    bases: tuple[str, ...] = ()
    language: str = ""
    minutes_to_live: str = ""
    update_period: str = ""
    update_frequency: str = ""
    entries: list[StatedEntry] = field(default_factory=list)


def to_parsed_feed(stated: StatedFeed, url: str = "", repaired: str | None = None) -> ParsedFeed:
    """`stated`, cleaned; relative links resolve against xml:base, the feed's own link, then `url`.

    Entries that state nothing at all are left out. Of more than ENTRY_LIMIT the newest are kept,
    and `repaired` says so.
    """
    site_url = absolute_link(stated.link, *stated.bases, url)
    bases = (site_url or "", url)
    entries = [entry for item in stated.entries if (entry := _entry(item, bases)) is not None]
    if len(entries) > ENTRY_LIMIT:
        cut = f"{len(entries)} entries, of which the newest {ENTRY_LIMIT} are kept"
        repaired = f"{repaired}; {cut}" if repaired else cut
        entries = _newest(entries, ENTRY_LIMIT)
    return ParsedFeed(
        format=stated.format,
        title=_title(stated.title, stated.title_kind),
        site_url=site_url,
        entries=tuple(entries),
        repaired=repaired,
        suggested_interval=_interval(stated),
        language=safe_line(stated.language, LANGUAGE_LIMIT),
    )


def _entry(stated: StatedEntry, bases: tuple[str, ...]) -> ParsedEntry | None:
    title = _title(stated.title, stated.title_kind) or _title(stated.other_title, TextKind.UNCLEAR)
    link = absolute_link(stated.link, *stated.bases, *bases)
    if link is None and (permalink := stated.permalink or stated.about):
        link = absolute_link(permalink)
    updated = read_date(stated.updated) if stated.updated else None
    # An Atom entry need only say when it was updated: then that is the best time known.
    published = (read_date(stated.published) if stated.published else None) or updated
    entry = ParsedEntry(
        id=_id(stated.id or stated.about),
        title=title,
        link=link,
        published=published,
        updated=updated,
        summary=_summary(stated.summary, stated.summary_kind)
        or _summary(stated.content, stated.content_kind),
        author=_author(stated.author),
    )
    return None if not title and entry == _NOTHING else entry


_NOTHING = ParsedEntry(id=None, title="", link=None, published=None, updated=None)

_READ_TITLE: dict[TextKind, Callable[[str], str]] = {
    TextKind.PLAIN: str,
    TextKind.HTML: html_text,
    TextKind.UNCLEAR: title_text,
}


def _title(text: str, kind: TextKind) -> str:
    return safe_line(_READ_TITLE[kind](text)) if text else ""


def _summary(text: str, kind: TextKind) -> str:
    if not text:
        return ""
    if kind is not TextKind.PLAIN:
        # a margin for what cleaning takes out
        text = beginning_of(text, SUMMARY_LIMIT + 200)
    return safe_line(text, SUMMARY_LIMIT)


def _id(text: str) -> str | None:
    """Clean, and never so long that it costs an index dear: the rest becomes its hash."""
    identifier = safe_line(text, ID_LIMIT)
    if len(text) > ID_LIMIT and len(identifier) == ID_LIMIT:
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
        identifier = f"{identifier[: ID_LIMIT - 72].rstrip()} sha256:{digest}"
    return identifier or None


def _author(text: str) -> str:
    """The name where RSS's `address (name)` gives both."""
    text = safe_line(html_text(text), AUTHOR_LIMIT)
    address, opening, rest = text.partition(" (")
    if opening and "@" in address and rest.endswith(")"):
        return rest[:-1].strip() or text
    return text


_PERIODS = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 7 * 86_400,
    "monthly": 30 * 86_400,
    "yearly": 365 * 86_400,
}


def _interval(stated: StatedFeed) -> int | None:
    """Seconds between polls that the feed wishes, or None: <ttl>, else sy:updatePeriod.

    (RSS 2.0; RSS 1.0 syndication module.) At most LONGEST_INTERVAL.
    """
    seconds = _positive(stated.minutes_to_live) * 60
    if not seconds and stated.update_period.strip():
        period = _PERIODS.get(stated.update_period.strip().lower(), 0)
        seconds = period // (_positive(stated.update_frequency) or 1)
    return min(seconds, LONGEST_INTERVAL) or None


def _positive(digits: str) -> int:
    digits = digits.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _newest(entries: list[ParsedEntry], count: int) -> list[ParsedEntry]:
    """The `count` latest published, in the order given; of undated ones, the first."""
    latest = heapq.nlargest(
        count,
        range(len(entries)),
        key=lambda index: (entries[index].published or _BEGINNING_OF_TIME, -index),
    )
    return [entries[index] for index in sorted(latest)]
