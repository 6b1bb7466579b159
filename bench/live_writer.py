"""Writes headlines into a database as a poller would: `python bench/live_writer.py PATH RATE`.

RATE headlines a second in transactions of a quarter of a second, until standard input closes.
"""

from __future__ import annotations

import random
import select
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from store import database
from store.headlines import search_index
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.headlines.stories import StoryMatcher


def main() -> None:
    connection = database.open_writer(Path(sys.argv[1]))
    rate = float(sys.argv[2])
    (feed,) = connection.execute("select min(id) from feeds").fetchone()
    choose = random.Random(1)
    matcher = StoryMatcher()
    number = 0
    while not select.select([sys.stdin], [], [], 0.25)[0]:
        now = datetime.now(UTC)
        batch = []
        for _ in range(max(1, round(rate / 4))):
            number += 1
            subject = choose.choice(("cloud", "chips", "AI"))
            title = f"Item {time.time_ns()} of live news on {subject}"
            entry = ParsedEntry(f"live-{time.time_ns()}-{number}", title, None, now, None)
            batch.append(TaggedEntry(entry, "en", Tagging(("ai",), (), (), "bench")))
        fetch = FetchRecord(feed, now, 1, "ok", http_status=200, entries=len(batch))
        write_poll(connection, fetch, batch, now, matcher=matcher)
        search_index.index_pending(connection)
    connection.close()


if __name__ == "__main__":
    main()
