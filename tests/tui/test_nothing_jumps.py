"""The cursor is an item: whatever arrives or changes around it, it stays, on its line."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from app_keys import NARROW, NORMAL, WIDE, main, press, settle, title

from tui.app import AlimonApp

SIZES = (NARROW, NORMAL, WIDE, (100, 30))


@pytest.mark.parametrize("seed", range(3))
async def test_the_selected_headline_stays_whatever_happens_around_it(
    app: AlimonApp, arrive: Callable[[str], None], seed: int
) -> None:
    """A state machine of arrivals, filters that hold the headline, sizes, zooms and marks."""
    choose = random.Random(seed)
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, *["j"] * choose.randint(4, 20))
        row = main(app).headlines.row
        assert row is not None

        async def arrival() -> None:
            arrive(f"News {choose.random()}")
            await settle(pilot)

        async def resize() -> None:
            await pilot.resize_terminal(*choose.choice(SIZES))
            await settle(pilot)

        async def narrow_and_widen() -> None:
            main(app).headlines.narrow(main(app).headlines.kept.with_feed(row.feed))
            await settle(pilot)
            assert title(app) == row.title
            await press(pilot, "escape")

        async def keys() -> None:
            pair = choose.choice((("z", "z"), ("s", "u"), ("m", "u"), ("2", "1"), ("5", "1")))
            await press(pilot, *pair)

        for _ in range(12):
            await choose.choice((arrival, resize, narrow_and_widen, keys))()
            now = main(app).headlines.row
            assert now is not None
            assert now.id == row.id
            rows = main(app).headlines.list
            assert 0 <= rows.cursor_line < rows.page


async def test_it_stays_on_its_line_when_news_are_let_in_below_it_or_filters_change(
    app: AlimonApp, arrive: Callable[[str], None]
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, *["j"] * 12)
        line = main(app).headlines.list.cursor_line
        for _ in range(5):
            arrive("News")
        await settle(pilot)
        assert main(app).headlines.list.cursor_line == line
        assert main(app).headlines.stream.pending == 5


async def test_over_a_slow_line_the_edge_scrolls_half_a_page(app: AlimonApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        rows = main(app).headlines.list
        rows.slow_line = True
        await press(pilot, *["j"] * rows.page)
        assert (rows.cursor, rows.top) == (rows.page, 1 + rows.page // 2)
        await press(pilot, *["k"] * (rows.cursor_line + 1))
        assert (rows.cursor, rows.top) == (rows.page // 2, 0)
