"""What is selected can be seen in every theme, also where another pane has the keys."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from app_keys import NORMAL, press, settle
from rich.style import Style
from sample_news import NOW

from tui.app import AlimonApp
from tui.themes import OFFERED
from tui.widgets.segment_grid import SegmentGrid


def row_styles(grid: SegmentGrid) -> tuple[Style, Style, Style]:
    """How the first row, the cursor's and the last are painted: their names, at the left."""
    lines = (1, 1 + grid.cursor_line, grid.grid.count)
    first, cursor, last = (next(iter(grid.render_line(line))).style for line in lines)
    assert first is not None
    assert cursor is not None
    assert last is not None
    return first, cursor, last


@pytest.mark.parametrize("theme", OFFERED)
async def test_the_cursor_is_seen_with_and_without_the_focus(app: AlimonApp, theme: str) -> None:
    app.theme = theme
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await press(pilot, "2", "j")
        grid = app.screen.query_one(SegmentGrid)
        first, focused, last = row_styles(grid)
        assert first == last != focused
        await press(pilot, "1")
        first, left, last = row_styles(grid)
        assert first == last != left
        assert left != focused


async def test_no_color_leaves_the_terminals_own_and_the_cursor(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        styles = [
            segment.style
            for line in app.screen._compositor.render_strips()
            for segment in line
            if segment.style is not None
        ]
        assert styles
        assert all(style.color is None or style.color.is_default for style in styles)
        assert all(style.bgcolor is None or style.bgcolor.is_default for style in styles)
        assert any(style.reverse for style in styles)
    app.close()
