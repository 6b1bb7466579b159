"""Finding the feeds of a site."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.discovery import PAGE_LIMIT, Looker, describe, feed_links
from feeds.fetching.retrieval import FetchFailed, FetchRequest, RetrievedFeed
from feeds.parsing.parse import parse_feed

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
SITE = "https://example.com/news/"
FEED = (
    b"<rss version='2.0'><channel><title>Example</title>"
    b"<item><title>one</title><link>https://example.com/1</link></item></channel></rss>"
)
EMPTY = b"<rss version='2.0'><channel><title>Example</title></channel></rss>"


def page(*links: str, base: str = "") -> bytes:
    return f"<!doctype html><html><head>{base}{''.join(links)}</head></html>".encode()


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


def looker(site: dict[str, bytes], asked: list[str] | None = None) -> Looker:
    async def fetch(request: FetchRequest, _now: datetime) -> RetrievedFeed:
        if asked is not None:
            asked.append(request.url)
        if request.url == "https://down.example/":
            raise FetchFailed("cannot connect to down.example: refused")
        body = site.get(request.url)
        return RetrievedFeed(
            status=200 if body is not None else 404,
            url=request.url,
            body=body or b"",
            coding="",
            content_type="",
            etag=None,
            last_modified=None,
            moved_to="https://moved.example/feed" if "old" in request.url else None,
            fresh_for=None,
            retry_after=None,
        )

    return Looker(
        fetch,
        FetchRequest,
        lambda body, kind, url: parse_feed(body, content_type=kind, url=url),
        1_000_000,
    )


async def found(site: dict[str, bytes], url: str = SITE) -> list[str]:
    checks = await looker(site).discover(url, NOW)
    return [check.url for check in checks if check.feed is not None]


async def test_the_address_of_a_feed_is_that_feed():
    assert await found({SITE: FEED}) == [SITE]


async def test_a_page_declares_its_feeds():
    site = {
        SITE: page(link("rss"), link("/atom", "application/atom+xml; charset=utf-8")),
        SITE + "rss": FEED,
        "https://example.com/atom": FEED,
    }
    assert await found(site) == [SITE + "rss", "https://example.com/atom"]


async def test_what_a_page_declares_must_be_a_feed():
    site = {SITE: page(link("html"), link("empty"), link("rss")), SITE + "html": page()}
    assert await found(site | {SITE + "empty": EMPTY, SITE + "rss": FEED}) == [SITE + "rss"]


async def test_a_page_beyond_reason_declares_nothing():
    assert await found({SITE: page(link("rss")) + b" " * PAGE_LIMIT, SITE + "rss": FEED}) == []


async def test_where_nothing_is_declared_the_usual_places_are_tried():
    assert await found({SITE: page(), "https://example.com/feed.xml": FEED}) == [
        "https://example.com/feed.xml"
    ]


async def test_a_feed_that_has_moved_is_added_where_it_is_now():
    assert await found({"https://example.com/old": FEED}, "https://example.com/old") == [
        "https://moved.example/feed"
    ]


async def test_where_there_is_no_feed_it_says_why():
    (check,) = await looker({SITE: page()}).discover(SITE, NOW)
    assert check.feed is None
    assert "an HTML page, not a feed" in describe(check)


async def test_a_host_that_is_down_is_not_asked_for_the_usual_places():
    asked: list[str] = []
    (check,) = await looker({}, asked).discover("https://down.example/", NOW)
    assert describe(check) == "cannot connect to down.example: refused"
    assert asked == ["https://down.example/"]


async def test_what_was_found_is_described():
    (check,) = await looker({SITE: FEED}).discover(SITE, NOW)
    assert describe(check) == "Example (RSS 2.0, 1 entry)"


@pytest.mark.parametrize(
    ("head", "links"),
    [
        (link("/a"), ["https://example.com/a"]),
        (link("/a") + link("/a"), ["https://example.com/a"]),
        ('<base href="https://cdn.example/x/">' + link("a"), ["https://cdn.example/x/a"]),
        (link("/a", rel="ALTERNATE home"), ["https://example.com/a"]),
        (link("/a", rel="stylesheet"), []),
        (link("/a", "text/html"), []),
        (link("javascript:alert(1)"), []),
        (link("file:///etc/passwd"), []),
        (link("http://[broken/"), []),
        ("<LINK REL=alternate TYPE=application/feed+json HREF=/j>", ["https://example.com/j"]),
        (
            "".join(link(f"/{n}") for n in range(50)),
            [f"https://example.com/{n}" for n in range(10)],
        ),
    ],
)
def test_only_declared_http_feeds_are_links(head, links):
    assert list(feed_links(f"<html><head>{head}</head></html>", SITE)) == links
