"""The ledger: assumptions that move the bound as one types, targets, and both undone."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app_keys import NARROW, NORMAL, main, press, settle, words
from sample_news import NOW
from textual.pilot import Pilot
from textual.widgets import Input, Static

from store import database
from store.ledger.assumptions import kept_assumptions
from store.ledger.bounds import Assumptions
from store.ledger.questions import ledger
from tui.app import AlimonApp
from tui.panes.ledger_pane import ledger_rows
from tui.screens.fields_form import FieldsForm
from tui.screens.main_screen import MainScreen


async def fill(pilot: Pilot[None], *values: str) -> None:
    for box, value in zip(pilot.app.screen.query(Input), values, strict=True):
        box.value = value
    await settle(pilot)


def preview(app: AlimonApp) -> str:
    return words(app.screen.query_one("#preview", Static))


def rows(app: AlimonApp) -> list[str]:
    return [f"{row.grade} {row.text}" for row in main(app).ledger.rows]


async def test_the_bound_moves_as_one_types_and_is_kept(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "4", "e")
        assert isinstance(app.screen, FieldsForm)
        before = preview(app)
        assert "cost of AI inside All others" in before
        await fill(pilot, "-1,000 to 500", "0 to 1,000")
        assert "on your assumptions" in preview(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, MainScreen)
        assert any(row.startswith("S cost of AI inside") for row in rows(app))
        await press(pilot, "u")
        assert any(row.startswith("B cost of AI inside") for row in rows(app))
        assert kept_assumptions(app.desk.reader) == Assumptions()


def test_assumptions_that_contradict_the_figures_stand_below_the_targets(path: Path) -> None:
    with closing(database.open_reader(path)) as reader:
        book = replace(ledger(reader, as_of=NOW.date()), contradictions=("N is negative",))
    last = list(ledger_rows(book))[-1]
    assert (last.text, last.grade) == (
        "Your assumptions contradict the figures: N is negative",
        "S",
    )


async def test_what_the_figures_rule_out_is_said(app: AlimonApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "4", "e")
        await fill(pilot, "9,000,000", "")
        assert "contradict the figures" in preview(app)
        assert "more than the segment's revenue" in preview(app)


async def test_what_is_no_range_is_not_kept(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "4", "e")
        await fill(pilot, "a lot", "")
        await press(pilot, "enter")
        assert isinstance(app.screen, FieldsForm)
        assert "is no range" in preview(app)
        await press(pilot, "escape")
        assert kept_assumptions(app.desk.reader) == Assumptions()


async def test_a_target_is_added_tracked_and_taken_back(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "4", "a")
        await fill(pilot, "More cloud", "300 bn CNY", "cloud.revenue", "2025-04-01", "2029-03-31")
        assert "of 300.0 CNY bn" in preview(app)
        await press(pilot, "enter")
        assert any("More cloud" in row for row in rows(app))
        await press(pilot, "u")
        assert not any("More cloud" in row for row in rows(app))


async def test_w_tells_what_a_line_rests_on(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "4", "j", "w")
        shown = words(app.screen.query_one("#card-text", Static))
        row = main(app).ledger.rows[main(app).ledger.list.cursor]
        assert row.text in shown
        assert row.source in shown
