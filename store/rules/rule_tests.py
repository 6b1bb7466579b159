"""Tests that users write for their own rules, in TOML: what becomes known when, and what follows.

    [[test]]
    rule = "cloud.revenue.yoy > 30"

    [[test.observation]]
    known_at = 2025-11-25
    line = "cloud"
    metric = "revenue"
    period_end = 2025-09-30
    value = 39824          # in the unit: CNY_mn unless said otherwise
    yoy_pct = 34

    [[test.expect]]
    at = 2025-11-25
    period_end = 2025-09-30
    state = "firing"

A test without observations runs on the record. For rules on headlines, `[[test.headline]]` tables
have a title, topics, companies, source, language, and `matches = true` or `false`. For rules that
count stories or watch feeds each has a time instead, and so have the expectations:

    [[test]]
    rule = "stories(topic:policy) > 1 in 6h"
    [[test.headline]]
    at = 2026-08-20T09:00:00Z
    title = "Chips restricted"
    topics = ["policy"]
    [[test.expect]]
    at = 2026-08-20T10:00:00Z
    state = "ok"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from store import toml_lines
from store.alerts.states import State
from store.errors import RuleError
from store.record.observations import LineHistory, Vintage
from store.record.segments import metric, segment_line
from store.record.trailing import trailing_sums
from store.rules.evaluation import Facts, MeasuredBefore
from store.rules.language import parse
from store.rules.replay import DatedFacts, Replay, telling_days
from store.rules.story_matching import HeadlineFacts, story_test
from store.rules.stream_tests import ToldAt, states_at
from store.rules.tree import HOME_COMPANY, Rule

_STATES = get_args(State)


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test went. `failures` say what was expected and what was found, with the line."""

    __test__ = False  # not a test of ours

    name: str
    line: int
    failures: tuple[str, ...]


def run_rule_tests(text: str, record: DatedFacts) -> tuple[TestResult, ...]:
    """Run the tests of a TOML document; `record` serves those that state no observations. Never
    raises: a test that cannot be read has failed."""
    document = toml_lines.read(text)
    results = [
        TestResult("the file", mistake.line, (mistake.problem,)) for mistake in document.mistakes
    ]
    tables = document.values.get("test", [])
    for index, table in enumerate(tables if isinstance(tables, list) else []):
        line = document.line(f"test.{index}.rule")
        results.append(_result(table, line, record))
    if not results:
        results.append(TestResult("the file", 1, ("no [[test]] in it",)))
    return tuple(results)


def _result(table: Any, line: int, record: DatedFacts) -> TestResult:
    try:
        name, rule = _rule(table)
        if rule.scope == "story":
            failures = _headline_failures(rule, _tables(table, "headline"))
        elif rule.scope == "metric":
            observations = _tables(table, "observation")
            facts = _StatedFacts(observations) if observations else record
            failures = _metric_failures(rule, facts, _tables(table, "expect"))
        else:
            failures = _stream_failures(rule, _tables(table, "headline"), _tables(table, "expect"))
    except RuleError as error:
        return TestResult("a rule", line, (f"column {error.column}: {error.message}",))
    except ValueError as error:
        return TestResult("a test", line, (str(error),))
    return TestResult(name, line, tuple(failures))


def _rule(table: Any) -> tuple[str, Rule]:
    if not isinstance(table, dict) or not isinstance(table.get("rule"), str):
        raise ValueError("rule is missing")
    return str(table.get("name") or table["rule"]), parse(table["rule"])


