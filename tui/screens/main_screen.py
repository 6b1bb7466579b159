"""The one main screen: top bar, board of panes, key hints; routes what panes ask for.

It starts with the headlines (and the pane that was in front): the others are loaded and take their
places right after the first paint, since their modules take longer to import than Textual itself
to start. So whatever is not needed before that is imported where it is used.
"""

from __future__ import annotations

import asyncio
import sqlite3
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from store.errors import StoreError
from tui.actions import ACTIONS, bindings_for, in_scope
from tui.board import SMALLEST, Board
from tui.panes.headlines_pane import HeadlinesPane
from tui.panes.pane import Pane
from tui.presenters.app_state import AppState
from tui.presenters.desk import Desk
from tui.widgets.key_hints import KeyHints
from tui.widgets.summary import Summary
from tui.widgets.top_bar import Tab, TopBar

if TYPE_CHECKING:
    from store.polling.feed_health import FeedHealth
    from store.rules.saved import RuleStatus
    from tui.panes.alerts_pane import AlertsPane
    from tui.panes.detail_pane import DetailPane
    from tui.panes.feeds_pane import FeedsPane
    from tui.panes.ledger_pane import LedgerPane
    from tui.panes.segments_pane import SegmentsPane
    from tui.presenters.results_inbox import ResultsInbox
    from tui.presenters.view_tables import ViewTable

PANES = ("headlines", "detail", "segments", "alerts", "ledger", "feeds")
LOADED_LATER = (
    "store.alerts.events",
    "store.polling.feed_health",
    "tui.presenters.results_inbox",
    *(f"tui.panes.{pane}_pane" for pane in PANES),
)
LOOK_SECONDS = 0.25  # how often to ask whether anybody committed
CATCH_UP_SECONDS = 2.0
MINUTE_SECONDS = 30.0  # relative times move on
MOST_EXPORTED = 2_000  # headlines; `alimon headlines` writes all of them


