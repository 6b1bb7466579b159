"""The bar and the hints on a narrow screen: whole words, as many as there is room for."""

from __future__ import annotations

import re

import pytest
from app_keys import press, settle

from tui.actions import ACTIONS
from tui.app import AlimonApp
from tui.card_actions import CARD_ACTIONS
from tui.widgets.key_hints import KeyHints
from tui.widgets.top_bar import TopBar


def line_of(app: AlimonApp, widget: type[TopBar] | type[KeyHints]) -> str:
    region = app.screen.query_one(widget).region
    (strip,) = app.screen._compositor.render_strips()[region.y : region.y + 1]
    return "".join(segment.text for segment in strip)


@pytest.mark.parametrize(("width", "name"), [(80, False), (120, True)])
async def test_the_panes_are_named_in_full(app: AlimonApp, width: int, name: bool) -> None:
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        line = line_of(app, TopBar)
        named = r"1 Headlines +2 Segments +3 Alerts(?: \(\d+\))? +4 Ledger +5 Feeds +\S"
        assert re.search(named, line)
        assert ("ALIMON" in line) is name


@pytest.mark.parametrize("width", [60, 80])
async def test_no_hint_is_cut_and_help_is_never_missing(app: AlimonApp, width: int) -> None:
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        for pane in "12345":
            await press(pilot, pane)
            line = line_of(app, KeyHints)
            assert "…" not in line
            assert "? help" in line


def test_what_a_key_does_is_said_on_one_line_of_eighty_columns() -> None:
    long = [each for each in (*ACTIONS, *CARD_ACTIONS) if each.keys and len(each.help) > 50]
    assert not long
