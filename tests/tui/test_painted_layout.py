"""What leaves the screen is wiped and what comes to it is painted, whatever was asked meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

import pytest
from app_keys import NORMAL, WIDE, main, press, settle
from emulated_terminal import WatchedApp
from sample_news import NOW
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets._toast import Toast


@asynccontextmanager
async def watched(
    path: Path, size: tuple[int, int]
) -> AsyncIterator[tuple[WatchedApp, Pilot[None]]]:
    """alimon on an emulated terminal, with notices."""
    app = WatchedApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    app.watch(*size)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            yield app, pilot
    finally:
        app.close()


def lines_with(app: WatchedApp, words: str) -> int:
    return sum(words in line for line in app.ours.screen.display)


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("place", [(), ("question_mark",)], ids=["main", "card"])
async def test_what_left_or_came_after_a_scroll_is_painted(
    path: Path, place: tuple[str, ...], asked: bool
) -> None:
    async with watched(path, NORMAL) as (app, pilot):

        def scroll() -> None:
            """As when the detail is scrolled, and a focus or the mouse asks where something is."""
            app.screen._refresh_layout(scroll=True)
            if asked:
                assert app.screen in app.screen._compositor.full_map

        await settle(pilot)
        await press(pilot, *place)
        app.notify("Copied the link", timeout=600)
        scroll()
        await pilot.pause(0.1)
        assert lines_with(app, "Copied the link") == 1
        scroll()
        app.screen.query_one(Toast)._expire()
        await settle(pilot)
        assert lines_with(app, "Copied the link") == 0


@pytest.mark.parametrize("scrolls_again", [False, True])
async def test_a_list_that_grew_after_a_scroll_is_told(path: Path, scrolls_again: bool) -> None:
    async with watched(path, (120, 20)) as (app, pilot):
        await settle(pilot)
        await press(pilot, "4", "z", "G")
        ledger = main(app).ledger.list
        before = ledger.top
        app.screen._refresh_layout(scroll=True)
        main(app).bar.display = False
        assert ledger in app.screen._compositor.full_map  # worked out, not painted
        if scrolls_again:
            app.screen._compositor.reflow_visible(app.screen, app.screen.size)
        await settle(pilot)
        assert ledger.top == before - 1


async def test_a_list_that_came_back_larger_after_a_scroll_is_told(path: Path) -> None:
    async with watched(path, (120, 20)) as (app, pilot):
        await settle(pilot)
        await press(pilot, "4", "z", "G")
        ledger = main(app).ledger.list
        before = ledger.top
        ledger.display = False
        await settle(pilot)
        app.screen._refresh_layout(scroll=True)
        main(app).bar.display = False
        ledger.display = True
        assert ledger in app.screen._compositor.full_map  # worked out, not painted
        await settle(pilot)
        assert ledger.top == before - 1


@pytest.mark.parametrize("cards", [0, 1, 2])
async def test_what_changes_beside_a_part_of_the_screen_is_painted(path: Path, cards: int) -> None:
    async with watched(path, WIDE) as (app, pilot):
        await settle(pilot)
        for _ in range(cards):
            main(app).action_help()
            await settle(pilot)
        rule = main(app).headlines.rule
        for words in ("one", "two", "three"):
            for screen in app.screen_stack:  # as Textual does when the screen below was painted
                screen.refresh(Region(0, 0, 1, 1))
            rule.show(note=words)
            await pilot.pause()
            assert lines_with(app, f"1 HEADLINES  {words}") == 1


async def test_a_list_that_grew_has_no_blank_lines_at_its_end(path: Path) -> None:
    async with watched(path, (120, 20)) as (app, pilot):
        await settle(pilot)
        await press(pilot, "4", "z", "G")
        last = app.ours.screen.display[-2]
        assert last.strip()
        main(app).bar.display = False
        main(app).hints.display = False
        await settle(pilot)
        assert app.ours.screen.display[-1] == last


async def test_a_hidden_list_keeps_its_place_when_it_is_told_more(path: Path) -> None:
    async with watched(path, (120, 20)) as (app, pilot):
        await settle(pilot)
        await press(pilot, "4", "z", "G", "k", "k", "k")
        before = app.ours.screen.display
        await press(pilot, "1")
        main(app).ledger.refresh_ledger()
        await press(pilot, "4", "z")
        assert app.ours.screen.display == before
