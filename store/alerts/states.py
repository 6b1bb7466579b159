"""The life of an alert, as one pure function: what it was, what was seen, what it is now.

            true                    true for `for`
    (none) ─────► pending ─────────────────────────► firing ◄───────────┐
                     │ false                           │ false          │ true
                     ▼                                 ▼                │
                    ok ◄──── after `keep` ──── recovering ──────────────┘
                     ▲                                 (or withdrawn: the number was restated)

Only a value ends an alert: unknown leaves every state as it is. A later period's value ends the
alert of an earlier one. Attention (unseen, seen, acknowledged, snoozed) is kept apart: it never
changes a state, and only firing again or ending a snooze changes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from store import times
from store.rules.evaluation import Truth
from store.rules.types import Unit, shown

State = Literal["ok", "pending", "firing", "recovering", "withdrawn", "error"]
Attention = Literal["unseen", "seen", "acknowledged", "snoozed"]

UNTIL_CLEAR = "clears"
UNTIL_NEXT_PERIOD = "next period"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an evaluation saw of one instance.

    `truth` None: unknown. `value` is in base units. `period_end` is the ISO date the value is of;
    `observation` the vintage behind it, None where there is none. `cleared`: the truth of the
    rule's `clear when`, `not truth` where it has none. `superseded`: a later period has a value.
    `restated`: the value is not the one that was stated first.
    """

    instance: str
    truth: Truth
    cleared: Truth
    value: Decimal | None = None
    unit: Unit = Unit("count")  # noqa: RUF009 - frozen
    period_end: str = ""
    observation: int | None = None
    source: str = ""
    source_url: str = ""
    headline: int | None = None
    superseded: bool = False
    restated: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """An instance of a rule: its state since when, and what it was about.

    `ends_at`: when a story stops being news; None for all that a value ends.
    """

    instance: str
    state: State
    since: datetime
    fired_at: datetime | None = None
    value: Decimal | None = None
    unit: Unit = Unit("count")  # noqa: RUF009 - frozen
    period_end: str = ""
    observation: int | None = None
    source: str = ""
    headline: int | None = None
    attention: Attention = "unseen"
    snoozed_until: str | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How long before firing, and how long after."""

    hold: timedelta = timedelta()
    keep: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of state; from firing to firing where only the number was restated."""

    state_from: State
    state_to: State
    value: Decimal | None
    unit: Unit
    note: str


@dataclass(frozen=True, slots=True)
class Step:
    """The alert as it is now (None: there is none yet) and the changes that led to it, in order."""

    alert: Alert | None
    changes: tuple[Change, ...]


def step(alert: Alert | None, seen: Seen, now: datetime, timing: Timing) -> Step:
    """What an alert becomes. Seeing the same again changes nothing."""
    changes: list[Change] = []
    current = _woken(alert, seen, now)
    for _ in range(3):  # pending → firing → ended is the longest way
        following, change = _one_step(current, seen, now, timing)
        current = following
        if change is None:
            break
        changes.append(change)
    return Step(current, tuple(changes))


def end_story(alert: Alert, now: datetime) -> Step:
    """A story that is no longer news ends; only a value ends any other alert."""
    if alert.state != "firing" or alert.ends_at is None or now < alert.ends_at:
        return Step(alert, ())
    ended, change = _to(alert, "ok", now, "no longer news")
    return Step(ended, (change,))


def _one_step(
    alert: Alert | None, seen: Seen, now: datetime, timing: Timing
) -> tuple[Alert | None, Change | None]:
    if alert is None or alert.state in ("ok", "withdrawn", "error"):
        return _at_rest(alert, seen, now, timing)
    if alert.state == "pending":
        return _pending(alert, seen, now, timing)
    if alert.state == "recovering":
        return _recovering(alert, seen, now, timing)
    return _firing(alert, seen, now, timing)


def _at_rest(
    alert: Alert | None, seen: Seen, now: datetime, timing: Timing
) -> tuple[Alert | None, Change | None]:
    if seen.truth is not True or seen.cleared is True:
        if alert is not None and _was_withdrawn_later(alert, seen):
            return _to(_with(alert, seen), "withdrawn", now, _restatement(alert, seen))
        return alert, None
    if seen.superseded and (timing.hold or seen.restated):
        return alert, None  # too late to wait for it; a comparative printed anew is no news
    if seen.superseded and alert is not None and alert.fired_at and alert.state == "ok":
        return alert, None  # it fired for that period already
    resting = _with(alert, seen) if alert else _new(seen, now)
    if timing.hold:
        return _to(resting, "pending", now, seen.source)
    return _fire(resting, now, seen.source)


