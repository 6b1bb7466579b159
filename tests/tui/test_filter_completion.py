"""The filter line offers its words and the names that the database has."""

from __future__ import annotations

import pytest
from app_keys import NARROW, NORMAL, main, press, settle

from tui.app import AlimonApp
from tui.widgets.completion_list import Offer
from tui.widgets.filter_line import FilterLine
from tui.widgets.headline_list import HeadlineList


def offered(app: AlimonApp) -> list[str]:
    offers = app.screen.query_one(FilterLine).offers
    rows: list[Offer] = list(offers.model.rows(0, offers.model.count))
    return [row.word for row in rows]


@pytest.mark.parametrize("size", [NARROW, NORMAL])
async def test_tab_takes_a_word_and_the_list_stays(app: AlimonApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        place = app.screen.query_one(HeadlineList).region
        assert offered(app)[:2] == ["topic:", "company:"]
        await press(pilot, "t", "tab", "c")
        assert offered(app) == ["cloud", "capex"]
        assert main(app).headlines.filter_line.offers.size.height == 2
        assert app.screen.query_one(HeadlineList).region == place
        await press(pilot, "down", "tab")
        assert app.screen.query_one(FilterLine).value == "topic:capex "
        assert offered(app) == []
        await press(pilot, "enter")
        assert main(app).headlines.query_text == "topic:capex"
        assert main(app).headlines.list.has_focus


async def test_without_a_word_to_take_tab_goes_to_the_next_pane(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"zzz", "tab")
        assert main(app).board.front != "headlines"


async def test_escape_takes_the_words_away_with_the_line(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"feed:")
        assert '"Example Wire"' in offered(app)
        await press(pilot, "escape")
        assert offered(app) == []
        assert not main(app).headlines.filtering
        assert not main(app).headlines.filter_line.offers.display


async def test_a_click_takes_a_word(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"is:")
        await pilot.click("#filter-offers", offset=(2, 2), times=2)
        await settle(pilot)
        assert app.screen.query_one(FilterLine).value == "is:starred "
