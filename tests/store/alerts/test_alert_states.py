"""The life of an alert, in tables of instants: what is seen, and the state that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import times
from store.alerts.states import Alert, Change, Seen, Timing, end_story, step

START = datetime(2026, 8, 20, 12, tzinfo=UTC)
PERCENT_38 = Decimal(38)


def seen(truth: bool | None, *, observation: int = 1, value: int = 38, **changes: object) -> Seen:
    cleared = None if truth is None else not truth
    sighting = Seen(
        "2026-06-30",
        truth,
        cleared,
        value=Decimal(value),
        period_end="2026-06-30",
        observation=observation,
        source="the release",
    )
    return replace(sighting, **changes)  # type: ignore[arg-type]


def live(
    timing: Timing, *sightings: tuple[int, Seen]
) -> tuple[Alert | None, list[str], list[Change]]:
    """Run sightings at hours from the start; the states after each, and all changes."""
    alert: Alert | None = None
    states: list[str] = []
    changes: list[Change] = []
    for hour, sighting in sightings:
        following = step(alert, sighting, START + timedelta(hours=hour), timing)
        alert = following.alert
        changes.extend(following.changes)
        states.append(alert.state if alert else "none")
    return alert, states, changes


AT_ONCE = Timing()
HELD = Timing(hold=timedelta(hours=2))
KEPT = Timing(keep=timedelta(hours=2))
TRUE, FALSE, UNKNOWN = seen(True), seen(False), seen(None)
RESTATED_FALSE = seen(False, observation=2, value=20)
RESTATED_TRUE = seen(True, observation=2, value=33)
SUPERSEDED = seen(True, superseded=True)

LIVES = [
    # what it shows, timing, (hour, sighting) …, state after each
    ("it fires at once", AT_ONCE, [(0, TRUE)], ["firing"]),
    ("false makes no alert", AT_ONCE, [(0, FALSE)], ["none"]),
    ("unknown makes no alert", AT_ONCE, [(0, UNKNOWN)], ["none"]),
    ("unknown does not end it", AT_ONCE, [(0, TRUE), (9, UNKNOWN)], ["firing", "firing"]),
    ("a value ends it", AT_ONCE, [(0, TRUE), (9, FALSE)], ["firing", "ok"]),
    ("it fires again", AT_ONCE, [(0, TRUE), (1, FALSE), (2, TRUE)], ["firing", "ok", "firing"]),
    (
        "a restated number withdraws it",
        AT_ONCE,
        [(0, TRUE), (1, RESTATED_FALSE)],
        ["firing", "withdrawn"],
    ),
    (
        "restated back, it fires again",
        AT_ONCE,
        [(0, TRUE), (1, RESTATED_FALSE), (2, seen(True, observation=3))],
        ["firing", "withdrawn", "firing"],
    ),
    (
        "withdrawn even after a later period ended it",
        AT_ONCE,
        [(0, TRUE), (1, SUPERSEDED), (2, replace(RESTATED_FALSE, superseded=True))],
        ["firing", "ok", "withdrawn"],
    ),
    ("a later period ends it", AT_ONCE, [(0, TRUE), (1, SUPERSEDED)], ["firing", "ok"]),
    (
        "ended by a later period, it does not fire for the old one again",
        AT_ONCE,
        [(0, TRUE), (1, SUPERSEDED), (2, SUPERSEDED)],
        ["firing", "ok", "ok"],
    ),
    ("two periods at once: the older fires and ends", AT_ONCE, [(0, SUPERSEDED)], ["ok"]),
    (
        "held until it was true long enough",
        HELD,
        [(0, TRUE), (1, TRUE), (2, TRUE)],
        ["pending", "pending", "firing"],
    ),
    ("false too soon: never fired", HELD, [(0, TRUE), (1, FALSE)], ["pending", "ok"]),
    (
        "unknown neither fires nor ends what is pending",
        HELD,
        [(0, TRUE), (3, UNKNOWN), (4, TRUE)],
        ["pending", "pending", "firing"],
    ),
    (
        "a clock set back only makes it wait",
        HELD,
        [(0, TRUE), (-5, TRUE), (2, TRUE)],
        ["pending", "pending", "firing"],
    ),
    (
        "kept for a while after it is over",
        KEPT,
        [(0, TRUE), (1, FALSE), (2, FALSE), (3, FALSE)],
        ["firing", "recovering", "recovering", "ok"],
    ),
    (
        "true again while recovering",
        KEPT,
        [(0, TRUE), (1, FALSE), (2, TRUE)],
        ["firing", "recovering", "firing"],
    ),
    (
        "unknown does not recover it",
        KEPT,
        [(0, TRUE), (1, UNKNOWN), (9, UNKNOWN)],
        ["firing", "firing", "firing"],
    ),
    (
        "with `clear when`, false alone does not end it",
        AT_ONCE,
        [(0, replace(TRUE, cleared=False)), (1, replace(FALSE, cleared=False))],
        ["firing", "firing"],
    ),
    (
        "with `clear when`, that ends it",
        AT_ONCE,
        [(0, replace(TRUE, cleared=False)), (1, replace(FALSE, cleared=True))],
        ["firing", "ok"],
    ),
    (
        "true and cleared at once does not flap",
        AT_ONCE,
        [(0, replace(TRUE, cleared=True)), (1, replace(TRUE, cleared=True))],
        ["none", "none"],
    ),
]


@pytest.mark.parametrize(
    ("sightings", "timing", "states"),
    [pytest.param(sightings, timing, states, id=name) for name, timing, sightings, states in LIVES],
)
def test_the_life_of_an_alert(
    sightings: list[tuple[int, Seen]], timing: Timing, states: list[str]
) -> None:
    assert live(timing, *sightings)[1] == states


def test_two_periods_at_once_leave_both_changes_on_record() -> None:
    _, _, changes = live(AT_ONCE, (0, SUPERSEDED))

    assert [(change.state_from, change.state_to) for change in changes] == [
        ("ok", "firing"),
        ("firing", "ok"),
    ]


def test_a_restatement_says_from_what_to_what() -> None:
    _, _, changes = live(AT_ONCE, (0, TRUE), (1, RESTATED_FALSE))

    assert changes[-1].note == "restated from 38 to 20: the release"


def test_a_restatement_that_changes_nothing_but_the_number_is_told() -> None:
    _, states, changes = live(AT_ONCE, (0, TRUE), (1, RESTATED_TRUE))

    assert states == ["firing", "firing"]
    assert changes[-1].state_from == changes[-1].state_to == "firing"
    assert "from 38 to 33" in changes[-1].note


def test_the_same_sighting_twice_changes_nothing() -> None:
    alert, _, changes = live(AT_ONCE, (0, TRUE), (1, TRUE), (2, TRUE))

    assert len(changes) == 1
    assert alert is not None
    assert alert.since == START


def firing(**changes: object) -> Alert:
    alert = live(AT_ONCE, (0, TRUE))[0]
    assert alert is not None
    return replace(alert, **changes)  # type: ignore[arg-type]


LATER = START + timedelta(hours=5)
SNOOZES = [
    # until, what is seen at LATER, attention then
    (times.to_text(LATER), TRUE, "unseen"),
    (times.to_text(LATER + timedelta(hours=1)), TRUE, "snoozed"),
    ("clears", TRUE, "snoozed"),
    ("clears", FALSE, "unseen"),
    ("next period", TRUE, "snoozed"),
    ("next period", replace(TRUE, period_end="2026-09-30", observation=9), "unseen"),
]


@pytest.mark.parametrize(("until", "sighting", "attention"), SNOOZES)
def test_a_snooze_ends_when_it_should(until: str, sighting: Seen, attention: str) -> None:
    snoozed = firing(attention="snoozed", snoozed_until=until)

    following = step(snoozed, sighting, LATER, AT_ONCE).alert

    assert following is not None
    assert following.attention == attention


def test_firing_again_wants_attention_again() -> None:
    over = step(firing(attention="acknowledged"), FALSE, LATER, AT_ONCE).alert
    again = step(over, TRUE, LATER, AT_ONCE).alert

    assert over is not None
    assert again is not None
    assert (over.attention, again.attention) == ("acknowledged", "unseen")


def test_a_story_is_news_for_as_long_as_it_is_kept() -> None:
    story = firing(headline=7, ends_at=START + timedelta(days=1))

    kept = end_story(story, START + timedelta(hours=23))
    over = end_story(story, START + timedelta(hours=24))

    assert kept.alert == story
    assert over.alert is not None
    assert over.alert.state == "ok"
    assert len(over.changes) == 1


SIGHTINGS = st.builds(
    seen,
    st.sampled_from([True, False, None]),
    observation=st.integers(1, 3),
    value=st.integers(1, 3),
    superseded=st.booleans(),
)
TIMINGS = st.sampled_from([AT_ONCE, HELD, KEPT, Timing(timedelta(hours=1), timedelta(hours=1))])


@given(TIMINGS, st.lists(st.tuples(st.integers(-3, 9), SIGHTINGS), max_size=12))
def test_whatever_is_seen_the_record_of_changes_is_whole(
    timing: Timing, sightings: list[tuple[int, Seen]]
) -> None:
    """Each change begins where the one before ended; unknown alone never ends an alert; seeing the
    same again at the same moment changes nothing."""
    alert: Alert | None = None
    state = "ok"
    for hour, sighting in sightings:
        now = START + timedelta(hours=hour)
        following = step(alert, sighting, now, timing)
        for change in following.changes:
            assert change.state_from == state
            state = change.state_to
        if sighting.truth is None and not sighting.superseded and alert is not None:
            ended = state == "ok" and alert.state != "ok"
            assert not ended or alert.state == "recovering"
        alert = following.alert
        assert (alert.state if alert else "ok") == state
        assert step(alert, sighting, now, timing).changes == ()
