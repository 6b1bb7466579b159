"""The rule form: completed, checked and replayed while it is typed."""

from __future__ import annotations

import threading

from app_keys import burst, main, press, settle, words
from textual import events
from textual.widgets import Input, Static

from store.alerts.backtest import RulePreview
from tui.app import AlimonApp
from tui.screens.main_screen import MainScreen
from tui.screens.rule_form import RuleForm
from tui.widgets.completion_list import CompletionList

NORMAL = (120, 40)


def form(app: AlimonApp) -> RuleForm:
    assert isinstance(app.screen, RuleForm)
    return app.screen


def typed(app: AlimonApp) -> str:
    return form(app).query_one(Input).value


def said(app: AlimonApp, identity: str) -> str:
    return words(form(app).query_one(identity, Static))


def offered(app: AlimonApp) -> list[str]:
    shown = form(app).query_one(CompletionList)
    return [row.word for row in shown.model.rows(0, 60)]


async def test_a_rule_is_written_with_the_tab_key(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        await burst(pilot, "clo")
        assert offered(app) == ["cloud."]
        await press(pilot, "tab")
        await burst(pilot, "rev")
        assert offered(app)[0] == "cloud.revenue"
        await press(pilot, "tab")
        assert typed(app) == "cloud.revenue"
        await press(pilot, "tab")
        assert typed(app) == "cloud.revenue.yoy "
        await burst(pilot, "acc")
        await press(pilot, "tab")
        await burst(pilot, "3")
        assert typed(app) == "cloud.revenue.yoy accelerating 3"
        await press(pilot, "enter")
        (status,) = main(app).alerts.statuses
        assert status.text == "cloud.revenue.yoy accelerating 3"


async def test_the_arrows_choose_another_word(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        await burst(pilot, "topic:")
        assert offered(app) == ["ai", "cloud", "capex", "policy"]
        await press(pilot, "down", "down", "down", "up", "down", "tab")
        assert typed(app) == "topic:policy "


async def test_companies_and_feeds_of_the_database_are_offered(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        await burst(pilot, "company:")
        assert offered(app) == ["alibaba", "nvidia"]
        form(app).query_one(Input).value = ""
        await burst(pilot, "feed:wi")
        assert offered(app) == ['"Example Wire"']
        await press(pilot, "tab")
        assert typed(app) == 'feed:"Example Wire" '


async def test_a_word_in_the_middle_is_completed_in_its_place(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        await burst(pilot, " > 3bn")
        await press(pilot, "home")
        await burst(pilot, "cap")
        assert offered(app)[0] == "capex"
        await press(pilot, "tab")
        assert typed(app) == "capex > 3bn"


async def test_a_mistake_is_shown_under_its_column_while_typed(app: AlimonApp) -> None:
    mistakes = [
        ("capex > 30%", 8, "column 9: capex is money (CNY); did you mean capex.yoy > 30%"),
        ("capex > US$5bn", 8, "column 9: capex is money (CNY) and the amount is USD; name a rate"),
        ("topic:ai and cloud.revenue > 3bn", 0, "column 1: a rule watches headlines or numbers"),
        ('topic:ai ~ "中文" or > 3', 21, "column 20: found '>'; expected a metric"),
    ]
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        for text, caret, says in mistakes:
            form(app).query_one(Input).value = text
            await settle(pilot)
            first, second = said(app, "#mistake").split("\n")
            assert first == " " * caret + "^"
            assert second.startswith(says)
            assert said(app, "#preview") == ""


async def test_what_is_only_unfinished_is_no_mistake(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        for text in ("cloud.revenu", "cloud.revenue.yoy ", "topic:", "cloud.revenue.yoy > "):
            form(app).query_one(Input).value = text
            form(app).query_one(Input).cursor_position = len(text)
            await settle(pilot)
            assert "^" not in said(app, "#mistake")
        await press(pilot, "enter")
        assert "column 20: found the end" in said(app, "#mistake")


async def test_the_past_is_shown_while_typed(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        await burst(pilot, "cloud.revenue.yoy > 30")
        assert "cloud.revenue.yoy > 30%" in said(app, "#meaning")
        past = said(app, "#preview")
        assert "true now" in past
        assert "would have fired 17 times since 2015-08-12; last:" in past
        assert [line.split()[0] for line in past.split("\n")[2:]] == [
            "2026-08-20",
            "2026-05-13",
            "2026-03-19",
        ]
        assert "Alibaba Group Announces June Quarter 2026 Results" in past


async def test_a_name_that_nothing_has_is_remarked(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        await burst(pilot, "topic:polcy")
        assert "did you mean policy?" in said(app, "#meaning")


async def test_an_answer_to_an_older_line_is_dropped(app: AlimonApp) -> None:
    """The replay of the first line is held up until the second one was typed and answered."""
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        shown = form(app)
        ask = shown._replay
        go_on = threading.Event()
        asked: list[str] = []

        async def slow(text: str) -> RulePreview:
            asked.append(text)
            if len(asked) == 1:
                await app.desk.in_background(lambda connection: go_on.wait(10))
            return await ask(text)

        shown._replay = slow  # type: ignore[method-assign]
        box = shown.query_one(Input)
        box.value = "capex > 3bn"
        while not asked:
            await pilot.pause(0.02)
        box.value = "capex > 300bn"
        go_on.set()
        await settle(pilot)
        assert asked == ["capex > 3bn", "capex > 300bn"]
        assert "capex > 300bn" in said(app, "#meaning")


async def test_typing_goes_on_while_a_replay_runs(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        go_on = threading.Event()
        busy = pilot.app.run_worker(app.desk.in_background(lambda connection: go_on.wait(10)))
        for key in "free_cash_flow<0":
            app.post_message(events.Key(key, key))
        await pilot.pause()
        assert typed(app) == "free_cash_flow<0"
        go_on.set()
        await busy.wait()
        await settle(pilot)
        assert "free_cash_flow < 0" in said(app, "#meaning")


async def test_tab_goes_through_the_proposals_where_no_word_is_offered(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "2", "j", "a")
        first = typed(app)
        await press(pilot, "tab")
        assert typed(app) != first
        await press(pilot, "escape")
        assert isinstance(app.screen, MainScreen)
