"""The cards that answer "why?": a rule's history, a line of the ledger, a feed's health."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from textual.content import Content

from store.alerts.events import EventRow
from store.polling.feed_health import FeedHealth
from store.rules.saved import RuleStatus
from tui.moments import full
from tui.panes.ledger_pane import GRADES, LedgerRow
from tui.screens.card import Card


def rule_history(status: RuleStatus, events: Sequence[EventRow], zone: tzinfo | None) -> Card:
    """What a rule saw, newest first."""
    parts = [
        Content.assemble((status.text, "bold"), "\n"),
        Content(f"{status.state} · {status.value} {status.period}\n{status.note}\n\n"),
    ]
    if status.error:
        parts.append(Content.styled(f"{status.error}\n\n", "$text-error"))
    parts.extend(
        Content.assemble(
            (f"{full(event.at, zone)}  ", "$foreground 60%"),
            (f"{event.state_from} → {event.state_to}  ", "bold"),
            f"{event.value} {event.note} {event.title}\n",
        )
        for event in events
    )
    if not events:
        parts.append(Content("It has not changed its state yet.\n"))
    return Card("ALERT", Content("").join(parts))


def ledger_source(row: LedgerRow) -> Card:
    """What one line of the ledger rests on."""
    text = Content.assemble(
        (f"{row.text}\n\n", "bold"),
        (f"{row.value}\n\n" if row.value else ""),
        (f"{row.grade}  {GRADES[row.grade]}\n", "$accent"),
        (row.source, "$foreground 60%"),
    )
    return Card("SOURCE", text)


def feed_reasons(feed: FeedHealth, zone: tzinfo | None) -> Card:
    """Everything known about a feed's health."""

    def when(moment: datetime | None) -> str:
        return full(moment, zone) if moment is not None else "never"

    answer = f"{feed.http_status or '–'} · {feed.wire_bytes or 0:,} bytes"
    entries = "–" if feed.entries is None else str(feed.entries)
    facts = (
        ("state", f"{feed.state}: {feed.words}"),
        ("address", feed.url),
        ("last success", when(feed.last_success_at)),
        ("last new headline", when(feed.last_new_at)),
        ("next poll", f"{when(feed.next_poll_at)}  {feed.next_poll_reason}"),
        ("failures in a row", str(feed.failure_streak)),
        ("last answer", f"{answer} · {feed.duration_ms or 0} ms"),
        ("entries", f"{entries} · {feed.headlines:,} headlines kept"),
        ("repaired", feed.repaired or "no"),
        ("ids", "unstable, matched by link" if feed.unstable_ids else "stable"),
    )
    lines = [
        Content.assemble((f"{name:<18}", "$foreground 60%"), f"{value}\n") for name, value in facts
    ]
    return Card(feed.title, Content("").join(lines))
