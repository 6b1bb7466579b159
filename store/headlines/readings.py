"""What was read out of a headline, as rows: its topics and companies with evidence, its figures.

Topics the user corrected are never touched. Everything belongs inside a transaction of the caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from store.claims import claim_json
from store.claims.check import RecordReader, Verdict
from store.headlines.entries import Claim, Tagging
from store.headlines.evidence import Evidence, EvidenceKind

_encode = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` makes one at each call


def write_tagging(connection: sqlite3.Connection, headline: int, tagging: Tagging) -> None:
    """Replace a headline's topics and companies; topics the user corrected stay as they are."""
    connection.execute("delete from topics where headline = ? and origin = 'rule'", (headline,))
    connection.execute("delete from companies where headline = ?", (headline,))
    corrected_at = connection.execute(
        "select corrected_at from headlines where id = ?", (headline,)
    ).fetchone()[0]
    if corrected_at is None:
        write_topics(connection, [(headline, tagging)])
    write_companies(connection, [(headline, tagging)])


def write_topics(connection: sqlite3.Connection, taggings: Iterable[tuple[int, Tagging]]) -> None:
    """Add topics by rule to headlines that have none."""
    connection.executemany(
        "insert into topics (headline, topic, ruleset, evidence) values (?, ?, ?, ?)",
        [
            (headline, topic, tagging.ruleset, _spans(tagging.evidence, "topic", topic))
            for headline, tagging in taggings
            for topic in tagging.topics
        ],
    )


def write_companies(
    connection: sqlite3.Connection, taggings: Iterable[tuple[int, Tagging]]
) -> None:
    """Add companies to headlines that have none."""
    connection.executemany(
        "insert into companies (headline, company, evidence) values (?, ?, ?)",
        [
            (headline, company, _spans(tagging.evidence, "company", company))
            for headline, tagging in taggings
            for company in tagging.companies
        ],
    )


def _spans(evidence: Iterable[Evidence], kind: EvidenceKind, name: str) -> str:
    return _encode(
        [
            {"start": span.start, "end": span.end, "text": span.text, "role": span.role}
            for span in evidence
            if span.kind == kind and span.name == name
        ]
    )


def write_figures(
    connection: sqlite3.Connection,
    stated: Iterable[tuple[int, date, Sequence[Claim]]],
    record: RecordReader | None = None,
) -> None:
    """Add figures to headlines that have none yet, held against the record: each headline with the
    day it was published and what it claims. `record`: of this transaction, if it has been read."""
    record = record or RecordReader(connection)
    connection.executemany(
        "insert into figures (headline, position, company, segment, metric, value, value_high, "
        "unit, currency, change_kind, change_pct, change_direction, period, period_end, qualifier, "
        "is_expectation, is_guidance, is_comparator, span_start, span_end, verdict, verdict_note, "
        "claim) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (headline, position, *_figure(claim, record.check(claim, published)))
            for headline, published, claims in stated
            for position, claim in enumerate(claims)
        ],
    )


def _figure(claim: Claim, found: Verdict) -> tuple[object, ...]:
    return (
        claim.company,
        claim.segment,
        claim.metric,
        claim_json.exact(claim.value),
        claim_json.exact(claim.value_high),
        claim.unit,
        claim.currency,
        claim.change.kind,
        claim_json.exact(claim.change.pct),
        claim.change.direction,
        claim.period,
        found.period_end.isoformat() if found.period_end else None,
        claim.qualifier,
        claim.is_estimate_or_expectation,
        claim.is_guidance,
        claim.is_comparator,
        claim.start,
        claim.end,
        found.verdict,
        found.note,
        claim_json.to_json(claim),
    )
