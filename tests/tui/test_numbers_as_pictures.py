"""Sparklines and bars."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.bars import bars
from tui.widgets.sparkline import sparkline

VALUES = st.lists(st.none() | st.decimals(-(10**9), 10**9, places=2, allow_nan=False), max_size=30)


def decimals(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        (decimals(1, 2, 3, 8), "▁▂▃█"),
        (decimals(5, 5, 5), "▄▄▄"),
        (decimals(1, None, 2), "▁ █"),
        (decimals(-4, 0, 3), "▁▅█"),
        (decimals(None, None), "  "),
        ([], ""),
    ],
)
def test_a_sparkline_spans_the_least_and_the_greatest(
    values: list[Decimal | None], drawn: str
) -> None:
    assert sparkline(values) == drawn


@given(VALUES)
def test_a_sparkline_has_one_character_a_value(values: list[Decimal | None]) -> None:
    assert len(sparkline(values)) == len(values)


def test_losses_hang_to_the_left_of_a_common_zero() -> None:
    assert bars(decimals(-2, 4, 2), 6) == ["██    ", "  ████", "  ██  "]


@given(VALUES, st.integers(1, 60))
def test_every_bar_is_as_wide_as_asked(values: list[Decimal | None], width: int) -> None:
    assert all(len(bar) == width for bar in bars(values, width))
