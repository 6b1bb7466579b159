"""Where panes stand at each size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region, Size

from tui.board_plan import board_plan, moved

SIZES = [Size(60, 13), Size(80, 22), Size(99, 38), Size(120, 38), Size(159, 50), Size(200, 58)]
FRONTS = ["headlines", "detail", "segments", "alerts", "ledger", "feeds"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("front", FRONTS)
@pytest.mark.parametrize("zoomed", [False, True])
def test_panes_tile_the_board_without_gap_or_overlap(size: Size, front: str, zoomed: bool) -> None:
    regions = board_plan(size, front, zoomed=zoomed).regions
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
    assert front in board_plan(size, front).regions


@pytest.mark.parametrize("size", SIZES)
def test_zoom_gives_one_pane_everything(size: Size) -> None:
    assert board_plan(size, "alerts", zoomed=True).regions == {"alerts": Region(0, 0, *size)}


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, {"headlines", "detail", "summary"}),
        (120, {"headlines", "detail", "segments", "alerts"}),
        (200, {"headlines", "detail", "segments", "alerts", "ledger"}),
    ],
)
def test_wider_screens_show_more_panes(width: int, shown: set[str]) -> None:
    assert set(board_plan(Size(width, 40), "headlines").regions) == shown


@given(
    st.integers(60, 300),
    st.integers(13, 100),
    st.sampled_from(FRONTS),
    st.lists(st.tuples(st.integers(0, 3), st.integers(-500, 500)), max_size=6),
)
def test_however_cuts_are_moved_the_panes_tile_the_board(
    width: int, height: int, front: str, moves: list[tuple[int, int]]
) -> None:
    size, cuts = Size(width, height), {}
    for number, first in moves:
        plan = board_plan(size, front, cuts=cuts)
        if plan.cuts:
            cuts = moved(cuts, plan.cuts[number % len(plan.cuts)], first)
    regions = board_plan(size, front, cuts=cuts).regions
    assert sum(region.area for region in regions.values()) == width * height
    assert all(region.area and region in Region(0, 0, *size) for region in regions.values())


def test_a_cut_is_found_at_its_edge_and_beside_its_pane() -> None:
    plan = board_plan(Size(120, 38), "segments")
    left = plan.cut_of("segments", "columns")
    assert left is not None
    assert left.name == "normal.left"
    assert plan.cut_at(plan.regions["segments"].x, 3) == left
    assert plan.cut_of("alerts", "rows") == plan.cut_at(90, plan.regions["alerts"].y)
    assert board_plan(Size(120, 38), "feeds").cut_of("feeds", "rows") is None
