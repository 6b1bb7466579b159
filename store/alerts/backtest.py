"""When a rule would have fired, replayed through the engine that watches, on what was known then.

A rule on numbers is evaluated on every day something it reads became known. A rule on headlines is
matched against the stored stream by the time of each headline. Nothing is written.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from store.alerts.states import Seen
from store.errors import RuleError
from store.headlines.ids import moment_of
from store.polling.feed_silence import longest_silence
from store.rules.evaluation import Truth
from store.rules.facts import RecordFacts
from store.rules.language import parse
from store.rules.replay import Replay, noon, telling_days
from store.rules.story_counting import count_truth, headlines_between
from store.rules.story_matching import HeadlineFacts, story_test
from store.rules.text import canonical
from store.rules.tree import Condition, Rule, RuleKind, StoryCount, holds
from store.rules.types import in_record_unit, record_unit, shown
from store.rules.vocabulary import read_vocabulary, remarks

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

    `times_true` of `of` periods (for headlines: stories of the last 30 days). It would have `fired`
    so often, since `since`; `last` are the newest firings, at most three, newest first. `remarks`
    are names in it that nothing has so far. With an `error` only `canonical` is set, to the text
    as typed.
    """

    canonical: str
    kind: RuleKind
    error: RuleError | None = None
    current: str = ""
    state_now: StateNow = "unknown"
    times_true: int = 0
    of: int = 0
    fired: int = 0
    since: date | None = None
    last: tuple[Firing, ...] = ()
    remarks: tuple[str, ...] = ()


def preview(connection: sqlite3.Connection, text: str, now: datetime) -> RulePreview:
    """What a rule would do, for the form in which it is typed. Never raises RuleError."""
    try:
        rule = parse(text)
        shown = _preview(connection, rule, now)
        return replace(shown, remarks=remarks(rule, read_vocabulary(connection)))
    except RuleError as error:
        return RulePreview(text, "metric", error)


def why_not_replayed(text: str) -> str:
    """Why nothing can be said about a rule's past; empty for the rules whose past is known.
    Raises RuleError."""
    rule = parse(text)
    if rule.scope == "feed":
        return "how long feeds were silent in the past is not kept: such a rule has no backtest"
    if rule.scope in ("metric", "story") or _counts_upwards(rule.condition):
        return ""
    return (
        "only a single count such as stories(topic:ai) > 3 in 6h can be replayed; "
        "write tests for this rule (`alimon alerts test`)"
    )


def _counts_upwards(condition: Condition) -> bool:
    return isinstance(condition, StoryCount) and condition.comparator in (">", ">=", "=")


def backtest(connection: sqlite3.Connection, text: str, now: datetime) -> tuple[Firing, ...]:
    """Every time the rule would have fired, oldest first. Raises RuleError."""
    rule = parse(text)
    if rule.scope == "metric":
        return _replayed(connection, rule, now).firings
    if rule.scope == "feed":
        return ()
    beginning = datetime.fromtimestamp(0, UTC)
    if rule.scope == "story":
        return _stories(headlines_between(connection, rule.condition, beginning, now, 10**6), rule)
    return _bursts(connection, rule, beginning, now)


def _preview(connection: sqlite3.Connection, rule: Rule, now: datetime) -> RulePreview:
    start = RulePreview(canonical(rule), rule.kind)
    if rule.scope == "metric":
        return _metric_preview(start, _replayed(connection, rule, now))
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
            fired=len(firings),
            since=since.date(),
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
        fired=len(firings),
        since=since.date(),
        last=firings[: -SHOWN - 1 : -1],
    )


def _metric_preview(start: RulePreview, replay: _Replayed) -> RulePreview:
    last = replay.last_seen
    value = "" if last is None or last.value is None else shown(last.value, last.unit)
    return replace(
        start,
        current=value,
        state_now=_word(None if last is None else last.truth),
        times_true=len(replay.periods_true),
        of=len(replay.periods_known),
        fired=len(replay.firings),
        since=replay.first_day,
        last=replay.firings[: -SHOWN - 1 : -1],
    )


@dataclass(frozen=True, slots=True)
class _Replayed:
    """What a replay showed: firings, ISO ends of periods, the newest sighting, and the first day
    that something the rule reads was known on."""

    firings: tuple[Firing, ...]
    periods_true: frozenset[str]
    periods_known: frozenset[str]
    last_seen: Seen | None
    first_day: date | None


def _replayed(connection: sqlite3.Connection, rule: Rule, now: datetime) -> _Replayed:
    facts = RecordFacts(connection)
    replay = Replay(rule, facts)
    firings: list[Firing] = []
    truths: dict[str, set[bool]] = {}
    days = telling_days(rule, facts, now.date())
    for day in days:
        for seen, change in replay.advance(day):
            if change.state_to == "firing" != change.state_from:
                firings.append(_firing(seen, day))
        for seen in replay.seen:
            if seen.truth is not None:
                truths.setdefault(seen.period_end, set()).add(seen.truth)
    return _Replayed(
        tuple(firings),
        frozenset(period for period, found in truths.items() if True in found),
        frozenset(truths),
        replay.seen[-1] if replay.seen else None,
        days[0] if days else None,
    )


def _firing(seen: Seen, day: date) -> Firing:
    return Firing(
        at=noon(day),
        period_end=date.fromisoformat(seen.period_end),
        value="" if seen.value is None else format(in_record_unit(seen.value, seen.unit), "f"),
        unit="" if seen.value is None else record_unit(seen.unit),
        source=seen.source,
        source_url=seen.source_url,
    )


def _stories(headlines: list[HeadlineFacts], rule: Rule) -> tuple[Firing, ...]:
    firings: list[Firing] = []
    told: set[int] = set()
    meets = story_test(rule.condition)
    for headline in headlines:
        if headline.story in told or meets(headline) is not True:
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
    if not isinstance(condition, StoryCount) or not _counts_upwards(condition):
        return ()
    firings: list[Firing] = []
    recent: deque[tuple[datetime, int]] = deque()
    was_true = False
    meets = story_test(condition.condition)
    for headline in headlines_between(connection, condition.condition, since, now, limit):
        if meets(headline) is not True:
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
