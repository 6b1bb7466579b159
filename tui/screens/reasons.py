"""The cards that answer "why?": a line of the ledger, a feed's health."""

from __future__ import annotations

from datetime import datetime, tzinfo

from textual.content import Content

from store.polling.feed_health import FeedHealth
from tui.moments import full
from tui.panes.ledger_pane import GRADES, LedgerRow
from tui.screens.card import Card


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
