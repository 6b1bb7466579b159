"""What is said of alerts outside the screen: one notice for all events of one evaluation. Pure.

Text from a feed stands in a notice as text: in the JSON that a command reads, in a body, never in a
title that becomes a header, a command or a format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store import times
from store.alerts.events import EventRow

SEVERITIES = ("info", "warning", "critical")  # quietest first
MOST_LINES = 20

_SAID = {
    "firing": "firing",
    "withdrawn": "withdrawn",
    "error": "cannot be evaluated",
    "ok": "over",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What is sent: `title` in alimon's words only, `lines` one an event, and the events."""

    title: str
    lines: tuple[str, ...]
    events: tuple[EventRow, ...]

    @property
    def body(self) -> str:
        """The lines, so many of them."""
        more = len(self.lines) - MOST_LINES
        shown = self.lines[:MOST_LINES]
        return "\n".join([*shown, *([f"and {more} more"] if more > 0 else [])])

    def as_object(self) -> Mapping[str, Any]:
        """What a command reads as JSON."""
        return {
            "title": self.title,
            "events": [
                {
                    "id": event.id,
                    "at": times.to_text(event.at),
                    "rule": event.rule_text,
                    "name": event.rule_name,
                    "severity": event.severity,
                    "from": event.state_from,
                    "to": event.state_to,
                    "value": event.value,
                    "note": event.note,
                    "headline": event.title,
                }
                for event in self.events
            ],
        }


def is_alarm(event: EventRow) -> bool:
    """Whether something began that the user wants to hear of: aloud, and not only on again."""
    begins = event.state_to in ("firing", "withdrawn", "error") and event.state_from != "recovering"
    return begins and not event.quiet


def is_told(event: EventRow, severity: str) -> bool:
    """Whether an event is worth a notice to who asked for `severity` and upwards."""
    loud_enough = SEVERITIES.index(event.severity) >= SEVERITIES.index(severity)
    ends_something = event.state_to == "ok" and event.state_from in ("firing", "recovering")
    is_story = event.headline is not None
    if event.quiet or not loud_enough:
        return False
    return is_alarm(event) or (ends_something and not is_story)


def notices(events: Sequence[EventRow]) -> tuple[Notice, ...]:
    """One notice a batch, in the order of the batches."""
    by_batch: dict[int, list[EventRow]] = {}
    for event in events:
        by_batch.setdefault(event.batch, []).append(event)
    return tuple(notice_of(batch) for _, batch in sorted(by_batch.items()))


def notice_of(events: Sequence[EventRow]) -> Notice:
    """One notice for all of these events."""
    if len(events) == 1:
        title = f"alimon: {_SAID[events[0].state_to]}"
    else:
        counts = {word: sum(_SAID[e.state_to] == word for e in events) for word in _SAID.values()}
        said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        title = f"alimon: {said}"
    return Notice(title, tuple(_line(event) for event in events), tuple(events))


def _line(event: EventRow) -> str:
    what = event.rule_name or event.rule_text
    about = event.title or " · ".join(part for part in (event.value, event.note) if part)
    return (
        f"{_SAID[event.state_to]}: {what}: {about}" if about else f"{_SAID[event.state_to]}: {what}"
    )
