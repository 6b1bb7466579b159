"""Where the panes stand: a pure function of the size, the pane in front and the zoom."""

from __future__ import annotations

from collections.abc import Iterable

from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

NARROW_BELOW = 100
WIDE_FROM = 160
SMALLEST = Size(60, 15)

FULL_PANES = frozenset({"feeds"})  # too wide to stand beside others


def board_regions(size: Size, front: str, *, zoomed: bool = False) -> dict[str, Region]:
    """The region of each pane that is shown, by pane id.

    Under 100 columns one pane at a time, headlines with a short detail; from 100 headlines beside
    segments and alerts with the detail below; from 160 the ledger too.
    """
    width, height = size
    whole = Region(0, 0, width, height)
    if zoomed:
        return {front: whole}
    if width < NARROW_BELOW:
        return _narrow(whole, front)
    if front in FULL_PANES:
        return {front: whole}
    if width < WIDE_FROM:
        return _normal(whole, front)
    return _wide(whole)


def _narrow(whole: Region, front: str) -> dict[str, Region]:
    main, summary = whole.split_horizontal(whole.height - 2)
    if front != "headlines":
        return {front: main, "summary": summary}
    headlines, detail = main.split_horizontal(main.height - 4)
    return {"headlines": headlines, "detail": detail, "summary": summary}


def _normal(whole: Region, front: str) -> dict[str, Region]:
    upper, detail = whole.split_horizontal(whole.height - max(6, whole.height // 4))
    left, right = upper.split_vertical(upper.width * 55 // 100)
    if front == "ledger":
        return {"headlines": left, "ledger": right, "detail": detail}
    segments, alerts = right.split_horizontal(right.height * 56 // 100)
    return {"headlines": left, "segments": segments, "alerts": alerts, "detail": detail}


def _wide(whole: Region) -> dict[str, Region]:
    left, right = whole.split_vertical(whole.width * 54 // 100)
    headlines, detail = left.split_horizontal(left.height - max(8, left.height // 4))
    segments, rest = right.split_horizontal(right.height * 30 // 100)
    alerts, ledger = rest.split_horizontal(rest.height * 32 // 100)
    return {
        "headlines": headlines,
        "detail": detail,
        "segments": segments,
        "alerts": alerts,
        "ledger": ledger,
    }


class BoardLayout(Layout):
    """Textual's side of `board_regions`."""

    name = "board"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        assert isinstance(parent, Board)
        regions = board_regions(size, parent.front, zoomed=parent.zoomed)
        return [
            WidgetPlacement(regions[child.id], NULL_OFFSET, Spacing(), child)
            for child in children
            if child.id in regions
        ]


BOARD_LAYOUT = BoardLayout()


class Board(Widget):
    """Holds the panes and gives each its place."""

    DEFAULT_CSS = """
    Board { height: 1fr; }
    Board > .-beside { border-left: solid $foreground 20%; }
    """

    def __init__(self, *panes: Widget, front: str, zoomed: bool = False) -> None:
        super().__init__(*panes)
        self.front = front
        self.zoomed = zoomed

    @property
    def layout(self) -> Layout:
        return BOARD_LAYOUT

    async def add(self, panes: Iterable[Widget]) -> None:
        """Put those of `panes` that are not here yet in their places."""
        await self.mount_all(pane for pane in panes if pane.parent is not self)
        self.arrange_for(self.size)

    def bring(self, front: str, *, zoomed: bool) -> None:
        """Put `front` in front; show and hide the others as the width allows."""
        self.front, self.zoomed = front, zoomed
        self.arrange_for(self.size)

    def on_resize(self) -> None:
        self.arrange_for(self.size)

    def arrange_for(self, size: Size) -> None:
        """Show the panes that have a place at `size`."""
        regions = board_regions(size, self.front, zoomed=self.zoomed)
        for child in self.children:
            child.display = child.id in regions
            child.set_class(child.id in regions and regions[child.id].x > 0, "-beside")
        self.refresh(layout=True)
