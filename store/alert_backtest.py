"""When a rule would have fired, replayed through the engine that watches, on what was known then.

A rule on numbers is evaluated on every day something it reads became known. A rule on headlines is
matched against the stored stream by the time of each headline. Nothing is written.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from store.alert_states import Alert, Seen, Timing, step
from store.feed_silence import longest_silence
from store.headline_ids import moment_of
from store.observations import Vintage
from store.rule_evaluation import Truth, due, history_of
from store.rule_facts import RecordFacts
from store.rule_language import RuleError, parse
from store.rule_sightings import Watch, latest_period, metric_sightings
from store.rule_text import canonical
from store.rule_tree import (
    Condition,
    Missing,
    Rule,
    RuleKind,
    Series,
    StoryCount,
    all_series,
    atoms,
    holds,
)
from store.rule_types import in_record_unit, record_unit, shown
from store.story_counting import count_truth, headlines_between
from store.story_matching import HeadlineFacts, story_truth

PREVIEW_DAYS = 30
PREVIEW_HEADLINES = 2_000
SHOWN = 3

StateNow = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class Firing:
    """One time a rule would have fired.

    `at` is noon UTC of the day a number became known, which is that day in nearly every zone, or
    the moment of a headline. `value` is in `unit` of the record (CNY_mn, pct …), or a title.
    `period_end` is None for headlines.
    """

    at: datetime
    period_end: date | None
    value: str
    unit: str
    source: str
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class RulePreview:
    """A rule as it is typed: what it means, what it sees, how often it was true.

    `times_true` of `of` periods (for headlines: stories of the last 30 days). `last` are the
    newest firings, at most three, newest first. With an `error` only `canonical` is set, to the
    text as typed.
    """

    canonical: str
    kind: RuleKind
    error: RuleError | None = None
    current: str = ""
    state_now: StateNow = "unknown"
    times_true: int = 0
    of: int = 0
    last: tuple[Firing, ...] = ()


def preview(connection: sqlite3.Connection, text: str, now: datetime) -> RulePreview:
    """What a rule would do, for the form in which it is typed. Never raises RuleError."""
    try:
        rule = parse(text)
        return _preview(connection, rule, now)
    except RuleError as error:
        return RulePreview(text, "metric", error)


def backtest(connection: sqlite3.Connection, text: str, now: datetime) -> tuple[Firing, ...]:
    """Every time the rule would have fired, oldest first. Raises RuleError."""
    rule = parse(text)
    if rule.scope == "metric":
        return _Replay(RecordFacts(connection), rule, now).firings
    if rule.scope == "feed":
        return ()
    beginning = datetime.fromtimestamp(0, UTC)
    if rule.scope == "story":
        return _stories(headlines_between(connection, rule.condition, beginning, now, 10**6), rule)
    return _bursts(connection, rule, beginning, now)


def _preview(connection: sqlite3.Connection, rule: Rule, now: datetime) -> RulePreview:
    start = RulePreview(canonical(rule), rule.kind)
    if rule.scope == "metric":
        return _metric_preview(start, _Replay(RecordFacts(connection), rule, now))
    since = now - timedelta(days=PREVIEW_DAYS)
    if rule.scope == "feed":
        silence = longest_silence(connection, rule.condition, now)
        return replace(start, current=silence.words, state_now=_word(silence.truth))
    if rule.scope == "count":
        truth, count = count_truth(connection, rule.condition, now)
        firings = _bursts(connection, rule, since, now, PREVIEW_HEADLINES)
        return replace(
            start,
            current=f"{count} stories",
            state_now=_word(truth),
            times_true=len(firings),
            of=PREVIEW_DAYS,
            last=firings[: -SHOWN - 1 : -1],
        )
    headlines = headlines_between(connection, rule.condition, since, now, PREVIEW_HEADLINES)
    firings = _stories(headlines, rule)
    today = sum(firing.at > now - timedelta(days=1) for firing in firings)
    return replace(
        start,
        current=f"{today} in the last 24 h",
        state_now=_word(today > 0),
        times_true=len(firings),
        of=len({headline.story for headline in headlines}),
        last=firings[: -SHOWN - 1 : -1],
    )


def _metric_preview(start: RulePreview, replay: _Replay) -> RulePreview:
    last = replay.last_seen
    value = "" if last is None or last.value is None else shown(last.value, last.unit)
    return replace(
        start,
        current=value,
        state_now=_word(None if last is None else last.truth),
        times_true=len(replay.periods_true),
        of=len(replay.periods_known),
        last=replay.firings[: -SHOWN - 1 : -1],
    )


class _Replay:
    """A rule on numbers, run over every day something it reads became known."""

    def __init__(self, facts: RecordFacts, rule: Rule, now: datetime) -> None:
        self._rule = rule
        self._alerts: dict[str, Alert] = {}
        self._found: list[Firing] = []
        self.periods_true: set[str] = set()
        self.periods_known: set[str] = set()
        self.last_seen: Seen | None = None
        watch: Watch | None = None
        for day in _days(facts, rule, now.date()):
            known = facts.at(day)
            if watch is None:
                watch = _watch_from(day, latest_period(rule, known))
            self._look(metric_sightings(rule, known, day, watch, frozenset(self._alerts)), day)

    @property
    def firings(self) -> tuple[Firing, ...]:
        return tuple(self._found)

    def _look(self, seen: tuple[Seen, ...], day: date) -> None:
        options = self._rule.options
        timing = Timing(options.hold or timedelta(), options.keep or timedelta())
        at = datetime.combine(day, time(12), UTC)
        for each in seen:
            if each.truth is not None:
                self.periods_known.add(each.period_end)
            if each.truth is True:
                self.periods_true.add(each.period_end)
            following = step(self._alerts.get(each.instance), each, at, timing)
            if following.alert is not None:
                self._alerts[each.instance] = following.alert
            if any(c.state_to == "firing" != c.state_from for c in following.changes):
                self._found.append(_firing(each, at))
        if seen:
            self.last_seen = seen[-1]


def _watch_from(day: date, first_period: date | None) -> Watch:
    return Watch(first_period, lambda vintage: vintage.known_at > day)


def _firing(seen: Seen, at: datetime) -> Firing:
    return Firing(
        at=at,
        period_end=date.fromisoformat(seen.period_end),
        value="" if seen.value is None else format(in_record_unit(seen.value, seen.unit), "f"),
        unit="" if seen.value is None else record_unit(seen.unit),
        source=seen.source,
        source_url=seen.source_url,
    )


def _days(facts: RecordFacts, rule: Rule, today: date) -> list[date]:
    """The days on which the rule may have changed its mind, oldest first."""
    days: set[date] = set()
    for series in all_series(rule.condition):
        days.update(v.known_at for v in _vintages(facts, series))
    for atom in atoms(rule.condition):
        if isinstance(atom, Missing):
            history = history_of(atom.series, facts)
            days.update(due(history, end) + atom.overdue for end in history.periods())
            days.add(today)
    for wait in (rule.options.hold, rule.options.keep):
        if wait is not None:
            days.update([day + wait + timedelta(days=1) for day in days])
    return sorted(day for day in days if day <= today)


def _vintages(facts: RecordFacts, series: Series) -> Iterator[Vintage]:
    yield from facts.vintages(series.company, series.line, series.metric)
    if "margin" in series.derivations:
        yield from facts.vintages(series.company, series.line, "revenue")


def _stories(headlines: list[HeadlineFacts], rule: Rule) -> tuple[Firing, ...]:
    firings: list[Firing] = []
    told: set[int] = set()
    for headline in headlines:
        if headline.story in told or story_truth(rule.condition, headline) is not True:
            continue
        told.add(headline.story)
        at = moment_of(headline.id)
        firings.append(Firing(at, None, headline.title, "", headline.source))
    return tuple(firings)


def _bursts(
    connection: sqlite3.Connection,
    rule: Rule,
    since: datetime,
    now: datetime,
    limit: int = 10**6,
) -> tuple[Firing, ...]:
    """The times a count of stories passed its limit upwards. Only a rule that is one count can be
    replayed: the others read the stream at times that no headline marks."""
    condition: Condition = rule.condition
    if not isinstance(condition, StoryCount) or condition.comparator not in (">", ">=", "="):
        return ()
    firings: list[Firing] = []
    recent: deque[tuple[datetime, int]] = deque()
    was_true = False
    for headline in headlines_between(connection, condition.condition, since, now, limit):
        if story_truth(condition.condition, headline) is not True:
            continue
        at = moment_of(headline.id)
        while recent and at - recent[0][0] > condition.window:
            recent.popleft()
        before = len({story for _, story in recent})
        was_true = was_true and holds(before, condition.comparator, condition.count)
        recent.append((at, headline.story))
        count = len({story for _, story in recent})
        is_true = holds(count, condition.comparator, condition.count)
        if is_true and not was_true:
            firings.append(Firing(at, None, str(count), "stories", headline.source))
        was_true = is_true
    return tuple(firings)


def _word(truth: Truth) -> StateNow:
    if truth is None:
        return "unknown"
    return "true" if truth else "false"
