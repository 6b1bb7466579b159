"""Where the panes stand: a pure function of the size, the pane in front, the zoom and the splits.

A board is cut in two again and again; where a cut lies can be moved, and is kept as thousandths of
what is cut, so that it means the same on another screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from textual.geometry import Region, Size

NARROW_BELOW = 100
WIDE_FROM = 160
SMALLEST = Size(60, 15)

FULL_PANES = frozenset({"feeds"})  # too wide to stand beside others
LEAST_COLUMNS = 24
LEAST_ROWS = 3

Axis = Literal["columns", "rows"]
Cuts = Mapping[str, int]  # thousandths of the cut area that its first part takes, by the cut's name


@dataclass(frozen=True, slots=True)
class Cut:
    """An area in two parts: the first takes `first` columns (or rows) of it."""

    name: str
    axis: Axis
    area: Region
    first: int

    @property
    def parts(self) -> tuple[Region, Region]:
        """The first part and the rest."""
        split = self.area.split_vertical if self.axis == "columns" else self.area.split_horizontal
        return split(self.first)

    @property
    def edge(self) -> Region:
        """The line of cells that a mouse can take hold of: the first of the second part."""
        second = self.parts[1]
        if self.axis == "columns":
            return Region(second.x, second.y, 1, second.height)
        return Region(second.x, second.y, second.width, 1)


@dataclass(slots=True)
class BoardPlan:
    """The region of each pane that is shown, by pane id, and the cuts that made them."""

    regions: dict[str, Region] = field(default_factory=dict)
    cuts: list[Cut] = field(default_factory=list)

    def cut_at(self, x: int, y: int) -> Cut | None:
        """The cut whose edge is at a cell, None where there is none."""
        return next((cut for cut in reversed(self.cuts) if cut.edge.contains(x, y)), None)

    def cut_of(self, pane: str, axis: Axis) -> Cut | None:
        """The innermost cut along `axis` that `pane` lies beside."""
        region = self.regions.get(pane)
        if region is None:
            return None
        around = [cut for cut in self.cuts if cut.axis == axis and cut.area.contains_region(region)]
        return min(around, key=lambda cut: cut.area.area, default=None)


def board_plan(
    size: Size, front: str, *, zoomed: bool = False, cuts: Cuts | None = None
) -> BoardPlan:
    """The plan for a board of `size`.

    Under 100 columns one pane at a time, headlines with a short detail; from 100 headlines beside
    segments and alerts with the detail below; from 160 the ledger too.
    """
    width, _ = size
    planner = _Planner(cuts or {})
    whole = Region(0, 0, *size)
    if zoomed or (width >= NARROW_BELOW and front in FULL_PANES):
        planner.plan.regions[front] = whole
    elif width < NARROW_BELOW:
        _narrow(planner, whole, front)
    elif width < WIDE_FROM:
        _normal(planner, whole, front)
    else:
        _wide(planner, whole)
    return planner.plan


def moved(cuts: Cuts, cut: Cut, first: int) -> dict[str, int]:
    """`cuts` with the first part of `cut` `first` columns or rows large, as far as that goes."""
    whole = cut.area.width if cut.axis == "columns" else cut.area.height
    return {**cuts, cut.name: round(1000 * _within(first, whole, cut.axis) / max(1, whole))}


def _within(first: int, whole: int, axis: Axis) -> int:
    least = LEAST_COLUMNS if axis == "columns" else LEAST_ROWS
    return max(min(least, whole // 2), min(first, whole - min(least, whole // 2)))


class _Planner:
    """Cuts areas where the user wants it, else where it is usual."""

    def __init__(self, cuts: Cuts) -> None:
        self._cuts = cuts
        self.plan = BoardPlan()

    def cut(self, name: str, axis: Axis, area: Region, usual: int) -> tuple[Region, Region]:
        """`area` in two; `usual` is the size of the first part where the user set none."""
        whole = area.width if axis == "columns" else area.height
        wanted = self._cuts.get(name)
        first = usual if wanted is None else round(whole * wanted / 1000)
        cut = Cut(name, axis, area, _within(first, whole, axis))
        self.plan.cuts.append(cut)
        return cut.parts


def _narrow(planner: _Planner, whole: Region, front: str) -> None:
    main, summary = whole.split_horizontal(whole.height - 2)
    regions = planner.plan.regions
    regions["summary"] = summary
    if front != "headlines":
        regions[front] = main
        return
    regions["headlines"], regions["detail"] = planner.cut(
        "narrow.headlines", "rows", main, main.height - 4
    )


def _normal(planner: _Planner, whole: Region, front: str) -> None:
    height = whole.height
    upper, detail = planner.cut("normal.upper", "rows", whole, height - max(6, height // 4))
    left, right = planner.cut("normal.left", "columns", upper, upper.width * 55 // 100)
    regions = planner.plan.regions
    regions |= {"headlines": left, "detail": detail}
    if front == "ledger":
        regions["ledger"] = right
        return
    regions["segments"], regions["alerts"] = planner.cut(
        "normal.segments", "rows", right, right.height * 56 // 100
    )


def _wide(planner: _Planner, whole: Region) -> None:
    left, right = planner.cut("wide.left", "columns", whole, whole.width * 54 // 100)
    regions = planner.plan.regions
    regions["headlines"], regions["detail"] = planner.cut(
        "wide.headlines", "rows", left, left.height - max(8, left.height // 4)
    )
    regions["segments"], rest = planner.cut(
        "wide.segments", "rows", right, right.height * 30 // 100
    )
    regions["alerts"], regions["ledger"] = planner.cut(
        "wide.alerts", "rows", rest, rest.height * 32 // 100
    )