def _metric_failures(
    rule: Rule, facts: DatedFacts, expected: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Replay the rule and hold it against the table of instants."""
    if not expected:
        raise ValueError("[[test.expect]] is missing: what should follow, and when")
    wanted = sorted(((_day(each, "at"), each) for each in expected), key=lambda pair: pair[0])
    days = sorted({*telling_days(rule, facts, wanted[-1][0]), *(day for day, _ in wanted)})
    replay = Replay(rule, facts)
    failures: list[str] = []
    for day in days:
        for _ in replay.advance(day):
            pass
        failures += [_difference(each, replay) for at, each in wanted if at == day]
    return [failure for failure in failures if failure]


def _difference(expected: Mapping[str, Any], replay: Replay) -> str:
    """What is wrong with an expectation; '' where it holds."""
    state = expected.get("state")
    if state not in _STATES:
        raise ValueError(f"state {state!r} is not allowed; {', '.join(_STATES)} are")
    instance = _day(expected, "period_end").isoformat() if "period_end" in expected else ""
    found = replay.alerts.get(instance)
    is_now = found.state if found else "ok"
    if is_now == state:
        return ""
    about = f" for {instance}" if instance else ""
    return f"at {expected['at']}{about}: expected {state}, found {is_now}"


def _headline_failures(rule: Rule, headlines: Sequence[Mapping[str, Any]]) -> list[str]:
    if not headlines:
        raise ValueError("[[test.headline]] is missing: a title, and whether it matches")
    failures: list[str] = []
    for number, table in enumerate(headlines, start=1):
        if not isinstance(table.get("title"), str) or not isinstance(table.get("matches"), bool):
            raise ValueError("a headline has a title, and matches = true or false")
        matches = story_test(rule.condition)(_headline(table, number)) is True
        if matches is not table["matches"]:
            failures.append(f"{table['title']!r}: {'matches' if matches else 'does not match'}")
    return failures


def _stream_failures(
    rule: Rule, headlines: Sequence[Mapping[str, Any]], expected: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Let the headlines come at their times and hold the rule against the table of moments."""
    if not expected:
        raise ValueError("[[test.expect]] is missing: what should follow, and when")
    told = [
        ToldAt(_moment(table), _headline(table, number))
        for number, table in enumerate(headlines, start=1)
    ]
    found = states_at(rule, told, [_moment(each) for each in expected])
    failures: list[str] = []
    for each in expected:
        wanted, state = each.get("state"), found[_moment(each)]
        if wanted not in _STATES:
            raise ValueError(f"state {wanted!r} is not allowed; {', '.join(_STATES)} are")
        if wanted != state:
            failures.append(f"at {each['at']}: expected {wanted}, found {state}")
    return failures


def _headline(table: Mapping[str, Any], number: int) -> HeadlineFacts:
    """A headline as a test states it, a story of its own unless it names one."""
    if not isinstance(table.get("title"), str):
        raise ValueError("title is missing: a headline has one")
    if not isinstance(table.get("story", 1), int):
        raise ValueError("story is a number; headlines of one story share it")
    return HeadlineFacts(
        id=number,
        story=table.get("story", number),
        fetch=0,
        title=table["title"],
        source=str(table.get("source", "")),
        language=str(table.get("language", "")),
        topics=_names(table, "topics"),
        companies=_names(table, "companies"),
    )


def _names(table: Mapping[str, Any], key: str) -> frozenset[str]:
    names = table.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'{key} is a list of names, such as ["alibaba"]')
    return frozenset(names)


def _moment(table: Mapping[str, Any]) -> datetime:
    moment = table.get("at")
    if not isinstance(moment, datetime):
        raise ValueError("at is missing or no time, such as 2026-08-20T12:00:00Z without quotes")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _StatedFacts:
    """The observations of a test, as a record."""

    def __init__(self, tables: Sequence[Mapping[str, Any]], as_of: date | None = None) -> None:
        self._tables = tables
        self._as_of = as_of
        self.measured: MeasuredBefore = {}

    def at(self, day: date) -> Facts:
        return _StatedFacts(self._tables, day)

    def vintages(self, company: str, line: str, metric: str) -> list[Vintage]:
        told = [_vintage(table, number) for number, table in enumerate(self._tables, start=1)]
        return [
            vintage
            for vintage, table in zip(told, self._tables, strict=True)
            if vintage.metric == metric
            and segment_line(vintage.segment).key == line
            and table.get("company", HOME_COMPANY) == company
        ]

    def history(
        self,
        company: str,
        line: str,
        metric: str,
        *,
        trailing: bool = False,
        as_of: date | None = None,
    ) -> LineHistory:
        known = min((day for day in (as_of, self._as_of) if day is not None), default=None)
        told = [
            vintage
            for vintage in self.vintages(company, line, metric)
            if known is None or vintage.known_at <= known
        ]
        return LineHistory(segment_line(line), trailing_sums(told) if trailing else told)


def _vintage(table: Mapping[str, Any], number: int) -> Vintage:
    try:
        value = Decimal(str(table["value"]))
        yoy = Decimal(str(table["yoy_pct"])) if "yoy_pct" in table else None
    except (KeyError, InvalidOperation) as error:
        raise ValueError("an observation has a value, a number") from error
    if not isinstance(table.get("metric"), str):
        raise ValueError("an observation has a metric, such as revenue")
    known_at = _day(table, "known_at")
    return Vintage(
        observation=number,
        segment=segment_line(str(table.get("line", "group"))).key,
        basis=str(table.get("basis", "")),
        metric=metric(table["metric"]).key,
        period_type="quarter",
        period_end=_day(table, "period_end"),
        fiscal_label="",
        value=value,
        unit=str(table.get("unit", "CNY_mn")),
        yoy_printed=yoy,
        kind="reported",
        known_at=known_at,
        release=str(table.get("release", known_at.isoformat())),
        source_title="the test",
        source_publisher="",
        source_url="",
        locator="",
        note="",
    )


def _day(table: Mapping[str, Any], key: str) -> date:
    day = table.get(key)
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"{key} is missing or no date, such as 2025-11-25 without quotes")
    return day


def _tables(table: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"{key} must be [[test.{key}]] tables")
    return found
