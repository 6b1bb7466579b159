"""Rules, alerts and their events as lines of text and as JSON."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from store.number_format import format_number

if TYPE_CHECKING:
    from store.alerts.backtest import Firing
    from store.alerts.deliveries import Attempt
    from store.alerts.events import EventRow
    from store.rules.saved import RuleStatus

MARKS = {"firing": "!", "pending": "~", "recovering": "~", "withdrawn": "w", "error": "×"}


def status_line(status: RuleStatus) -> str:
    """A rule on a line: mark, number, state, text, what it sees and since when."""
    mark = "-" if not status.enabled else MARKS.get(status.state, "·")
    state = status.state if status.enabled else "off"
    seen = f"{status.value} {status.period}".strip()
    since = "" if status.since is None else f"  since {status.since:%Y-%m-%d %H:%M}"
    problem = "" if status.error is None else f"  {status.error}"
    quiet = {"acknowledged": "  acknowledged", "snoozed": f"  snoozed {_snooze_end(status)}"}
    about = f"{seen}{since}{quiet.get(status.attention, '')}{problem}"
    return f"{mark} {status.id:>3}  {state:<10} {status.text}  {about}".rstrip()


def _snooze_end(status: RuleStatus) -> str:
    until = status.snoozed_until or ""
    words = {"clears": "until it clears", "next period": "until the next period"}
    return words.get(until, f"until {until[:16].replace('T', ' ')} UTC")


def status_as_object(status: RuleStatus) -> dict[str, Any]:
    """A rule as `alimon alerts list --json` prints it."""
    return {
        "id": status.id,
        "rule": status.text,
        "name": status.name or None,
        "severity": status.severity,
        "enabled": status.enabled,
        "state": status.state,
        "value": status.value or None,
        "threshold": status.threshold or None,
        "period": status.period or None,
        "since": _moment(status.since),
        "attention": status.attention,
        "snoozed_until": status.snoozed_until,
        "note": status.note or None,
        "error": status.error,
    }


def firing_line(firing: Firing) -> str:
    """When a rule would have fired, on which value, from which source."""
    if firing.period_end is None:
        return f"{firing.at:%Y-%m-%d %H:%M}  {firing.value} {firing.unit}  {firing.source}"
    value = _shown(firing)
    return f"{firing.at:%Y-%m-%d}  {firing.period_end}  {value:>16}  {firing.source}".rstrip()


def _shown(firing: Firing) -> str:
    """The value with its unit: "38%", "31,775 CNY mn"."""
    number = format_number(Decimal(firing.value))
    if firing.unit == "pct":
        return f"{number}%"
    return f"{number} {firing.unit.replace('_', ' ')}"


def firing_as_object(firing: Firing) -> dict[str, Any]:
    """`at` is a day for a number, a time for a headline; `value` is a number in `unit`, or a
    title."""
    return {
        "at": _moment(firing.at) if firing.period_end is None else firing.at.date().isoformat(),
        "period_end": _day(firing.period_end),
        "value": _number(firing.value) if firing.unit else firing.value or None,
        "unit": firing.unit or None,
        "source": firing.source or None,
        "source_url": firing.source_url or None,
    }


def event_line(event: EventRow) -> str:
    """One change of an alert on a line."""
    about = event.title or event.note
    change = f"{event.state_from} → {event.state_to}"
    return f"{event.at:%Y-%m-%d %H:%M}  {change:<22} {event.rule_text}  {event.value}  {about}"


def event_as_object(event: EventRow, sent: list[Attempt]) -> dict[str, Any]:
    """The same as `alimon alerts log --json` prints it, with what was sent where."""
    return {
        "id": event.id,
        "at": _moment(event.at),
        "rule": event.rule,
        "text": event.rule_text,
        "severity": event.severity,
        "from": event.state_from,
        "to": event.state_to,
        "value": event.value or None,
        "note": event.note or None,
        "headline": event.headline,
        "deliveries": [
            {
                "channel": each.channel,
                "at": _moment(each.tried_at),
                "attempt": each.attempt,
                "ok": each.ok,
                "result": each.result,
            }
            for each in sent
        ],
    }


def _number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _moment(moment: datetime | None) -> str | None:
    from store import times

    return None if moment is None else times.to_text(moment)
