"""The watch on a real database: what arrives, which rules look, what is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from store import database
from store.alerts import attention
from store.alerts import events as alert_events
from store.alerts.backtest import backtest, preview
from store.alerts.due import anything_due
from store.alerts.evaluation import evaluate
from store.errors import RuleError, StoreError
from store.headlines.entries import Claim, FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.polling.subscriptions import NewFeed, add_feed
from store.rules import rule_files
from store.rules import saved as rules
from store.rules.saved import RuleStatus

START = datetime(2026, 8, 20, 12, tzinfo=UTC)


@dataclass
class Room:
    """A database, a clock and the few things that happen in it."""

    connection: sqlite3.Connection
    now: datetime = START
    feeds: dict[str, int] = field(default_factory=dict)
    numbers: int = 0

    def watch(self, text: str, **options: str) -> int:
        number = rules.add_rule(self.connection, text, self.now, **options)  # type: ignore[arg-type]
        evaluate(self.connection, self.now, rule=number)
        return number

    def state(self, value: str, **changes: str) -> None:
        """Something is stated; by default a quarter's cloud revenue, in millions of yuan."""
        told = {
            "segment": "cloud_intelligence",
            "basis": "C",
            "metric": "revenue",
            "period_end": "2026-06-30",
            "yoy_pct": None,
            "known_at": self.now.date().isoformat(),
            "source_title": "The release",
            "issuer": "alibaba",
            "unit": "CNY_mn",
            **changes,
        }
        self.numbers += 1
        self.connection.execute(
            "insert into observations (issuer, segment, basis, metric, period_type, period_end,"
            " value, unit, yoy_pct, kind, known_at, release, source_title) values (:issuer,"
            " :segment, :basis, :metric, 'quarter', :period_end, :value, :unit, :yoy_pct,"
            " 'reported', :known_at, :release, :source_title)",
            {"value": value, "release": str(self.numbers), **told},
        )

    def tell(
        self,
        title: str,
        topics: tuple[str, ...] = (),
        companies: tuple[str, ...] = (),
        *,
        feed: str = "A paper",
        claims: tuple[Claim, ...] = (),
        published: datetime | None = None,
    ) -> None:
        """A headline arrives."""
        if feed not in self.feeds:
            self.feeds[feed] = add_feed(
                self.connection,
                NewFeed(url=f"https://example.org/{len(self.feeds)}", title=feed),
                self.now,
            )
        entry = ParsedEntry(title, title, None, published or self.now, None)
        tagging = Tagging(topics, companies, (), "test")
        write_poll(
            self.connection,
            FetchRecord(self.feeds[feed], self.now, 1, "ok"),
            [TaggedEntry(entry, "en", tagging, claims)],
            self.now,
        )

    def later(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def evaluate(self) -> int:
        return evaluate(self.connection, self.now)

    def changes(self) -> list[tuple[str, str]]:
        return [
            (event.state_from, event.state_to)
            for event in alert_events.events_since(self.connection, 0)
        ]

    def status(self, number: int = 1) -> RuleStatus:
        found = rules.rules_with_state(self.connection)
        return next(status for status in found if status.id == number)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    connection = database.open_writer(tmp_path / "alimon.sqlite", START)
    yield Room(connection)
    connection.close()


# --- numbers ---------------------------------------------------------------------------------


def test_a_rule_that_is_true_when_saved_fires_for_the_latest_period_only(room: Room) -> None:
    room.state("40000", period_end="2026-03-31")
    room.state("50000")

    room.watch("cloud.revenue > 30bn")

    status = room.status()
    assert (status.state, status.value, status.period) == ("firing", "50bn CNY", "Jun 26")
    assert status.threshold == "> 30bn CNY"
    assert room.changes() == [("ok", "firing")]


def test_a_watch_begins_with_the_first_period_of_which_the_condition_is_known(room: Room) -> None:
    room.watch("cloud.adj_ebita / cloud.revenue > 10%")
    room.state("29000", period_end="2026-03-31")
    room.state("2000", period_end="2026-06-30", metric="adj_ebita")  # of a revenue not yet told
    room.evaluate()
    assert room.status().state == "unknown"

    room.state("2901", period_end="2026-03-31", metric="adj_ebita")
    room.evaluate()
    assert (room.status().state, room.status().period) == ("firing", "Mar 26")


@pytest.mark.parametrize(
    "rule",
    [
        "cloud.adj_ebita.qoq > 10",  # off a loss
        "cloud.adj_ebita.yoy > 10",
        "cloud.adj_ebita.margin > 10",  # of a revenue that is not told
        "cloud.adj_ebita / cloud.revenue > 10%",
        "cloud.revenue / cloud.adj_ebita > 10%",
        "cloud.adj_ebita / group.adj_ebita > 10%",  # of less than nothing
        "cloud.adj_ebita.ttm > 3bn",  # of three quarters
        "cloud.adj_ebita crosses_above cloud.revenue",
        "cloud.adj_ebita.yoy accelerating 2",
        "not cloud.adj_ebita.qoq > 10",
        "cloud.adj_ebita.qoq > 10 and cloud.adj_ebita > 0",
    ],
)
def test_what_has_no_meaning_is_unknown_and_fires_nothing(room: Room, rule: str) -> None:
    for period, value in (("2025-06-30", "-10"), ("2026-03-31", "-100"), ("2026-06-30", "50")):
        room.state(value, metric="adj_ebita", period_end=period)
        room.state("-5", metric="adj_ebita", segment="group", period_end=period)
    room.watch(rule)
    assert room.status().state == "unknown"
    assert room.changes() == []


def test_three_quarters_in_a_row_are_three_alerts(room: Room) -> None:
    room.watch("cloud.revenue > 30bn")
    for period_end in ("2026-06-30", "2026-09-30", "2026-12-31"):
        room.state("40000", period_end=period_end)
        room.evaluate()

    assert room.changes().count(("ok", "firing")) == 3
    assert room.status().period == "Dec 26"


def test_quarters_that_arrive_together_all_fire(room: Room) -> None:
    room.state("20000", period_end="2025-12-31")
    room.watch("cloud.revenue > 30bn")
    room.state("40000", period_end="2026-03-31")
    room.state("41000", period_end="2026-06-30")

    room.evaluate()

    assert room.changes() == [("ok", "firing"), ("firing", "ok"), ("ok", "firing")]


def test_missing_data_never_resolves(room: Room) -> None:
    room.state("50000", yoy_pct="38")
    room.watch("cloud.revenue.yoy > 30")
    room.state("51000", segment="ai_cloud_compute", basis="D", period_end="2026-09-30")

    assert room.evaluate() == 0

    assert room.status().state == "firing"


def test_a_value_resolves(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn")
    room.state("20000", period_end="2026-09-30")
    room.evaluate()

    assert room.status().state == "ok"


def test_a_restatement_withdraws_and_says_from_what_to_what(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn")
    room.later(days=30)
    room.state("29000")
    room.evaluate()

    assert room.status().state == "withdrawn"
    last = alert_events.alert_history(room.connection, 1)[0]
    assert last.note == "restated from 50bn CNY to 29bn CNY: The release"


def test_only_rules_that_read_what_arrived_are_evaluated(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn")
    room.watch("capex > 30bn")
    before = [row[0] for row in room.connection.execute("select evaluated_at from rules")]
    room.later(hours=1)
    room.state("51000", period_end="2026-09-30")
    room.evaluate()

    after = [row[0] for row in room.connection.execute("select evaluated_at from rules")]
    assert after[0] > before[0]
    assert after[1] == before[1]


def test_nothing_new_writes_nothing(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn")
    room.evaluate()
    before = room.connection.total_changes

    assert room.evaluate() == 0
    assert room.connection.total_changes == before


def test_held_until_it_was_true_long_enough(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn for 2d")
    states = [room.status().state]
    for _ in range(2):
        room.later(days=1)
        room.evaluate()
        states.append(room.status().state)

    assert states == ["pending", "pending", "firing"]


def test_a_quarter_that_does_not_come_is_noticed_and_ends_when_it_comes(room: Room) -> None:
    room.state("50000", known_at="2026-08-20")
    room.watch("cloud.revenue missing for 100d")
    room.now = datetime(2027, 2, 27, tzinfo=UTC)  # due on 20 November: as late as the June quarter
    room.evaluate()
    assert room.status().state == "ok"

    room.later(days=2)
    room.evaluate()
    assert room.status().state == "firing"

    room.state("51000", period_end="2026-09-30")
    room.evaluate()
    assert room.status().state == "ok"


def test_restated_fires_for_the_period_that_was_restated(room: Room) -> None:
    room.state("40000", period_end="2025-06-30", known_at="2025-08-29")
    room.state("50000")
    room.watch("cloud.revenue restated")
    assert room.status().state == "ok"
    room.later(days=1)
    room.state("41000", period_end="2025-06-30")
    room.evaluate()

    assert room.status().state == "firing"


def test_a_currency_that_is_not_the_rules_is_an_error_on_show(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn")
    room.connection.execute("update observations set unit = 'USD_mn'")
    room.state("50", metric="revenue", period_end="2026-09-30")
    room.connection.execute("update observations set unit = 'USD_mn'")
    room.evaluate()

    status = room.status()
    assert status.state == "error"
    assert "is on record as money (USD)" in (status.error or "")
    assert room.changes()[-1] == ("ok", "error")


@pytest.mark.parametrize(("rate", "fires"), [("7.1", True), ("6.9", False)])
def test_two_currencies_are_compared_at_the_rate_the_rule_names(
    room: Room, rate: str, fires: bool
) -> None:
    group = {"segment": "group", "metric": "capex", "basis": ""}
    room.watch(f"amazon.capex at {rate} > capex")
    room.state("70000", **group)
    room.state("10000", **group, issuer="amazon", unit="USD_mn")  # 71bn yuan, or 69bn
    room.evaluate()

    assert (room.status().state == "firing") is fires


def test_a_share_of_another_currency_is_taken_at_the_rate(room: Room) -> None:
    group = {"segment": "group", "metric": "capex", "basis": ""}
    room.watch("capex / amazon.capex at 7 > 50%")
    room.state("42000", **group)
    room.state("10000", **group, issuer="amazon", unit="USD_mn")
    room.evaluate()

    assert (room.status().state, room.status().value) == ("firing", "60%")  # 42 of 70


def test_an_expired_rule_looks_no_more(room: Room) -> None:
    room.watch("cloud.revenue > 30bn expires 2026-08-21")
    room.later(days=1)
    room.state("50000")

    assert room.evaluate() == 0


# --- headlines -------------------------------------------------------------------------------


def test_a_headline_rule_fires_for_what_comes_after_it_was_made(room: Room) -> None:
    room.tell("Cloud prices fall", ("cloud",))
    room.watch("topic:cloud")
    assert room.changes() == []

    room.tell("Cloud prices fall again", ("cloud",))
    room.tell("Nothing about it", ("ai",))
    room.evaluate()

    assert room.changes() == [("ok", "firing")]
    (event,) = alert_events.events_since(room.connection, 0)
    assert event.title == "Cloud prices fall again"
    assert room.status().value == "1 story"


def test_without_a_rule_nothing_is_due(room: Room) -> None:
    room.tell("Alibaba opens its model", topics=("ai",))
    room.state("50000")
    assert not anything_due(room.connection, room.now)
    room.watch("topic:ai")
    room.tell("Alibaba opens another model", topics=("ai",))
    assert anything_due(room.connection, room.now)


def test_a_story_told_twice_is_one_alert(room: Room) -> None:
    room.watch("topic:cloud")
    title = "Alibaba Cloud cuts prices of its large models by a third"
    room.tell(title, ("cloud",))
    room.later(minutes=5)
    room.tell(title, ("cloud",), feed="Another paper")
    room.evaluate()

    assert room.changes() == [("ok", "firing")]


def test_the_archive_of_a_new_feed_is_no_news(room: Room) -> None:
    room.watch("topic:cloud")
    room.tell("Cloud prices in spring", ("cloud",), published=START - timedelta(days=40))

    assert room.evaluate() == 0


def test_a_story_stops_being_news_after_a_day(room: Room) -> None:
    room.watch("topic:cloud")
    room.tell("Cloud prices fall", ("cloud",))
    room.evaluate()
    room.later(hours=25)
    room.evaluate()

    assert room.status().state == "ok"
    assert room.changes()[-1] == ("firing", "ok")


def test_stories_are_counted_in_their_window(room: Room) -> None:
    room.watch("stories(topic:policy) > 2 in 6h")
    for number, word in enumerate(("tariffs", "chips", "licences")):
        room.tell(f"A new rule about {word} from ministry {number}", ("policy",))
        room.later(minutes=10)
        room.evaluate()
    assert (room.status().state, room.status().value) == ("firing", "3 stories")

    room.later(hours=6)
    room.evaluate()
    assert room.status().state == "ok"
    assert room.changes() == [("ok", "firing"), ("firing", "ok")]


def test_a_backtest_counts_the_stories_of_a_window(room: Room) -> None:
    for hours, title in (
        (0, "Tariffs on chips rise"),
        (1, "Licences for exporters"),
        (2, "Ministry names three firms"),  # three within six hours
        (3, "Courts look at licences"),  # still true
        (9, "A quiet morning at the port"),  # two are left
        (10, "Ministers meet in the north"),  # three again
        (40, "Somebody else speaks"),
    ):
        room.now = START + timedelta(hours=hours)
        room.tell(title, ("policy",))

    firings = backtest(room.connection, "stories(topic:policy) > 2 in 6h", room.now)
    shown = preview(room.connection, "stories(topic:policy) > 2 in 6h", room.now)

    assert [(firing.at - START, firing.value) for firing in firings] == [
        (timedelta(hours=2), "3"),
    ]
    assert (shown.current, shown.fired) == ("1 stories", 1)
    assert backtest(room.connection, "stories(topic:policy) < 1 in 6h", room.now) == ()


CLAIM = Claim("alibaba", "cloud", "revenue", "money", 0, 4, "cloud")


def growth(pct: int, qualifier: str | None = None, **changes: bool) -> Claim:
    change = replace(CLAIM.change, kind="yoy", pct=Decimal(pct), direction="up")
    return replace(CLAIM, change=change, qualifier=qualifier, **changes)  # type: ignore[arg-type]


CLAIMS = [
    (growth(38), True),
    (growth(34), False),
    (growth(38, is_comparator=True), False),
    (growth(38, is_guidance=True), False),
    (growth(30, "more than"), False),  # a bound is not a point: unknown
    (growth(36, "more than"), True),
    (growth(38, "up to"), False),
    (replace(growth(38), company="tencent"), False),
]


def level(amount: int | None, currency: str = "CNY", qualifier: str | None = None) -> Claim:
    value = None if amount is None else Decimal(amount) * 10**9
    return replace(CLAIM, value=value, currency=currency, qualifier=qualifier)


@pytest.mark.parametrize(
    ("rule", "claim", "fires"),
    [
        ("figure:cloud.revenue > 35bn", level(40), True),
        ("figure:cloud.revenue > 35bn", level(30), False),
        ("figure:cloud.revenue > 35bn", level(40, "USD"), False),  # another money: unknown
        ("figure:cloud.revenue > 35bn", growth(38), False),  # no level is stated
        ("figure:cloud.revenue < 35bn", level(30, qualifier="up to"), True),
        ("figure:cloud.revenue < 35bn", level(40, qualifier="up to"), False),
        ("figure:cloud.revenue < 35bn", level(40, qualifier="more than"), False),
        ("figure:cloud.revenue.qoq > 35", growth(38), False),  # of another kind: unknown
        ("not figure:cloud.revenue < 35bn", level(40, qualifier="more than"), True),
        ("not figure:cloud.revenue < 35bn", level(40, qualifier="up to"), False),  # unknown
    ],
)
def test_a_level_in_print_is_held_against_the_limit(
    room: Room, rule: str, claim: Claim, fires: bool
) -> None:
    room.watch(rule)
    room.tell("Cloud revenue is told", claims=(claim,))

    assert bool(room.evaluate()) is fires


@pytest.mark.parametrize(("claim", "fires"), CLAIMS)
def test_a_rule_on_press_claims_hears_facts_only(room: Room, claim: Claim, fires: bool) -> None:
    room.watch("figure:cloud.revenue.yoy > 35")
    room.tell("Cloud revenue grew", claims=(claim,))

    assert bool(room.evaluate()) is fires


TITLES = [
    ('~ "export"', "New Export controls", True),
    ('~ "export"', "Exporters meet", False),
    ('~ "export*"', "Exporters meet", True),
    ('~ "export controls"', "Export-controls widened", True),
    ('~ "AI"', "He said so", False),
    ('~ "AI"', "阿里AI投入加大", True),
    ('~ "出口管制"', "美國擴大出口管制", True),
    ("~ /chips?\\b.*ban/", "Chip ban lifted", True),
    ('source:"paper" ~ "ban"', "Chip ban lifted", True),
    ("source:times", "Chip ban lifted", False),
    ("lang:en and not topic:ai", "Chip ban lifted", True),
    ("lang:zh", "Chip ban lifted", False),
]


@pytest.mark.parametrize(("rule", "title", "fires"), TITLES)
def test_words_are_found_as_words(room: Room, rule: str, title: str, fires: bool) -> None:
    room.watch(rule)
    room.tell(title)

    assert bool(room.evaluate()) is fires


def test_a_pattern_that_takes_too_long_is_an_error_and_costs_no_other_rule(room: Room) -> None:
    room.watch("~ /(a|a?)+$/")
    room.watch("topic:ai")
    room.tell("a" * 400 + "b", ("ai",))
    room.evaluate()

    assert room.status(1).state == "error"
    assert "takes too long" in (room.status(1).error or "")
    assert room.status(2).state == "firing"

    room.tell("A short title")
    room.evaluate()
    assert room.status(1).state == "firing"


def test_a_count_ends_when_it_says_so(room: Room) -> None:
    room.watch("stories(topic:cloud) > 1 in 6h clear when stories(topic:cloud) < 1 in 6h")
    room.tell("Cloud prices fall", ("cloud",))
    room.later(hours=3)
    room.tell("Data centres open in the north", ("cloud",))
    room.evaluate()
    assert room.status().state == "firing"
    room.later(hours=4)  # one is left in the window: no longer true, and not over
    room.evaluate()
    assert room.status().state == "firing"
    room.later(hours=4)
    room.evaluate()
    assert room.status().state == "ok"


def test_a_silent_feed_is_noticed_until_it_speaks(room: Room) -> None:
    room.tell("Something", feed="SEC EDGAR")
    room.connection.execute("update feeds set last_new_at = added_at")
    room.watch('feed:"sec edgar" silent for 2d')
    room.watch("feed:unheard silent for 2d")
    room.later(days=3)
    room.evaluate()
    assert (room.status(1).state, room.status(1).value) == ("firing", "silent 3d")
    assert room.status(2).state == "unknown"

    room.connection.execute("update feeds set last_new_at = '2026-08-23T11:30:00Z'")
    room.evaluate()
    assert room.status(1).state == "ok"


def test_a_silence_ends_when_its_rule_says_so(room: Room) -> None:
    room.tell("Something", feed="SEC EDGAR")
    room.connection.execute("update feeds set last_new_at = added_at")
    room.watch("feed:edgar silent for 2d clear when not feed:edgar silent for 1h")
    room.later(days=3)
    room.evaluate()
    room.connection.execute("update feeds set last_new_at = '2026-08-23T10:30:00Z'")
    room.evaluate()
    assert room.status().state == "firing"  # it spoke ninety minutes ago

    room.connection.execute("update feeds set last_new_at = '2026-08-23T11:30:00Z'")
    room.evaluate()
    assert room.status().state == "ok"


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ("stories(topic:policy) > 1 in 6h or stories(topic:ai) > 0 in 6h", "firing"),
        ("stories(topic:policy) > 1 in 6h and stories(topic:ai) > 0 in 6h", "ok"),
        ("not stories(topic:policy) > 1 in 6h", "firing"),
        ('feed:"sec edgar" silent for 2d or feed:unheard silent for 2d', "firing"),
        ('feed:"sec edgar" silent for 2d and feed:unheard silent for 2d', "unknown"),
        ('not feed:"sec edgar" silent for 2d', "ok"),
        ("not feed:unheard silent for 2d", "unknown"),
    ],
)
def test_counts_and_silences_are_combined(room: Room, rule: str, state: str) -> None:
    room.tell("Something", feed="SEC EDGAR")
    room.connection.execute("update feeds set last_new_at = added_at")
    room.watch(rule)
    room.later(days=3)
    room.tell("Alibaba trains a model", ("ai",))
    room.evaluate()

    assert room.status().state == state


def test_a_rule_that_waits_for_time_writes_nothing_while_nothing_changes(room: Room) -> None:
    room.tell("Something", feed="SEC EDGAR")
    room.connection.execute("update feeds set last_new_at = added_at")
    room.watch('feed:"sec edgar" silent for 2d')
    room.evaluate()
    before = room.connection.total_changes
    room.later(minutes=20)
    room.evaluate()

    assert room.connection.total_changes == before


# --- attention -------------------------------------------------------------------------------


def test_acknowledging_a_rule_is_about_all_its_open_stories(room: Room) -> None:
    room.watch("topic:cloud")
    room.tell("Cloud prices fall", ("cloud",))
    room.tell("Data centres open in the north", ("cloud",))
    room.evaluate()
    alert = room.status().alert
    assert alert is not None
    attention.acknowledge(room.connection, alert, room.now)

    assert room.status().attention == "acknowledged"
    room.tell("A storage service is renamed", ("cloud",))
    room.evaluate()
    assert room.status().attention == "unseen"


def test_a_snoozed_rule_is_quiet_about_new_stories_until_its_time(room: Room) -> None:
    room.watch("topic:cloud")
    room.tell("Cloud prices fall", ("cloud",))
    room.evaluate()
    attention.snooze(
        room.connection, room.status().alert or 0, room.now + timedelta(hours=2), room.now
    )
    room.later(hours=1)
    room.tell("Data centres open in the north", ("cloud",))
    room.evaluate()
    assert room.status().attention == "snoozed"
    assert [e.quiet for e in alert_events.events_since(room.connection, 0)] == [False, True]

    room.later(hours=1)
    room.evaluate()
    assert room.status().attention == "unseen"


def test_events_of_one_evaluation_share_a_batch(room: Room) -> None:
    for limit in (10, 20, 30):
        rules.add_rule(room.connection, f"cloud.revenue > {limit}bn", room.now)
    room.state("50000")
    room.evaluate()
    room.state("60000", period_end="2026-09-30")
    room.evaluate()

    batches = [event.batch for event in alert_events.events_since(room.connection, 0)]
    assert len(set(batches)) == 2
    assert batches[:3] == [batches[0]] * 3


# --- keeping rules ---------------------------------------------------------------------------


def test_a_rule_that_makes_no_sense_is_not_kept(room: Room) -> None:
    with pytest.raises(RuleError):
        room.watch("capex > 30%")

    assert rules.rules_with_state(room.connection) == []


def test_a_removed_rule_comes_back_as_it_was(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn", name="Big", note="look")
    before = room.status(), alert_events.alert_history(room.connection, 1)

    removed = rules.remove_rule(room.connection, 1)
    assert rules.rules_with_state(room.connection) == []
    rules.restore_rule(room.connection, removed)

    assert (room.status(), alert_events.alert_history(room.connection, 1)) == before


def test_a_changed_rule_begins_anew(room: Room) -> None:
    room.state("50000")
    room.watch("cloud.revenue > 30bn")
    rules.edit_rule(room.connection, 1, "cloud.revenue > 60bn", room.now)
    evaluate(room.connection, room.now, rule=1)
    assert (room.status().state, room.status().threshold) == ("ok", "> 60bn CNY")

    rules.edit_rule(room.connection, 1, "cloud.revenue > 40bn", room.now)
    evaluate(room.connection, room.now, rule=1)
    assert room.status().state == "firing"


def test_what_came_while_a_rule_rested_is_the_past(room: Room) -> None:
    room.watch("topic:cloud")
    rules.set_enabled(room.connection, 1, False)
    room.tell("Cloud prices fall", ("cloud",))
    room.evaluate()
    rules.set_enabled(room.connection, 1, True)

    assert room.evaluate() == 0


def test_a_rule_that_is_not_there_is_named(room: Room) -> None:
    with pytest.raises(StoreError, match="no rule 7"):
        rules.remove_rule(room.connection, 7)


def test_the_starter_rules_all_make_sense_and_are_added_once(room: Room) -> None:
    first = rule_files.accept_starter_rules(room.connection, room.now)

    assert len(first) >= 12
    assert rule_files.accept_starter_rules(room.connection, room.now) == []


def test_two_writers_at_once_write_each_event_once(room: Room, tmp_path: Path) -> None:
    other = database.open_writer(tmp_path / "alimon.sqlite")
    room.watch("cloud.revenue > 30bn")
    room.state("50000")

    written = room.evaluate() + evaluate(other, room.now) + evaluate(other, room.now, rule=1)

    other.close()
    assert written == 1
    assert room.changes() == [("ok", "firing")]


def test_quiet_hours_are_kept_in_the_event(room: Room) -> None:
    room.watch("cloud.revenue > 30bn quiet 00:00-24:00")
    room.state("50000")
    room.evaluate()

    assert [event.quiet for event in alert_events.events_since(room.connection, 0)] == [True]


def test_periods_are_named_by_their_month(room: Room) -> None:
    room.state("50000", period_end=date(2026, 3, 31).isoformat())
    room.watch("cloud.revenue > 30bn")

    assert room.status().period == "Mar 26"
