"""The segment pane: provisional figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from app_keys import NARROW, WIDE, main, press, settle, words
from conftest import NOW, poll, tagged
from textual.strip import Strip
from textual.widgets import Static

from store import database
from store.entries import Claim
from tui.app import AlimonApp
from tui.screens.card import Card

AFTER_SEPTEMBER = NOW + timedelta(days=90)
TITLE = "Cloud revenue of 49 billion yuan in the September quarter"
CLAIM = Claim(
    company="alibaba",
    segment="cloud",
    metric="revenue",
    unit="money",
    start=17,
    end=32,
    span="49 billion yuan",
    value=Decimal(49_000_000_000),
    currency="CNY",
    period="September quarter",
)


@pytest.fixture
def claimed(path: Path) -> Iterator[AlimonApp]:
    """The app in November, after a headline told a figure of a quarter not published yet."""
    connection = database.open_writer(path, AFTER_SEPTEMBER)
    entry = tagged(2000, TITLE, {}, ("alibaba",), AFTER_SEPTEMBER)
    poll(connection, 1, [replace(entry, claims=(CLAIM,))], AFTER_SEPTEMBER)
    connection.close()
    app = AlimonApp(path, poll=False, clock=lambda: AFTER_SEPTEMBER, zone=UTC)
    yield app
    app.close()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_figure_of_the_press_stands_in_for_the_official_one(
    claimed: AlimonApp, size: tuple[int, int]
) -> None:
    async with claimed.run_test(size=size) as pilot:
        await press(pilot, "2", "j", "h")
        pane = main(claimed).segments
        cell = pane.cell
        assert cell is not None
        assert (cell.line, cell.status) == ("cloud", "provisional")
        assert pane.view.show_value(cell) == "~49.0 (1)"
        assert "1 source says so, not the company" in words(pane.query_one("#cell-words", Static))
        assert any("~49.0 (1)" in strip.text for strip in shown(claimed))
        await press(pilot, "enter")
        assert isinstance(claimed.screen, Card)
        assert TITLE in words(claimed.screen.query(Static).last())


async def test_the_growth_column_stays_the_company_s(claimed: AlimonApp) -> None:
    async with claimed.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "Cloud" in main(claimed).segments.grid.grid.all_rows[1].name
        assert main(claimed).segments.grid.grid.all_rows[1].growth.text == "+45%"


def shown(app: AlimonApp) -> list[Strip]:
    grid = main(app).segments.grid
    return grid.render_lines(grid.size.region)
