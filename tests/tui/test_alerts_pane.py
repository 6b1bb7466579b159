"""Pane 3: rules in groups, and what the user does about them, each deed undone by `u`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from app_keys import burst, main, press, settle, words
from sample_news import NOW
from textual.widgets import Static

from store import database
from store.alerts import events as alert_events
from store.alerts.deliveries import begin_attempt, end_attempt
from store.alerts.evaluation import evaluate
from store.rules import saved as rules
from store.rules.saved import RuleStatus
from tui.app import AlimonApp
from tui.panes.rule_list import GroupTitle, grouped, snooze_words
from tui.screens.card import Card
from tui.screens.main_screen import MainScreen
from tui.screens.rule_form import RuleForm
from tui.screens.rule_history import rule_history
from tui.screens.snooze_form import SnoozeForm
from tui.screens.starter_form import StarterForm
from tui.widgets.row_list import RowList

NORMAL = (120, 40)
FIRING = RuleStatus(
    id=1, text="capex > 3bn", name="", severity="warning", enabled=True, state="firing",
    value="67bn CNY", threshold="> 3bn CNY", since=NOW, period="Jun 26", note="",
    attention="unseen", snoozed_until=None, error=None, alert=1, headline=None,
)  # fmt: skip


@pytest.fixture
def poller(path: Path) -> Iterator[sqlite3.Connection]:
    connection = database.open_writer(path, NOW)
    yield connection
    connection.close()


def watch(connection: sqlite3.Connection, *texts: str) -> None:
    for text in texts:
        evaluate(connection, NOW, rule=rules.add_rule(connection, text, NOW))


def status(app: AlimonApp) -> RuleStatus:
    found = main(app).alerts.status
    assert found is not None
    return found


def said(app: AlimonApp) -> str:
    return "\n".join(notice.message for notice in app._notifications)


def test_rules_stand_in_groups_what_wants_attention_first() -> None:
    rows = grouped(
        [
            replace(FIRING, id=1, state="ok", attention="seen", since=None),
            replace(FIRING, id=2),
            replace(FIRING, id=3, severity="critical", since=NOW - timedelta(days=9)),
            replace(FIRING, id=4, severity="critical", attention="acknowledged"),
            replace(FIRING, id=5, attention="snoozed", snoozed_until="clears"),
            replace(FIRING, id=6, state="error", error="no such unit"),
            replace(FIRING, id=7, state="recovering"),
            replace(FIRING, id=8, state="pending", since=NOW - timedelta(hours=1)),
            replace(FIRING, id=9, enabled=False),
            replace(FIRING, id=10, state="unknown"),
            replace(FIRING, id=11, state="withdrawn"),
            replace(FIRING, id=12, since=NOW - timedelta(hours=1)),
        ]
    )
    shown = [row.name if isinstance(row, GroupTitle) else row.id for row in rows]
    assert shown == [
        "firing", 3, 2, 12, 4,
        "errors", 6,
        "pending", 7, 8,
        "snoozed", 5,
        "withdrawn", 11,
        "ok", 1,
        "unknown", 10,
        "off", 9,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("until", "shown"),
    [
        ("2026-08-20T13:04:30Z", "1 m left"),
        ("2026-08-20T14:03:00Z", "59 m left"),
        ("2026-08-20T15:04:00Z", "2 h left"),
        ("2026-08-27T13:04:00Z", "7 d left"),
        ("clears", "till clear"),
        ("next period", "till next"),
    ],
)
def test_a_snooze_counts_down(until: str, shown: str) -> None:
    assert snooze_words(until, NOW) == shown


@pytest.mark.parametrize(
    ("until", "shown"),
    [
        ("clears", "snoozed, until it clears"),
        ("next period", "snoozed, until the next period"),
        ("2026-08-20T15:04:00Z", "snoozed, 2 h left"),
    ],
)
def test_a_rule_without_events_says_how_long_it_is_quiet_and_what_is_wrong(
    until: str, shown: str
) -> None:
    status = replace(FIRING, attention="snoozed", snoozed_until=until, error="no such unit")
    text = rule_history(status, (), {}, NOW, UTC)._text.plain
    for part in (shown, "no such unit", "It has not changed its state yet."):
        assert part in text


async def test_the_cursor_passes_over_the_titles(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue.yoy > 30", "cloud.revenue.yoy > 90", "tencent.capex > 3bn")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3")
        texts = [status(app).text]
        for key in ("j", "j", "j", "k", "k", "k", "G", "g"):
            await press(pilot, key)
            texts.append(status(app).text)
        first, second, third = (
            "cloud.revenue.yoy > 30%",
            "cloud.revenue.yoy > 90%",
            "tencent.capex > 20bn",
        )
        third = "tencent.capex > 3bn"
        assert texts == [first, second, third, third, second, first, first, third, first]


async def test_the_narrow_screen_tells_of_alerts_in_a_line(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "S there offers a dozen" in main(app).alerts.in_a_line
        watch(poller, "cloud.revenue.yoy > 30", "free_cash_flow < 0")
        await settle(pilot)
        assert main(app).alerts.in_a_line.startswith("2 firing  ! ")
        await press(pilot, "3", "Z", "enter")
        assert main(app).alerts.in_a_line.startswith("1 firing  ! ")


async def test_m_acknowledges_and_u_takes_it_back(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue.yoy > 30")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "m")
        assert status(app).attention == "acknowledged"
        assert main(app).alerts.firing == 0
        await press(pilot, "u")
        assert status(app).attention == "unseen"
        assert main(app).alerts.firing == 1


async def test_z_snoozes_until_a_time_that_is_chosen(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue.yoy > 30")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "Z")
        assert isinstance(app.screen, SnoozeForm)
        await press(pilot, "down", "down", "down", "enter")
        assert isinstance(app.screen, MainScreen)
        assert status(app).snoozed_until == "2026-08-21T13:04:00Z"
        assert "1 snoozed" in main(app).alerts.rule._note
        await press(pilot, "u")
        assert status(app).attention == "unseen"
        await press(pilot, "Z")
        await pilot.click(app.screen.query_one(RowList), offset=(3, 0), times=2)
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        assert status(app).attention == "snoozed"
        await pilot.click(main(app).alerts.list, offset=(3, 1), times=2)
        await settle(pilot)
        assert isinstance(app.screen, Card)


@pytest.mark.parametrize(
    ("written", "until"),
    [("3d", "2026-08-23T13:04:00Z"), ("clears", "clears"), ("next period", "next period")],
)
async def test_z_snoozes_as_it_is_written(
    app: AlimonApp, poller: sqlite3.Connection, written: str, until: str
) -> None:
    watch(poller, "cloud.revenue.yoy > 30")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "Z")
        await burst(pilot, written)
        await press(pilot, "enter")
        assert status(app).snoozed_until == until


async def test_a_time_that_is_none_is_said_and_a_snooze_can_be_ended(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue.yoy > 30")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "Z")
        await burst(pilot, "soon")
        await press(pilot, "enter")
        assert "'soon' is no time" in words(app.screen.query_one("#meaning", Static))
        await press(pilot, "escape", "Z", "enter")
        assert status(app).attention == "snoozed"
        await press(pilot, "Z")
        await press(pilot, "enter")  # the first way out of a snooze is to wake
        assert status(app).attention == "seen"


async def test_a_rule_without_an_open_alert_has_nothing_to_snooze(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue.yoy > 90")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "Z", "m")
        assert "Nothing to snooze" in said(app)
        assert "Nothing to acknowledge" in said(app)


async def test_x_removes_and_u_brings_back_even_when_its_number_was_given_again(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue.yoy > 30")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "x")
        assert main(app).alerts.statuses == []
        watch(poller, "free_cash_flow < 0")
        await settle(pilot)
        assert status(app).id == 1
        await press(pilot, "u")
        found = {each.text: each for each in main(app).alerts.statuses}
        assert found["free_cash_flow < 0"].id == 1
        assert found["cloud.revenue.yoy > 30%"].state == "firing"
        history = alert_events.alert_history(poller, found["cloud.revenue.yoy > 30%"].id)
        assert [event.state_to for event in history] == ["firing"]


async def test_e_edits_and_u_brings_the_old_rule_back(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue.yoy > 30")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "m", "e")
        assert isinstance(app.screen, RuleForm)
        await burst(pilot, " severity critical")
        await press(pilot, "enter")
        assert status(app).text == "cloud.revenue.yoy > 30% severity critical"
        await press(pilot, "u")
        assert (status(app).text, status(app).attention) == (
            "cloud.revenue.yoy > 30%",
            "acknowledged",
        )


async def test_a_new_rule_is_taken_back_by_u(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "a")
        await burst(pilot, "free_cash_flow<0")
        await press(pilot, "enter")
        assert status(app).state == "firing"
        await press(pilot, "u")
        assert main(app).alerts.statuses == []


async def test_enter_shows_value_limit_source_and_what_was_delivered_where(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, 'cloud.revenue.yoy > 30 note "ask about AI products"')
    events = alert_events.events_since(poller, 0)
    begin_attempt(poller, events, "phone", NOW)
    end_attempt(poller, events, "phone", ok=False, result="the service did not take it")
    begin_attempt(poller, events, "phone", NOW + timedelta(minutes=1))
    end_attempt(poller, events, "phone", ok=True, result="sent")
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "enter")
        assert isinstance(app.screen, Card)
        text = words(app.screen.query_one("#card-text", Static))
        for part in (
            "cloud.revenue.yoy > 30%",
            "firing since 2026-08-20 13:04 UTC",
            "sees   45% Jun 26",
            "limit  > 30%",
            "note   ask about AI products",
            "ok → firing  45% (> 30%)",
            "Jun 26 · Alibaba Group Announces June Quarter 2026 Results",
            "× phone 13:04: the service did not take it",
            "✓ phone 13:05 (attempt 2): sent",
        ):
            assert part in text
        await press(pilot, "escape")
        assert status(app).attention == "seen"


async def test_s_offers_the_starter_rules_and_keeps_the_ticked(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3")
        assert "S offers a dozen" in main(app).alerts.list.words_when_empty
        assert main(app).alerts.statuses == []
        await press(pilot, "S")
        assert isinstance(app.screen, StarterForm)
        assert "would have fired" in words(app.screen.query_one("#past", Static))
        first = words(app.screen.query_one("#meaning", Static))
        await press(pilot, "j")
        assert words(app.screen.query_one("#meaning", Static)) != first
        await press(pilot, "k", "space", "enter")
        found = {each.name: each for each in main(app).alerts.statuses}
        assert len(found) == 12
        assert "Cloud growth accelerating" not in found
        assert found["Free cash flow negative"].state == "firing"
        await press(pilot, "u")
        assert main(app).alerts.statuses == []


async def test_leaving_the_starter_rules_keeps_none(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "3", "S", "escape")
        assert main(app).alerts.statuses == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_forms_fit_every_layout(
    app: AlimonApp, poller: sqlite3.Connection, size: tuple[int, int]
) -> None:
    watch(poller, "cloud.revenue.yoy > 30")
    async with app.run_test(size=size) as pilot:
        for key in ("a", "Z", "S"):
            await press(pilot, "3", key)
            keys = app.screen.query_one("#form-keys", Static)
            assert keys.region.bottom < size[1]
            assert keys.region.height >= 1
            await press(pilot, "escape")
