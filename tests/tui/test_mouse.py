"""What keys do the mouse does too: hints, badges, panes, tabs, views, rows."""

from __future__ import annotations

from collections.abc import Callable

from app_keys import NORMAL, main, press, settle, title
from textual import events

from tui.app import AlimonApp
from tui.screens.card import Card
from tui.screens.main_screen import MainScreen
from tui.widgets.row_list import RowList
from tui.widgets.top_bar import TopBar


async def test_a_hint_that_is_clicked_does_what_its_key_does(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        hints = main(app).hints
        for start, _, action in list(hints._places):
            if action == "app.help":
                await pilot.click(hints, offset=(start, 0))
        await settle(pilot)
        assert isinstance(app.screen, Card)
        await press(pilot, "escape")
        (place,) = [start for start, _, action in hints._places if action.endswith("toggle_star")]
        await pilot.click(hints, offset=(place, 0))
        await settle(pilot)
        assert main(app).headlines.row is not None
        assert main(app).headlines.row.starred


async def test_the_badge_that_announces_news_lets_them_in(
    app: AlimonApp, arrive: Callable[[str], None]
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "j")
        arrive("Fresh news")
        await settle(pilot)
        rule = main(app).headlines.rule
        await pilot.click(rule, offset=(rule.size.width - 4, 0))
        await settle(pilot)
        assert title(app) == "Fresh news"


async def test_a_pane_that_is_clicked_is_in_front(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await pilot.click(main(app).segments.grid, offset=(3, 2))
        await settle(pilot)
        assert main(app).board.front == "segments"
        await press(pilot, "z")
        assert main(app).segments.size.width == NORMAL[0]


async def test_rows_are_chosen_by_one_click_and_opened_by_two(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        rows = main(app).headlines.list
        await pilot.click(rows, offset=(20, 3))
        await settle(pilot)
        assert rows.cursor == 3
        await pilot.click(rows, offset=(20, 3), times=2)
        await settle(pilot)
        assert main(app).board.front == "detail"


async def test_the_wheel_moves_the_list_and_takes_the_cursor_along(app: AlimonApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = main(app).headlines.list
        await pilot._post_mouse_events([events.MouseScrollDown], rows, button=0)
        await settle(pilot)
        assert (rows.top, rows.cursor) == (3, 3)
        await pilot._post_mouse_events([events.MouseScrollUp], rows, button=0)
        await settle(pilot)
        assert (rows.top, rows.cursor) == (0, min(3, rows.page - 1))


async def test_names_of_panes_and_rows_in_them_are_clicked(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        for pane, opens in (("feeds", True), ("ledger", True), ("segments", True)):
            bar = app.screen.query_one(TopBar)
            (place,) = [start for start, _, name in bar._places if name == pane]
            await pilot.click(bar, offset=(place, 0))
            await settle(pilot)
            assert main(app).board.front == pane
            rows = getattr(main(app), pane).query_one(RowList)
            await pilot.click(rows, offset=(5, 2), times=2)
            await settle(pilot)
            assert (app.screen is not main(app)) is opens
            await press(pilot, "escape")


async def test_a_click_beside_a_card_closes_it(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "F")
        await pilot.click(offset=(5, 5))
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
