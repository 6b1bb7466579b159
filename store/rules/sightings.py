"""What a rule about numbers sees: one sighting per instance, from the facts of a moment. Pure.

The same code serves the watch and the backtest, so a backtest cannot differ from what would have
happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from store.alerts.states import Seen
from store.errors import RuleError
from store.record.observations import Vintage
from store.rules.evaluation import (
    Facts,
    Truth,
    history_of,
    measure,
    next_period,
    periods_of,
    truth_of,
)
from store.rules.tree import (
    Comparison,
    Constant,
    Measured,
    Missing,
    Ratio,
    Restated,
    Rule,
    atoms,
    quantities,
)

_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Watch:
    """Where a watch begins: its first period (None: any), and which statements came since."""

    first_period: date | None
    is_new: Callable[[Vintage], bool]


def metric_sightings(
    rule: Rule, facts: Facts, today: date, watch: Watch, instances: frozenset[str] = frozenset()
) -> tuple[Seen, ...]:
    """One sighting for every instance of the rule, the oldest period first.

    `instances` are those that exist already: a step that is no longer reached must be told so.
    """
    periods = _periods(rule, facts, watch)
    seen = [_sighting(rule, facts, period, today) for period in periods]
    if rule.once == "period":
        return tuple(_marked_superseded(rule, seen, facts))
    known = [each for each in seen if each.truth is not None] or seen
    if not known:
        return ()
    if rule.once == "crossing":
        return (replace(known[-1], instance=""),)
    return tuple(_steps(rule, known[-1], instances))


def latest_period(rule: Rule, facts: Facts) -> date | None:
    """The newest period for which the condition is known; None while it is for none, as where a
    result is told and the revenue it is divided by is not yet."""
    ends = {end for quantity in quantities(rule.condition) for end in periods_of(quantity, facts)}
    try:
        known = (
            end
            for end in sorted(ends, reverse=True)
            if truth_of(rule.condition, end, facts, today=end) is not None
        )
        return next(known, None)
    except RuleError:  # a unit that is not the rule's: evaluating it will say so
        return None


def first_measured(rule: Rule) -> Measured:
    """The quantity whose value the rule shows: the first one it names."""
    return next(quantities(rule.condition))


def _periods(rule: Rule, facts: Facts, watch: Watch) -> list[date]:
    """The periods to look at, oldest first."""
    periods: set[date] = set()
    for quantity in quantities(rule.condition):
        ends = periods_of(quantity, facts)
        periods.update(
            end for end in ends if watch.first_period is None or end >= watch.first_period
        )
    for atom in atoms(rule.condition):
        if isinstance(atom, Restated):
            history = history_of(atom.series, facts)
            told = (history.chosen(end) for end in history.periods())
            periods.update(each.period_end for each in told if each and watch.is_new(each))
        elif isinstance(atom, Missing):
            expected = next_period(history_of(atom.series, facts))
            if expected is not None:
                periods.add(expected)
    return sorted(periods)


def _sighting(rule: Rule, facts: Facts, period: date, today: date) -> Seen:
    truth = truth_of(rule.condition, period, facts, today)
    cleared: Truth = None if truth is None else not truth
    if rule.options.clear is not None:
        cleared = truth_of(rule.options.clear, period, facts, today)
    name = period.isoformat()
    measured = first_measured(rule)
    shown = measure(measured, period, facts)
    if shown is None:
        return Seen(name, truth, cleared, period_end=name)
    stated = measured.numerator if isinstance(measured, Ratio) else measured
    return Seen(
        name,
        truth,
        cleared,
        value=shown.value,
        unit=shown.unit,
        period_end=name,
        observation=shown.vintage.observation,
        source=shown.vintage.source_title,
        source_url=shown.vintage.source_url,
        restated=history_of(stated, facts).restated(shown.vintage),
    )


def _marked_superseded(rule: Rule, seen: list[Seen], facts: Facts) -> Iterator[Seen]:
    """Every sighting but the newest known one is of a period that a later one replaced. What was
    restated is replaced by what was stated later."""
    newest_known = max((each.period_end for each in seen if each.truth is not None), default="")
    restated = [atom.series for atom in atoms(rule.condition) if isinstance(atom, Restated)]
    if not restated:
        for each in seen:
            is_newest = each.period_end >= newest_known
            yield each if is_newest else replace(each, superseded=True)
        return
    told = [
        vintage
        for series in restated
        for end in history_of(series, facts).periods()
        if (vintage := history_of(series, facts).chosen(end)) is not None
    ]
    newest_day = max((vintage.known_at for vintage in told), default=date.min)
    day_told = {vintage.period_end.isoformat(): vintage.known_at for vintage in told}
    for each in seen:
        replaced = day_told.get(each.period_end, newest_day) < newest_day
        yield replace(each, superseded=replaced, restated=False)  # being restated is the news here


def _steps(rule: Rule, latest: Seen, instances: frozenset[str]) -> Iterator[Seen]:
    """One instance for every step past the limit: reached, or not."""
    condition, step = rule.condition, rule.options.step
    assert isinstance(condition, Comparison)
    assert isinstance(condition.right, Constant)
    assert step is not None
    reached = -1
    if latest.truth is True and latest.value is not None:
        past = abs(latest.value - condition.right.amount.value)
        reached = min(int(past / step.value), _MOST_STEPS)
    existing = {int(name.removeprefix("step ")) for name in instances if name.startswith("step ")}
    for number in sorted({*range(reached + 1), *existing}):
        truth: Truth = None if latest.truth is None else number <= reached
        cleared: Truth = None if truth is None else not truth
        if cleared and rule.options.clear is not None:
            cleared = latest.cleared
        yield replace(latest, instance=f"step {number}", truth=truth, cleared=cleared)
