"""Everything kept about one headline, read when it is opened. Reads; writes nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from store.claims import claim_json
from store.headlines.entries import Claim
from store.headlines.ids import moment_of
from store.headlines.views import HeadlineRow, Verdict, headline_rows
from store.times import from_text


@dataclass(frozen=True, slots=True)
class HeadlineVersion:
    """What an edited headline said until `replaced_at`."""

    replaced_at: datetime
    title: str
    summary: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """Another headline of the same story."""

    id: int
    at: datetime
    source: str
    title: str
    link: str | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure the headline states, and how it stands to the record.

    `period_end` is None until the company's calendar settles the period.
    """

    position: int
    claim: Claim
    period_end: date | None
    verdict: Verdict
    note: str


@dataclass(frozen=True, slots=True)
class HeadlineDetail:
    """Everything kept about one headline. Times are None where the feed states none.

    `ruleset` is the version of the rules that tagged it, '' when it has no topic by rule.
    `corrected`: its topics, or that it has none, were set by the user.
    """

    row: HeadlineRow
    summary: str
    author: str
    published: datetime | None
    updated: datetime | None
    arrived: datetime
    hidden_by: str | None
    versions: tuple[HeadlineVersion, ...]
    siblings: tuple[Telling, ...]
    figures: tuple[FigureRow, ...]
    ruleset: str
    corrected: bool


def headline_detail(connection: sqlite3.Connection, headline: int) -> HeadlineDetail | None:
    """Everything kept about a headline; None if there is none with that id."""
    rows = headline_rows(connection, [headline])
    if not rows:
        return None
    kept = connection.execute(
        "select summary, author, published_at, updated_at, arrived_at, hidden_by, "
        "corrected_at is not null from headlines where id = ?",
        (headline,),
    ).fetchone()
    return HeadlineDetail(
        row=rows[0],
        summary=kept[0],
        author=kept[1],
        published=_moment(kept[2]),
        updated=_moment(kept[3]),
        arrived=from_text(kept[4]),
        hidden_by=kept[5],
        versions=_versions(connection, headline),
        siblings=_siblings(connection, rows[0]),
        figures=figure_rows(connection, headline),
        ruleset=_ruleset(connection, headline),
        corrected=bool(kept[6]),
    )


def figure_rows(connection: sqlite3.Connection, headline: int) -> tuple[FigureRow, ...]:
    """The figures a headline states, in the order of its words."""
    rows = connection.execute(
        "select position, claim, period_end, verdict, verdict_note from figures "
        "where headline = ? order by position",
        (headline,),
    )
    return tuple(
        FigureRow(
            position,
            claim_json.from_json(claim),
            date.fromisoformat(period_end) if period_end else None,
            verdict,
            note,
        )
        for position, claim, period_end, verdict, note in rows
    )


def _versions(connection: sqlite3.Connection, headline: int) -> tuple[HeadlineVersion, ...]:
    rows = connection.execute(
        "select replaced_at, title, summary, link from headline_versions "
        "where headline = ? order by replaced_at desc",
        (headline,),
    )
    return tuple(HeadlineVersion(from_text(at), *rest) for at, *rest in rows)


def _siblings(connection: sqlite3.Connection, row: HeadlineRow) -> tuple[Telling, ...]:
    """The other headlines of its story, the first teller first."""
    if row.story_size < 2:
        return ()
    rows = connection.execute(
        "select h.id, coalesce(nullif(f.title, ''), f.url), h.title, h.link "
        "from headlines h join feeds f on f.id = h.feed "
        "where h.id <> :id and (h.id = :story or h.id in "
        "(select id from headlines where story = :story and story <> id)) order by h.id",
        {"id": row.id, "story": row.story},
    )
    return tuple(Telling(id_, moment_of(id_), *rest) for id_, *rest in rows)


def _ruleset(connection: sqlite3.Connection, headline: int) -> str:
    row = connection.execute(
        "select ruleset from topics where headline = ? and origin = 'rule' limit 1", (headline,)
    ).fetchone()
    return "" if row is None else str(row[0])


def _moment(text: Any) -> datetime | None:
    return from_text(text) if text else None
