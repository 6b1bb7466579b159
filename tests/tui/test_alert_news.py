"""What the user is told of alerts: in toasts, by the bell and the terminal, and each only once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from app_keys import settle
from sample_news import NOW

from store import database
from store.alerts.evaluation import evaluate
from store.alerts.notices import Notice
from store.configuration_file import read_configuration
from store.rules import saved as rules
from tui.app import AlimonApp
from tui.terminal_kind import NoticeWay


@pytest.fixture
def poller(path: Path) -> Iterator[sqlite3.Connection]:
    """The database as another process writes it."""
    connection = database.open_writer(path, NOW)
    yield connection
    connection.close()


def watch(connection: sqlite3.Connection, *texts: str) -> None:
    for text in texts:
        evaluate(connection, NOW, rule=rules.add_rule(connection, text, NOW))


def state_anew(connection: sqlite3.Connection, value: int, now: datetime = NOW) -> None:
    """A later release states cloud revenue of June 2026 again."""
    connection.execute(
        "insert into observations (issuer, segment, basis, metric, period_type, period_end, value,"
        " unit, kind, known_at, release, source_title) values ('alibaba', 'cloud_intelligence',"
        " 'E', 'revenue', 'quarter', '2026-06-30', ?, 'CNY_mn', 'reported', '2026-08-21', ?,"
        " 'A correction')",
        (str(value), f"told {now}"),
    )
    evaluate(connection, now)


def said(app: AlimonApp) -> list[str]:
    return [notice.message for notice in app._notifications]


async def test_what_fires_is_said_and_rings_once(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        rung: list[Notice] = []
        app.desk.alarm = rung.append
        watch(poller, "cloud.revenue.yoy > 30")
        await settle(pilot)
        await settle(pilot)
        assert said(app) == ["! cloud.revenue.yoy > 30%  45%"]
        assert [notice.title for notice in rung] == ["alimon: firing"]


async def test_twenty_rules_on_one_release_are_one_toast_and_one_notice(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    for number in range(20):
        rules.add_rule(poller, f"cloud.revenue > {50 + number}bn", NOW)
    evaluate(poller, NOW)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        rung: list[Notice] = []
        app.desk.alarm = rung.append
        state_anew(poller, 90_000)
        await settle(pilot)
        assert said(app) == ["! 20 rules at once · 3 shows them"]
        assert [notice.title for notice in rung] == ["alimon: 20 firing"]


async def test_a_restatement_says_from_what_to_what(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    watch(poller, "cloud.revenue > 40bn")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        state_anew(poller, 39_000)
        await settle(pilot)
        assert said(app) == [
            "w cloud.revenue > 40bn: restated from 48.4bn CNY to 39bn CNY: A correction"
        ]


async def test_what_fired_while_the_app_was_closed_is_said_once(
    path: Path, poller: sqlite3.Connection
) -> None:
    async def one_run() -> list[str]:
        app = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
        try:
            async with app.run_test(size=(120, 40)) as pilot:
                await settle(pilot)
                return said(app)
        finally:
            app.close()

    assert await one_run() == []
    watch(poller, "cloud.revenue.yoy > 30", "free_cash_flow < 0", "cloud.revenue.yoy > 90")
    assert await one_run() == ["! 2 rules fired while you were away · 3 shows them"]
    assert await one_run() == []


async def test_quiet_hours_and_snoozes_say_nothing(
    app: AlimonApp, poller: sqlite3.Connection
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        watch(poller, "cloud.revenue.yoy > 30 quiet 00:00-24:00")
        await settle(pilot)
        assert said(app) == []


@pytest.mark.parametrize(("severity", "written"), [("warning", 1), ("critical", 0)])
async def test_the_terminal_hears_of_what_is_loud_enough(
    path: Path, poller: sqlite3.Connection, severity: str, written: int
) -> None:
    text = f'[notifications]\nterminal = "osc9"\nseverity = "{severity}"\n'
    app = AlimonApp(
        path,
        poll=False,
        configuration=read_configuration(text, Path("config.toml")),
        clock=lambda: NOW,
        zone=UTC,
    )
    app._notice_way = NoticeWay("osc9", "a test")
    beside: list[str] = []
    app.write_beside = beside.append  # type: ignore[method-assign]
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            watch(poller, "cloud.revenue.yoy > 30", "cloud.revenue.yoy > 31")
            state_anew(poller, 90_000, NOW + timedelta(minutes=1))
            await settle(pilot)
    finally:
        app.close()
    assert len(beside) == written
    if written:
        assert beside[0].startswith("\x1b]9;alimon: 2 firing: ")
