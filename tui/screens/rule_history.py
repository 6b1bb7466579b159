"""The card behind enter on a rule: every change with value, limit and source, and who was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from textual.content import Content

from store.alerts.deliveries import Attempt
from store.alerts.events import EventRow
from store.rules.saved import RuleStatus
from tui.moments import full
from tui.panes.rule_list import snooze_words
from tui.screens.card import Card

_DIM = "$foreground 60%"
_STATE_STYLES = {"firing": "$text-error bold", "error": "$text-error bold", "ok": "$text-success"}


def rule_history(
    status: RuleStatus,
    events: Sequence[EventRow],
    told: Mapping[int, Sequence[Attempt]],
    now: datetime,
    zone: tzinfo | None,
) -> Card:
    """What a rule saw, newest first; `told` are the attempts to send each event."""
    parts = [_head(status, now, zone)]
    for event in events:
        parts.append(_event(event, status, zone))
        parts += [_attempt(attempt, zone) for attempt in told.get(event.id, ())]
    if not events:
        parts.append(Content.styled("It has not changed its state yet.", _DIM))
    return Card(status.name or "ALERT", Content("\n").join(parts))


def _head(status: RuleStatus, now: datetime, zone: tzinfo | None) -> Content:
    """The rule, what it sees now against which limit, and what the user said of it."""
    sees = " ".join(filter(None, (status.value, status.period)))
    lines = [
        Content.styled(status.text, "bold"),
        Content.assemble(
            (status.state, _STATE_STYLES.get(status.state, "bold")),
            _since(status, zone),
            (f" · {_attention(status, now)}" if status.alert is not None else ""),
            f" · {status.severity}",
        ),
        _pair("sees", sees or "nothing yet"),
    ]
    if status.threshold:
        lines.append(_pair("limit", status.threshold))
    if status.note:
        lines.append(_pair("note", status.note))
    if status.error:
        lines.append(Content.styled(status.error, "$text-error"))
    return Content("\n").join([*lines, Content("")])


def _pair(name: str, value: str) -> Content:
    return Content.assemble((f"{name:<7}", _DIM), value)


def _since(status: RuleStatus, zone: tzinfo | None) -> str:
    return "" if status.since is None else f" since {full(status.since, zone)}"


def _attention(status: RuleStatus, now: datetime) -> str:
    if status.attention != "snoozed":
        return status.attention
    ends = {"clears": "until it clears", "next period": "until the next period"}
    left = snooze_words(status.snoozed_until, now)
    return f"snoozed, {ends.get(status.snoozed_until or '', left)}"


def _event(event: EventRow, status: RuleStatus, zone: tzinfo | None) -> Content:
    """One change: when, from what to what, on which value against which limit, from where."""
    against = f" ({status.threshold})" if event.value and status.threshold else ""
    quiet = "  quiet" if event.quiet else ""
    about = event.note or event.title
    period = f"{event.period} · " if event.period else ""
    lines = [
        Content.assemble(
            (f"{full(event.at, zone)}  ", _DIM),
            f"{event.state_from} → ",
            (event.state_to, _STATE_STYLES.get(event.state_to, "bold")),
            (f"  {event.value}", "bold") if event.value else "",
            (against, _DIM),
            (quiet, _DIM),
        )
    ]
    if period or about:
        lines.append(Content.styled(f"    {period}{about}", _DIM))
    return Content("\n").join(lines)


def _attempt(attempt: Attempt, zone: tzinfo | None) -> Content:
    mark, style = ("✓", "$text-success") if attempt.ok else ("×", "$text-error")
    local = attempt.tried_at.astimezone(zone)
    tries = f" (attempt {attempt.attempt})" if attempt.attempt > 1 else ""
    return Content.assemble(
        ("    ", _DIM),
        (f"{mark} ", style),
        f"{attempt.channel} ",
        (f"{local:%H:%M}", _DIM),
        f"{tries}: {attempt.result}",
    )