class MainScreen(Screen[None]):
    """Panes know nothing of each other; what one asks for, this screen has another do."""

    DEFAULT_CSS = """
    MainScreen { layers: base card; }
    MainScreen #too-small { display: none; height: 1fr; padding: 1 2; }
    MainScreen.-too-small #too-small { display: block; }
    MainScreen.-too-small Board, MainScreen.-too-small KeyHints { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("app")]

    class Whole(Message):
        """Every pane is in its place."""

    def __init__(self, desk: Desk, state: AppState) -> None:
        super().__init__()
        self._desk = desk
        self._opened_from = state.front
        self._first_metric = state.metric
        self.bar = TopBar()
        self.headlines = HeadlinesPane(desk, state.query, state.selected)
        self.summary = Summary()
        front = () if state.front == "headlines" else (self._pane(state.front),)
        self.board = Board(
            self.headlines, *front, self.summary, front=state.front, zoomed=state.zoomed
        )
        self.hints = KeyHints()
        self._last_event = 0
        self._behind = False
        self._feeds: tuple[FeedHealth, ...] = ()
        self._whole = asyncio.Event()

    @cached_property
    def detail(self) -> DetailPane:
        from tui.panes.detail_pane import DetailPane

        return DetailPane(self._desk)

    @cached_property
    def segments(self) -> SegmentsPane:
        from tui.panes.segments_pane import SegmentsPane

        return SegmentsPane(self._desk, self._first_metric)

    @cached_property
    def alerts(self) -> AlertsPane:
        from tui.panes.alerts_pane import AlertsPane

        return AlertsPane(self._desk)

    @cached_property
    def ledger(self) -> LedgerPane:
        from tui.panes.ledger_pane import LedgerPane

        return LedgerPane(self._desk)

    @cached_property
    def feeds(self) -> FeedsPane:
        from tui.panes.feeds_pane import FeedsPane

        return FeedsPane(self._desk)

    @cached_property
    def results(self) -> ResultsInbox:
        from tui.presenters.results_inbox import ResultsInbox

        return ResultsInbox(self._desk)

    def compose(self) -> ComposeResult:
        yield self.bar
        yield self.board
        yield Static("", id="too-small", markup=False)
        yield self.hints

    def on_mount(self) -> None:
        self._pane(self.board.front).enter()
        self._show_bar()
        self.call_after_refresh(self._complete)

    @work(group="complete")
    async def _complete(self) -> None:
        """Load the panes that the first paint did without, and begin to look for news."""
        await asyncio.to_thread(lambda: [import_module(name) for name in LOADED_LATER])
        await self.board.add(self._pane(name) for name in PANES)
        from store.alerts.events import newest_event

        self._last_event = newest_event(self._desk.reader)
        self._whole.set()
        row = self.headlines.row
        self.detail.show(row.id if row else None)
        self.results.look()
        self._show_bar()
        self._read_feeds()
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(CATCH_UP_SECONDS, self._catch_up)
        self.set_interval(MINUTE_SECONDS, self._minute_passed)
        self.post_message(self.Whole())

    @property
    def state(self) -> AppState:
        """What the next run starts with."""
        row = self.headlines.row
        return AppState(
            front=self.board.front if self.board.front != "detail" else "headlines",
            zoomed=self.board.zoomed,
            query=self.headlines.query_text,
            selected=row.id if row and self.headlines.list.cursor else None,
            metric=self.segments.view.metric if self._whole.is_set() else self._first_metric,
        )

    def _pane(self, name: str) -> Pane:
        """One of `PANES`."""
        pane: Pane = getattr(self, name)
        return pane

    # -- news ------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._desk.changed():
            self._refresh_news()
            self._behind = True

    def _refresh_news(self) -> None:
        """What a commit may have changed and costs next to nothing to read."""
        self.headlines.refresh_news()
        self.detail.refresh_detail()
        self.alerts.refresh_alerts()
        self._tell_events()
        self.results.look()
        if self.segments.view.record_grew():
            self.segments.refresh_figures()
        if self.feeds.display:
            self._read_feeds()
        self._show_bar()

    def _catch_up(self) -> None:
        """What takes longer: at a million headlines the feeds' health 43 ms in a thread, the table
        with what the press claims 5 ms here. So not at each of the four commits a second."""
        if self._behind:
            self._behind = False
            self.segments.view.forget()
            self.segments.refresh_figures()
            self._read_feeds()

    def refresh_all(self) -> None:
        """Show all that the database says now."""
        self._behind = True
        self._refresh_news()
        self._catch_up()

    def _tell_events(self) -> None:
        """A toast and the bell for rules that began to fire; many at once make one toast."""
        from store.alerts.events import events_since

        events = events_since(self._desk.reader, self._last_event)
        if not events:
            return
        self._last_event = events[-1].id
        firing = [event for event in events if event.state_to == "firing" and not event.quiet]
        for event in firing if len(firing) <= 3 else ():
            words = event.title or f"{event.rule_text}  {event.value}"
            self._desk.say(f"! {words}", severity="warning")
        if len(firing) > 3:
            self._desk.say(f"! {len(firing)} rules are firing · 3 shows them", severity="warning")
        if firing:
            self.app.bell()

    def _minute_passed(self) -> None:
        self.headlines.list.refresh()
        self._read_feeds()

    @work(exclusive=True, group="feed-health")
    async def _read_feeds(self) -> None:
        from store.polling.feed_health import feed_health

        now = self._desk.clock()

        def read(connection: sqlite3.Connection) -> list[FeedHealth]:
            return feed_health(connection, now)

        self._feeds = tuple(await self._desk.in_background(read))
        self.feeds.show_feeds(self._feeds)
        self._show_bar()

    def _show_bar(self) -> None:
        whole = self._whole.is_set()
        firing = self.alerts.firing if whole else 0
        results = whole and self.results.waiting
        self.bar.show_tabs(
            (
                Tab("headlines", "1 Headlines"),
                Tab("segments", "2 Segments", "results" if results else ""),
                Tab("alerts", "3 Alerts", str(firing) if firing else ""),
                Tab("ledger", "4 Ledger"),
                Tab("feeds", "5 Feeds"),
            ),
            self.board.front,
        )
        polled = [feed for feed in self._feeds if not feed.paused_reason]
        good = sum(feed.state in ("ok", "silent") for feed in polled)
        clock = self._desk.clock().astimezone(self._desk.zone)
        words = f"{clock:%H:%M %Z}"
        if polled:
            offline = any(feed.state == "offline" for feed in polled)
            words = f"{'offline' if offline else f'feeds {good}/{len(polled)}'} · {words}"
        failing = any(feed.state in ("failing", "offline") for feed in polled)
        self.bar.show_status(words, alarm=failing)
        if whole:
            self.summary.show(self._summary_lines())

    def _summary_lines(self) -> tuple[str, str]:
        """Segments and alerts in a line each, for the narrow screen."""
        rows = self.segments.view.table().rows
        shown = []
        for row in rows:
            growth = self.segments.growth_text(row)
            if growth:
                shown.append(f"{row.line.short_name} {growth}")
        statuses = self.alerts.statuses
        firing = [status for status in statuses if status.state == "firing"]
        alerts = " · ".join(f"! {status.text} {status.value}" for status in firing)
        return (
            f"2 {self.segments.view.name}: " + " · ".join(shown),
            f"3 {len(firing)} firing  {alerts}",
        )

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
        self._show_hints()

    @property
    def scope(self) -> str:
        """The scope of the pane that has the focus."""
        focused = self.focused
        for node in focused.ancestors_with_self if focused else ():
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
        self._show_bar()
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

    # -- what can be done from anywhere ----------------------------------------------------------

    async def action_headline(self, verb: str) -> None:
        """A key of the headlines, pressed in the detail."""
        if verb == "open_detail":
            self.action_back()
        else:
            await self.headlines.run_action(verb)

    async def run_registered(self, identity: str) -> None:
        """Run an action by its id, as the palette does."""
        scope, verb = identity.split(".")
        if scope == "app":
            await self.run_action(verb)
        else:
            self.go_to(scope)
            await self._pane(scope).run_action(verb)

    def action_poll_all(self) -> None:
        from store.polling import subscriptions

        now = self._desk.clock()
        self._desk.write(lambda connection: subscriptions.request_poll(connection, None, now))
        self._desk.say("Polling every feed now · 5 shows how they do")

    def action_undo(self) -> None:
        self._desk.undo()

    def action_review_results(self) -> None:
        """Show the newest results that wait; what the user decides is done."""
        from tui.screens.results_review import Decision, ResultsReview

        if not self.results.waiting:
            self._desk.say("No results wait for review.")
            return
        found = self.results.waiting[-1]

        def decided(decision: Decision | None) -> None:
            if decision == "store":
                self.run_worker(self.results.store(found), group="store-release")
            elif decision == "dismiss":
                self.results.dismiss(found)

        self.app.push_screen(ResultsReview(found, lambda: self.results.details(found)), decided)

    def action_export(self) -> None:
        """Ask for a format, then write what is in view into the user's folder."""
        from tui.presenters.view_files import write_view
        from tui.screens.export_form import ExportForm

        table, folder = self._view(), Path.cwd()

        def answered(ending: str | None) -> None:
            if ending is not None:
                self.run_worker(write(ending), group="export")

        async def write(ending: str) -> None:
            try:
                path = await asyncio.to_thread(write_view, folder, table, ending)
            except StoreError as problem:
                self._desk.say(str(problem), severity="error")
            else:
                self._desk.say(f"Wrote {len(table.rows):,} rows to {path}")

        self.app.push_screen(ExportForm(table, folder), answered)

    def _view(self) -> ViewTable:
        """What the pane with the focus shows, as plain rows."""
        from tui.presenters import view_tables

        if self.scope == "segments":
            return view_tables.segments_as_view(
                self.segments.view.table(), self.segments.view.period_type
            )
        if self.scope == "alerts":
            return view_tables.alerts_as_view(self.alerts.statuses)
        if self.scope == "ledger":
            return view_tables.ledger_as_view(self.ledger.rows)
        if self.scope == "feeds":
            return view_tables.feeds_as_view(self._feeds)
        rows = self.headlines.stream.rows(0, MOST_EXPORTED)
        return view_tables.headlines_as_view(rows, self.headlines.query_text)

    def action_help(self) -> None:
        from tui.screens.help import help_card

        self.app.push_screen(help_card(self.scope))

    async def action_palette(self) -> None:
        await self.app.run_action("command_palette")

    def action_theme(self) -> None:
        self.app.search_themes()

    async def action_quit(self) -> None:
        await self.app.action_quit()

    # -- what panes ask for ----------------------------------------------------------------------

    @on(HeadlinesPane.Selected)
    def _headline_selected(self, event: HeadlinesPane.Selected) -> None:
        if self._whole.is_set():
            self.detail.show(event.row.id if event.row else None)

    @on(HeadlinesPane.Opened)
    def _detail_wanted(self) -> None:
        if not self._whole.is_set():  # pressed while the pane is being loaded
            self.run_worker(self._open_detail_when_whole(), group="complete")
            return
        row = self.headlines.row
        self.detail.show(row.id if row else None)
        self._opened_from = "headlines"
        self.go_to("detail")

    async def _open_detail_when_whole(self) -> None:
        await self._whole.wait()
        self._detail_wanted()

    @on(HeadlinesPane.Explained)
    def _reasons_wanted(self, event: HeadlinesPane.Explained) -> None:
        from store.headlines.views import headline_detail
        from tui.screens.headline_reasons import HeadlineReasons

        detail = headline_detail(self._desk.reader, event.row.id)
        if detail is not None:
            self.app.push_screen(HeadlineReasons(detail))

    @on(HeadlinesPane.CorrectionWanted)
    def _correction_wanted(self, event: HeadlinesPane.CorrectionWanted) -> None:
        from store.headlines.topic_names import known_topics
        from tui.screens.topics_form import TopicsForm

        row = event.row

        def answered(topics: tuple[str, ...] | None) -> None:
            if topics is not None:
                self.headlines.deeds.correct(row, topics)

        known = known_topics(self._desk.reader)
        self.app.push_screen(TopicsForm(row.title, known, row.topics), answered)

    @on(HeadlinesPane.AlertWanted)
    def _headline_alert_wanted(self, event: HeadlinesPane.AlertWanted) -> None:
        from store.rules import proposals as rule_proposals

        row = event.row
        proposals = (
            rule_proposals.headline_rule(row.topics, row.companies, ()),
            rule_proposals.headline_rule((), row.companies, ()),
        )
        self._open_form("Alert on headlines like this", proposals)

    def on_segments_pane_alert_wanted(self, event: SegmentsPane.AlertWanted) -> None:
        from tui.presenters.segment_view import rule_proposals

        proposals = rule_proposals(event.cell, growth=event.growth)
        self._open_form("Alert on this figure", proposals)

    def on_segments_pane_history_wanted(self, event: SegmentsPane.HistoryWanted) -> None:
        from tui.screens.cell_history import cell_history_card

        self.app.push_screen(
            cell_history_card(self._desk.reader, event.cell, self.segments.view.period_type)
        )

    def on_alerts_pane_edit_wanted(self, event: AlertsPane.EditWanted) -> None:
        if event.status is None:
            self._open_form("A new alert", ("",))
        else:
            self._open_form("Change the alert", (event.status.text,), event.status)

    def on_alerts_pane_history_wanted(self, event: AlertsPane.HistoryWanted) -> None:
        from store.alerts.events import alert_history
        from tui.screens.reasons import rule_history

        history = alert_history(self._desk.reader, event.status.id)
        self.app.push_screen(rule_history(event.status, history, self._desk.zone))

    def on_ledger_pane_source_wanted(self, event: LedgerPane.SourceWanted) -> None:
        from tui.screens.reasons import ledger_source

        self.app.push_screen(ledger_source(event.row))

    def on_feeds_pane_explained(self, event: FeedsPane.Explained) -> None:
        from tui.screens.reasons import feed_reasons

        self.app.push_screen(feed_reasons(event.feed, self._desk.zone))

    def on_feeds_pane_headlines_wanted(self, event: FeedsPane.HeadlinesWanted) -> None:
        self.go_to("headlines")
        self.headlines.show_feed(event.feed.id)

    def _open_form(
        self, title: str, proposals: tuple[str, ...], edited: RuleStatus | None = None
    ) -> None:
        from tui.screens.rule_form import RuleForm

        wanted = tuple(dict.fromkeys(filter(None, proposals)))

        def answered(text: str | None) -> None:
            if text is not None:
                self._save_rule(text, edited)

        self.app.push_screen(RuleForm(self._desk, title, wanted), answered)

    def _save_rule(self, text: str, edited: RuleStatus | None) -> None:
        now = self._desk.clock()

        def save(connection: sqlite3.Connection) -> int:
            from store.alerts.evaluation import evaluate
            from store.rules import saved as rules

            if edited is None:
                number = rules.add_rule(connection, text, now)
            else:
                number = edited.id
                rules.edit_rule(connection, number, text, now)
            return evaluate(connection, now, rule=number)

        self._desk.write(save)
        self._desk.say(f"Saved {text}" if edited is None else f"Changed to {text}")


PALETTE_ACTIONS = tuple(action for action in ACTIONS if action.palette)
