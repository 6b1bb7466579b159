"""The `:` line in the app: typed words do what they say, and the palette is the same card."""

from __future__ import annotations

from app_keys import NORMAL, main, press, settle, title
from textual.pilot import Pilot
from textual.widgets import Input

from tui.app import AlimonApp
from tui.screens.command_card import CommandCard
from tui.screens.fields_form import FieldsForm
from tui.screens.main_screen import MainScreen
from tui.screens.rule_form import RuleForm
from tui.widgets.row_list import RowList


async def say(pilot: Pilot[None], words: str) -> None:
    await press(pilot, "colon")
    assert isinstance(pilot.app.screen, CommandCard)
    pilot.app.screen.query_one(Input).value = words
    await settle(pilot)
    await press(pilot, "enter")


async def test_words_that_name_headlines_narrow_them(app: AlimonApp) -> None:
    named = {
        "alibaba": "company:alibaba",
        "since 2h": "since:2h",
        "policy": "topic:policy",
        "样例": "feed:2",
        "licence rules": "licence rules",
    }
    in_use = {}
    async with app.run_test(size=NORMAL) as pilot:
        for words in named:
            await press(pilot, "3")
            await say(pilot, words)
            assert main(app).board.front == "headlines"
            in_use[words] = main(app).headlines.query_text
    assert in_use == named


async def test_words_that_name_a_figure_go_to_it(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await say(pilot, "cloud adj_ebita")
        assert main(app).board.front == "segments"
        cell = main(app).segments.cell
        assert cell is not None
        assert (cell.line, cell.metric) == ("cloud", "adj_ebita")
        await say(pilot, "free cash flow")
        cell = main(app).segments.cell
        assert cell is not None
        assert cell.metric == "free_cash_flow"


async def test_feeds_goes_to_the_feeds_and_a_rule_opens_its_form(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await say(pilot, "feeds")
        assert main(app).board.front == "feeds"
        await say(pilot, "alert cloud.revenue.yoy > 30")
        assert isinstance(app.screen, RuleForm)
        assert app.screen.query_one(Input).value == "cloud.revenue.yoy > 30"


async def test_a_headline_is_found_by_its_words_and_gone_to(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "t", "t")
        await press(pilot, "ctrl+p")
        app.screen.query_one(Input).value = "quiet grocery"
        await settle(pilot)
        await press(pilot, "down", "enter")
        assert title(app) == "A quiet day in the grocery business"
        assert main(app).headlines.query_text == ""


async def test_themes_and_watchlists_are_said_too(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await say(pilot, "theme light")
        assert app.theme == "alimon-light"
        await say(pilot, "ai")
        await say(pilot, "save Models")
        await settle(pilot)
        assert [view.name for view in main(app).headlines.views.shown] == ["Models"]


async def test_escape_leaves_without_doing_anything(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "colon", "q", "escape")
        assert isinstance(app.screen, MainScreen)
        assert app.is_running


async def test_any_words_are_taken_as_words(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        for words in ("[/]", "'", '"', "-", "a:b", "\\", "%s", "[@click=app.quit]x"):
            await say(pilot, words)
            assert isinstance(app.screen, MainScreen), words
            assert app.is_running, words


async def test_what_cannot_be_done_is_said(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await say(pilot, "save Everything")
        await press(pilot, "X")
        said = [notice.message for notice in app._notifications]
        assert any(words.startswith("There is no filter to keep") for words in said)
        assert "Nothing is running that could be stopped." in said
        await say(pilot, "theme")
        assert isinstance(app.screen, CommandCard)
        assert app.screen.query_one(Input).value == "theme "
        await press(pilot, "escape")
        await say(pilot, "add feed example.com/news")
        assert isinstance(app.screen, FieldsForm)
        assert app.screen.query(Input).first().value == "example.com/news"


async def test_a_line_of_the_card_is_clicked_and_a_click_beside_it_closes_it(
    app: AlimonApp,
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "colon")
        await pilot.click(offset=(1, NORMAL[1] - 2))
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        await press(pilot, "colon", *"alibaba")
        await pilot.click(app.screen.query_one(RowList), offset=(8, 0))
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        assert main(app).headlines.query_text == "company:alibaba"
