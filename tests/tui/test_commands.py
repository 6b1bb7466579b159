"""What the words on the `:` line mean: the likeliest first, everything findable, never an error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.actions import ACTIONS
from tui.presenters.commands import MOST_HITS, Command, Names, hits

NOW = datetime(2026, 8, 20, 12, 0, tzinfo=UTC)
NAMES = Names(
    companies=("alibaba", "amazon", "nvidia", "sk_hynix"),
    topics=("ai", "cloud", "capex", "policy", "chips"),
    feeds=((7, "Example Wire"), (8, "样例财经")),
    watchlists=(("Rules", 'topic:policy "export control"'),),
    themes=("alimon-dark", "alimon-light"),
)


@pytest.mark.parametrize(
    ("words", "kind", "argument"),
    [
        ("alibaba", "filter", "company:alibaba"),
        ("BABA", "filter", "company:alibaba"),
        ("sk hynix", "filter", "company:sk_hynix"),
        ("nvid", "filter", "company:nvidia"),
        ("policy", "filter", "topic:policy"),
        ("cloud revenue", "figure", "cloud revenue"),
        ("Cloud adj_ebita", "figure", "cloud adj_ebita"),
        ("capex", "filter", "topic:capex"),
        ("free cash flow", "figure", "group free_cash_flow"),
        ("feeds", "action", "app.pane_feeds"),
        ("quit", "action", "app.quit"),
        ("since 2h", "filter", "since:2h"),
        ("since:2h topic:ai", "filter", "topic:ai since:2h"),
        ("is unread", "filter", "is:unread"),
        ("feed example wire", "filter", 'feed:"example wire"'),
        ("alert cloud.revenue.yoy > 30", "alert", "cloud.revenue.yoy > 30"),
        ("save Night watch", "save", "Night watch"),
        ("add https://example.com", "add feed", "https://example.com"),
        ("wire", "filter", "feed:7"),
        ("样例", "filter", "feed:8"),
        ("rules", "filter", 'topic:policy "export control"'),
        ("light", "theme", "alimon-light"),
        ("mark unread", "action", "headlines.toggle_read"),
        ("no such thing", "filter", "no such thing"),
    ],
)
def test_the_first_hit_is_what_was_meant(words: str, kind: str, argument: str) -> None:
    assert hits(words, NAMES, NOW)[0].command == Command(kind, argument)  # type: ignore[arg-type]


def test_a_wrong_filter_says_what_is_wrong() -> None:
    first = hits("is blue", NAMES, NOW)[0]
    assert "is:unread" in first.title


def test_with_nothing_typed_every_action_is_listed() -> None:
    wanted = [action.id for action in ACTIONS if action.palette]
    assert [hit.command.argument for hit in hits("", NAMES, NOW)] == wanted


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.palette], ids=lambda a: a.id)
def test_every_action_is_found_by_its_title(action: object) -> None:
    found = hits(action.title, NAMES, NOW)
    assert Command("action", action.id) in [hit.command for hit in found]


def test_there_are_never_more_hits_than_a_list_can_take() -> None:
    many = Names(feeds=[(n, f"Feed {n}") for n in range(5_000)])
    assert len(hits("feed", many, NOW)) == MOST_HITS


@given(st.text(max_size=60))
def test_any_words_have_a_meaning(words: str) -> None:
    found = hits(words, NAMES, NOW)
    assert found
    assert len(set(found)) == len(found)
