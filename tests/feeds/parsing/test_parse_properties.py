"""Whatever the bytes: a ParsedFeed with clean text, or NotAFeed, and nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from feed_samples import GOOD_ITEM, atom, item, rss
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.parsing.parse import NotAFeed, Repairer, parse_feed
from store.headlines.entries import ParsedEntry, ParsedFeed
from store.safe_text import SUMMARY_LIMIT, TITLE_LIMIT, safe_line
from store.times import to_text


@pytest.fixture(scope="module")
def repairer() -> Iterator[Repairer]:
    with Repairer() as shared:
        yield shared


def assert_clean(feed: ParsedFeed) -> None:
    assert feed.title == safe_line(feed.title)
    assert feed.language == safe_line(feed.language)
    assert feed.repaired is None or feed.repaired.isprintable()
    assert feed.suggested_interval is None or 0 < feed.suggested_interval <= 30 * 86_400
    for link in (feed.site_url, *(entry.link for entry in feed.entries)):
        assert link is None or (link.startswith(("http://", "https://")) and link.isprintable())
    for entry in feed.entries:
        assert entry.id is None or (entry.id and entry.id == safe_line(entry.id, 10_000))
        assert entry.title == safe_line(entry.title, TITLE_LIMIT)
        assert entry.summary == safe_line(entry.summary, SUMMARY_LIMIT)
        assert entry.author == safe_line(entry.author)
        for moment in (entry.published, entry.updated):
            assert moment is None or moment.tzinfo is UTC


def assert_says_something(message: str) -> None:
    assert message
    assert message.isprintable()


def check(body: bytes, repairer: Repairer) -> None:
    try:
        feed = parse_feed(body, url="https://news.example/feed", repairer=repairer)
    except NotAFeed as refusal:
        assert_says_something(str(refusal))
    else:
        assert_clean(feed)


WHOLE = [
    rss(
        GOOD_ITEM + item(title="云计算 &amp; <b>AI</b>", description="<p>x</p>", link="/2"),
        "<ttl>5</ttl>",
    ),
    atom(
        '<entry xml:base="/b/"><title type="xhtml"><div>A<b>B</b></div></title><link href="c"/>'
        "<id>1</id><updated>2026-08-20T11:30:00Z</updated><author><name>M</name></author></entry>"
    ),
    json.dumps({"title": "W", "items": [{"id": 1, "title": "云", "url": "https://a.example/"}]}),
    rss(GOOD_ITEM, declaration='<!DOCTYPE rss [<!ENTITY a "b">]>'),
]
PIECES = [
    b"<", b">", b"&", b"</item>", b"<item>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"\x00",
    b"\x1b[31m",
    b"&#27;", b"&#x9b;", b"&nbsp;", b"\xff\xfe", b"\xed\xa0\xbd", b'"', b"<!DOCTYPE a [", b"<?",
    b"xmlns:x=",
    b"x:", "\u202e".encode(), b"{", b"[", b"\\ud800", b"null", b"1e999",
]  # fmt: skip


@st.composite
def damaged_feeds(draw: st.DrawFn) -> bytes:
    """A feed with a few of its bytes cut out, doubled or replaced by something sharp."""
    body = draw(st.sampled_from(WHOLE)).encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-16"])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from([b"", body[start:end] * 2, *PIECES]))
        body = body[:start] + piece + body[end:]
    return body


shared_worker = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300
)


@shared_worker
@given(st.binary(max_size=300))
def test_arbitrary_bytes(repairer: Repairer, body: bytes) -> None:
    check(body, repairer)
    check(b"<rss><channel><item><title>" + body, repairer)


@shared_worker
@given(damaged_feeds())
def test_damaged_feeds(repairer: Repairer, body: bytes) -> None:
    check(body, repairer)


def test_a_feed_cut_off_anywhere_keeps_what_came_before(repairer: Repairer) -> None:
    body = rss(GOOD_ITEM + "<item><title>Next</title><guid>n-2</guid></item>").encode()
    complete = body.index(b"</item>") + len("</item>")
    for end in random.Random(3).sample(range(complete, len(body)), 60):
        feed = parse_feed(body[:end], repairer=repairer)
        assert feed.entries[0].id == "n-1", end


# A feed that we write ourselves is read back as it was meant.

words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="<>&"),
    max_size=30,
).map(safe_line)
seconds = st.integers(0, 4_000_000_000).map(lambda stamp: datetime.fromtimestamp(stamp, UTC))
entries = st.builds(
    ParsedEntry,
    id=st.integers(1, 99).map("n-{}".format),
    title=words,
    link=st.integers(1, 99).map("https://news.example/{}?a=1&b=2".format),
    published=seconds,
    updated=seconds,
    summary=words,
    author=words.filter(lambda name: "@" not in name),
)


def as_rss(entry: ParsedEntry) -> str:
    assert entry.published is not None
    assert entry.updated is not None
    return (
        f'<item><guid isPermaLink="false">{entry.id}</guid><title>{escape(entry.title)}</title>'
        f"<link>{escape(entry.link or '')}</link>"
        f"<pubDate>{entry.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<atom:updated>{to_text(entry.updated)}</atom:updated>"
        f"<description>{escape(entry.summary)}</description>"
        f"<dc:creator>{escape(entry.author)}</dc:creator></item>"
    )


def as_atom(entry: ParsedEntry) -> str:
    assert entry.published is not None
    assert entry.updated is not None
    return (
        f'<entry><id>{entry.id}</id><title type="text">{escape(entry.title)}</title>'
        f"<link href={quoteattr(entry.link or '')}/>"
        f"<published>{to_text(entry.published)}</published>"
        f"<updated>{to_text(entry.updated)}</updated>"
        f'<summary type="text">{escape(entry.summary)}</summary>'
        f"<author><name>{escape(entry.author)}</name></author></entry>"
    )


def as_json(entry: ParsedEntry) -> dict[str, object]:
    assert entry.published is not None
    assert entry.updated is not None
    return {
        "id": entry.id,
        "title": entry.title,
        "url": entry.link,
        "date_published": to_text(entry.published),
        "date_modified": to_text(entry.updated),
        "content_text": entry.summary,
        "authors": [{"name": entry.author}],
    }


@given(st.lists(entries, max_size=4))
def test_a_feed_as_it_is_written_is_a_feed_as_it_is_read(stated: list[ParsedEntry]) -> None:
    documents = [
        rss("".join(map(as_rss, stated))),
        atom("".join(map(as_atom, stated))),
        json.dumps({"items": list(map(as_json, stated))}),
    ]
    for document in documents:
        for encoding in ("utf-8", "utf-16"):
            feed = parse_feed(document.removeprefix('<?xml version="1.0"?>').encode(encoding))
            assert feed.entries == tuple(stated)
            assert feed.repaired is None
