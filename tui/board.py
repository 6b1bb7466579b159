"""The board: gives each pane the place that the plan says, and lets its cuts be moved."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.geometry import NULL_OFFSET, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from tui.board_plan import Axis, BoardPlan, Cut, Cuts, board_plan, moved


class BoardLayout(Layout):
    """Textual's side of `board_plan`."""

    name = "board"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        assert isinstance(parent, Board)
        regions = parent.plan(size).regions
        return [
            WidgetPlacement(regions[child.id], NULL_OFFSET, Spacing(), child)
            for child in children
            if child.id in regions
        ]


BOARD_LAYOUT = BoardLayout()


class Board(Widget):
    """Holds the panes. The mouse moves a cut by its edge, `grow` moves one by key."""

    DEFAULT_CSS = """
    Board { height: 1fr; }
    Board > .-beside { border-left: solid $foreground 20%; }
    """

    def __init__(
        self, *panes: Widget, front: str, zoomed: bool = False, cuts: Cuts | None = None
    ) -> None:
        super().__init__(*panes)
        self.front = front
        self.zoomed = zoomed
        self.cuts: Cuts = dict(cuts or {})
        self._held: Cut | None = None

    @property
    def layout(self) -> Layout:
        return BOARD_LAYOUT

    def plan(self, size: Size) -> BoardPlan:
        """Where everything stands at `size`."""
        return board_plan(size, self.front, zoomed=self.zoomed, cuts=self.cuts)

    async def add(self, panes: Iterable[Widget]) -> None:
        """Put those of `panes` that are not here yet in their places."""
        await self.mount_all(pane for pane in panes if pane.parent is not self)
        self.arrange_for(self.size)

    def bring(self, front: str, *, zoomed: bool) -> None:
        """Put `front` in front; show and hide the others as the width allows."""
        before = self.plan(self.size).regions
        self.front, self.zoomed = front, zoomed
        if self.plan(self.size).regions != before:  # else nothing moves: no pane is painted anew
            self.arrange_for(self.size)

    def may_lead(self, pane: str) -> bool:
        """Whether `pane` can be the one in front without any pane moving."""
        now = self.plan(self.size).regions
        then = board_plan(self.size, pane, zoomed=self.zoomed, cuts=self.cuts).regions
        return now == then

    def on_resize(self) -> None:
        self.arrange_for(self.size)

    def arrange_for(self, size: Size) -> None:
        """Show the panes that have a place at `size`."""
        regions = self.plan(size).regions
        for child in self.children:
            child.display = child.id in regions
            child.set_class(child.id in regions and regions[child.id].x > 0, "-beside")
        for child in self.children[:1]:
            child.refresh(layout=True)  # a child's, so that the board is arranged anew

    # -- moving cuts -----------------------------------------------------------------------------

    def grow(self, axis: Axis, cells: int) -> bool:
        """Make the pane in front `cells` larger (or smaller). Whether it has a cut that way."""
        plan = self.plan(self.size)
        cut = plan.cut_of(self.front, axis)
        if cut is None:
            return False
        leads = cut.parts[0].contains_region(plan.regions[self.front])
        self._move(cut, cut.first + (cells if leads else -cells))
        return True

    def usual_sizes(self) -> None:
        """Every cut where it was at first."""
        self.cuts = {}
        self.arrange_for(self.size)

    def _move(self, cut: Cut, first: int) -> None:
        self.cuts = moved(self.cuts, cut, first)
        self.arrange_for(self.size)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        x, y = event.screen_x - self.region.x, event.screen_y - self.region.y
        self._held = self.plan(self.size).cut_at(x, y)
        if self._held is not None:
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held is not None:
            area = self._held.area
            x, y = event.screen_x - self.region.x, event.screen_y - self.region.y
            self._move(self._held, x - area.x if self._held.axis == "columns" else y - area.y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._held is not None:
            self._held = None
            self.release_mouse()
            event.stop()
