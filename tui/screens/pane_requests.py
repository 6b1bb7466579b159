"""What panes ask for and another card, form or pane answers; panes know nothing of each other."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work

from store.errors import StoreError
from tui.panes.headlines_pane import HeadlinesPane
from tui.screens.board_screen import BoardScreen

if TYPE_CHECKING:
    from store.polling.feed_health import FeedHealth
    from store.record.segment_tables import Cell
    from store.rules.saved import RuleStatus
    from tui.panes.alerts_pane import AlertsPane
    from tui.panes.feeds_pane import FeedsPane
    from tui.panes.ledger_pane import LedgerPane
    from tui.panes.segments_pane import SegmentsPane
    from tui.presenters.app_state import AppState
    from tui.presenters.desk import Desk
    from tui.presenters.view_tables import ViewTable
    from tui.screens.card import Card

DERIVED_FROM = {"revenue", "adj_ebita", "capex", "operating_cash_flow"}  # a card derives from these
DERIVED_QUARTERS = 6
MOST_EXPORTED = 2_000  # headlines; `alimon headlines` writes all of them


class PaneRequests(BoardScreen):
    """Opens the card or form for what a pane wants, and does what the user answers."""

    def __init__(self, desk: Desk, state: AppState) -> None:
        super().__init__(desk, state)
        self._feeds: tuple[FeedHealth, ...] = ()

    @on(HeadlinesPane.Selected)
    def _headline_selected(self) -> None:
        if self._whole.is_set():
            self.show_detail()

    @on(HeadlinesPane.Opened)
    def _detail_wanted(self) -> None:
        if not self._whole.is_set():  # pressed while the pane is being loaded
            self.run_worker(self._open_detail_when_whole(), group="complete")
            return
        self.show_detail()
        self._opened_from = "headlines"
        self.go_to("detail")

    async def _open_detail_when_whole(self) -> None:
        await self._whole.wait()
        self._detail_wanted()

    @on(HeadlinesPane.Explained)
    def _reasons_wanted(self, event: HeadlinesPane.Explained) -> None:
        from store.headlines.detail import headline_detail
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

    @on(HeadlinesPane.FacetsWanted)
    def _facets_wanted(self) -> None:
        from tui.screens.facets_card import FacetsCard

        self.app.push_screen(FacetsCard(self._desk, self.headlines.kept, self.headlines.narrow))

    @on(HeadlinesPane.ViewsWanted)
    def _views_wanted(self) -> None:
        from tui.screens.views_card import ViewRow, ViewsCard

        def answered(view: ViewRow | None) -> None:
            self.headlines.views.count()
            if view is not None:
                watchlist = view.watched.watchlist.id if view.watched else None
                self.headlines.open_view(view.query, watchlist)

        self.app.push_screen(ViewsCard(self._desk, self.headlines.query_text), answered)

    def on_segments_pane_alert_wanted(self, event: SegmentsPane.AlertWanted) -> None:
        from tui.presenters.segment_view import rule_proposals

        proposals = rule_proposals(event.cell, growth=event.growth)
        self._open_form("Alert on this figure", proposals)

    def on_segments_pane_history_wanted(self, event: SegmentsPane.HistoryWanted) -> None:
        from tui.screens.cell_history import cell_history_card

        card = cell_history_card(self._desk.reader, event.cell, self.segments.view.period_type)
        self.app.push_screen(card)
        if event.cell.metric in DERIVED_FROM and self.segments.view.period_type == "quarter":
            self._add_derived(card, event.cell)

    @work(group="derived", exclusive=True)
    async def _add_derived(self, card: Card, cell: Cell) -> None:
        """Put what is derived from a figure below its history, when it is there."""
        from tui.presenters.derived_child import derived_beside
        from tui.screens.cell_history import derived_lines

        table = await derived_beside(
            self._desk.path,
            cell.line,
            basis=cell.basis or None,
            as_of=self.segments.view.known.as_of,
            periods=DERIVED_QUARTERS,
        )
        if table is not None:
            card.add(derived_lines(table))

    def on_alerts_pane_edit_wanted(self, event: AlertsPane.EditWanted) -> None:
        if event.status is None:
            self._open_form("A new alert", ("",))
        else:
            self._open_form("Change the alert", (event.status.text,), event.status)

    def on_alerts_pane_history_wanted(self, event: AlertsPane.HistoryWanted) -> None:
        from store.alerts.deliveries import attempts_of
        from store.alerts.events import alert_history
        from tui.screens.rule_history import rule_history

        desk = self._desk
        events = alert_history(desk.reader, event.status.id)
        told = attempts_of(desk.reader, events)
        self.app.push_screen(rule_history(event.status, events, told, desk.clock(), desk.zone))

    def on_alerts_pane_snooze_wanted(self, event: AlertsPane.SnoozeWanted) -> None:
        from tui.screens.snooze_form import Answer, SnoozeForm

        def answered(until: Answer | None) -> None:
            if until == "wake":
                self.alerts.deeds.wake(event.status)
            elif until is not None:
                self.alerts.deeds.snooze(event.status, until)

        self.app.push_screen(
            SnoozeForm(event.status, self._desk.clock(), self._desk.zone), answered
        )

    def on_alerts_pane_starters_wanted(self) -> None:
        from store.rules.rule_files import starter_rules
        from tui.screens.starter_form import StarterForm

        there = {status.text for status in self.alerts.statuses}
        offered = tuple(rule for rule in starter_rules() if rule.text not in there)
        if not offered:
            self._desk.say("Every starter rule is there already.")
            return

        def answered(names: tuple[str, ...] | None) -> None:
            if names:
                self.alerts.deeds.accept_starters(names)

        self.app.push_screen(StarterForm(self._desk, offered), answered)

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
            if text is not None and edited is None:
                self.alerts.deeds.add(text)
            elif text is not None and edited is not None:
                self.alerts.deeds.edit(edited, text)

        self.app.push_screen(RuleForm(self._desk, title, wanted), answered)

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

    @work(group="export-view", exclusive=True)
    async def action_export(self) -> None:
        """Ask for a format, then write what is in view into the user's folder."""
        from tui.presenters.view_files import write_view
        from tui.screens.export_form import ExportForm

        table, folder = await self._view(), Path.cwd()

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

    async def _view(self) -> ViewTable:
        """What the pane with the focus shows, as plain rows."""
        from store.headlines.views import headline_rows
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
        ids, query = self.headlines.stream.ids[:MOST_EXPORTED], self.headlines.query_text
        rows = await self._desk.in_background(lambda connection: headline_rows(connection, ids))
        return view_tables.headlines_as_view(rows, query)
