"""The segment pane: provisional figures, currency, and what was known when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from app_keys import NARROW, WIDE, main, press, settle, words
from sample_news import NOW, poll, tagged
from textual.strip import Strip
from textual.widgets import Input, Static

from store import database
from store.headlines.entries import Claim
from tui.app import AlimonApp
from tui.presenters.segment_view import known_from_words
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


async def test_dollars_are_those_of_the_releases_and_growth_stays_in_yuan(app: AlimonApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2")
        yuan = main(app).segments.view.table()
        await press(pilot, "dollar_sign")
        dollars = main(app).segments.view.table()
        assert dollars.unit == "USD_mn"
        assert [row.latest_yoy for row in dollars.rows] == [row.latest_yoy for row in yuan.rows]
        assert "growth in CNY" in main(app).segments.view.caption(dollars)


@pytest.mark.parametrize(
    ("typed", "shown_words", "newest"),
    [
        ("2026-06-01", "as of 2026-06-01", "Mar 26"),
        ("first", "as first reported", "Jun 26"),
        ("latest", "", "Jun 26"),
    ],
)
async def test_the_table_is_shown_as_known_on_a_day(
    app: AlimonApp, typed: str, shown_words: str, newest: str
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2", "d")
        app.screen.query_one(Input).value = typed
        await press(pilot, "enter")
        view = main(app).segments.view
        assert view.table().columns[-1].label == newest
        assert view.known.words == shown_words
        assert shown_words in view.caption(view.table())


async def test_first_reported_shows_what_was_recast_as_it_was(app: AlimonApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2")
        view = main(app).segments.view
        view.show_known(known_from_words("first"))
        place = [column.label for column in view.table().columns].index("Jun 25")
        cloud = next(row for row in view.table().rows if row.line.key == "cloud").cells[place]
        assert (cloud.value, cloud.basis, cloud.restated) == (33_398, "C", False)


async def test_what_is_no_day_is_not_taken(app: AlimonApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2", "d")
        app.screen.query_one(Input).value = "yesterday"
        await press(pilot, "enter")
        assert "Write latest" in words(app.screen.query_one("#preview", Static))
        await press(pilot, "escape")
        assert main(app).segments.view.known.words == ""


async def test_the_card_of_a_figure_adds_what_is_derived_from_it(app: AlimonApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2", "j", "enter")
        card = app.screen
        assert isinstance(card, Card)
        text = words(card.query_one("#card-text", Static))
        assert "Every statement about 2026-06-30" in text
        assert "on the year: as the company printed it" in text
        assert "Derived by alimon, within basis D" in text
        assert "Incremental margin" in text
        assert "+44.9%" in text  # cloud of June 2026: 48,437 / 33,418
