"""The app under a user's configuration, and what it says when something is wrong."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC
from pathlib import Path

from app_keys import NORMAL, main, press, settle, title
from sample_news import NOW

from store.configuration_file import read_configuration
from tui.app import AlimonApp
from tui.screens.card import Card


def configured(path: Path, text: str) -> AlimonApp:
    configuration = read_configuration(text, path.with_name("config.toml"))
    return AlimonApp(path, poll=False, configuration=configuration, clock=lambda: NOW, zone=UTC)


def said(app: AlimonApp) -> str:
    return "\n".join(notice.message for notice in app._notifications)


async def test_a_theme_that_is_not_there_is_said_and_the_app_starts(path: Path) -> None:
    app = configured(path, '\ntheme = "nrod"\n')
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        assert app.theme == "alimon-dark"
        assert "config.toml:2: theme: there is no 'nrod'; there are alimon-contrast" in said(app)
    app.close()


async def test_the_configured_theme_counts_until_another_is_chosen(path: Path) -> None:
    for chosen, configured_theme, shown in [
        ("", "nord", "nord"),
        ("", "dracula", "dracula"),
        ("alimon-light", "dracula", "dracula"),
        ("", "nord", "alimon-light"),
    ]:
        app = configured(path, f'theme = "{configured_theme}"')
        async with app.run_test(size=NORMAL) as pilot:
            await settle(pilot)
            assert app.theme == shown
            if chosen:
                app.theme = chosen
            await pilot.press("q")
        app.close()


async def test_a_write_that_fails_is_said_whatever_the_reason(path: Path) -> None:
    app = configured(path, "")

    def broken(connection: sqlite3.Connection) -> None:
        raise ValueError("this cannot be kept")

    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        app.desk.write(broken)
        await settle(pilot)
        assert "this cannot be kept" in said(app)
    app.close()


async def test_undoing_waits_for_the_database_and_no_key_waits_with_it(path: Path) -> None:
    app = configured(path, "")
    free = threading.Event()
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        hidden = title(app)
        await press(pilot, "x")
        app.desk.write(lambda connection: free.wait(10))  # as another program's lock would
        await pilot.press("u", "j", "j")
        assert main(app).headlines.list.cursor == 2
        assert title(app) != hidden
        free.set()
        await settle(pilot)
        assert hidden in [row.title for row in main(app).headlines.stream.rows(0, 3)]
    app.close()


async def test_the_keys_of_a_card_can_be_changed(path: Path) -> None:
    app = configured(path, '[keys]\n"card.close" = "f7"\n')
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark")
        card = app.screen
        assert isinstance(card, Card)
        await press(pilot, "q")
        assert app.screen is card
        await press(pilot, "f7")
        assert app.screen is not card
    app.close()
