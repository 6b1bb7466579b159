"""A digest written out: every format says the same, and titles are text whatever they hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from store.alerts.events import EventRow
from store.digest.page import CheckedFigure, Digest, Due, Section, Story, Teller
from tui.digest.pages import Format, event_words, link, markdown, written

AT = datetime(2026, 8, 20, 11, 30, tzinfo=UTC)


def page_of(title: str, address: str | None = "https://n.example/a?b=1&c=2") -> Digest:
    story = Story(
        id=1,
        at=AT,
        title=title,
        companies=("alibaba",),
        tellers=(Teller("First Wire", address), Teller("第二", "https://second.example/x")),
        figures=(CheckedFigure("up 99%", "conflicts", "the record says +45%"),),
    )
    return Digest(
        since=AT,
        until=AT,
        headlines=12_345,
        sections=(Section("capex", (story,), 3),),
        checked=(story,),
        events=(),
        waiting=("June quarter 2026 results",),
        due=(Due(date(2026, 11, 25), "results", "alibaba: results"),),
        failing=("A feed",),
    )


class Elements(HTMLParser):
    """The tags, addresses and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            if name in ("href", "src"):
                self.addresses.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_every_format_says_it_all(form: Format) -> None:
    page = written(page_of("Alibaba lifts its plan"), form, UTC)

    for words in (
        "Alibaba lifts its plan", "First Wire", "第二", "up 99%", "the record says +45%",
        "June quarter 2026 results", "2026-11-25", "A feed",
    ):  # fmt: skip
        assert words.replace("+", "&#43;") in page or words in page, words
    assert ("12,345" in page) or (form == "json" and '"headlines": 12345' in page)


def test_json_is_one_object_with_utc_times() -> None:
    page = json.loads(written(page_of("T"), "json"))

    assert page["since"] == "2026-08-20T11:30:00Z"
    assert page["sections"][0]["stories"][0]["tellers"][0]["source"] == "First Wire"


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ title }} {% raw %}",
    "[x](javascript:alert(1))",
    "![x](https://track.example/x.png)",
    "# heading",
    "1. list",
    "- list",
    "`code` *bold* _it_ ~~gone~~ | cell",
    "a\x1b]0;owned\x07b\u202e",
    "&lt;b&gt; &amp;",
    "<https://auto.example>",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_text_in_html(title: str) -> None:
    plain = Elements(written(page_of("Plain"), "html", UTC))
    hostile = Elements(written(page_of(title), "html", UTC))

    assert (hostile.tags, hostile.addresses, hostile.handlers) == (
        plain.tags, plain.addresses, [],
    )  # fmt: skip
    assert "\x1b" not in hostile.words


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_text_in_markdown(title: str) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    plain = Elements(reader.render(written(page_of("Plain"), "md", UTC)))
    hostile = Elements(reader.render(written(page_of(title), "md", UTC)))

    assert (hostile.tags, hostile.addresses) == (plain.tags, plain.addresses)


@given(st.text(max_size=80))
def test_any_text_comes_back_from_markdown_as_it_was(text: str) -> None:
    shown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

    words = Elements(shown.render(f"- {markdown(text)}"))

    assert set(words.tags) <= {"ul", "li", "p"}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://n.example/a", "https://n.example/a"),
        ('https://n.example/a")onload(', "https://n.example/a%22%29onload%28"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_become_links(address: str | None, shown: str) -> None:
    assert link(address) == shown


@pytest.mark.parametrize(
    ("state", "changed", "words"),
    [
        ("firing", {}, "growth fires: 45% · the release"),
        ("ok", {"value": "", "note": ""}, "growth is over"),
        ("withdrawn", {"rule_name": ""}, "cloud.revenue.yoy > 30% is withdrawn: 45% · the release"),
        ("pending", {"title": "A headline\x1b[31m"}, "growth pending: A headline"),
    ],
)
def test_an_alert_of_the_span_is_one_line(state: str, changed: dict[str, str], words: str) -> None:
    event = EventRow(
        1, AT, 1, 1, "cloud.revenue.yoy > 30%", "growth", "info", "ok", state, "45%",
        "the release", False, "Jun 26", None, "",
    )  # fmt: skip
    assert event_words(replace(event, **changed)) == words  # type: ignore[arg-type]
