"""Results that wait for the user: announced once a run, then stored or dismissed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from store.record.found_results import ResultsOut, forget_found, mark_stored, waiting_results
from tui.presenters.desk import Desk
from tui.presenters.release_child import ReleaseUnread, ReviewedRelease, read_release


class ResultsInbox:
    """`read` reads a release and, with commit, stores it; by default in a child process."""

    def __init__(
        self, desk: Desk, read: Callable[..., Awaitable[ReviewedRelease]] = read_release
    ) -> None:
        self._desk = desk
        self._read = read
        self._announced: set[str] = set()
        self.waiting: tuple[ResultsOut, ...] = ()

    def look(self) -> None:
        """See what waits now; say so where it is news."""
        self.waiting = waiting_results(self._desk.reader)
        for results in self.waiting:
            if results.fiscal_label not in self._announced:
                self._announced.add(results.fiscal_label)
                count = len(results.fires)
                rules = f" · fires {count} {'rule' if count == 1 else 'rules'}" if count else ""
                self._desk.say(f"Results are out: {results.title}{rules} · V reviews them")

    async def details(self, results: ResultsOut) -> ReviewedRelease:
        """The release as read now. Raises ReleaseUnread."""
        return await self._read(self._desk.path, results.url)

    async def store(self, results: ResultsOut) -> None:
        """Put the release into the record and evaluate the rules, in the child; say how it went."""
        self._desk.say("Storing the release …")
        try:
            release = await self._read(self._desk.path, results.url, commit=True)
        except ReleaseUnread as problem:
            self._desk.say(str(problem), severity="error")
            return
        events = len(release.events or ())
        await asyncio.wrap_future(
            self._desk.write(lambda connection: mark_stored(connection, results, events))
        )
        fired = [event.rule for event in release.events or () if event.state == "firing"]
        alerts = f"fires {', '.join(fired)}" if fired else "no rule fires"
        self._desk.say(f"{results.fiscal_label} is in the record; {alerts}.")

    def dismiss(self, results: ResultsOut) -> None:
        """The user does not want it; it is not shown again unless it is found again."""
        self._desk.write(lambda connection: forget_found(connection, results.fiscal_label))
        self._desk.say(f"Dismissed the results of {results.fiscal_label}.")
