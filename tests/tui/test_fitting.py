"""Text in terminal cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tui.widgets.fitting import fit, fit_right, fit_segments, highlighted

PLAIN = Style()
MARK = Style(bold=True)


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("cloud", 7, "cloud  "),
        ("cloud", 5, "cloud"),
        ("cloud", 4, "clo…"),
        ("阿里云", 6, "阿里云"),
        ("阿里云", 5, "阿里…"),
        ("阿里云", 4, "阿… "),
        ("cloud", 0, ""),
    ],
)
def test_text_is_padded_or_cut_by_cells(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


def test_numbers_stand_flush_right() -> None:
    assert fit_right("−1.4", 7) == "   −1.4"


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=40), st.integers(1, 50))
def test_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert fit_segments([Segment(text)], width, PLAIN).cell_length == width


@pytest.mark.parametrize(
    ("spans", "parts"),
    [
        ([], [("Cloud grows", False)]),
        ([(0, 5)], [("Cloud", True), (" grows", False)]),
        ([(6, 11), (0, 5)], [("Cloud", True), (" ", False), ("grows", True)]),
        ([(0, 8), (3, 11)], [("Cloud gr", True), ("ows", False)]),
        ([(6, 99)], [("Cloud grows", False)]),
    ],
)
def test_spans_are_marked_once_and_within_the_text(
    spans: list[tuple[int, int]], parts: list[tuple[str, bool]]
) -> None:
    segments = highlighted("Cloud grows", [(*span, MARK) for span in spans], PLAIN)
    assert [(s.text, bool(s.style and s.style.bold)) for s in segments] == parts
