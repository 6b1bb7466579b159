"""The watch: what arrived since the last run, which rules read it, what became of their alerts.

One transaction a run, taken before anything is read: the app (after saving a rule) and the poller
may run it at the same moment, and a crash leaves nothing half done. Running it again with nothing
new writes nothing. A rule that cannot be evaluated says so and costs no other rule.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from store import alert_records, headline_facts, times
from store.alert_states import Alert, Change, Seen, Step, Timing, expire_story, step
from store.database import transaction
from store.feed_silence import longest_silence
from store.rule_language import RuleError, parse
from store.rule_reads import CLOCK, headline_keys, metric_key
from store.rule_sightings import Watch, latest_period, metric_sightings
from store.rule_types import Unit, shown
from store.segments import line_of
from store.settings import get_setting

if TYPE_CHECKING:
    from store.rule_facts import RecordFacts
    from store.rule_tree import Rule
    from store.story_matching import HeadlineFacts

STORY_KEEP = timedelta(days=1)  # how long a story stays firing where the rule does not say
MOST_HEADLINES = 5_000  # a run; what is left is for the next one

_FETCH_MARK = "alerts.fetch"
_OBSERVATION_MARK = "alerts.observation"
_ERROR_INSTANCE = "error"
_COUNT = Unit("count")


def evaluate(connection: sqlite3.Connection, now: datetime, *, rule: int | None = None) -> int:
    """Bring the alerts up to date; the number of events written.

    With `rule`, look at that one rule whatever arrived. Raises sqlite3.Error.
    """
    if rule is None and not _anything_due(connection, now):
        return 0
    with transaction(connection):
        run = _Run(connection, now)
        if rule is not None:
            run.one_rule(rule)
        else:
            run.what_arrived()
        return run.events


def _anything_due(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether something arrived, or time alone may change something."""
    if _newest(connection) != _marks(connection):
        return True
    waiting = connection.execute(
        "select exists (select 1 from alerts where state in ('pending', 'recovering')) or "
        "exists (select 1 from alerts where state = 'firing' and headline is not null) or "
        "exists (select 1 from alerts where snoozed_until <= ?) or "
        "exists (select 1 from rule_reads where key = ?) or "
        "exists (select 1 from alerts a join rules r on r.id = a.rule "
        "        where a.state = 'firing' and r.kind = 'headline')",
        (times.to_text(now), CLOCK),
    ).fetchone()
    return bool(waiting[0])


def _newest(connection: sqlite3.Connection) -> tuple[int, int]:
    """The newest fetch that brought a headline, and the newest observation."""
    row = connection.execute(
        "select (select coalesce(max(fetch), 0) from headlines),"
        " (select coalesce(max(id), 0) from observations)"
    ).fetchone()
    return row[0], row[1]


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """How far the last run had read."""
    fetch, seen = (get_setting(connection, key) for key in (_FETCH_MARK, _OBSERVATION_MARK))
    return (
        fetch if isinstance(fetch, int) else 0,
        seen if isinstance(seen, int) else 0,
    )


@dataclass(frozen=True, slots=True)
class _Instance:
    """What was seen of a rule, and the news for its line in the pane."""

    seen: tuple[Seen, ...]
    truth: str
    value: str
    period: str


