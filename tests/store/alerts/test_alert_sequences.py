"""Whatever arrives in whatever order, with restarts and a clock that jumps: no event is lost or
doubled, and missing data resolves nothing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from store import database
from store.alerts import events as alert_events
from store.alerts.evaluation import evaluate
from store.rules import saved as rules

PERIODS = ("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31")
LIMIT = 30_000
TEXTS = (
    "cloud.revenue > 30bn",
    "cloud.revenue > 30bn for 1d",
    "cloud.revenue > 30bn keep 1d",
    "cloud.adj_ebita / cloud.revenue > 10%",  # unknown while one of the two is missing
)
RATIO = TEXTS[3]


class AlertsUnderChange(RuleBasedStateMachine):
    """One rule over one metric, and a model of what is on record."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "alimon.sqlite"
        self.now = datetime(2026, 5, 1, 12, tzinfo=UTC)
        self.connection = database.open_writer(self.path, self.now)
        self.on_record: dict[str, int] = {}  # revenue by period
        self.earned: dict[str, int] = {}  # adjusted EBITA by period
        self.told = 0
        self.text = ""
        self.states: dict[int, str] = {}
        self.last_event = 0

    @initialize(text=st.sampled_from(TEXTS))
    def watch(self, text: str) -> None:
        self.text = text
        rules.add_rule(self.connection, text, self.now)

    @rule(period=st.sampled_from(PERIODS), value=st.integers(29_000, 31_000))
    def a_value_is_stated(self, period: str, value: int) -> None:
        self.on_record[period] = value
        self._state("revenue", period, value)

    @rule(period=st.sampled_from(PERIODS), value=st.integers(2_000, 4_000))
    def a_result_is_stated(self, period: str, value: int) -> None:
        self.earned[period] = value
        self._state("adj_ebita", period, value)

    def _state(self, metric: str, period: str, value: int) -> None:
        self.told += 1
        self.connection.execute(
            "insert into observations (issuer, segment, basis, metric, period_type, period_end,"
            " value, unit, kind, known_at, release, source_title) values ('alibaba',"
            " 'cloud_intelligence', 'C', ?, 'quarter', ?, ?, 'CNY_mn', 'reported',"
            " '2026-05-01', ?, 'A release')",
            (metric, period, str(value), str(self.told)),
        )

    @rule()
    def something_else_is_stated(self) -> None:
        self.told += 1
        self.connection.execute(
            "insert into observations (issuer, segment, basis, metric, period_type, period_end,"
            " value, unit, kind, known_at, release) values ('alibaba', 'group', 'C', 'capex',"
            " 'quarter', '2026-06-30', '1', 'CNY_mn', 'reported', '2026-05-01', ?)",
            (str(self.told),),
        )

    @rule(hours=st.integers(-30, 60))
    def the_clock_moves(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def alimon_restarts(self) -> None:
        self.connection.close()
        self.connection = database.open_writer(self.path, self.now)

    @rule()
    def an_evaluation_dies_before_it_is_done(self) -> None:
        before = self.connection.execute("select * from alerts").fetchall()
        died = False
        self.connection.execute(
            "create temp trigger dies before insert on main.events "
            "begin select raise(abort, 'the power went'); end"
        )
        try:
            evaluate(self.connection, self.now)
        except sqlite3.IntegrityError:
            died = True
        finally:
            self.connection.execute("drop trigger dies")
        if died:
            assert self.connection.execute("select * from alerts").fetchall() == before

    @rule()
    def the_watch_looks(self) -> None:
        written = evaluate(self.connection, self.now)
        events = alert_events.events_since(self.connection, self.last_event)
        assert len(events) == written
        self._follow(events)
        assert evaluate(self.connection, self.now) == 0

    @rule()
    def the_app_looks_at_the_rule(self) -> None:
        evaluate(self.connection, self.now, rule=1)
        self._follow(alert_events.events_since(self.connection, self.last_event))

    def _follow(self, events: list[alert_events.EventRow]) -> None:
        """Each event begins where the last one of its alert ended."""
        alert_of = dict(self.connection.execute("select id, alert from events").fetchall())
        for event in events:
            alert = alert_of[event.id]
            assert event.state_from == self.states.get(alert, "ok")
            if event.state_to in ("ok", "withdrawn") and event.state_from != "error":
                self._a_value_said_so(alert)
            self.states[alert] = event.state_to
            self.last_event = event.id

    def _a_value_said_so(self, alert: int) -> None:
        """Its own period is known not to be true, or a later period is known at all."""
        period = self.connection.execute(
            "select instance from alerts where id = ?", (alert,)
        ).fetchone()[0]
        known = {each: truth for each in PERIODS if (truth := self._truth(each)) is not None}
        assert known.get(period) is False or any(each > period for each in known)

    def _truth(self, period: str) -> bool | None:
        """What the record says now of the condition in a period; None where it does not."""
        revenue, earned = self.on_record.get(period), self.earned.get(period)
        if self.text != RATIO:
            return None if revenue is None else revenue > LIMIT
        if revenue is None or earned is None:
            return None
        return earned * 10 > revenue

    @invariant()
    def what_is_stored_is_what_the_events_say(self) -> None:
        stored = dict(self.connection.execute("select id, state from alerts").fetchall())
        assert stored == self.states

    @precondition(lambda self: self.text in (TEXTS[0], RATIO))
    @rule()
    def after_a_look_the_latest_known_period_fires_exactly_when_it_is_true(self) -> None:
        self.the_watch_looks()
        latest = max((each for each in PERIODS if self._truth(each) is not None), default=None)
        if latest is None:
            assert self.states == {}
            return
        row = self.connection.execute(
            "select state from alerts where instance = ?", (latest,)
        ).fetchone()
        is_firing = row is not None and row[0] == "firing"
        assert is_firing == self._truth(latest)

    def teardown(self) -> None:
        self.connection.close()
        self.folder.cleanup()


AlertsUnderChange.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None
)
TestAlertsUnderChange = AlertsUnderChange.TestCase
