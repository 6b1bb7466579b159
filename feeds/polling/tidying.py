"""Once a day: headlines that the user's retention does not keep are forgotten, old polls in the log
too, and the counts of the stream are held against the headlines.

Done in small pieces between the polls, so that nothing waits for it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from feeds.polling.writer import Writer
from store.configuration import Retention
from store.errors import StoreError
from store.headlines import retention
from store.polling import fetch_log

FIRST_AFTER = timedelta(minutes=1)  # what the user sees first comes first
EVERY = timedelta(days=1)
KEEP_POLLS = timedelta(days=30)
AT_ONCE = 500


async def tidy_daily(
    writer: Writer,
    keep: Retention,
    clock: Callable[[], datetime],
    complain: Callable[[str], None],
) -> None:
    """Tidy a minute from now and then every day, until cancelled; troubles of the database are told
    to `complain` and cost one day."""
    await asyncio.sleep(FIRST_AFTER.total_seconds())
    while True:
        try:
            await tidy(writer, keep, clock())
        except StoreError as trouble:
            complain(str(trouble))
        await asyncio.sleep(EVERY.total_seconds())


async def tidy(writer: Writer, keep: Retention, now: datetime) -> None:
    """Forget what is not kept, and count anew what was miscounted. Raises StoreError."""
    from store.headlines.recounting import recount  # noqa: PLC0415 - after the first headlines

    def purge(connection: sqlite3.Connection) -> int:
        return retention.purge(connection, keep, now, at_most=AT_ONCE)

    def trim(connection: sqlite3.Connection) -> int:
        return fetch_log.trim_fetches(connection, now - KEEP_POLLS)

    while await writer.run(purge) >= AT_ONCE:
        pass
    await writer.run(trim)
    await writer.run(recount)