class _Run:
    """One evaluation, inside its transaction."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._batch: int = connection.execute(
            "select coalesce(max(id), 0) + 1 from events"
        ).fetchone()[0]
        self._facts: RecordFacts | None = None
        self.events = 0

    def one_rule(self, number: int) -> None:
        """Evaluate a rule by its id, on what is there."""
        for row in self._rules("where id = ?", (number,)):
            self._evaluate(row, {})

    def what_arrived(self) -> None:
        """Evaluate the rules that read what arrived, and those that wait for time to pass."""
        self._wake_snoozed()
        fetch_mark, observation_mark = _marks(self._connection)
        headlines, fetch_mark = self._headlines(fetch_mark)
        by_key = _by_key(headlines)
        arrived = {*by_key, *self._metrics(observation_mark), CLOCK}
        for row in self._rules(
            "where id in (select rule from rule_reads where key in"
            " (select value from json_each(?)))"
            " or id in (select rule from alerts where state in ('pending', 'recovering'))"
            " or id in (select rule from alerts where state = 'firing' and rule in"
            " (select id from rules where kind = 'headline'))",
            (json.dumps(sorted(arrived)),),
        ):
            self._evaluate(row, by_key)
        self._set_marks(fetch_mark, _newest(self._connection)[1])

    # --- what arrived --------------------------------------------------------------------

    def _headlines(self, mark: int) -> tuple[list[HeadlineFacts], int]:
        """The headlines no run has seen, and the fetch up to which they go. Those older than every
        rule on headlines are passed by."""
        newest = _newest(self._connection)[0]
        floor = self._connection.execute(
            "select min(from_fetch) from rules where kind = 'headline' and enabled"
        ).fetchone()[0]
        mark = max(mark, newest if floor is None else floor)
        row = self._connection.execute(
            "select fetch from headlines where fetch > ? order by fetch limit 1 offset ?",
            (mark, MOST_HEADLINES),
        ).fetchone()
        until = newest if row is None else row[0]
        ids = headline_facts.arrived(self._connection, mark, until)
        return headline_facts.read_facts(self._connection, ids) if ids else [], until

    def _metrics(self, mark: int) -> set[str]:
        """The keys of the observations no run has seen."""
        rows = self._connection.execute(
            "select distinct issuer, segment, basis, metric from observations where id > ?", (mark,)
        )
        return {
            metric_key(issuer, line_of(segment, basis).key, metric)
            for issuer, segment, basis, metric in rows
        }

    def _set_marks(self, fetch: int, observation: int) -> None:
        self._connection.executemany(
            "insert into settings (key, value) values (?, ?) "
            "on conflict (key) do update set value = excluded.value",
            [(_FETCH_MARK, str(fetch)), (_OBSERVATION_MARK, str(observation))],
        )

    def _rules(self, where: str, parameters: tuple[object, ...]) -> list[sqlite3.Row]:
        rows = self._connection.execute(
            f"select * from rules {where}",  # noqa: S608 - conditions are ours
            parameters,
        ).fetchall()
        today = self._now.date().isoformat()
        return [
            row
            for row in rows
            if row["enabled"] and (row["expires_on"] is None or row["expires_on"] > today)
        ]

    def _wake_snoozed(self) -> None:
        self._connection.execute(
            "update alerts set attention = 'unseen', snoozed_until = null "
            "where attention = 'snoozed' and snoozed_until <= ?",
            (times.to_text(self._now),),  # words such as 'clears' sort after every time
        )

    # --- a rule ----------------------------------------------------------------------------

    def _evaluate(self, row: sqlite3.Row, by_key: Mapping[str, list[HeadlineFacts]]) -> None:
        known = alert_records.alerts_of(self._connection, row["id"])
        try:
            rule = parse(row["text"])
            if rule.scope == "story":
                self._stories(row, rule, known, by_key)
                instance = None
            else:
                instance = self._instance(row, rule, known)
        except RuleError as error:
            self._failed(row, known, error.message)
            return
        if instance is not None:
            timing = Timing(rule.options.hold or timedelta(), rule.options.keep or timedelta())
            for seen in instance.seen:
                alert = known.get(seen.instance)
                self._write(row, rule, alert, step(alert, seen, self._now, timing))
        self._note(row, known, instance)

    def _instance(self, row: sqlite3.Row, rule: Rule, known: Mapping[str, Alert]) -> _Instance:
        if rule.scope == "metric":
            return self._numbers(row, rule, frozenset(known))
        if rule.scope == "count":
            return self._counts(rule)
        return self._feeds(rule)

    def _numbers(self, row: sqlite3.Row, rule: Rule, instances: frozenset[str]) -> _Instance:
        facts = self._record()
        first = row["from_period"]
        if first is None and (latest := latest_period(rule, facts)) is not None:
            first = latest.isoformat()  # the first the record ever has
            self._connection.execute(
                "update rules set from_period = ? where id = ?", (first, row["id"])
            )
        newest_then = row["from_observation"]
        watch = Watch(
            None if first is None else date.fromisoformat(first),
            lambda vintage: vintage.observation > newest_then,
        )
        seen = metric_sightings(rule, facts, self._now.date(), watch, instances)
        shown_last = next((each for each in reversed(seen) if each.value is not None), None)
        last = seen[-1] if seen else None
        return _Instance(
            seen,
            _truth_word(None if last is None else last.truth),
            "" if shown_last is None else _value(shown_last.value, shown_last.unit),
            "" if shown_last is None else shown_last.period_end,
        )

    def _record(self) -> RecordFacts:
        if self._facts is None:
            from store.rule_facts import RecordFacts  # noqa: PLC0415 - only rules on numbers do

            self._facts = RecordFacts(self._connection)
        return self._facts

    def _counts(self, rule: Rule) -> _Instance:
        from store.story_counting import count_truth  # noqa: PLC0415 - only counting rules do

        truth, count = count_truth(self._connection, rule.condition, self._now)
        seen = Seen("", truth, _not(truth), Decimal(count), _COUNT, source="stories in the stream")
        stories = "1 story" if count == 1 else f"{count} stories"
        return _Instance((seen,), _truth_word(truth), stories, "")

    def _feeds(self, rule: Rule) -> _Instance:
        silence = longest_silence(self._connection, rule.condition, self._now)
        hours = None if silence.duration is None else _hours(silence.duration)
        seen = Seen("", silence.truth, _not(silence.truth), hours, _COUNT, source=silence.words)
        return _Instance((seen,), _truth_word(silence.truth), silence.words, "")

    def _stories(
        self,
        row: sqlite3.Row,
        rule: Rule,
        known: dict[str, Alert],
        by_key: Mapping[str, list[HeadlineFacts]],
    ) -> None:
        """New stories fire; old ones stop being news."""
        from store.story_matching import story_truth  # noqa: PLC0415 - only rules on headlines do

        keep = rule.options.keep or STORY_KEEP
        for alert in known.values():
            self._write(row, rule, alert, expire_story(alert, self._now, keep))
        if not by_key:
            return
        candidates = {
            headline.id: headline
            for key in headline_keys(rule.condition)
            for headline in by_key.get(key, ())
            if headline.fetch > row["from_fetch"]
        }
        for headline in sorted(candidates.values(), key=lambda each: each.id):
            name = f"story {headline.story}"
            if name in known or story_truth(rule.condition, headline) is not True:
                continue
            seen = Seen(name, True, False, source=headline.source, headline=headline.id)
            fired = step(None, seen, self._now, Timing())
            fired = replace(
                fired,
                changes=tuple(
                    replace(change, note=f"{headline.title} · {headline.source}")
                    for change in fired.changes
                ),
            )
            assert fired.alert is not None
            known[name] = fired.alert
            self._write(row, rule, None, fired)

    # --- what is written --------------------------------------------------------------------

    def _write(self, row: sqlite3.Row, rule: Rule | None, before: Alert | None, now: Step) -> None:
        if now.alert is None or (now.alert == before and not now.changes):
            return
        alert = now.alert if before else self._as_quiet_as_its_rule(row["id"], now.alert)
        number = alert_records.save_alert(self._connection, row["id"], alert)
        quiet = alert.attention == "snoozed" or self._in_quiet_hours(rule)
        self.events += alert_records.add_events(
            self._connection, number, now.changes, self._now, self._batch, quiet=quiet
        )

    def _as_quiet_as_its_rule(self, rule: int, alert: Alert) -> Alert:
        """A rule snoozed until a time is quiet about new periods and stories too."""
        row = self._connection.execute(
            "select max(snoozed_until) from alerts where rule = ? and attention = 'snoozed' "
            "and snoozed_until > ? and snoozed_until < 'a'",
            (rule, times.to_text(self._now)),
        ).fetchone()
        if row[0] is None:
            return alert
        return replace(alert, attention="snoozed", snoozed_until=row[0])

    def _in_quiet_hours(self, rule: Rule | None) -> bool:
        if rule is None or rule.options.quiet is None:
            return False
        local = self._now.astimezone()
        return rule.options.quiet.cover(local.hour * 60 + local.minute)

    def _failed(self, row: sqlite3.Row, known: Mapping[str, Alert], message: str) -> None:
        """A rule that cannot be evaluated: its alerts stay as they are, the error is an alert."""
        self._connection.execute(
            "update rules set error = ?, evaluated_at = ? where id = ?",
            (message, times.to_text(self._now), row["id"]),
        )
        before = known.get(_ERROR_INSTANCE)
        if before is not None and before.state == "error":
            return
        since = Alert(_ERROR_INSTANCE, "error", self._now, attention="unseen")
        change = Change("ok", "error", None, _COUNT, message)
        self._write(row, None, before, Step(since, (change,)))

    def _note(
        self, row: sqlite3.Row, known: Mapping[str, Alert], instance: _Instance | None
    ) -> None:
        """What the rule's line in the pane says."""
        if row["error"] is not None and (failed := known.get(_ERROR_INSTANCE)) is not None:
            mended = replace(failed, state="ok", since=self._now)
            change = Change("error", "ok", None, _COUNT, "can be evaluated again")
            self._write(row, None, failed, Step(mended, (change,)))
        found = instance or _Instance((), row["last_truth"], row["last_value"], row["last_period"])
        self._connection.execute(
            "update rules set error = null, evaluated_at = ?, last_truth = ?, last_value = ?,"
            " last_period = ? where id = ?",
            (times.to_text(self._now), found.truth, found.value, found.period, row["id"]),
        )


def _by_key(headlines: Iterable[HeadlineFacts]) -> dict[str, list[HeadlineFacts]]:
    found: dict[str, list[HeadlineFacts]] = {}
    for headline in headlines:
        for key in headline_facts.keys_of(headline):
            found.setdefault(key, []).append(headline)
    return found


def _value(value: Decimal | None, unit: Unit) -> str:
    return "" if value is None else shown(value, unit)


def _truth_word(truth: bool | None) -> str:
    return {True: "true", False: "false", None: "unknown"}[truth]


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _hours(duration: timedelta) -> Decimal:
    return Decimal(int(duration.total_seconds() // 3600))
