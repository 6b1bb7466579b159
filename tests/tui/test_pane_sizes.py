"""Panes change their size by key and by mouse, and have it again in the next run."""

from __future__ import annotations

from pathlib import Path

from app_keys import NARROW, NORMAL, WIDE, main, press, settle

from tui.app import AlimonApp


async def test_keys_make_the_pane_in_front_larger_and_smaller(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        screen = main(app)
        width, height = screen.headlines.size
        await press(pilot, "greater_than_sign", "minus")
        assert screen.headlines.size == (width + 4, height - 1)
        await press(pilot, "2", "greater_than_sign", "plus")
        assert screen.headlines.size.width == width
        await press(pilot, "equals_sign")
        assert screen.headlines.size == (width, height)


async def test_a_pane_alone_on_the_screen_says_that_it_has_no_neighbour(app: AlimonApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "5", "plus")
        assert not main(app).board.cuts


async def test_the_mouse_moves_an_edge(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        screen = main(app)
        edge = screen.segments.region
        await pilot.mouse_down(offset=(edge.x, edge.y + 4))
        await pilot.hover(offset=(edge.x - 10, edge.y + 4))
        await pilot.mouse_up(offset=(edge.x - 10, edge.y + 4))
        await settle(pilot)
        assert screen.segments.region.x == edge.x - 10
        rule = screen.detail.region
        await pilot.mouse_down(offset=(40, rule.y))
        await pilot.hover(offset=(40, rule.y - 5))
        await pilot.mouse_up(offset=(40, rule.y - 5))
        await settle(pilot)
        assert screen.detail.region.y == rule.y - 5


async def test_the_sizes_come_back_in_the_next_run(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "less_than_sign", "less_than_sign", "minus")
        size = main(app).headlines.size
        await pilot.press("q")
    app.desk.write(lambda connection: None).result()  # until what q keeps is written
    again = AlimonApp(path, poll=False, clock=app.desk.clock, zone=app.desk.zone)
    async with again.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert main(again).headlines.size == size
    again.close()
