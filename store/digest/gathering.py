"""Gathering a digest from the database. Reads only; a fixed number of queries a topic.

A story stands under one topic, the narrowest it has: policy before capital spending before cloud
before AI, since nearly everything here is about AI. News of Alibaba leads, then what most sources
tell, then the newest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from store.alerts.events import EventRow, events_between
from store.alerts.notices import SEVERITIES, is_told
from store.digest.page import CheckedFigure, Digest, Due, Section, Story, Teller
from store.headlines.detail import figure_rows
from store.headlines.ids import first_id, moment_of
from store.headlines.topic_names import TOPICS, known_topics
from store.headlines.views import headline_rows
from store.ledger.targets import targets
from store.polling.feed_health import feed_health
from store.record.found_results import waiting_results
from store.record.observations import line_history
from store.record.segments import GROUP, segment_line
from store.rules.evaluation import due, next_period

NARROWEST_FIRST = TOPICS[::-1]
HOME = "alibaba"
STORIES = 8  # of a topic; the page should be read over one coffee
CHECKED = 12
TELLERS = 6


def gather(
    connection: sqlite3.Connection, since: datetime, until: datetime, company: str | None = None
) -> Digest:
    """The digest of what arrived from `since` to before `until`; only about `company` if given."""
    span = (first_id(since), first_id(until) - 1)
    told: set[int] = set()
    sections = []
    for topic in _topics(connection):
        ids = [id_ for id_ in _ranked(connection, topic, span, company) if id_ not in told]
        told.update(ids)
        if ids:
            sections.append(
                Section(topic, _stories(connection, ids[:STORIES]), max(0, len(ids) - STORIES))
            )
    return Digest(
        since=since,
        until=until,
        headlines=_arrived(connection, span),
        sections=tuple(sections),
        checked=_stories(connection, _doubted(connection, span, company)),
        events=_told_events(connection, since, until),
        waiting=tuple(results.title for results in waiting_results(connection)),
        due=tuple(sorted(_due(connection, until.date()), key=lambda each: each.on)),
        failing=tuple(
            feed.title for feed in feed_health(connection, until) if feed.state == "failing"
        ),
    )


def _topics(connection: sqlite3.Connection) -> Sequence[str]:
    others = [name for name in known_topics(connection) if name not in NARROWEST_FIRST]
    return (*others, *NARROWEST_FIRST)


def _ranked(
    connection: sqlite3.Connection, topic: str, span: tuple[int, int], company: str | None
) -> list[int]:
    """Ids of the stories of a topic in the span, the weightiest first."""
    rows = connection.execute(
        "select h.id from topics t join headlines h on h.id = t.headline "
        "left join stories s on s.id = h.id "
        "left join companies c on c.headline = h.id and c.company = :home "
        "where t.topic = :topic and t.headline between :first and :last "
        "and h.story = h.id and h.hidden_by is null "
        "and (:company is null or exists "
        "(select 1 from companies where headline = h.id and company = :company)) "
        "order by c.company is null, coalesce(s.headlines, 1) desc, h.id desc",
        {
            "topic": topic,
            "first": span[0],
            "last": span[1],
            "home": HOME,
            "company": company,
        },
    )
    return [id_ for (id_,) in rows]


def _doubted(
    connection: sqlite3.Connection, span: tuple[int, int], company: str | None
) -> list[int]:
    """Ids of headlines with a figure that the record does not bear out, conflicts first."""
    rows = connection.execute(
        "select f.headline from figures f join headlines h on h.id = f.headline "
        "where f.headline between :first and :last and f.verdict in ('conflicts', 'other_measure') "
        "and h.story = h.id and h.hidden_by is null and (:company is null or f.company = :company) "
        "group by f.headline order by min(f.verdict), f.headline desc limit :most",
        {"first": span[0], "last": span[1], "company": company, "most": CHECKED},
    )
    return [headline for (headline,) in rows]


def _arrived(connection: sqlite3.Connection, span: tuple[int, int]) -> int:
    found: int = connection.execute(
        "select count(*) from headlines where id between ? and ?", span
    ).fetchone()[0]
    return found


def _stories(connection: sqlite3.Connection, ids: Sequence[int]) -> tuple[Story, ...]:
    tellers = _tellers(connection, ids)
    return tuple(
        Story(
            id=row.id,
            at=moment_of(row.id),
            title=row.title,
            companies=row.companies,
            tellers=(Teller(row.source, row.link), *tellers.get(row.id, ())),
            figures=tuple(
                CheckedFigure(figure.claim.span, figure.verdict, figure.note)
                for figure in (figure_rows(connection, row.id) if row.figures else ())
            ),
        )
        for row in headline_rows(connection, ids)
    )


def _tellers(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[Teller]]:
    """The other sources of each story, each named once."""
    rows = connection.execute(
        "select h.story, coalesce(nullif(f.title, ''), f.url) as source, min(h.id), h.link "
        "from headlines h indexed by headlines_story join feeds f on f.id = h.feed "
        "where h.story in (select value from json_each(?)) and h.story <> h.id "
        "group by h.story, f.id order by min(h.id)",
        (json.dumps(list(ids)),),
    )
    found: dict[int, list[Teller]] = {}
    for story, source, _, link in rows:
        tellers = found.setdefault(story, [])
        if len(tellers) < TELLERS:
            tellers.append(Teller(source, link))
    return found


def _told_events(
    connection: sqlite3.Connection, since: datetime, until: datetime
) -> tuple[EventRow, ...]:
    """What happened to alerts in the span, as far as a notice would tell of it."""
    return tuple(
        event for event in events_between(connection, since, until) if is_told(event, SEVERITIES[0])
    )


def _due(connection: sqlite3.Connection, today: date) -> Iterator[Due]:
    issuers = connection.execute(
        "select issuer from observations where segment = ? and metric = 'revenue' "
        "and period_type = 'quarter' group by issuer",
        (GROUP,),
    ).fetchall()
    for (issuer,) in issuers:
        yield from _results_due(connection, issuer, today)
        for target in targets(connection, issuer):
            if target.deadline >= today:
                yield Due(target.deadline, "target", f"{issuer}: {target.name}")


def _results_due(connection: sqlite3.Connection, issuer: str, today: date) -> Iterable[Due]:
    history = line_history(connection, issuer, segment_line(GROUP), "revenue", "quarter")
    period = next_period(history)
    if period is None:
        return
    on = due(history, period)
    late = f", {(today - on).days} days late" if on < today else ""
    yield Due(on, "results", f"{issuer}: results of the quarter to {period.isoformat()}{late}")
