"""Links in the form two feeds agree on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.headlines.canonical_links import canonical_link, names_a_page


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("http://News.Example:80/a/", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/?", "https://news.example/"),
        (
            "https://news.example/a?utm_source=rss&id=7&fbclid=x#comments",
            "https://news.example/a?id=7",
        ),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?at_medium=RSS&at_campaign=rss", "https://news.example/a"),
        ("https://news.example/a?from=2024", "https://news.example/a?from=2024"),
        ("https://app.example/#/story/7", "https://app.example/#/story/7"),
        ("https://app.example/#!/story/7", "https://app.example/#!/story/7"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://[::1]:8080/a", "https://[::1]:8080/a"),
        (
            "https://news.google.com/rss/articles/CBMi?oc=5",
            "https://news.google.com/rss/articles/CBMi?oc=5",
        ),
        (
            "https://www.google.com/url?rct=j&sa=t&url=https://news.example/a%3Fid%3D7&ct=ga",
            "https://news.example/a?id=7",
        ),
        (
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fnews.example%2fa",
            "https://news.example/a",
        ),
        (
            "https://www.google.com/url?q=https://l.facebook.com/l.php%3Fu%3Dhttps://a.example/b",
            "https://a.example/b",
        ),
        ("https://www.google.com/url?q=cloud", "https://www.google.com/url?q=cloud"),
        ("https://www.google.com/url?q=file:///x", "https://www.google.com/url?q=file:///x"),
        ("https://例子.example/新闻/1", "https://例子.example/新闻/1"),
        ("ftp://news.example/a", None),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("https://", None),
        ("https:///a", None),
        ("https://./a", None),
        ("https://news.example:port/a", None),
        ("https://[::1/a", None),
        ("/a", None),
        ("", None),
    ],
)
def test_canonical_form(link: str, canonical: str | None) -> None:
    assert canonical_link(link) == canonical


@pytest.mark.parametrize(
    ("canonical", "is_page"),
    [
        ("https://a.example/", False),
        ("https://a.example/x", True),
        ("https://a.example/?p=1", True),
    ],
)
def test_a_front_page_names_no_page(canonical: str, is_page: bool) -> None:
    assert names_a_page(canonical) is is_page


@given(
    st.from_regex(r"https?://[a-zA-Z.@:0-9\[\]]{0,12}(/[a-z%/]{0,6})?(\?[a-z=&]{0,8})?(#.{0,4})?")
)
def test_the_canonical_form_is_its_own(link: str) -> None:
    canonical = canonical_link(link)

    assert canonical is None or canonical_link(canonical) == canonical
