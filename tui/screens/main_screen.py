"""The one main screen: keeps what is shown up to date, and answers the keys of everywhere."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.message import Message

from store.headlines.views import arrived_since
from store.times import from_text
from tui.actions import bindings_for
from tui.moments import brief
from tui.presenters.app_state import AppState
from tui.presenters.desk import Desk
from tui.screens.work_requests import WorkRequests
from tui.widgets.top_bar import Tab

if TYPE_CHECKING:
    from store.polling.feed_health import FeedHealth
    from tui.presenters.alert_news import AlertNews

LOOK_SECONDS = 0.25  # how often to ask whether anybody committed
CATCH_UP_SECONDS = 2.0
MINUTE_SECONDS = 30.0  # relative times move on


class MainScreen(WorkRequests):
    """News of the database, the bar above them, and what is kept for the next run."""

    DEFAULT_CSS = """
    MainScreen { layers: base card; }
    MainScreen #too-small { display: none; height: 1fr; padding: 1 2; }
    MainScreen.-too-small #too-small { display: block; }
    MainScreen.-too-small Board, MainScreen.-too-small KeyHints { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("app")]

    class Whole(Message):
        """Every pane is in its place."""

    def __init__(self, desk: Desk, state: AppState, *, polls: bool = False) -> None:
        """`polls`: the app sees to it that a poller runs."""
        super().__init__(desk, state)
        self._polls = polls
        self._news: AlertNews | None = None  # from when every pane is there
        self._behind = False

    def on_mount(self) -> None:
        self._pane(self.board.front).enter()
        self.show_bar()
        self.call_after_refresh(self._complete)

    @work(group="complete")
    async def _complete(self) -> None:
        """Take the other panes in, and begin to look for news."""
        from tui.frugal_memory import give_memory_back
        from tui.presenters.alert_news import AlertNews

        give_memory_back()  # before there are threads, each with memory of its own
        self._news = AlertNews(self._desk)
        await self.load_panes()
        missed = self._news.while_away()
        if missed:
            self._desk.say(missed, severity="warning")
        self._whole.set()
        self.show_detail()
        self.results.look()
        self.show_bar()
        self._read_feeds()
        self.headlines.views.count()
        self.run_worker(self._say_what_came(), group="since")
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(CATCH_UP_SECONDS, self._catch_up)
        self.set_interval(MINUTE_SECONDS, self._minute_passed)
        self.post_message(self.Whole())

    @property
    def state(self) -> AppState:
        """What the next run starts with."""
        row = self.headlines.row
        state = AppState(
            front=self.board.front if self.board.front != "detail" else "headlines",
            zoomed=self.board.zoomed,
            query=self.headlines.query_text,
            selected=row.id if row and self.headlines.list.cursor else None,
            metric=self._first.metric,
            period=self._first.period,
            basis=self._first.basis,
            currency=self._first.currency,
            feed_order=self._first.feed_order,
            rule_order=self._first.rule_order,
            cuts=dict(self.board.cuts),
        )
        if not self._whole.is_set():
            return state
        view = self.segments.view
        return replace(
            state,
            metric=view.metric,
            period=view.period_type,
            basis=view.basis or "",
            currency=view.currency,
            feed_order=self.feeds.order,
            rule_order=self.alerts.order,
        )

    async def _say_what_came(self) -> None:
        """How many headlines came since the app was left, where the list does not show them."""
        first = self._first
        if not first.left_at or self.headlines.list.cursor == 0:
            return
        query = self.headlines.kept

        def read(connection: sqlite3.Connection) -> int:
            return len(arrived_since(connection, first.seen_fetch, query))

        new = await self._desk.slowly("since", read)
        if new:
            since = brief(from_text(first.left_at), self._desk.clock(), self._desk.zone)
            self._desk.say(f"▲{new:,} new since you left ({since}) · g goes to them")

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
        self.show_bar()

    def _catch_up(self) -> None:
        """What takes longer: at a million headlines the feeds' health 43 ms in a thread, the table
        with what the press claims 5 ms here. So not at each of the four commits a second."""
        if self._behind:
            self._behind = False
            self.headlines.views.count()
            self.segments.view.forget()
            self.segments.refresh_figures()
            self._read_feeds()

    def refresh_all(self) -> None:
        """Show all that the database says now."""
        self._behind = True
        self._refresh_news()
        self._catch_up()

    def _tell_events(self) -> None:
        """Toasts for what the alerts have to say, and the alarm beside the screen."""
        news = self._news.look() if self._news is not None else None
        if news is None:
            return
        for line in news.lines:
            self._desk.say(line, severity="warning")
        self._desk.alarm(news.notice)

    def _minute_passed(self) -> None:
        self.headlines.list.refresh()
        self.alerts.list.refresh()
        self._read_feeds()

    @work(exclusive=True, group="feed-health")
    async def _read_feeds(self) -> None:
        from store.polling.feed_health import feed_health
        from store.polling.poller_presence import poller_running

        now = self._desk.clock()

        def read(connection: sqlite3.Connection) -> tuple[list[FeedHealth], bool]:
            is_polled = self._polls or poller_running(self._desk.path) is not None
            return feed_health(connection, now), is_polled

        feeds, is_polled = await self._desk.in_background(read)
        self._feeds = tuple(feeds)
        offline = any(feed.state == "offline" for feed in self._feeds)
        self.headlines.know_surroundings(network_is_down=offline, is_polled=is_polled)
        self.feeds.show_feeds(self._feeds)
        self.show_polls(self._feeds)
        self.show_bar()

    def show_bar(self) -> None:
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
        if self._desk.read_only:
            words = f"READ-ONLY · {words}"
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
        return (f"2 {self.segments.view.name}: " + " · ".join(shown), f"3 {self.alerts.in_a_line}")

    # -- what can be done from anywhere ----------------------------------------------------------

    async def action_headline(self, verb: str) -> None:
        """A key of the headlines, pressed in the detail."""
        step = {"next_unread": 1, "previous_unread": -1}.get(verb)
        if verb == "open_detail":
            self.action_back()
        elif step is not None and self.headlines.searched:
            if not self.detail.step_match(step):
                self.headlines.list.move_to(self.headlines.list.cursor + step)
        else:
            await self.headlines.run_action(verb)

    def action_poll_all(self) -> None:
        from store.polling import subscriptions

        now = self._desk.clock()
        self._desk.write(lambda connection: subscriptions.request_poll(connection, None, now))
        self._desk.say("Polling every feed now · 5 shows how they do")

    def action_undo(self) -> None:
        self._desk.undo()

    def action_redo(self) -> None:
        self._desk.redo()

    def action_help(self) -> None:
        from tui.screens.help import help_card

        self.app.push_screen(help_card(self.scope))

    async def action_redraw(self) -> None:
        await self.app.run_action("app.redraw")

    async def action_quit(self) -> None:
        await self.app.action_quit()
