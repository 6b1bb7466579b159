"""`e` on a headline: the user says what it is about, and the rules no longer do."""

from __future__ import annotations

from pathlib import Path

from app_keys import NORMAL, main, press, settle, words
from textual.widgets import Input, Static

from store import database
from store.headlines.detail import HeadlineDetail, headline_detail
from tui.app import AlimonApp
from tui.screens.topics_form import TopicsForm


def stored(app: AlimonApp, path: Path) -> HeadlineDetail:
    reader = database.open_reader(path)
    row = main(app).headlines.row
    assert row is not None
    detail = headline_detail(reader, row.id)
    reader.close()
    assert detail is not None
    return detail


def detail_words(app: AlimonApp) -> str:
    return words(main(app).detail.query(Static).last())


async def test_e_ticks_topics_and_the_detail_says_who_set_them(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "e")
        assert isinstance(app.screen, TopicsForm)
        await press(pilot, "space", "j", "space", "enter")  # ai on, cloud off
        assert main(app).headlines.row is not None
        assert main(app).headlines.row.topics == ("ai",)
        detail = stored(app, path)
        assert (detail.row.topics, detail.corrected) == (("ai",), True)
        assert "ai (set by you)" in detail_words(app)
        await press(pilot, "w")
        assert "set by you" in words(app.screen.query(Static).last())


async def test_u_gives_the_headline_back_to_the_rules(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        before = stored(app, path)
        await press(pilot, "e", "j", "space", "enter")
        assert stored(app, path).row.topics == ()
        assert "no topic (set by you)" in detail_words(app)
        await press(pilot, "u")
        assert stored(app, path) == before
        assert main(app).headlines.row == before.row
        assert "set by you" not in detail_words(app)


async def test_a_topic_of_ones_own_is_named_and_offered_again(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "e", "tab")
        await pilot.press(*"Chips", "enter")
        await settle(pilot)
        assert stored(app, path).row.topics == ("chips", "cloud")
        await press(pilot, "j", "e", "G", "space", "enter")
        assert "chips" in stored(app, path).row.topics


async def test_a_name_that_is_none_is_said_and_nothing_is_lost(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "e")
        app.screen.query_one(Input).value = "a[b]"
        await press(pilot, "enter")
        assert isinstance(app.screen, TopicsForm)
        assert "is no topic" in words(app.screen.query_one("#mistake", Static))
        await press(pilot, "escape")
        assert not stored(app, path).corrected
