"""Only absolute http(s) addresses leave the parser, kept as stated but fit to be opened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.parsing.feed_links import LONGEST_LINK, absolute_link

KEPT = [
    "https://news.example/a?utm_source=rss&b=1#top",
    "http://news.example:8080/%E4%BA%91",
    "https://news.example/云计算/1",
    "HTTPS://News.Example/A",
    "http://[2001:db8::1]/x",
]


@pytest.mark.parametrize("link", KEPT)
def test_an_absolute_address_is_kept_as_stated(link: str) -> None:
    kept = absolute_link(f"  {link}\n")
    assert kept is not None
    assert kept.lower() == link.lower()


RESOLVED = [
    ("/a/1", ("https://news.example/feed/",), "https://news.example/a/1"),
    ("a/1", ("https://news.example/feed/x",), "https://news.example/feed/a/1"),
    ("//cdn.example/a", ("https://news.example/",), "https://cdn.example/a"),
    ("?p=1", ("https://news.example/index",), "https://news.example/index?p=1"),
    ("1", ("posts/", "/blog/", "https://news.example/feed"), "https://news.example/blog/posts/1"),
    ("/a", ("", "https://news.example/"), "https://news.example/a"),
]


@pytest.mark.parametrize(("link", "bases", "absolute"), RESOLVED)
def test_a_relative_link_is_resolved_from_the_nearest_base_outwards(
    link: str, bases: tuple[str, ...], absolute: str
) -> None:
    assert absolute_link(link, *bases) == absolute


REFUSED = [
    ("", ()),
    ("relative", ()),
    ("relative", ("javascript:",)),
    ("alert(1)", ("javascript:void/",)),
    ("etc/passwd", ("file:///",)),
    ("javascript:alert(1)", ("https://news.example/",)),
    ("JavaScript:alert(1)", ()),
    ("data:text/html,x", ()),
    ("file:///etc/passwd", ()),
    ("ftp://news.example/", ()),
    ("mailto:desk@news.example", ()),
    ("--remote-debugging-port=1", ()),
    ("https://", ()),
    ("https://news.example:99999/", ()),
    ("https://[::1/", ()),
    ("https://news example/", ()),
    ("https://news.example/a\nhttps://other.example/", ()),
    ("https://news.example/\x1b[31m", ()),
    ("https://news.example/\u202egpj.exe", ()),
    ("https://news.example/\u200b", ()),
    ("https://news.example/" + "a" * LONGEST_LINK, ()),
    ("https://" + "é" * 100 + ".example/", ()),
]


@pytest.mark.parametrize(("link", "bases"), REFUSED, ids=lambda value: ascii(value)[:40])
def test_anything_else_is_no_link(link: str, bases: tuple[str, ...]) -> None:
    assert absolute_link(link, *bases) is None


def test_spaces_and_quotes_are_encoded() -> None:
    assert absolute_link('https://news.example/a b"`c') == "https://news.example/a%20b%22%60c"


def test_a_look_alike_host_shows_what_it_is() -> None:
    link = absolute_link("https://аlibaba.example/x")  # the first letter is Cyrillic
    assert link is not None
    assert link.startswith("https://xn--")


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_whatever_comes_the_answer_is_a_safe_address_or_none(link: str, bases: list[str]) -> None:
    for text in (link, f"http://{link}", f"https://news.example/{link}"):
        absolute = absolute_link(text, *bases, "https://base.example/")
        assert absolute is None or (
            absolute.startswith(("http://", "https://"))
            and absolute.isprintable()
            and not set(absolute) & set(' "<>\\^`{|}')
        )
