"""Users' tests of rules that count stories or watch feeds: headlines at their times, and what the
rule is at others. Pure; the states are those of the watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.alerts.states import Alert, Seen, Timing, step
from store.rules.evaluation import Truth, both, either
from store.rules.story_matching import HeadlineFacts, story_test
from store.rules.tree import AllOf, AnyOf, Condition, Not, Rule, Silent, StoryCount, atoms, holds


@dataclass(frozen=True, slots=True)
class ToldAt:
    """A headline and when it came."""

    at: datetime
    headline: HeadlineFacts


def states_at(
    rule: Rule, told: Sequence[ToldAt], moments: Sequence[datetime]
) -> dict[datetime, str]:
    """The state of the rule's alert at each of these moments; `ok` where there is none yet."""
    timing = Timing(rule.options.hold or timedelta(), rule.options.keep or timedelta())
    alert: Alert | None = None
    found: dict[datetime, str] = {}
    for now in _telling_moments(rule, told, moments):
        truth = _truth(rule.condition, told, now)
        cleared: Truth = None if truth is None else not truth
        if rule.options.clear is not None:
            cleared = _truth(rule.options.clear, told, now)
        alert = step(alert, Seen("", truth, cleared), now, timing).alert
        found[now] = "ok" if alert is None else alert.state
    return {moment: found[moment] for moment in moments}


def _telling_moments(
    rule: Rule, told: Sequence[ToldAt], moments: Sequence[datetime]
) -> list[datetime]:
    """When the rule may change its mind: something comes, leaves its window, or was waited for."""
    found = {*moments, *(each.at for each in told)}
    conditions = [rule.condition, *([rule.options.clear] if rule.options.clear else [])]
    for condition in conditions:
        for atom in atoms(condition):
            if isinstance(atom, StoryCount):
                found |= {each.at + atom.window + timedelta(seconds=1) for each in told}
            elif isinstance(atom, Silent):
                found |= {each.at + atom.duration for each in told}
    for wait in (rule.options.hold, rule.options.keep):
        if wait is not None:
            found |= {moment + wait for moment in found}
    return sorted(moment for moment in found if moment <= max(moments))


def _truth(condition: Condition, told: Sequence[ToldAt], now: datetime) -> Truth:
    match condition:
        case StoryCount():
            truth: Truth = _counted(condition, told, now)
        case Silent():
            truth = _is_silent(condition, told, now)
        case Not(part):
            inner = _truth(part, told, now)
            truth = None if inner is None else not inner
        case AllOf(parts):
            truth = both(_truth(part, told, now) for part in parts)
        case AnyOf(parts):
            truth = either(_truth(part, told, now) for part in parts)
        case _:
            raise AssertionError(condition)
    return truth


def _is_silent(silent: Silent, told: Sequence[ToldAt], now: datetime) -> Truth:
    """Unknown of a feed that was never heard."""
    named = silent.feed.casefold()
    heard = [each.at for each in told if named in each.headline.source.casefold()]
    last = max((at for at in heard if at <= now), default=None)
    return None if last is None else now - last >= silent.duration


def _counted(count: StoryCount, told: Sequence[ToldAt], now: datetime) -> bool:
    meets = story_test(count.condition)
    recent = (each.headline for each in told if now - count.window <= each.at <= now)
    stories = {headline.story for headline in recent if meets(headline) is True}
    return holds(len(stories), count.comparator, count.count)
