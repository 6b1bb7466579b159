"""Find the feeds of a site: the address itself, the links its page declares, or usual places.

RSS Board's "RSS Autodiscovery" and HTML's `<link rel="alternate">`. Nothing is stored; every feed
that is returned has been fetched and read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from feeds.fetching import http_content
from feeds.fetching.credentials import CredentialMissing
from feeds.fetching.http_content import ContentProblem
from feeds.fetching.retrieval import Fetch, FetchFailed, FetchRequest, RetrievedFeed
from feeds.polling.judgement import judge
from feeds.reading.read_document import Parse, read_document
from feeds.reading.values import document_of
from store.headlines.entries import ParsedFeed
from store.polling.feed_polls import FeedForUpdate
from store.polling.subscriptions import is_subscribable
from store.safe_text import safe_line

USUAL_PLACES = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")
FEED_TYPES = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
    )
)
MOST_LINKS = 10
PAGE_LIMIT = 2_000_000

MakeRequest = Callable[[str], FetchRequest]


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What is at an address: `feed` where it is a feed with entries, else `problem` in words.

    `url` is where the feed should be polled; `page` is the document where it was an HTML page;
    `answered` whether there was an answer at all.
    """

    url: str
    feed: ParsedFeed | None
    problem: str = ""
    page: str | None = None
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Looker:
    """How to look at an address."""

    fetch: Fetch
    request: MakeRequest
    parse: Parse
    decoded_bytes: int

    async def check(self, url: str, now: datetime) -> FeedCheck:
        """Fetch and read what is at `url`. Never raises for what is there."""
        try:
            answer = await self.fetch(self.request(url), now)
        except (FetchFailed, CredentialMissing) as failure:
            return FeedCheck(url, None, str(failure), answered=False)
        reading = await asyncio.to_thread(
            read_document, document_of(answer), self.parse, self.decoded_bytes
        )
        judged = judge(_never_polled(url), answer, reading)
        if judged.parsed is not None:
            return FeedCheck(answer.moved_to or url, judged.parsed)
        return FeedCheck(answer.url, None, judged.message, _page(answer))

    async def discover(self, url: str, now: datetime) -> tuple[FeedCheck, ...]:
        """The feeds found at `url` or by way of it, best first; where there is none, one check
        that says why."""
        first = await self.check(url, now)
        if first.feed is not None:
            return (first,)
        declared = feed_links(first.page, first.url) if first.page is not None else ()
        found = await self._check_all(declared, now)
        if not found and first.answered and is_subscribable(first.url):
            usual = (urljoin(first.url, place) for place in USUAL_PLACES)
            found = await self._check_all(usual, now)
        return found or (first,)

    async def _check_all(self, urls: Iterable[str], now: datetime) -> tuple[FeedCheck, ...]:
        """Those that are feeds, one after the other: they are at one host."""
        checks = [await self.check(url, now) for url in urls]
        found = {check.url: check for check in checks if check.feed is not None}
        return tuple(found.values())


def feed_links(page: str, url: str) -> tuple[str, ...]:
    """The http(s) feeds that an HTML page at `url` declares, in its order, at most ten."""
    reader = _LinkReader(url)
    reader.feed(page[:PAGE_LIMIT])
    reader.close()
    return tuple(dict.fromkeys(filter(is_subscribable, reader.links)))[:MOST_LINKS]


class _LinkReader(HTMLParser):
    """Collects `<link rel="alternate">` of feed types, resolved against `<base>` or the page."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self._base = url

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "base" and attributes.get("href"):
            self._base = _joined(self._base, attributes["href"])
        if tag != "link" or "alternate" not in attributes.get("rel", "").lower().split():
            return
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        if kind in FEED_TYPES and attributes.get("href"):
            self.links.append(_joined(self._base, attributes["href"]))


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return ""


def _page(answer: RetrievedFeed) -> str | None:
    if answer.status != 200 or urlsplit(answer.url).scheme == "file":
        return None
    try:
        body = http_content.decode(answer.body, answer.coding, PAGE_LIMIT)
    except ContentProblem:
        return None
    return body.decode("utf-8", errors="replace")


def describe(check: FeedCheck) -> str:
    """One line about what was found."""
    if check.feed is None:
        return check.problem
    title = safe_line(check.feed.title) or "without a title"
    repaired = f", repaired: {check.feed.repaired}" if check.feed.repaired else ""
    count = len(check.feed.entries)
    entries = "1 entry" if count == 1 else f"{count} entries"
    return f"{title} ({check.feed.format}, {entries}{repaired})"


def _never_polled(url: str) -> FeedForUpdate:
    return FeedForUpdate(
        id=0,
        url=url,
        title="",
        site_url="",
        origin="user",
        etag=None,
        last_modified=None,
        interval=None,
        failure_streak=0,
        repaired=None,
        redirect_url=None,
        redirect_since=None,
        requested_at=None,
    )
