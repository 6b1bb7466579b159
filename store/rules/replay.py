"""A rule on numbers run day by day over what was known on each. Pure.

The backtest and the users' own rule tests both stand on it, and it on the same sightings and steps
as the watch.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from store.alerts.states import Alert, Change, Seen, Timing, step
from store.record.observations import Vintage
from store.rules.evaluation import Facts, due, history_of
from store.rules.sightings import Watch, latest_period, metric_sightings
from store.rules.tree import Missing, Rule, all_series, atoms


class DatedFacts(Facts, Protocol):
    """A record whose past can be asked for."""

    def at(self, day: date) -> Facts:
        """The record as it was known at the end of that day."""

    def vintages(self, company: str, line: str, metric: str) -> list[Vintage]:
        """Every statement of a metric of a line, whenever it was known."""


class Replay:
    """The alerts of one rule as the days go by."""

    def __init__(self, rule: Rule, facts: DatedFacts) -> None:
        self._rule = rule
        self._facts = facts
        self._first_day: date | None = None
        self._first_period: date | None = None
        options = rule.options
        self._timing = Timing(options.hold or timedelta(), options.keep or timedelta())
        self.alerts: dict[str, Alert] = {}
        self.seen: tuple[Seen, ...] = ()

    def advance(self, day: date) -> Iterator[tuple[Seen, Change]]:
        """Live through a day: the changes it brings, each with what was seen. The days of one
        replay must ascend."""
        known = self._facts.at(day)
        self._first_day = self._first_day or day
        if self._first_period is None:
            self._first_period = latest_period(self._rule, known)
        watch = _watch_from(self._first_day, self._first_period)
        self.seen = metric_sightings(self._rule, known, day, watch, frozenset(self.alerts))
        for seen in self.seen:
            following = step(self.alerts.get(seen.instance), seen, noon(day), self._timing)
            if following.alert is not None:
                self.alerts[seen.instance] = following.alert
            for change in following.changes:
                yield seen, change


def noon(day: date) -> datetime:
    """The moment that stands for a day: noon UTC is that day in nearly every zone."""
    return datetime.combine(day, time(12), UTC)


def telling_days(rule: Rule, facts: DatedFacts, today: date) -> list[date]:
    """The days up to `today` on which the rule may have changed its mind, oldest first."""
    days: set[date] = set()
    for series in all_series(rule.condition):
        metrics = {series.metric, *(("revenue",) if "margin" in series.derivations else ())}
        for metric in metrics:
            told = facts.vintages(series.company, series.line, metric)
            days.update(vintage.known_at for vintage in told)
    for atom in atoms(rule.condition):
        if isinstance(atom, Missing):
            history = history_of(atom.series, facts)
            days.update(due(history, end) + atom.overdue for end in history.periods())
            days.add(today)
    for wait in (rule.options.hold, rule.options.keep):
        if wait is not None:
            days.update([day + max(wait, timedelta(days=1)) for day in days])
    return sorted(day for day in days if day <= today)


def _watch_from(day: date, first_period: date | None) -> Watch:
    return Watch(first_period, lambda vintage: vintage.known_at > day)
