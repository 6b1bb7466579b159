"""What the alerts have to say since the user was last told: a line each, or one for many.

How far the user was told is kept, so that what fired while the app was closed is said once, when
it opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store import settings
from store.alerts import events as alert_events
from store.alerts.events import EventRow
from store.alerts.notices import Notice, is_alarm, notice_of
from tui.presenters.desk import Desk

MOST_LINES = 3  # toasts at once; more make one

_TOLD_KEY = "app.told_event"
_MARKS = {"firing": "!", "withdrawn": "w", "error": "×"}


@dataclass(frozen=True, slots=True)
class News:
    """What to say on the screen, and the notice for what is beside it."""

    lines: tuple[str, ...]
    notice: Notice


class AlertNews:
    """Remembers up to which event the user was told. On the first run all there is was told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        told = settings.get_setting(desk.reader, _TOLD_KEY)
        self._is_first_run = not isinstance(told, int)
        self._told = told if isinstance(told, int) else alert_events.newest_event(desk.reader)

    def while_away(self) -> str:
        """What fired since the app was closed and still does, in a line; '' for nothing."""
        if self._is_first_run:
            self._remember(self._told)
            return ""
        rules = alert_events.rules_firing_since(self._desk.reader, self._told)
        self._remember(max(self._told, alert_events.newest_event(self._desk.reader)))
        if not rules:
            return ""
        fired = "1 rule" if rules == 1 else f"{rules} rules"
        return f"! {fired} fired while you were away · 3 shows them"

    def look(self) -> News | None:
        """What is new since the last look; None where nothing is to be said."""
        events = alert_events.events_since(self._desk.reader, self._told)
        if not events:
            return None
        self._remember(events[-1].id)
        alarms = [event for event in events if is_alarm(event)]
        return News(_lines(alarms), notice_of(alarms)) if alarms else None

    def _remember(self, event: int) -> None:
        self._told = event
        self._desk.write(lambda connection: settings.set_setting(connection, _TOLD_KEY, event))


def _lines(alarms: Sequence[EventRow]) -> tuple[str, ...]:
    if len(alarms) <= MOST_LINES:
        return tuple(_line(event) for event in alarms)
    rules = len({event.rule for event in alarms})
    what = f"{rules} rules" if rules > 1 else f"{len(alarms)} alerts of a rule"
    return (f"! {what} at once · 3 shows them",)


def _line(event: EventRow) -> str:
    rule = event.rule_name or event.rule_text
    if event.title:
        return f"! {event.title}"
    if event.state_to == "firing" == event.state_from or event.state_to != "firing":
        return f"{_MARKS[event.state_to]} {rule}: {event.note}"
    return f"! {rule}  {event.value}"
