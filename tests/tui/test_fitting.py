"""Text in terminal cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.content import Content

from tui.widgets.fitting import fit, fit_right, fit_segments, highlighted, paintable_content

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
    pieces = [Segment(text[:7], MARK), Segment(text[7:9], PLAIN), Segment(text[9:], MARK)]
    strip = fit_segments(pieces, width, PLAIN)
    assert cell_len(strip.text) == strip.cell_length == width
    is_cut = cell_len(text) > width
    assert strip.text == set_cell_size(text, width - is_cut) + "…" * is_cut


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


def test_what_another_program_wrote_into_a_text_of_many_lines_is_not_obeyed() -> None:
    text = Content.styled("a\x1b]52;c;eA==\x9cb\nsecond\u202e line", "bold")
    clean = paintable_content(text)
    assert clean.plain == "a ]52;c;eA== b\nsecond  line"
    assert clean.spans == text.spans
    assert paintable_content(Content("plain\n\u4e91")).plain == "plain\n\u4e91"
