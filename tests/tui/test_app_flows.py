"""What a user's keys do, pressed in the real app on a real database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from app_keys import NARROW, NORMAL, WIDE, burst, main, press, settle, title, words
from sample_news import NOW
from textual import events
from textual.widgets import Input, Static

from store import database
from store.headlines.facets import count_headlines
from store.headlines.topic_names import TOPICS
from store.headlines.views import counts
from tui.app import AlimonApp
from tui.screens.card import Card
from tui.screens.main_screen import MainScreen
from tui.screens.rule_form import RuleForm


async def test_the_first_screen_has_headlines_figures_and_alerts(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        screen = main(app)
        assert title(app) == "Alibaba Cloud revenue rose 40% in the June quarter"
        assert {row.line.key for row in screen.segments.view.table().rows} >= {"cloud", "group"}
        assert screen.headlines.list.has_focus


async def test_j_and_k_move_and_g_and_capital_g_go_to_the_ends(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "j", "j", "k")
        assert main(app).headlines.list.cursor == 1
        await press(pilot, "G")
        assert main(app).headlines.list.cursor == main(app).headlines.stream.count - 1
        await press(pilot, "g")
        assert main(app).headlines.list.cursor == 0


async def test_at_the_top_news_come_in_and_below_they_wait(
    app: AlimonApp, arrive: Callable[[str], None]
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        arrive("First news")
        await settle(pilot)
        assert title(app) == "First news"
        await press(pilot, "j")
        selected = title(app)
        arrive("Second news")
        await settle(pilot)
        assert title(app) == selected
        assert main(app).headlines.stream.pending == 1
        await press(pilot, "g")
        assert title(app) == "Second news"


async def test_search_narrows_as_one_types(app: AlimonApp) -> None:
    stories = {"groceries": 0, "grocery": 1, "出口管制": 1, "阿里": 1, '"export licence"': 1}
    found = {}
    async with app.run_test(size=NORMAL) as pilot:
        for typed in stories:
            await press(pilot, "slash")
            main(app).headlines.query_one(Input).value = typed
            await settle(pilot)
            rows = main(app).headlines.stream.rows(0, 99)
            found[typed] = len({row.title.split(" (")[0] for row in rows})
            await press(pilot, "enter")
            assert main(app).headlines.list.has_focus
            await press(pilot, "escape")
            assert main(app).headlines.query_text == ""
    assert found == stories


def line(app: AlimonApp) -> str:
    """What stands over the headlines."""
    return main(app).headlines.rule.render_line(0).text


async def test_while_one_types_what_finds_nothing_is_not_said_to_be_hidden(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await press(pilot, "/", *"zz")
        await settle(pilot)
        assert "Nothing matches 'zz'" in main(app).headlines.list.words_when_empty
        assert "zz · 0 of 30" in line(app)
        await press(pilot, "escape")
        await settle(pilot)
        assert "all · " in line(app)


async def test_without_a_poller_nothing_is_said_to_be_polled(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    database.open_writer(path, NOW).close()
    app = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        said = main(app).headlines.list.words_when_empty
        assert "nothing polls the feeds" in said
        assert "`alimon poll` does" in said
    app.close()


async def test_a_long_list_shows_its_newest_first_and_the_others_join_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in ("desk", "headline_stream"):
        monkeypatch.setattr(f"tui.presenters.{where}.FIRST_PAGE", 5)
    app = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        stream = main(app).headlines.stream
        assert (stream.complete, stream.count) == (True, 30)
        await press(pilot, "G")
        last = title(app)
        await press(pilot, "U")  # the row to stay on is not among the first
        assert (stream.complete, title(app)) == (True, last)
        await press(pilot, "slash")
        main(app).headlines.query_one(Input).value = "阿里"
        await settle(pilot)
        found = count_headlines(app.desk.reader, stream.query)
        assert (stream.complete, stream.count, found > 0) == (True, found, True)
    app.close()


async def test_t_cycles_the_topics_and_comes_back_to_all(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        seen = []
        for _ in (*TOPICS, ""):
            await press(pilot, "t")
            seen.append(main(app).headlines.query_text)
        assert seen == [*(f"topic:{topic}" for topic in TOPICS), ""]


async def test_read_star_and_hide_are_kept_and_u_takes_them_back(
    app: AlimonApp, path: Path
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "m", "s")
        reader = database.open_reader(path)
        unread = counts(reader).unread
        assert counts(reader).starred == 1
        await press(pilot, "u", "u")
        assert counts(reader).starred == 0
        assert counts(reader).unread == unread + 1
        hidden = title(app)
        await press(pilot, "x")
        assert title(app) != hidden
        await press(pilot, "u")
        assert title(app) == hidden
        reader.close()


async def test_enter_opens_the_detail_and_escape_comes_back(app: AlimonApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "enter")
        assert main(app).board.front == "detail"
        assert main(app).headlines.row is not None
        assert main(app).headlines.row.read
        await press(pilot, "escape")
        assert main(app).board.front == "headlines"
        assert main(app).headlines.list.has_focus


async def test_why_shows_the_words_behind_each_topic(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "j", "w")
        assert isinstance(app.screen, Card)
        text = words(app.screen.query(Static).last())
        assert "topic policy" in text
        assert "export licence" in text
        await press(pilot, "escape")
        assert isinstance(app.screen, MainScreen)


async def test_an_alert_is_set_on_a_figure_in_two_keys_and_fires(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "2", "j", "a")
        assert isinstance(app.screen, RuleForm)
        assert app.screen.query_one(Input).value.startswith("cloud.revenue.yoy > ")
        preview = words(app.screen.query_one("#preview", Static))
        assert "true" in preview
        await press(pilot, "enter")
        assert isinstance(app.screen, MainScreen)
        (status,) = main(app).alerts.statuses
        assert (status.text, status.state) == ("cloud.revenue.yoy > 40%", "firing")


async def test_a_mistake_in_a_rule_points_at_the_column(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        app.screen.query_one(Input).value = "capex > 30%"
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, RuleForm)
        mistake = words(app.screen.query_one("#mistake", Static))
        assert mistake.startswith(" " * 8 + "^\ncolumn 9: ")
        assert "capex.yoy > 30%" in mistake
        await press(pilot, "escape")
        assert not main(app).alerts.statuses


async def test_a_headline_proposes_its_rule(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "j", "a")
        assert isinstance(app.screen, RuleForm)
        rule = app.screen.query_one(Input).value
        assert "topic:ai" in rule
        assert "topic:policy" in rule


async def test_z_gives_a_pane_the_screen_and_escape_takes_it_back(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "2", "z")
        assert main(app).segments.size.width == NORMAL[0]
        await press(pilot, "escape")
        assert main(app).segments.size.width < NORMAL[0]


async def test_tab_goes_round_the_panes(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        fronts = []
        for _ in range(6):
            await press(pilot, "tab")
            fronts.append(main(app).board.front)
        assert fronts[-1] == "headlines"
        assert set(fronts) == {"headlines", "detail", "segments", "alerts", "ledger", "feeds"}


async def test_metric_period_and_basis_change_the_table(app: AlimonApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2", "right_square_bracket")
        view = main(app).segments.view
        assert view.metric == "adj_ebita"
        await press(pilot, "left_square_bracket", "p")
        assert view.table().columns[-1].label.startswith("FY")
        await press(pilot, "p", "p", "b")
        assert view.table().basis == "C"


async def test_enter_on_a_figure_shows_every_statement_with_its_source(app: AlimonApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2", "j", "enter")
        assert isinstance(app.screen, Card)
        text = words(app.screen.query(Static).last())
        assert "Alibaba Group Announces June Quarter 2026 Results" in text
        assert "re-cut" in text


async def test_titles_are_text_whatever_they_hold(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", "1", "g", "j", "j", "j", "j", "j")
        assert title(app) == "[bold]Not markup[/] and [link=x]not a link[/link]"
        await press(pilot, "w")
        assert "[bold]Not markup[/]" in words(app.screen.query(Static).last())


async def test_a_small_terminal_says_so_and_recovers(app: AlimonApp) -> None:
    async with app.run_test(size=(50, 12)) as pilot:
        await settle(pilot)
        assert "60x15" in words(main(app).query_one("#too-small", Static))
        await pilot.resize_terminal(*NORMAL)
        await settle(pilot)
        assert main(app).board.display


async def test_the_next_run_comes_back_to_the_same_place(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "t", "j", "right_square_bracket", "2", "right_square_bracket")
        await press(pilot, "1")
        kept = main(app).state
        await pilot.press("q")
    app.desk.write(lambda connection: None).result()  # until what q keeps is written
    again = AlimonApp(path, poll=False, clock=app.desk.clock, zone=app.desk.zone)
    async with again.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        assert main(again).state == kept
    again.close()


async def test_it_leaves_also_when_the_place_cannot_be_kept(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        app.desk.reader.close()
        with pytest.raises(sqlite3.ProgrammingError):
            app.leave(143)
        assert app.return_code == 143


@pytest.mark.parametrize("size", [NARROW, NORMAL, WIDE])
async def test_help_lists_every_key_in_every_layout(app: AlimonApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(app.screen, Card)
        assert "Mark read or unread." in words(app.screen.query(Static).last())


async def test_keys_in_one_burst_go_where_the_first_of_them_leads(app: AlimonApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await burst(pilot, "2ja")
        assert isinstance(app.screen, RuleForm)
        assert app.screen.query_one(Input).value.startswith("cloud.revenue.yoy > ")


async def test_keys_wait_until_what_the_one_before_them_asked_for_is_there(app: AlimonApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        free = asyncio.Event()
        main(app).call_later(free.wait)
        for key in "aaa":
            app.post_message(events.Key(key, key))
        for _ in range(200):  # long enough for all three, were they not held
            await asyncio.sleep(0)
        free.set()
        await settle(pilot)
        assert len(app.screen_stack) == 2
        assert app.screen.query_one(Input).value.endswith("aa")


async def test_a_search_typed_in_one_burst_loses_no_letter(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3")
        await burst(pilot, "/calm quiet")
        assert main(app).headlines.filter_line.value == "calm quiet"
        assert main(app).headlines.query_text == ""


async def test_keys_pressed_before_the_other_panes_are_loaded_wait_for_them(
    app: AlimonApp,
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await burst(pilot, "2a")
        assert isinstance(app.screen, RuleForm)


async def test_enter_before_the_detail_is_loaded_opens_it(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await burst(pilot, "\r")
        assert main(app).board.front == "detail"


async def test_what_a_card_asked_for_is_not_answered_once_it_is_left(
    app: AlimonApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(app.desk, "slowly", never)
    async with app.run_test(size=NORMAL) as pilot:
        await pilot.press("F")
        await pilot.pause()
        waiting = [worker for worker in app.workers if worker.node is app.screen]
        left = app.pop_screen()
        assert waiting
        assert all(worker.is_cancelled for worker in waiting)
        await left
