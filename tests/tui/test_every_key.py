"""Every key, pressed in every pane and layout, in order and at random: the app goes on."""

from __future__ import annotations

import random
from datetime import UTC
from pathlib import Path

import pytest
from app_keys import NORMAL, burst, main, press, settle
from sample_news import NOW
from textual import events
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from store import database
from tui.actions import ACTIONS, SCOPES, in_scope
from tui.app import AlimonApp
from tui.screens.card import Card
from tui.screens.main_screen import MainScreen

LEAVES = {"app.quit", "headlines.open_link", "headlines.open_link_read"}
PANES = {"headlines": "1", "segments": "2", "alerts": "3", "ledger": "4", "feeds": "5"}
SIZES = [(80, 24), (120, 40), (200, 60)]


def keys_in(scope: str) -> list[str]:
    """The keys that work in a pane, without those that leave the app."""
    actions = [*in_scope(scope), *in_scope("list"), *in_scope("app")]
    return [key for action in actions if action.id not in LEAVES for key in action.keys]


def test_every_scope_of_a_pane_is_walked() -> None:
    assert set(SCOPES) == {*PANES, "app", "list"}


@pytest.mark.slow
@pytest.mark.parametrize("pane", PANES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_key_works_in_every_pane(
    app: AlimonApp, pane: str, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in keys_in(pane):
            await pilot.press(PANES[pane])
            await pilot.press(key)
            await pilot.pause()
            while not isinstance(app.screen, MainScreen):
                await pilot.press("escape")
                await pilot.pause()
            if isinstance(app.focused, Input):
                await pilot.press("escape")
        await settle(pilot)
        assert main(app).board.display


CARDS = {
    "1": ("F", "v", "question_mark", "w", "e", "a", "slash", "enter", "colon", "E", "V"),
    "2": ("enter", "a", "d", "w", "E"),
    "3": ("enter", "a", "e", "S", "Z", "x", "E"),
    "4": ("w", "e", "a", "E"),
    "5": ("w", "a", "i", "x", "m", "E"),
}


async def test_a_form_that_two_keys_close_at_once_closes_once(
    app: AlimonApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the export goes
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "E")
        for key in ("enter", "escape"):  # a choice is told to the form a message later
            app.post_message(events.Key(key, None))
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)


IN_CARDS = [(pane, key) for pane, keys in CARDS.items() for key in keys]


async def at_once(app: AlimonApp, pilot: Pilot[None], *keys: str) -> None:
    """Keys that come faster than a card is put together."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settle(pilot)


def test_the_app_does_nothing_before_its_panes_are_there(app: AlimonApp) -> None:
    screen = app.get_default_screen()
    assert not screen.check_action("search", ())


async def test_keys_wait_for_the_card_that_the_first_of_them_opens(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await burst(pilot, ":theme alimon-light\r")
        assert app.theme == "alimon-light"


async def test_keys_pressed_while_it_starts_wait_for_the_panes(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await burst(pilot, "/cloud\r")
        assert main(app).headlines.query_text == "cloud"


async def test_a_card_does_nothing_before_it_is_there(app: AlimonApp) -> None:
    card = Card("LATE", Content("text"))
    async with app.run_test(size=NORMAL) as pilot:
        app.push_screen(card)
        assert app.screen is card  # on top, and not yet put together
        assert not card.check_action("close", ())
        await pilot.pause()
        assert card.check_action("close", ())


@pytest.mark.slow
@pytest.mark.parametrize("hurry", ["escape", "pagedown", "enter"])
async def test_keys_may_come_before_their_card_is_there(
    app: AlimonApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hurry: str
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        for pane, opener in IN_CARDS:
            await at_once(app, pilot, pane, opener, hurry, hurry)
            for _ in range(4):
                await at_once(app, pilot, "escape")
            assert isinstance(app.screen, MainScreen), (pane, opener)


@pytest.mark.slow
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
@pytest.mark.parametrize(("pane", "opener"), IN_CARDS, ids="-".join)
async def test_every_key_works_in_every_card(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pane: str,
    opener: str,
    filled: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    if not filled:
        path = tmp_path / "empty.sqlite"
        database.open_writer(path, NOW).close()
    app = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    try:
        async with app.run_test(size=NORMAL) as pilot:
            await settle(pilot)
            await pilot.press(pane, opener)
            await pilot.pause()
            for key in sorted(set(app.screen.active_bindings) - {"q", "ctrl+q", "o", "O"}):
                await pilot.press(key)
                await pilot.pause()
                while not isinstance(app.screen, MainScreen):
                    await pilot.press("escape")
                    await pilot.pause()
                if isinstance(app.focused, Input):
                    await pilot.press("escape")
                await pilot.press(pane, opener)
                await pilot.pause()
            await settle(pilot)
            assert app.is_running
    finally:
        app.close()


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]
)
async def test_random_keys_never_end_it(
    app: AlimonApp, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # E and enter write a file
    choose = random.Random(seed)
    keys = sorted({key for a in ACTIONS if a.id not in LEAVES for key in a.keys} | {"x", "8", "中"})
    async with app.run_test(size=choose.choice(SIZES)) as pilot:
        await settle(pilot)
        for _ in range(120):
            await pilot.press(choose.choice(keys))
        await pilot.pause()
        for _ in range(6):
            await pilot.press("escape")
        await settle(pilot)
        assert app.return_value is None
        assert app.is_running
