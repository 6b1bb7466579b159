"""How the press's claims about a period stand against the record, claim by claim."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from store import times
from store.claims import claim_json

MOST = 200  # claims of one release; its day brings some dozens
_PLACES = {"conflicts": 0, "other_measure": 1, "agrees": 2, "new": 3}


@dataclass(frozen=True, slots=True)
class ComparedClaim:
    """A claim of the press beside what the record says of it: `words` as the headline has them,
    `verdict` and `note` as in store/claims/check.py."""

    headline: int
    title: str
    source: str
    published: datetime
    words: str
    verdict: str
    note: str


def headlines_about(
    connection: sqlite3.Connection, company: str, period_end: date, since: datetime, until: datetime
) -> list[int]:
    """The headlines with claims about a company's period, or about any period of it where they came
    out between two moments; the newest first, at most MOST."""
    rows = connection.execute(
        "select distinct f.headline from figures f join headlines h on h.id = f.headline"
        " where f.company = ? and"
        " (f.period_end = ? or coalesce(h.published_at, h.arrived_at) between ? and ?)"
        " order by f.headline desc limit ?",
        (company, period_end.isoformat(), times.to_text(since), times.to_text(until), MOST),
    )
    return [row[0] for row in rows]


def compared_claims(
    connection: sqlite3.Connection, company: str, headlines: Iterable[int], period_end: date
) -> tuple[ComparedClaim, ...]:
    """The claims of these headlines about a company's period, conflicts first, then the newest. A
    claim whose period nobody settled is among them: it may be about this one."""
    end = period_end.isoformat()
    found = []
    for headline in headlines:
        rows = connection.execute(
            "select f.headline, h.title, coalesce(nullif(d.title, ''), d.url) as source,"
            " coalesce(h.published_at, h.arrived_at) as published, f.claim, f.verdict,"
            " f.verdict_note"
            " from figures f join headlines h on h.id = f.headline join feeds d on d.id = h.feed"
            " where f.headline = ? and f.company = ? and coalesce(f.period_end, ?) = ?"
            " order by f.position",
            (headline, company, end, end),
        ).fetchall()
        found += [_claim(row) for row in rows]
    found.sort(key=lambda claim: (_PLACES[claim.verdict], -claim.published.timestamp()))
    return tuple(found[:MOST])


def by_verdict(claims: Iterable[ComparedClaim]) -> Mapping[str, int]:
    """How many claims there are of each verdict."""
    return dict(sorted(Counter(claim.verdict for claim in claims).items()))


def _claim(row: sqlite3.Row) -> ComparedClaim:
    return ComparedClaim(
        headline=row["headline"],
        title=row["title"],
        source=row["source"],
        published=times.from_text(row["published"]),
        words=claim_json.from_json(row["claim"]).span,
        verdict=row["verdict"],
        note=row["verdict_note"],
    )
