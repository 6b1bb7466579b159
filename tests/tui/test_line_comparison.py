"""Comparing two lines: side by side, and never across bases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from app_keys import WIDE, press, words
from textual.widgets import Static

from store.record.segment_tables import Cell
from tui.app import AlimonApp
from tui.screens.card import Card
from tui.screens.line_comparison import ratio_words
from tui.screens.main_screen import MainScreen

ONE = Cell(
    Decimal(30), "CNY_mn", None, "", False, False, "value", 1, "D", date(2026, 6, 30), "cloud",
    "revenue",
)  # fmt: skip
OTHER = replace(ONE, value=Decimal(40), line="ecommerce")


@pytest.mark.parametrize(
    ("other", "ratio"),
    [
        (OTHER, "0.75×"),
        (replace(OTHER, basis="C"), "n/c"),
        (replace(OTHER, basis="C", line="group"), "0.75×"),
        (replace(OTHER, unit="USD_mn"), "n/c"),
        (replace(OTHER, value=Decimal(-40)), "–"),
        (replace(OTHER, value=None), "–"),
        (replace(OTHER, status="provisional"), "–"),
    ],
)
def test_a_ratio_is_given_only_within_one_basis(other: Cell, ratio: str) -> None:
    assert ratio_words(ONE, other) == ratio


async def test_v_marks_a_line_and_on_another_compares_both(app: AlimonApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2", "v", "v", "v")
        assert isinstance(app.screen, MainScreen)
        await press(pilot, "j", "v")
        assert isinstance(app.screen, Card)
        text = words(app.screen.query(Static).last())
        assert "E-commerce" in text
        assert "Cloud" in text
        assert "n/c" in text
