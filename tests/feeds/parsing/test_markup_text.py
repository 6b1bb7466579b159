"""HTML fragments become the text that a reader would have seen, in linear time."""

from __future__ import annotations

import time

import pytest

from feeds.parsing.markup_text import beginning_of, html_text, title_text

TITLES = [
    ("Plain words", "Plain words"),
    ("AT&amp;T buys", "AT&T buys"),
    ("37 &#8211; a title", "37 – a title"),
    ("caf&eacute; &unknown; &", "café &unknown; &"),
    ("A <b>bold</b> claim", "A bold claim"),
    ("First<br/>second", "First second"),
    ("x<sup>2</sup>", "x2"),
    ("The <video> element explained", "The <video> element explained"),
    ("a < b and c > d", "a < b and c > d"),
    ("I <3 clouds", "I <3 clouds"),
    ("about &lt;pre&gt; and &lt;b&gt;bold&lt;/b&gt;", "about <pre> and <b>bold</b>"),
    ("Vec<String> and <i>more</i>", "Vec<String> and more"),
]


@pytest.mark.parametrize(("title", "text"), TITLES)
def test_a_title_of_unknown_kind_loses_only_what_is_clearly_markup(title: str, text: str) -> None:
    assert title_text(title) == text


FRAGMENTS = [
    ("<p>One</p><p>two</p>", "One two"),
    ("<p>One <em>em</em>phasis &amp; more</p>", "One emphasis & more"),
    ("<ul><li>a<li>b</ul>", "a b"),
    ("<script>alert('<p>')</script>Seen", "Seen"),
    ("<style>p { color: red }</style>Seen", "Seen"),
    ("<!-- not <b>seen</b> -->Seen<!-- never ended", "Seen"),
    ("Seen<script>never ended", "Seen"),
    ('<img alt="a > b" src="x">Seen', "Seen"),
    ("<a href='x' title='1 > 0'>Seen</a>", "Seen"),
    ("<o:p>Seen</o:p><![endif]>", "Seen"),
    ("5 < 6 &lt;b&gt;", "5 < 6 <b>"),
    ("&amp;amp; is decoded once", "&amp; is decoded once"),
]


@pytest.mark.parametrize(("markup", "text"), FRAGMENTS)
def test_html_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    assert " ".join(html_text(markup).split()) == text


def test_a_summary_is_filled_even_when_the_text_begins_late() -> None:
    article = f"<div>{'<img src=x>' * 2_000}</div><p>{'word ' * 500}</p>"
    assert beginning_of(article, 100).startswith("word word")


def test_a_long_article_is_not_read_to_its_end() -> None:
    article = "<p>word</p>" * 1_000_000
    started = time.process_time()
    assert len(beginning_of(article, 1_000)) >= 1_000
    assert time.process_time() - started < 0.1


TRICKS = [
    "<",
    "<a",
    '<a "',
    "<a '",
    "<!--",
    "<script>",
    "</",
    '<a b="',
    "<p ",
    "&",
    "&#",
    "<![",
    "<a\n",
]


@pytest.mark.parametrize("piece", TRICKS)
def test_no_trick_takes_more_than_linear_time(piece: str) -> None:
    markup = piece * (200_000 // len(piece))
    started = time.process_time()
    title_text(markup)
    html_text(markup)
    assert time.process_time() - started < 1.0
