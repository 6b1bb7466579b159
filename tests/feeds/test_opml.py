"""Feed lists in and out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.opml import NotOpml, read_opml, write_opml
from store.polling import subscriptions
from store.polling.subscriptions import NewFeed
from store.safe_text import safe_line

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)

SAMPLE = b"""<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
  <outline text="Loose" xmlUrl="https://example.com/loose.xml"/>
  <outline text="News">
    <outline text="ignored" title="A &amp; B" type="rss" xmlUrl="https://example.com/a"
             htmlUrl="https://example.com/" language="en"/>
    <outline title="China">
      <outline text="\xe7\xa7\x91\xe6\x8a\x80" XMLURL="http://example.cn/feed"/>
    </outline>
  </outline>
  <outline text="again" xmlUrl="https://example.com/a"/>
</body></opml>"""


def test_folders_and_titles_are_read():
    assert read_opml(SAMPLE).feeds == (
        NewFeed("https://example.com/loose.xml", "Loose"),
        NewFeed("https://example.com/a", "A & B", "https://example.com/", "News", "en"),
        NewFeed("http://example.cn/feed", "科技", folder="News / China"),
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://example.com/feed",
        "exec:ls",
        "//example.com/feed",
        "https://me:secret@example.com/feed",
        "http://",
        "http://[broken/",
    ],
)
def test_only_http_and_https_feeds_come_out_of_a_list(url):
    found = read_opml(f'<opml><body><outline xmlUrl="{url}"/></body></opml>'.encode())
    assert found.feeds == ()
    assert found.left_out == (url,)


def test_titles_are_clean_text():
    found = read_opml(
        b'<opml><body><outline text="a&#x202e;b&#x9b;31m" xmlUrl="http://x.example/"/></body></opml>'
    )
    assert found.feeds[0].title == "ab"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"<rss><channel/></rss>", "its first element is <rss>"),
        (b"<opml><body>", "not well-formed XML"),
        (b"", "not well-formed XML"),
        (b'<!DOCTYPE o [<!ENTITY a "b">]><opml><body/></opml>', "declares entities"),
        (b"<opml>" + b"<outline>" * 50 + b"</outline>" * 50 + b"</opml>", "nested deeper"),
        (b" " * 6_000_000, "larger than 5 MB"),
    ],
)
def test_what_is_no_feed_list_is_refused_in_words(document, problem):
    with pytest.raises(NotOpml, match=problem):
        read_opml(document)


titles = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30
).map(lambda text: " ".join(text.split()))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "News", "云 & AI", 'a "b" <c>']), st.integers(0, 9_999), titles
        ),
        max_size=12,
        unique_by=lambda each: each[1],
    )
)
def test_a_list_survives_the_round_trip(rows):
    feeds = [
        NewFeed(
            f"https://example.com/{n}?a=1&b=2",
            safe_line(title),
            f"https://example.com/{n}/" if n % 2 else "",
            folder,
            "zh-Hant" if n % 3 else "",
        )
        for folder, n, title in rows
    ]
    listed = [
        subscriptions.Subscription(
            n, f.url, f.title, f.site_url, f.folder, f.language, f.kind, "user", None
        )
        for n, f in enumerate(feeds)
    ]
    back = read_opml(write_opml(listed, NOW).encode())
    assert sorted(back.feeds, key=lambda f: f.url) == sorted(feeds, key=lambda f: f.url)
    assert back.left_out == ()


def test_local_files_are_not_exported():
    local = subscriptions.Subscription(
        1, "file:///home/me/feed.xml", "Mine", "", "", "", "file", "user", None
    )
    assert "file:" not in write_opml([local], NOW)
