"""The screen's frame: bar, board of panes, key hints; and where on it the user is.

It starts with the headlines (and the pane that was in front): the others are loaded and take their
places right after the first paint, since their modules take longer to import than Textual itself
to start. So whatever is not needed before that is imported where it is used.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.dom import DOMNode
from textual.widgets import Static

from tui.actions import in_scope
from tui.board import Board
from tui.board_plan import SMALLEST, Axis
from tui.panes.headlines_pane import HeadlinesPane
from tui.panes.pane import Pane
from tui.presenters.app_state import AppState
from tui.presenters.desk import Desk
from tui.screens.ready_screen import ReadyScreen
from tui.widgets.key_hints import KeyHints
from tui.widgets.summary import Summary
from tui.widgets.top_bar import TopBar
from tui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from tui.panes.alerts_pane import AlertsPane
    from tui.panes.detail_pane import DetailPane
    from tui.panes.feeds_pane import FeedsPane
    from tui.panes.ledger_pane import LedgerPane
    from tui.panes.segments_pane import SegmentsPane
    from tui.presenters.results_inbox import ResultsInbox

PANES = ("headlines", "detail", "segments", "alerts", "ledger", "feeds")
LOADED_LATER = (
    "store.alerts.events",
    "store.polling.feed_health",
    "tui.presenters.results_inbox",
    *(f"tui.panes.{pane}_pane" for pane in PANES),
)
COLUMNS_A_KEY = 4


class BoardScreen(ReadyScreen[None]):
    """Makes the panes, gives one of them the front and the focus, and takes the user back."""

    def __init__(self, desk: Desk, state: AppState) -> None:
        super().__init__()
        self._desk = desk
        self._opened_from = state.front
        self._first = state
        self.bar = TopBar()
        self.headlines = HeadlinesPane(desk, state.query, state.selected)
        self.summary = Summary()
        front = () if state.front == "headlines" else (self._pane(state.front),)
        self.board = Board(
            self.headlines,
            *front,
            self.summary,
            front=state.front,
            zoomed=state.zoomed,
            cuts=state.cuts,
        )
        self.work_line = WorkLine()
        self.hints = KeyHints()
        self._whole = asyncio.Event()

    @cached_property
    def detail(self) -> DetailPane:
        from tui.panes.detail_pane import DetailPane

        return DetailPane(self._desk)

    @cached_property
    def segments(self) -> SegmentsPane:
        from tui.panes.segments_pane import SegmentsPane

        pane = SegmentsPane(self._desk, self._first.metric)
        pane.view.restore(self._first.period, self._first.basis or None, self._first.currency)
        return pane

    @cached_property
    def alerts(self) -> AlertsPane:
        from tui.panes.alerts_pane import AlertsPane

        return AlertsPane(self._desk, self._first.rule_order)

    @cached_property
    def ledger(self) -> LedgerPane:
        from tui.panes.ledger_pane import LedgerPane

        return LedgerPane(self._desk)

    @cached_property
    def feeds(self) -> FeedsPane:
        from tui.panes.feeds_pane import FeedsPane

        return FeedsPane(self._desk, self._first.feed_order)

    @cached_property
    def results(self) -> ResultsInbox:
        from tui.presenters.results_inbox import ResultsInbox

        return ResultsInbox(self._desk)

    def compose(self) -> ComposeResult:
        yield self.bar
        yield self.board
        yield Static("", id="too-small", markup=False)
        yield self.work_line
        yield self.hints

    async def load_panes(self) -> None:
        """Load the panes that the first paint did without, and put them on the board."""
        await asyncio.to_thread(lambda: [import_module(name) for name in LOADED_LATER])
        await self.board.add(self._pane(name) for name in PANES)

    def show_detail(self) -> None:
        """Show the selected headline in the detail, with what was searched for marked in it."""
        row = self.headlines.row
        self.detail.show(row.id if row else None, self.headlines.searched)

    def show_bar(self) -> None:
        """Say in the bar what there is to say."""
        raise NotImplementedError

    def _pane(self, name: str) -> Pane:
        """One of `PANES`."""
        pane: Pane = getattr(self, name)
        return pane

    # -- where the user is -----------------------------------------------------------------------

    def on_resize(self) -> None:
        small = self.size.width < SMALLEST.width or self.size.height < SMALLEST.height
        self.set_class(small, "-too-small")
        if small:
            self.query_one("#too-small", Static).update(
                f"alimon needs {SMALLEST.width}x{SMALLEST.height}; this terminal is "
                f"{self.size.width}x{self.size.height}.\nMake it larger, or use a smaller font."
            )

    def on_descendant_focus(self) -> None:
        """A pane that was clicked is in front from now on, where that moves nothing."""
        name = next((node.id for node in self._focus_line if isinstance(node, Pane)), None)
        if name is not None and name != self.board.front and self.board.may_lead(name):
            self.board.front = name
            self.show_bar()
        self._show_hints()

    @property
    def _focus_line(self) -> Sequence[DOMNode]:
        """The focused widget and what it is in."""
        return self.focused.ancestors_with_self if self.focused else ()

    @property
    def scope(self) -> str:
        """The scope of the pane that has the focus."""
        for node in self._focus_line:
            if isinstance(node, Pane):
                return "headlines" if node.SCOPE == "detail" else node.SCOPE
        return "headlines"

    def _show_hints(self) -> None:
        hints = [action for action in in_scope(self.scope) if action.hint]
        self.hints.show([*hints, *(action for action in in_scope("app") if action.hint)])

    def go_to(self, pane: str) -> None:
        """Bring a pane in front and give it the focus."""
        self.board.bring(pane, zoomed=self.board.zoomed and pane == self.board.front)
        self._pane(pane).enter()
        self.show_bar()
        self._show_hints()

    async def action_pane_headlines(self) -> None:
        await self._whole.wait()
        self.go_to("headlines")

    async def action_pane_segments(self) -> None:
        await self._whole.wait()
        self.go_to("segments")

    async def action_pane_alerts(self) -> None:
        await self._whole.wait()
        self.go_to("alerts")

    async def action_pane_ledger(self) -> None:
        await self._whole.wait()
        self.go_to("ledger")

    async def action_pane_feeds(self) -> None:
        await self._whole.wait()
        self.go_to("feeds")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """tab completes a filter while it has words to offer."""
        if action == "next_pane" and self.headlines.filter_line.is_offering:
            return False
        return super().check_action(action, parameters)

    async def action_next_pane(self) -> None:
        await self._whole.wait()
        self._step_pane(1)

    async def action_previous_pane(self) -> None:
        await self._whole.wait()
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        order = [name for name in PANES if name != "detail" or self.detail.display]
        place = order.index(self.board.front) if self.board.front in order else 0
        self.go_to(order[(place + step) % len(order)])

    @on(TopBar.Picked)
    def _bar_clicked(self, event: TopBar.Picked) -> None:
        if self._whole.is_set():
            self.go_to(event.pane)

    def action_zoom(self) -> None:
        self.board.bring(self.board.front, zoomed=not self.board.zoomed)
        self._pane(self.board.front).enter()

    def action_wider(self) -> None:
        self._grow("columns", COLUMNS_A_KEY)

    def action_narrower(self) -> None:
        self._grow("columns", -COLUMNS_A_KEY)

    def action_taller(self) -> None:
        self._grow("rows", 1)

    def action_shorter(self) -> None:
        self._grow("rows", -1)

    def _grow(self, axis: Axis, cells: int) -> None:
        if not self.board.grow(axis, cells):
            self._desk.say("This pane has nothing beside it that way.")

    def action_usual_sizes(self) -> None:
        self.board.usual_sizes()

    def action_back(self) -> None:
        """Undo one layer: the filter's input, the detail, the zoom, the filter."""
        if self.headlines.filtering:
            self.headlines.leave_filter()
        elif self.board.front == "detail":
            self.go_to(self._opened_from)
        elif self.board.zoomed:
            self.action_zoom()
        elif not (self.board.front == "headlines" and self.headlines.leave_filter()):
            self.go_to("headlines")

    def action_search(self) -> None:
        self.go_to("headlines")
        self.headlines.open_filter()
