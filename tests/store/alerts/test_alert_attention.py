"""When a snooze ends, and that what the user said of alerts can be taken back."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from store.alerts import attention
from store.alerts import events as alert_events
from store.alerts.deliveries import attempts_of, begin_attempt, end_attempt
from store.alerts.evaluation import evaluate
from store.rules import saved as rules

NOW = datetime(2026, 8, 20, 13, 4, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")  # 21:04 there


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("6h", datetime(2026, 8, 20, 19, 4, tzinfo=UTC)),
        ("90m", datetime(2026, 8, 20, 14, 34, tzinfo=UTC)),
        ("2d", datetime(2026, 8, 22, 13, 4, tzinfo=UTC)),
        ("1w", datetime(2026, 8, 27, 13, 4, tzinfo=UTC)),
        ("22:00", datetime(2026, 8, 20, 14, 0, tzinfo=UTC)),  # still to come in Shanghai
        ("08:30", datetime(2026, 8, 21, 0, 30, tzinfo=UTC)),  # tomorrow's
        ("until 08:30", datetime(2026, 8, 21, 0, 30, tzinfo=UTC)),
        ("2026-09-01", datetime(2026, 8, 31, 16, 0, tzinfo=UTC)),
        ("2026-09-01 08:00", datetime(2026, 9, 1, 0, 0, tzinfo=UTC)),
        ("clears", "clears"),
        ("until it clears", "clears"),
        ("Next  Period", "next period"),
    ],
)
def test_a_snooze_ends_as_it_is_written(text: str, end: object) -> None:
    assert attention.read_snooze(text, NOW, SHANGHAI) == end


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "08:61", "2026-13-01", "2026-08-01", "-3h", "0h", "99999d"]
)
def test_what_is_no_time_to_come_is_refused_and_says_what_is(text: str) -> None:
    with pytest.raises(ValueError, match="6h or 2d, 08:30, 2026-09-01, clears or next period"):
        attention.read_snooze(text, NOW, SHANGHAI)


@pytest.fixture
def record(own_record: sqlite3.Connection) -> sqlite3.Connection:
    for text in ("cloud.revenue.yoy > 30", "free_cash_flow < 0"):
        evaluate(own_record, NOW, rule=rules.add_rule(own_record, text, NOW))
    return own_record


def stored(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    rows = connection.execute("select id, attention, snoozed_until from alerts order by id")
    return [tuple(row) for row in rows]


def test_each_change_can_be_taken_back(record: sqlite3.Connection) -> None:
    start = stored(record)
    snoozed = attention.snooze(record, 1, NOW + timedelta(hours=6), NOW)
    assert stored(record)[0] == (1, "snoozed", "2026-08-20T19:04:00Z")
    known = attention.acknowledge(record, 1, NOW)
    assert stored(record)[0] == (1, "acknowledged", None)
    attention.take_back(record, known)
    assert stored(record)[0] == (1, "snoozed", "2026-08-20T19:04:00Z")
    attention.take_back(record, snoozed)
    assert stored(record) == start


def test_another_rules_alerts_are_left_alone(record: sqlite3.Connection) -> None:
    attention.acknowledge(record, 1, NOW)
    assert stored(record)[1] == (2, "unseen", None)


def test_a_snooze_is_ended_by_waking(record: sqlite3.Connection) -> None:
    attention.snooze(record, 1, "clears", NOW)
    attention.wake(record, 1, NOW)
    assert stored(record)[0] == (1, "seen", None)


def test_a_removed_rule_comes_back_beside_the_one_that_took_its_number(
    record: sqlite3.Connection,
) -> None:
    events = alert_events.alert_history(record, 2)
    begin_attempt(record, events, "desk", NOW)
    end_attempt(record, events, "desk", ok=True, result="sent")
    removed = rules.remove_rule(record, 2)
    evaluate(record, NOW, rule=rules.add_rule(record, "cloud.revenue.yoy > 40", NOW))

    number = rules.restore_rule(record, removed)

    assert number == 3
    found = {each.id: (each.text, each.state) for each in rules.rules_with_state(record)}
    assert found[2] == ("cloud.revenue.yoy > 40%", "firing")
    assert found[3] == ("free_cash_flow < 0", "firing")
    back = alert_events.alert_history(record, 3)
    assert [event.id for event in back] == [event.id for event in events]
    assert [each.result for each in attempts_of(record, back)[back[0].id]] == ["sent"]
    assert record.execute("pragma foreign_key_check").fetchall() == []


def test_a_changed_rule_is_put_back_with_its_alerts(record: sqlite3.Connection) -> None:
    before = rules.rules_with_state(record)[0]
    kept = rules.edit_rule(record, 1, "cloud.revenue.yoy > 90", NOW)
    evaluate(record, NOW, rule=1)
    assert rules.rules_with_state(record)[0].state == "ok"

    rules.restore_rule(record, kept, replacing=True)

    assert rules.rules_with_state(record)[0] == before
