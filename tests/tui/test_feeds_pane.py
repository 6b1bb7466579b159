"""Pane 5: add, import, write, remove, poll and call off, each from its key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_keys import NORMAL, main, press, settle, words
from test_child_work import OPML
from textual.widgets import Input, Static

from feeds.polling.lock import poll_lock
from store import database
from store.polling.subscriptions import NewFeed, add_feeds, subscriptions
from tui.app import AlimonApp
from tui.screens.fields_form import FieldsForm
from tui.screens.question import Question


def titles(app: AlimonApp) -> list[str]:
    return [feed.title for feed in subscriptions(app.desk.reader)]


async def test_a_list_is_imported_from_the_app(app: AlimonApp, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text(OPML)
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", "i")
        app.screen.query_one(Input).value = str(file)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Third Wire" in titles(app)
        progress = main(app).work_line.progress
        assert progress is None or "importing" not in progress.words


async def test_the_list_is_written_where_the_user_says(
    app: AlimonApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", "W", "enter")
        await settle(pilot)
        assert "Example Wire" in (tmp_path / "alimon-feeds.opml").read_text()


async def test_the_form_says_what_is_wrong_with_an_address(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", "a")
        for typed, said in (
            ("", "address of a site"),
            ("ftp://x.example", "http"),
            ("http://u:p@x.example", "password"),
        ):
            app.screen.query(Input).first().value = typed
            await press(pilot, "enter")
            assert isinstance(app.screen, FieldsForm)
            assert said in words(app.screen.query_one("#preview", Static))


async def test_no_path_that_is_typed_ends_the_app(app: AlimonApp, tmp_path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        for key in ("i", "W"):
            await press(pilot, "5", key)
            for typed, said in (
                ("~no-such-user/feeds", "no such user"),
                ("x" * 300, "File name too long"),
                ("a\0b", "control character"),
                (str(tmp_path), "There is no file" if key == "i" else "The path of a file"),
            ):
                app.screen.query_one(Input).value = typed
                await press(pilot, "enter")
                assert said in words(app.screen.query_one("#preview", Static))
            await press(pilot, "escape")
        (tmp_path / "there.opml").write_text("")
        await press(pilot, "5", "W")
        app.screen.query_one(Input).value = str(tmp_path / "there.opml")
        await press(pilot, "enter")
        assert "is there already" in words(app.screen.query_one("#preview", Static))


async def test_a_feed_is_polled_paused_and_shown_alone(app: AlimonApp) -> None:
    def asked() -> list[str]:
        found = app.desk.reader.execute("select title from feeds where requested_at is not null")
        return [row["title"] for row in found]

    def notices() -> str:
        return "\n".join(notice.message for notice in app._notifications)

    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", "r")
        assert (asked(), "Polling Example Wire now." in notices()) == (["Example Wire"], True)
        await press(pilot, "j", "m")
        await press(pilot, "r")
        assert main(app).feeds.feed is not None
        assert main(app).feeds.feed.state == "paused"
        assert asked() == ["Example Wire"]
        assert "样例财经 is paused · m goes on" in notices()
        await press(pilot, "m")
        assert main(app).feeds.feed.state != "paused"
        await press(pilot, "enter")
        assert app.screen is not main(app)
        await press(pilot, "escape", "f")
        assert main(app).headlines.query_text == "feed:2"
        assert main(app).board.front == "headlines"


async def test_a_feed_is_removed_only_after_a_question(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", "x")
        assert isinstance(app.screen, Question)
        await press(pilot, "escape")
        assert titles(app) == ["Example Wire", "样例财经"]
        await press(pilot, "x", "enter")
        assert titles(app) == ["样例财经"]


@pytest.fixture
def waiting(app: AlimonApp, path: Path) -> Iterator[sqlite3.Connection]:
    """The database with five more feeds that were never polled."""
    connection = database.open_writer(path)
    more = [NewFeed(f"https://more{n}.example.org/rss", f"More {n}") for n in range(5)]
    add_feeds(connection, more, app.desk.clock())
    yield connection
    connection.close()


async def test_where_nobody_polls_no_polls_are_shown(
    app: AlimonApp, waiting: sqlite3.Connection
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        assert not main(app).work_line.display


@pytest.fixture
def _poller_runs(app: AlimonApp, path: Path) -> Iterator[None]:
    with poll_lock(path, child=False, now=app.desk.clock()):
        yield


@pytest.mark.usefixtures("_poller_runs")
async def test_polls_show_how_far_they_are_and_are_called_off(
    app: AlimonApp, waiting: sqlite3.Connection
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        line = main(app).work_line
        assert line.display
        assert line.progress is not None
        assert (line.progress.done, line.progress.total) == (0, 7)
        waiting.execute(
            "update feeds set last_poll_at = '2026-08-20T13:00:00Z', last_outcome = 'ok', "
            "next_poll_at = '2026-08-20T14:00:00Z' where title in ('More 1', 'More 2')"
        )
        await settle(pilot)
        assert line.progress.sentence == "polling feeds: 2 of 7 · 5 left"
        await press(pilot, "X")
        sql = "select count(*) from feeds where next_poll_at is null"
        assert waiting.execute(sql).fetchone()[0] == 0


async def test_w_tells_everything_about_a_feeds_health(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", "w")
        shown = words(app.screen.query_one("#card-text", Static))
        for name in ("state", "address", "last success", "next poll", "last answer", "ids"):
            assert name in shown
        await press(pilot, "w")
        assert app.screen is main(app)
