"""Watching for results: a filing or an announcement arrives, the release behind it is read, held
against the record, and reported as "results are out".

What it found is kept as a setting for the app's review screen. Nothing enters the record unless the
user has set that a release whose checks all hold is taken at once. One bad page costs one lead.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from feeds.fetching.retrieval import Fetch, FetchFailed, FetchRequest
from store import times
from store.errors import DatabaseBusy, DatabaseFull, StoreError
from store.settings import get_setting, set_setting

if TYPE_CHECKING:
    from feeds.release.values import ReleaseReading
    from store.record.found_results import ResultsOut

TAKE_PROVEN = "release.take_proven"  # true: take a release whose checks all hold at once
_MARK = "release.fetch_mark"

FRESH = timedelta(days=3)
MOST_LEADS = 3
PAUSE = 10.0  # seconds between looks; a look is one indexed query

Result = TypeVar("Result")


class Run(Protocol):
    """Runs a job with the writing connection (feeds.polling.writer.Writer.run)."""

    def __call__(self, job: Callable[[sqlite3.Connection], Result], /) -> Awaitable[Result]: ...


@dataclass(frozen=True, slots=True)
class Lead:
    """A headline that may lead to a results release."""

    headline: int
    title: str
    link: str


class ResultsWatch:
    """Looks for results among what arrived. `request_for` makes the request for an address."""

    def __init__(
        self,
        run: Run,
        fetch: Fetch,
        request_for: Callable[[str], FetchRequest],
        clock: Callable[[], datetime],
    ) -> None:
        self._run = run
        self._fetch = fetch
        self._request_for = request_for
        self._clock = clock

    async def look(self) -> tuple[ResultsOut, ...]:
        """Follow what arrived since the last look. Raises StoreError."""
        leads, newest = await self._run(lambda connection: new_leads(connection, self._clock()))
        found: list[ResultsOut] = []
        troubles: list[StoreError] = []
        for lead in leads:
            try:
                results = await self._pursue(lead)
            except (DatabaseBusy, DatabaseFull):
                raise  # all of them again at the next look
            except StoreError as trouble:
                troubles.append(trouble)
            else:
                found += [] if results is None else [results]
        if newest is not None:
            await self._run(lambda connection: set_setting(connection, _MARK, newest))
        if troubles:
            raise troubles[0]
        return tuple(found)

    async def look_for_ever(self, complain: Callable[[str], None]) -> None:
        """Look again and again until cancelled; troubles of the database are told to `complain`."""
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await self.look()
            except StoreError as trouble:
                complain(str(trouble))

    async def _pursue(self, lead: Lead) -> ResultsOut | None:
        from feeds.release.arrival import find_release  # noqa: PLC0415 - a few times a year

        try:
            found = await find_release(self._fetch, self._request_for, lead.link, self._clock())
        except FetchFailed:
            return None  # the feed's own health tells when its site cannot be reached
        if found is None:
            return None
        reading, url = found.reading, found.url
        return await self._run(
            lambda connection: take_release(connection, reading, url, self._clock())
        )


def new_leads(connection: sqlite3.Connection, now: datetime) -> tuple[tuple[Lead, ...], int | None]:
    """Headlines of filings and of companies that arrived since the mark, are fresh, and announce
    results, newest first; and the mark to be set once they were followed, None: as it is."""
    mark = get_setting(connection, _MARK)
    newest = connection.execute("select coalesce(max(id), 0) from fetches").fetchone()[0]
    if newest == mark:
        return (), None
    rows = connection.execute(
        "select h.id, h.title, h.link from headlines h join feeds f on f.id = h.feed"
        " where h.fetch > ? and f.kind in ('filings', 'company') and h.link is not null"
        " and coalesce(h.published_at, h.arrived_at) >= ? order by h.id desc",
        (mark if isinstance(mark, int) else 0, times.to_text(now - FRESH)),
    ).fetchall()
    if not rows:
        return (), newest
    from feeds.release.arrival import announces_results  # noqa: PLC0415 - reads of releases are rare

    leads = (Lead(*row) for row in rows)
    announced = tuple(lead for lead in leads if announces_results(lead.title, lead.link))
    return announced[:MOST_LEADS], newest


def take_release(
    connection: sqlite3.Connection, reading: ReleaseReading, url: str, now: datetime
) -> ResultsOut:
    """Hold a release against the record, take it if the user wants that, and keep what was found
    for the review screen."""
    from feeds.release.outlook import enact, foresee  # noqa: PLC0415
    from feeds.release.proposal import propose  # noqa: PLC0415
    from store.claims.comparison import by_verdict  # noqa: PLC0415
    from store.record.found_results import ResultsOut, keep_found  # noqa: PLC0415

    proposal = propose(connection, reading, now.date(), url)
    take = proposal.proven and get_setting(connection, TAKE_PROVEN) is True
    outlook = (enact if take else foresee)(connection, proposal, now)
    out = ResultsOut(
        title=reading.heading.title,
        url=url,
        fiscal_label=reading.heading.fiscal_label,
        observations=len(proposal.observations),
        new=outlook.added,
        checks=len(proposal.checks),
        failed=sum(not check.ok for check in proposal.checks),
        claims=by_verdict(outlook.claims),
        fires=tuple(event.rule_name or event.rule_text for event in outlook.fires),
        stored=outlook.stored,
        events=len(outlook.events) if outlook.stored else 0,
    )
    keep_found(connection, out)
    return out
