"""From a headline that says "results" to the release behind it.

A filing feed links to an index page, the company's own page to a list; the announcement is an
exhibit one or two links further on. Pure recognition here, and one walk along the links with the
caller's fetcher.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from feeds.fetching.http_content import ContentProblem, decode
from feeds.fetching.retrieval import Fetch, FetchFailed, FetchRequest
from feeds.release.errors import ReleaseError
from feeds.release.reader import read_document
from feeds.release.values import ReleaseReading

LARGEST = 50_000_000
LARGEST_PAGE = 500_000  # an index page has some kilobytes
MOST_LINKS = 3  # followed from an index page, the likeliest first
_RESULTS = re.compile(r"alibaba group announces .{0,60}quarter.{0,60}results", re.IGNORECASE)
_FOREIGN_ISSUER = re.compile(r"6-K\b", re.IGNORECASE)
ALIBABA_AT_SEC = "/1577552/"
_EXHIBIT = re.compile(
    r"ex(?:hibit)?[-_ .]?99[-_ .]?1|d\d+dex991|quarter.{0,60}results", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FoundRelease:
    """A release that was read, and the address it was read from."""

    reading: ReleaseReading
    url: str


def announces_results(title: str, link: str) -> bool:
    """Whether a headline of the company or of its filings may lead to a results release. A 6-K of
    Alibaba may be anything: reading it decides."""
    filing = _FOREIGN_ISSUER.match(title) is not None and ALIBABA_AT_SEC in link
    return filing or _RESULTS.search(title) is not None


def exhibit_links(content: bytes, url: str) -> tuple[str, ...]:
    """The addresses on an HTML page that look like a results announcement, in the page's order.
    Only of the page's own host, http or https."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - only a page needs it

    if len(content) > LARGEST_PAGE:
        return ()
    found = []
    for anchor in LexborHTMLParser(content).css("a[href]"):
        row = anchor.parent.parent if anchor.parent is not None else None
        words = (
            f"{anchor.attributes.get('href')} {anchor.text()} {'' if row is None else row.text()}"
        )
        target = _on_the_same_host(url, anchor.attributes.get("href") or "")
        if target is not None and _EXHIBIT.search(words):
            found.append(target)
    return tuple(dict.fromkeys(found))


def _on_the_same_host(url: str, link: str) -> str | None:
    try:
        target = urljoin(url, link)
        parts = urlsplit(target)
    except ValueError:  # "http://[": a page may hold anything
        return None
    same = parts.hostname == urlsplit(url).hostname and parts.scheme in {"http", "https"}
    return target if same else None


async def find_release(
    fetch: Fetch, request_for: Callable[[str], FetchRequest], url: str, now: datetime
) -> FoundRelease | None:
    """Read the release at `url`, or behind the links of the page there; None if there is none.
    Raises FetchFailed when the page itself cannot be had."""
    content = await _document(fetch, request_for(url), now)
    if content is None:
        return None
    if (reading := await asyncio.to_thread(_read, content)) is not None:
        return FoundRelease(reading, url)
    for link in exhibit_links(content, url)[:MOST_LINKS]:
        try:
            document = await _document(fetch, request_for(link), now)
        except FetchFailed:
            continue  # the next link may lead there
        if document is None:
            continue
        if (reading := await asyncio.to_thread(_read, document)) is not None:
            return FoundRelease(reading, link)
    return None


async def _document(fetch: Fetch, request: FetchRequest, now: datetime) -> bytes | None:
    answer = await fetch(request, now)
    if answer.status != 200:
        return None
    try:
        return decode(answer.body, answer.coding, LARGEST)
    except ContentProblem:
        return None


def _read(content: bytes) -> ReleaseReading | None:
    try:
        return read_document(content)
    except ReleaseError:
        return None
