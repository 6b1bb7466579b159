"""The watch: which rules read what arrived, and what became of their alerts.

One transaction a run, taken before anything is read: the app (after saving a rule) and the poller
may run it at the same moment, and a crash leaves nothing half done. Running it again with nothing
new writes nothing. A rule that cannot be evaluated says so and costs no other rule.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from store import times
from store.alerts import records as alert_records
from store.alerts.arrivals import NOTHING, Arrivals, mark_read, read_arrivals
from store.alerts.due import anything_due
from store.alerts.states import Alert, Change, Seen, Step, Timing, end_story, step
from store.database import transaction
from store.errors import RuleError
from store.polling.feed_silence import longest_silence
from store.rules.language import parse
from store.rules.reads import headline_keys
from store.rules.sightings import Watch, latest_period, metric_sightings
from store.rules.types import Unit, shown

if TYPE_CHECKING:
    from store.rules.facts import RecordFacts
    from store.rules.story_matching import HeadlineFacts
    from store.rules.tree import Rule

STORY_KEEP = timedelta(days=1)  # how long a story stays firing where the rule does not say

_ERROR_INSTANCE = "error"
_COUNT = Unit("count")


def evaluate(connection: sqlite3.Connection, now: datetime, *, rule: int | None = None) -> int:
    """Bring the alerts up to date; the number of events written.

    With `rule`, look at that one rule whatever arrived. Raises sqlite3.Error.
    """
    if rule is None and not anything_due(connection, now):
        return 0
    with transaction(connection):
        if rule is None:
            return evaluate_arrivals(connection, now)
        run = _Run(connection, now, NOTHING)
        run.one_rule(rule)
        return run.events


def evaluate_arrivals(connection: sqlite3.Connection, now: datetime) -> int:
    """Bring the alerts up to date inside the caller's write transaction; the number of events
    written. Raises sqlite3.Error."""
    run = _Run(connection, now, read_arrivals(connection))
    run.what_arrived()
    return run.events


@dataclass(frozen=True, slots=True)
class _Instance:
    """What was seen of a rule, and the news for its line in the pane."""

    seen: tuple[Seen, ...]
    truth: str
    value: str
    period: str


class _Run:
    """One evaluation, inside its transaction."""

    def __init__(self, connection: sqlite3.Connection, now: datetime, arrivals: Arrivals) -> None:
        self._connection = connection
        self._now = now
        self._arrivals = arrivals
        self._batch: int = connection.execute(
            "select coalesce(max(id), 0) + 1 from events"
        ).fetchone()[0]
        self._facts: RecordFacts | None = None
        self._known: Mapping[int, Mapping[str, Alert]] = {}  # by rule
        self._notes: list[tuple[str | None, str, str, str, str, int]] = []
        self.events = 0

    def one_rule(self, number: int) -> None:
        """Evaluate a rule by its id, on what is there."""
        self._evaluate_all("where id = ?", (number,))

    def what_arrived(self) -> None:
        """Evaluate the rules that read what arrived, and those that wait for time to pass."""
        self._wake_snoozed()
        for number, alert in alert_records.stories_that_end(self._connection, self._now):
            self._write(number, None, alert, end_story(alert, self._now))
        self._evaluate_all(
            "where id in (select rule from rule_reads where key in"
            " (select value from json_each(?)))"
            " or id in (select rule from alerts"
            "           where state in ('pending', 'recovering') and state <> 'ok')"
            " or (kind = 'headline' and id in"
            "     (select rule from alerts where state = 'firing' and ends_at is null))",
            (json.dumps(sorted(self._arrivals.keys)),),
        )
        mark_read(self._connection, self._arrivals)

    def _wake_snoozed(self) -> None:
        self._connection.execute(
            "update alerts set attention = 'unseen', snoozed_until = null "
            "where attention = 'snoozed' and snoozed_until <= ?",
            (times.to_text(self._now),),  # words such as 'clears' sort after every time
        )

    def _evaluate_all(self, where: str, parameters: tuple[object, ...]) -> None:
        """Evaluate the rules that are on and not expired."""
        rows = self._connection.execute(
            f"select * from rules {where}",  # noqa: S608 - conditions are ours
            parameters,
        ).fetchall()
        today = self._now.date().isoformat()
        watched = [
            row
            for row in rows
            if row["enabled"] and (row["expires_on"] is None or row["expires_on"] > today)
        ]
        self._known = alert_records.lasting_alerts(self._connection, [row["id"] for row in watched])
        for row in watched:
            self._evaluate(row)
        self._connection.executemany(
            "update rules set error = ?, evaluated_at = ?, last_truth = ?, last_value = ?,"
            " last_period = ? where id = ?",
            self._notes,
        )

    # --- a rule ----------------------------------------------------------------------------

    def _evaluate(self, row: sqlite3.Row) -> None:
        try:
            rule = parse(row["text"])
            if rule.scope == "story":
                self._stories(row, rule)
                self._note(row, None)
            else:
                self._instances(row, rule)
        except RuleError as error:
            self._failed(row, error.message)

    def _instances(self, row: sqlite3.Row, rule: Rule) -> None:
        known = self._known[row["id"]]
        found = self._instance(row, rule, known)
        timing = Timing(rule.options.hold or timedelta(), rule.options.keep or timedelta())
        for seen in found.seen:
            alert = known.get(seen.instance)
            self._write(row["id"], rule, alert, step(alert, seen, self._now, timing))
        self._note(row, found)

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
            first = latest.isoformat()  # the first that is ever known
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
            from store.rules.facts import RecordFacts  # noqa: PLC0415 - only rules on numbers do

            self._facts = RecordFacts(self._connection)
        return self._facts

    def _counts(self, rule: Rule) -> _Instance:
        from store.rules.story_counting import count_truth  # noqa: PLC0415 - only counting rules do

        truth, count = count_truth(self._connection, rule.condition, self._now)
        cleared = _not(truth)
        if rule.options.clear is not None:
            cleared, _ = count_truth(self._connection, rule.options.clear, self._now)
        seen = Seen("", truth, cleared, Decimal(count), _COUNT, source="stories in the stream")
        stories = "1 story" if count == 1 else f"{count} stories"
        return _Instance((seen,), _truth_word(truth), stories, "")

    def _feeds(self, rule: Rule) -> _Instance:
        silence = longest_silence(self._connection, rule.condition, self._now)
        cleared = _not(silence.truth)
        if rule.options.clear is not None:
            cleared = longest_silence(self._connection, rule.options.clear, self._now).truth
        hours = None if silence.duration is None else _hours(silence.duration)
        seen = Seen("", silence.truth, cleared, hours, _COUNT, source=silence.words)
        return _Instance((seen,), _truth_word(silence.truth), silence.words, "")

    def _stories(self, row: sqlite3.Row, rule: Rule) -> None:
        """The stories that meet the rule and that it has not told of."""
        from store.rules.story_matching import story_test  # noqa: PLC0415 - only rules on headlines do

        candidates = {
            headline.id: headline
            for key in headline_keys(rule.condition)
            for headline in self._arrivals.headlines.get(key, ())
            if headline.fetch > row["from_fetch"]
        }
        meets = story_test(rule.condition)
        met = {
            headline.story: headline
            for _, headline in sorted(candidates.items(), reverse=True)  # the first teller stays
            if meets(headline) is True
        }
        told = alert_records.stories_told(self._connection, row["id"], met) if met else set()
        for story, headline in sorted(met.items()):
            if story not in told:
                self._write(row["id"], rule, None, self._fired(rule, headline))

    def _fired(self, rule: Rule, headline: HeadlineFacts) -> Step:
        seen = Seen(
            f"story {headline.story}", True, False, source=headline.source, headline=headline.id
        )
        fired = step(None, seen, self._now, Timing())
        assert fired.alert is not None
        ends_at = self._now + (rule.options.keep or STORY_KEEP)
        note = f"{headline.title} · {headline.source}"
        return Step(
            replace(fired.alert, ends_at=ends_at),
            tuple(replace(change, note=note) for change in fired.changes),
        )

    # --- what is written --------------------------------------------------------------------

    def _write(self, number: int, rule: Rule | None, before: Alert | None, now: Step) -> None:
        if now.alert is None or (now.alert == before and not now.changes):
            return
        alert = now.alert if before else self._as_quiet_as_its_rule(number, now.alert)
        stored = alert_records.save_alert(self._connection, number, alert)
        quiet = alert.attention == "snoozed" or self._in_quiet_hours(rule)
        self.events += alert_records.add_events(
            self._connection, stored, now.changes, self._now, self._batch, quiet=quiet
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

    def _failed(self, row: sqlite3.Row, message: str) -> None:
        """A rule that cannot be evaluated: its alerts stay as they are, the error is an alert."""
        self._notes.append(
            (message, times.to_text(self._now), row["last_truth"], row["last_value"],
             row["last_period"], row["id"])
        )  # fmt: skip
        before = alert_records.alerts_of(self._connection, row["id"]).get(_ERROR_INSTANCE)
        if before is None or before.state != "error":
            failed = Alert(_ERROR_INSTANCE, "error", self._now)
            change = Change("ok", "error", None, _COUNT, message)
            self._write(row["id"], None, before, Step(failed, (change,)))

    def _note(self, row: sqlite3.Row, found: _Instance | None) -> None:
        """What the rule's line in the pane says; None: as before. Written when it changed, so that
        a rule that waits for time does not wake every reader of the database."""
        if row["error"] is not None:
            self._mended(row["id"])
        truth, value, period = row["last_truth"], row["last_value"], row["last_period"]
        if found is not None:
            truth, value, period = found.truth, found.value, found.period
        before = row["error"], row["last_truth"], row["last_value"], row["last_period"]
        if before != (None, truth, value, period) or row["evaluated_at"] is None:
            self._notes.append((None, times.to_text(self._now), truth, value, period, row["id"]))

    def _mended(self, rule: int) -> None:
        failed = alert_records.alerts_of(self._connection, rule).get(_ERROR_INSTANCE)
        if failed is not None and failed.state == "error":
            mended = replace(failed, state="ok", since=self._now)
            change = Change("error", "ok", None, _COUNT, "can be evaluated again")
            self._write(rule, None, failed, Step(mended, (change,)))


def _value(value: Decimal | None, unit: Unit) -> str:
    return "" if value is None else shown(value, unit)


def _truth_word(truth: bool | None) -> str:
    return {True: "true", False: "false", None: "unknown"}[truth]


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _hours(duration: timedelta) -> Decimal:
    return Decimal(int(duration.total_seconds() // 3600))
