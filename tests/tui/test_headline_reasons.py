"""`w` on a headline: what the database says at once, what the rules say when they answer."""

from __future__ import annotations

import sys

import pytest
from app_keys import NORMAL, main, press, words
from textual.widgets import Static

from store.headlines.detail import headline_detail
from tui.app import AlimonApp
from tui.presenters.tag_reasons import NoReasons, TagReasons, explain_title, read_answer
from tui.screens.headline_reasons import HeadlineReasons, rules_reasons

ANSWER = b"""{"id": 1, "ruleset": "r1", "topics": [
  {"topic": "cloud", "name": "Cloud", "score": 0, "threshold": 1, "holds": false, "evidence": [],
   "missing": [{"evidence": {"text": "cloud"}, "needs": ["cloud_parent"], "where": "close by"}],
   "blocked": [{"evidence": {"text": "storm"}, "by": [{"text": "rain"}]}]},
  {"topic": "ai", "name": "AI", "score": 2, "threshold": 1, "holds": true,
   "evidence": [{"text": "AI", "role": "strong"}, {"text": "AI", "role": "strong"}],
   "missing": [], "blocked": []}],
 "companies": [{"company": "apple", "holds": false, "reason": "the fruit",
                "evidence": [{"text": "apple", "role": "alias"}]}]}"""


def test_the_rules_answer_names_scores_lacks_and_what_spoke_against() -> None:
    text = rules_reasons(read_answer(ANSWER)).plain
    assert "✓ ai  score 2, needs 1" in text
    assert text.count("AI  strong") == 1
    assert "cloud  is weak: it needs cloud parent close by" in text
    assert "storm  does not count beside rain" in text
    assert "apple  the fruit" in text


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"ruleset": 3}', ANSWER[:200]])
def test_an_answer_that_cannot_be_read_says_so(answer: bytes) -> None:
    with pytest.raises(NoReasons, match="cannot be read"):
        read_answer(answer)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("/nonexistent/alimon",), "could not be started"),
        ((sys.executable, "-c", "import sys; sys.exit('no\\x1b[31m lexicon')"), "no lexicon"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "ended with 3"),
    ],
)
async def test_rules_that_cannot_be_asked_give_a_line(command: tuple[str, ...], why: str) -> None:
    with pytest.raises(NoReasons, match=why):
        await explain_title("AI", command=command)


async def test_w_asks_the_rules_in_a_child(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "j", "w")
        assert isinstance(app.screen, HeadlineReasons)
        text = words(app.screen.query(Static).last())
        assert "topic policy" in text
        assert "export licence  strong" in text
        assert "✓ policy" in text
        assert "– capex  score 0" in text
        await press(pilot, "escape")
        assert app.screen is main(app)


async def test_leaving_before_the_rules_answer_ends_the_child(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await pilot.press("w", "escape")
        await press(pilot, "j")
        assert app.screen is main(app)


async def test_without_an_answer_the_card_says_why(app: AlimonApp) -> None:
    async def no_rules(title: str, summary: str) -> TagReasons:
        raise NoReasons("the lexicon is gone")

    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot)
        row = main(app).headlines.row
        assert row is not None
        detail = headline_detail(app.desk.reader, row.id)
        assert detail is not None
        await app.push_screen(HeadlineReasons(detail, no_rules))
        await press(pilot)
        assert "the lexicon is gone" in words(app.screen.query(Static).last())
