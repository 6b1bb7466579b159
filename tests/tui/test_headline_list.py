"""How a headline's row is painted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from rich.cells import cell_len
from rich.style import Style
from sample_news import NOW

from store.headlines.evidence import Evidence
from store.headlines.topic_names import KNOWN_TOPICS, TOPICS
from store.headlines.views import HeadlineRow
from tui.topic_colours import TOPIC_COLOURS
from tui.widgets.headline_list import HeadlineList
from tui.widgets.row_list import RowLook, ShortRows

ROW = HeadlineRow(
    id=1,
    at=NOW,
    feed=1,
    source="Example Wire",
    title="AI demand lifts cloud",
    language="en",
    link=None,
    topics=("ai",),
    companies=("alibaba",),
    read=False,
    starred=False,
    story=1,
    story_size=1,
    figures="",
    evidence=(Evidence("topic", "ai", 0, 2, "AI", "strong"),),
)


def look(*, selected: bool) -> RowLook:
    """A theme in which a selected row has the background of the others."""
    marks = {name: Style() for name in HeadlineList.MARKS}
    return RowLook(Style(), selected, {**marks, "headline--ai": Style(color="green")})


def test_a_row_gets_its_colours_back_when_the_cursor_leaves_it() -> None:
    rows = HeadlineList(ShortRows[HeadlineRow](), lambda: NOW, UTC)
    selected = rows.paint_row(ROW, 80, look(selected=True))
    left = rows.paint_row(ROW, 80, look(selected=False))
    colours = [{s.style.color for s in strip if s.style is not None} for strip in (selected, left)]
    assert selected.text == left.text
    assert colours[0] == {None}
    assert len(colours[1]) == 2


def test_a_row_is_painted_once_for_each_look_and_what_is_made_of_it_is_not_kept() -> None:
    rows = HeadlineList(ShortRows[HeadlineRow](), lambda: NOW, UTC)
    first, again = (rows.paint_row(ROW, 80, look(selected=False)) for _ in range(2))
    assert all(one is other for one, other in zip(first, again, strict=True))
    assert first is not again  # a strip keeps every cut of it that Textual made


@pytest.mark.parametrize("width", [5, 19, 20, 25, 60, 90, 140])
@pytest.mark.parametrize("row", [ROW, replace(ROW, starred=True, story_size=12, figures="agrees")])
def test_a_row_is_as_wide_as_the_list(row: HeadlineRow, width: int) -> None:
    rows = HeadlineList(ShortRows[HeadlineRow](), lambda: NOW, UTC)
    strip = rows.paint_row(row, width, look(selected=False))
    assert cell_len(strip.text) == strip.cell_length == width


def test_every_topic_has_a_letter_and_a_colour_of_its_own() -> None:
    assert len({topic.mark for topic in KNOWN_TOPICS}) == len(KNOWN_TOPICS)
    assert all(topic.mark.isupper() and len(topic.mark) == 1 for topic in KNOWN_TOPICS)
    assert set(TOPIC_COLOURS) == set(TOPICS), "a topic's colour stands in tui/topic_colours.py"