def _was_withdrawn_later(alert: Alert, seen: Seen) -> bool:
    """It fired, was over, and now the number it fired on turns out not to hold."""
    return (
        alert.state == "ok"
        and alert.fired_at is not None
        and seen.truth is False
        and _restated(alert, seen)
    )


def _pending(
    alert: Alert, seen: Seen, now: datetime, timing: Timing
) -> tuple[Alert, Change | None]:
    if seen.truth is None:
        return alert, None
    if seen.truth is False:
        return _to(_with(alert, seen), "ok", now, "no longer true before it was due to fire")
    if now - alert.since >= timing.hold:
        return _fire(_with(alert, seen), now, seen.source)
    if seen.superseded:
        return _to(alert, "ok", now, "a later period is in")
    return _with(alert, seen), None


def _firing(alert: Alert, seen: Seen, now: datetime, timing: Timing) -> tuple[Alert, Change | None]:
    if seen.truth is False and _restated(alert, seen):
        return _to(_with(alert, seen), "withdrawn", now, _restatement(alert, seen))
    if seen.superseded:
        return _to(alert, "ok", now, "a later period is in")
    if seen.cleared is True:
        state: State = "recovering" if timing.keep else "ok"
        return _to(_with(alert, seen), state, now, seen.source)
    return _with(alert, seen), _restated_but_true(alert, seen)


def _restated_but_true(alert: Alert, seen: Seen) -> Change | None:
    if seen.truth is not True or not _restated(alert, seen) or alert.value == seen.value:
        return None
    note = f"{_restatement(alert, seen)}; still true"
    return Change("firing", "firing", seen.value, seen.unit, note)


def _recovering(
    alert: Alert, seen: Seen, now: datetime, timing: Timing
) -> tuple[Alert, Change | None]:
    if seen.truth is True and not seen.superseded:
        again, change = _to(_with(alert, seen), "firing", now, "true again")
        return again, change
    if now - alert.since >= timing.keep:
        return _to(alert, "ok", now, seen.source)
    return alert, None


def _fire(alert: Alert, now: datetime, note: str) -> tuple[Alert, Change]:
    fired, change = _to(replace(alert, fired_at=now), "firing", now, note)
    if fired.attention != "snoozed":
        fired = replace(fired, attention="unseen")
    return fired, change


def _to(alert: Alert, state: State, now: datetime, note: str) -> tuple[Alert, Change]:
    change = Change(alert.state, state, alert.value, alert.unit, note)
    moved = replace(alert, state=state, since=now)
    ended = state in ("ok", "withdrawn")
    if ended and alert.attention == "snoozed" and alert.snoozed_until == UNTIL_CLEAR:
        moved = replace(moved, attention="unseen", snoozed_until=None)
    return moved, change


def _new(seen: Seen, now: datetime) -> Alert:
    return _with(Alert(seen.instance, "ok", now), seen)


def _with(alert: Alert, seen: Seen) -> Alert:
    """The alert about what was seen; what it was about before, where nothing is known."""
    if seen.truth is None:
        return alert
    return replace(
        alert,
        value=seen.value,
        unit=seen.unit,
        period_end=seen.period_end,
        observation=seen.observation,
        source=seen.source,
        headline=seen.headline,
    )


def _restated(alert: Alert, seen: Seen) -> bool:
    """Another statement about the same period."""
    return (
        alert.period_end == seen.period_end
        and alert.observation is not None
        and seen.observation is not None
        and alert.observation != seen.observation
    )


def _restatement(alert: Alert, seen: Seen) -> str:
    before = "–" if alert.value is None else shown(alert.value, alert.unit)
    after = "–" if seen.value is None else shown(seen.value, seen.unit)
    return f"restated from {before} to {after}: {seen.source}"


def _woken(alert: Alert | None, seen: Seen, now: datetime) -> Alert | None:
    """The alert with its snooze ended, if it is over."""
    if alert is None:
        return None
    if alert.snoozed_until == UNTIL_NEXT_PERIOD and seen.period_end > alert.period_end:
        return replace(alert, attention="unseen", snoozed_until=None)
    return _awake(alert, now)


def _awake(alert: Alert, now: datetime) -> Alert:
    until = alert.snoozed_until
    if until is None or until in (UNTIL_CLEAR, UNTIL_NEXT_PERIOD) or times.from_text(until) > now:
        return alert
    return replace(alert, attention="unseen", snoozed_until=None)
