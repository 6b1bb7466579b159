"""What the user does to rules and alerts: written by the writing thread, undone by `u`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime

from store.alerts import attention
from store.alerts.attention import Before, SnoozeEnd
from store.rules import saved as rules
from store.rules.saved import RemovedRule, RuleStatus
from tui.presenters.desk import Desk
from tui.presenters.undo import Deed


class RuleDeeds:
    """Deeds on rules and their alerts; each is said, and can be taken back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, text: str) -> None:
        """Keep a rule and look at it at once."""
        now = self._desk.clock()
        added = self._desk.write(lambda connection: _added(connection, text, now))
        self._done(
            f"added {text}",
            lambda: self._desk.write(
                lambda connection: rules.remove_rule(connection, added.result())
            ),
        )
        self._desk.say(f"Saved {text}")

    def edit(self, status: RuleStatus, text: str) -> None:
        """Change a rule and look at it at once."""
        now = self._desk.clock()
        before = self._desk.write(lambda connection: _edited(connection, status.id, text, now))
        self._done(
            f"changed {status.text}",
            lambda: self._desk.write(
                lambda connection: rules.restore_rule(connection, before.result(), replacing=True)
            ),
        )
        self._desk.say(f"Changed to {text}")

    def remove(self, status: RuleStatus) -> None:
        """Remove a rule with all that hangs on it."""
        now = self._desk.clock()
        removed = self._desk.write(lambda connection: rules.remove_rule(connection, status.id))
        self._done(
            f"removed {status.text}",
            lambda: self._desk.write(
                lambda connection: _restored(connection, removed.result(), now)
            ),
        )
        self._desk.say("Removed the rule · u brings it back")

    def acknowledge(self, status: RuleStatus) -> None:
        """Say that an alert is known."""
        alert = self._alert(status, "acknowledge")
        if alert is not None:
            now = self._desk.clock()
            self._change(
                f"acknowledged {status.text}",
                lambda connection: attention.acknowledge(connection, alert, now),
            )

    def snooze(self, status: RuleStatus, until: SnoozeEnd) -> None:
        """Keep an alert quiet."""
        alert = self._alert(status, "snooze")
        if alert is not None:
            now = self._desk.clock()
            self._change(
                f"snoozed {status.text}",
                lambda connection: attention.snooze(connection, alert, until, now),
            )

    def wake(self, status: RuleStatus) -> None:
        """End the snooze of an alert."""
        alert = self._alert(status, "wake")
        if alert is not None:
            now = self._desk.clock()
            self._change(
                f"woke {status.text}", lambda connection: attention.wake(connection, alert, now)
            )

    def mark_seen(self, status: RuleStatus) -> None:
        """The user looked at an alert. Nothing to undo."""
        alert = status.alert
        if alert is not None and status.attention == "unseen":
            self._desk.write(lambda connection: attention.mark_seen(connection, alert))

    def accept_starters(self, names: Sequence[str]) -> None:
        """Keep these of the starter rules and look at each."""
        now = self._desk.clock()
        added = self._desk.write(lambda connection: _accepted(connection, names, now))

        def take_back(connection: sqlite3.Connection) -> None:
            for number in added.result():
                rules.remove_rule(connection, number)

        self._done("added starter rules", lambda: self._desk.write(take_back))
        self._desk.say(f"Added {len(names)} rules · u takes them back")

    def _alert(self, status: RuleStatus, verb: str) -> int | None:
        if status.alert is None:
            self._desk.say(f"Nothing to {verb}: the rule has no open alert.")
        return status.alert

    def _change(
        self, words: str, change: Callable[[sqlite3.Connection], tuple[Before, ...]]
    ) -> None:
        before: Future[tuple[Before, ...]] = self._desk.write(change)
        self._done(
            words,
            lambda: self._desk.write(
                lambda connection: attention.take_back(connection, before.result())
            ),
        )

    def _done(self, words: str, undo: Callable[[], object]) -> None:
        self._desk.done(Deed(words, undo=undo))


def _added(connection: sqlite3.Connection, text: str, now: datetime) -> int:
    number = rules.add_rule(connection, text, now)
    _look(connection, number, now)
    return number


def _edited(connection: sqlite3.Connection, number: int, text: str, now: datetime) -> RemovedRule:
    before = rules.edit_rule(connection, number, text, now)
    _look(connection, number, now)
    return before


def _restored(connection: sqlite3.Connection, removed: RemovedRule, now: datetime) -> None:
    _look(connection, rules.restore_rule(connection, removed), now)


def _accepted(connection: sqlite3.Connection, names: Sequence[str], now: datetime) -> list[int]:
    from store.rules.rule_files import accept_starter_rules  # noqa: PLC0415 - reads rules

    added = accept_starter_rules(connection, now, names)
    for number in added:
        _look(connection, number, now)
    return added


def _look(connection: sqlite3.Connection, number: int, now: datetime) -> None:
    from store.alerts.evaluation import evaluate  # noqa: PLC0415 - loads the rule engine

    evaluate(connection, now, rule=number)
