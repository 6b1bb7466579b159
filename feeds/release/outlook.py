"""What a release does beyond the record: which rules it fires, and how the press's claims of the
day compare with it.

Foreseen by the code that would do it: the release is stored, the rules are evaluated, and all of it
is rolled back. So what is foreseen cannot differ from what storing it brings at that moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from feeds.release.proposal import ISSUER, Proposal, add_to_record, store_proposal
from store.alerts.evaluation import evaluate, evaluate_arrivals
from store.alerts.events import EventRow, events_since, newest_event
from store.claims.check import check_figures
from store.claims.comparison import ComparedClaim, compared_claims, headlines_about
from store.database import undone

DAYS_BEFORE = timedelta(days=2)  # what the press expected is part of how it compares
DAYS_AFTER = timedelta(days=8)  # what is written later says so by naming the quarter


@dataclass(frozen=True, slots=True)
class Outlook:
    """The alert events a release brings, and the press's claims beside it. `stored`: it is in the
    record; else this is what storing it would bring. `added`: observations new to the record."""

    events: tuple[EventRow, ...]
    claims: tuple[ComparedClaim, ...]
    added: int
    stored: bool

    @property
    def fires(self) -> tuple[EventRow, ...]:
        """The events that begin an alert."""
        return tuple(event for event in self.events if event.state_to == "firing")


def foresee(connection: sqlite3.Connection, proposal: Proposal, now: datetime) -> Outlook:
    """What storing the release would bring; nothing is changed. Needs a connection that may write,
    and holds its lock meanwhile. Raises sqlite3.Error."""
    with undone(connection):
        evaluate_arrivals(connection, now)  # what came before is not the release's doing
        before = newest_event(connection)
        headlines = _headlines(connection, proposal)
        added = add_to_record(connection, proposal, now)
        check_figures(connection, headlines)
        evaluate_arrivals(connection, now)
        return _outlook(connection, proposal, before, headlines, added=added, stored=False)


def enact(connection: sqlite3.Connection, proposal: Proposal, now: datetime) -> Outlook:
    """Store the release, evaluate the rules, and say what it brought. Raises sqlite3.Error."""
    evaluate(connection, now)
    before = newest_event(connection)
    headlines = _headlines(connection, proposal)
    added = store_proposal(connection, proposal, now)
    evaluate(connection, now)
    return _outlook(connection, proposal, before, headlines, added=added, stored=True)


def _headlines(connection: sqlite3.Connection, proposal: Proposal) -> list[int]:
    day = datetime.combine(proposal.known_at, time(), UTC)
    period_end = proposal.reading.heading.period_end
    return headlines_about(connection, ISSUER, period_end, day - DAYS_BEFORE, day + DAYS_AFTER)


def _outlook(
    connection: sqlite3.Connection,
    proposal: Proposal,
    before: int,
    headlines: Iterable[int],
    *,
    added: int,
    stored: bool,
) -> Outlook:
    return Outlook(
        events=tuple(events_since(connection, before)),
        claims=compared_claims(connection, ISSUER, headlines, proposal.reading.heading.period_end),
        added=added,
        stored=stored,
    )
