"""What a pane shows as a plain table, for export: names of columns, and rows of values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.headlines.views import HeadlineRow
from store.parquet import Value
from store.polling.feed_health import FeedHealth
from store.record.segment_tables import SegmentTable
from store.rules.saved import RuleStatus

if TYPE_CHECKING:
    from tui.panes.ledger_pane import LedgerRow


@dataclass(frozen=True, slots=True)
class ViewTable:
    """`name` says what it is in words that fit a file's name; every row is as long as `columns`.
    Decimals are exact, times aware UTC, None is unknown."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def segments_as_view(table: SegmentTable, period_type: str) -> ViewTable:
    """A row a cell, as a program wants it; blanks that nobody has published are left out."""
    labels = {column.period_end: column.fiscal_label for column in table.columns}
    return ViewTable(
        f"{table.metric or 'key figures'} {period_type}",
        ("segment", "name", "metric", "period_end", "fiscal_label", "value", "unit", "yoy_pct",
         "yoy_note", "basis", "status", "restated", "sources", "observation"),
        tuple(
            (
                cell.line, row.name, cell.metric, cell.period_end, labels[cell.period_end],
                cell.value, cell.unit, cell.yoy_pct, cell.yoy_note, cell.basis, cell.status,
                cell.restated, cell.sources, cell.observation,
            )
            for row in table.rows
            for cell in row.cells
            if cell.status != "unpublished"
        ),
    )  # fmt: skip


def headlines_as_view(rows: Iterable[HeadlineRow], query: str) -> ViewTable:
    """The stream in its order."""
    return ViewTable(
        f"headlines {query}",
        ("at", "source", "title", "link", "topics", "companies", "read", "starred", "sources",
         "figures"),
        tuple(
            (
                row.at, row.source, row.title, row.link, " ".join(row.topics),
                " ".join(row.companies), row.read, row.starred, row.story_size, row.figures,
            )
            for row in rows
        ),
    )  # fmt: skip


def alerts_as_view(statuses: Iterable[RuleStatus]) -> ViewTable:
    """Every rule and what it sees now."""
    return ViewTable(
        "alerts",
        ("rule", "state", "value", "threshold", "period", "since", "severity", "enabled", "note"),
        tuple(
            (
                status.text, status.state, status.value, status.threshold, status.period,
                status.since, status.severity, status.enabled, status.note,
            )
            for status in statuses
        ),
    )  # fmt: skip


def ledger_as_view(rows: Iterable[LedgerRow]) -> ViewTable:
    """The answers with their grades, each beside the question it answers."""
    question, answers = "", []
    for row in rows:
        if row.grade:
            answers.append((question, row.grade, row.text, row.value, row.source))
        else:
            question = row.text
    return ViewTable("ledger", ("question", "grade", "answer", "value", "source"), tuple(answers))


def feeds_as_view(feeds: Iterable[FeedHealth]) -> ViewTable:
    """Every feed and how it does."""
    return ViewTable(
        "feeds",
        ("title", "url", "folder", "language", "kind", "state", "words", "last_success_at",
         "last_new_at", "next_poll_at", "headlines"),
        tuple(
            (
                feed.title, feed.url, feed.folder, feed.language, feed.kind, feed.state, feed.words,
                feed.last_success_at, feed.last_new_at, feed.next_poll_at, feed.headlines,
            )
            for feed in feeds
        ),
    )  # fmt: skip
