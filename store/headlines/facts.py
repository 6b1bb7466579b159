"""Headlines as rules read them: a batch at a time, in four queries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from decimal import Decimal

from store.claims.verdicts import is_contradicted
from store.rules.story_matching import ClaimFacts, HeadlineFacts

FRESH_DAYS = 3  # what a feed's first poll brings from its archive is no news


def arrived(connection: sqlite3.Connection, after: int, until: int) -> list[int]:
    """Ids of the shown, fresh headlines of the fetches after `after` up to `until`."""
    rows = connection.execute(
        "select id from headlines where fetch > ? and fetch <= ? and hidden_by is null "
        "and (published_at is null or julianday(arrived_at) - julianday(published_at) < ?) "
        "order by id",
        (after, until, FRESH_DAYS),
    )
    return [row[0] for row in rows]


def read_facts(connection: sqlite3.Connection, ids: Sequence[int]) -> list[HeadlineFacts]:
    """What rules read of these headlines, in the order of their ids."""
    batch = {"ids": "[" + ",".join(map(str, ids)) + "]"}
    topics = _grouped(
        connection,
        "select headline, topic from topics where headline in (select value from json_each(:ids))",
        batch,
    )
    companies = _grouped(
        connection,
        "select headline, company from companies "
        "where headline in (select value from json_each(:ids))",
        batch,
    )
    claims = _claims(connection, batch)
    rows = connection.execute(
        "select h.id, h.story, h.fetch, h.title, f.title, h.language from headlines h "
        "join feeds f on f.id = h.feed "
        "where h.id in (select value from json_each(:ids)) order by h.id",
        batch,
    )
    return [
        HeadlineFacts(
            number,
            story,
            fetch,
            title,
            source,
            language,
            frozenset(topics.get(number, ())),
            frozenset(companies.get(number, ())),
            tuple(claims.get(number, ())),
        )
        for number, story, fetch, title, source, language in rows
    ]


def _grouped(
    connection: sqlite3.Connection, sql: str, parameters: dict[str, str]
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for headline, name in connection.execute(sql, parameters):
        found.setdefault(headline, []).append(name)
    return found


def _claims(connection: sqlite3.Connection, batch: dict[str, str]) -> dict[int, list[ClaimFacts]]:
    """What the press reports as fact; expectations, plans and comparatives are left out."""
    rows = connection.execute(
        "select headline, company, segment, metric, value, currency, change_kind, change_pct,"
        " change_direction, qualifier, verdict, verdict_note from figures "
        "where headline in (select value from json_each(:ids)) "
        "and not is_expectation and not is_guidance and not is_comparator order by position",
        batch,
    )
    found: dict[int, list[ClaimFacts]] = {}
    for row in rows:
        pct = _decimal(row["change_pct"])
        found.setdefault(row["headline"], []).append(
            ClaimFacts(
                company=row["company"] or "",
                segment=row["segment"] or "group",
                metric=row["metric"],
                value=_decimal(row["value"]),
                currency=row["currency"] or "",
                change_kind=row["change_kind"] or "",
                change_pct=-pct if pct is not None and row["change_direction"] == "down" else pct,
                qualifier=row["qualifier"] or "",
                verdict="conflicts" if _is_contradicted(row) else row["verdict"],
            )
        )
    return found


def _is_contradicted(row: sqlite3.Row) -> bool:
    return is_contradicted(row["verdict"], row["verdict_note"])


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def keys_of(headline: HeadlineFacts) -> Iterable[str]:
    """The keys of store/rules/reads.py that a headline carries."""
    yield "headline"
    for topic in headline.topics:
        yield f"topic:{topic}"
    for company in headline.companies:
        yield f"company:{company}"
    if headline.claims:
        yield "claim"
