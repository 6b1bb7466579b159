"""Where panes stand at each size."""

import pytest
from textual.geometry import Region, Size

from tui.board import board_regions

SIZES = [Size(60, 13), Size(80, 22), Size(99, 38), Size(120, 38), Size(159, 50), Size(200, 58)]
FRONTS = ["headlines", "detail", "segments", "alerts", "ledger", "feeds"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("front", FRONTS)
@pytest.mark.parametrize("zoomed", [False, True])
def test_panes_tile_the_board_without_gap_or_overlap(size: Size, front: str, zoomed: bool) -> None:
    regions = board_regions(size, front, zoomed=zoomed)
    whole = Region(0, 0, *size)
    assert all(region in whole and region.area for region in regions.values())
    assert sum(region.area for region in regions.values()) == whole.area
    rest = list(regions.values())
    while rest:
        region = rest.pop()
        assert not any(region.overlaps(other) for other in rest)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("front", FRONTS)
def test_the_pane_in_front_is_always_shown(size: Size, front: str) -> None:
    assert front in board_regions(size, front)


@pytest.mark.parametrize("size", SIZES)
def test_zoom_gives_one_pane_everything(size: Size) -> None:
    assert board_regions(size, "alerts", zoomed=True) == {"alerts": Region(0, 0, *size)}


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, {"headlines", "detail", "summary"}),
        (120, {"headlines", "detail", "segments", "alerts"}),
        (200, {"headlines", "detail", "segments", "alerts", "ledger"}),
    ],
)
def test_wider_screens_show_more_panes(width: int, shown: set[str]) -> None:
    assert set(board_regions(Size(width, 40), "headlines")) == shown
