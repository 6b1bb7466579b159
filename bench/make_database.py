"""Fill a database with N generated headlines, for measuring: python bench/make_database.py PATH N

The sentences are made here, English and Chinese, from a seed: the same N gives the same database
(but for the times, which end now). They have feeds, topics, companies, figures and stories in
about the proportions of a real one: a third Chinese, half with a company, one in twenty with a
figure, one in fifteen a story told before. A million take about two minutes and 1 GB.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from generated_sentences import Generated, generate

from store import database, times
from store.claims import claim_json
from store.headlines import search_index
from store.headlines.entries import Change, Claim
from store.headlines.ids import COUNTER_BITS
from store.headlines.recounting import recount

SECONDS_BETWEEN = 45
BATCH = 20_000
HEADLINES_A_POLL = 8

COLUMNS = {  # table → the columns written, in the order of the rows made below
    "fetches": "id feed started_at duration_ms new outcome",
    "headlines": "id feed fetch guid title summary link canonical_link language published_at "
    "arrived_at content_hash story read_at starred_at",
    "topics": "headline topic ruleset evidence",
    "companies": "headline company evidence",
    "figures": "headline position company segment metric unit change_kind change_pct "
    "change_direction span_start span_end verdict claim",
    "stories": "id first_at headlines",
}


def make_database(path: Path, headlines: int, now: datetime, seed: int = 7) -> None:
    """A new database at `path` with that many headlines, the newest at `now`, all searchable."""
    connection = database.open_writer(path, now)
    connection.execute("pragma synchronous = off")
    feeds = _write_feeds(connection, 60, now)
    stream = generate(seed)
    first = int(now.timestamp()) - (headlines - 1) * SECONDS_BETWEEN
    for start in range(0, headlines, BATCH):
        size = min(BATCH, headlines - start)
        with database.transaction(connection):
            _write_batch(connection, stream, feeds, start, size, first)
        while search_index.index_pending(connection, BATCH):
            pass
    recount(connection)  # what is written here is not counted on its way
    connection.execute("pragma optimize")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


def _write_feeds(connection: sqlite3.Connection, count: int, now: datetime) -> list[int]:
    rows = [
        (number, f"https://feed{number}.example.org/rss", f"Source {number}", times.to_text(now))
        for number in range(1, count + 1)
    ]
    connection.executemany("insert into feeds (id, url, title, added_at) values (?, ?, ?, ?)", rows)
    return [row[0] for row in rows]


def _write_batch(
    connection: sqlite3.Connection,
    stream: Iterator[Generated],
    feeds: list[int],
    start: int,
    size: int,
    first: int,
) -> None:
    chance = random.Random(start)
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in COLUMNS}
    tellers: dict[int, int] = {}
    leaders: list[int] = []
    fetch = start // HEADLINES_A_POLL + 1
    feed = feeds[0]
    for number in range(start, start + size):
        seconds = first + number * SECONDS_BETWEEN
        at = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        headline = seconds << COUNTER_BITS
        if number % HEADLINES_A_POLL == 0:
            feed = chance.choice(feeds)
            fetch = number // HEADLINES_A_POLL + 1
            rows["fetches"].append((fetch, feed, at, 90, HEADLINES_A_POLL, "ok"))
        one = next(stream)
        story = headline
        if leaders and chance.random() < 1 / 15:
            story = chance.choice(leaders[-50:])
            tellers[story] = tellers.get(story, 1) + 1
        else:
            leaders.append(headline)
        link = f"https://feed{feed}.example.org/{number}"
        rows["headlines"].append(
            (headline, feed, fetch, f"item-{number}", one.title, one.summary, link, link,
             one.language, at, at, number.to_bytes(16, "big"), story,
             at if chance.random() < 0.2 else None, at if chance.random() < 0.001 else None)
        )  # fmt: skip
        if one.topic:
            spans = _spans(one.title, one.topic_words, "strong")
            rows["topics"].append((headline, one.topic, "bench", spans))
        if one.company:
            spans = _spans(one.title, one.company_words, "alias")
            rows["companies"].append((headline, one.company, spans))
        if one.percent is not None:
            rows["figures"].append(_figure(headline, one))
    rows["stories"] = [
        (story, times.to_text(datetime.fromtimestamp(story >> COUNTER_BITS, UTC)), size)
        for story, size in tellers.items()
    ]
    for table, columns in COLUMNS.items():
        marks = ", ".join("?" * len(columns.split()))
        names = ", ".join(columns.split())
        connection.executemany(f"insert into {table} ({names}) values ({marks})", rows[table])
    connection.executemany(
        "insert into fts_queue (headline) values (?)", [(row[0],) for row in rows["headlines"]]
    )


def _spans(title: str, words: str, role: str) -> str:
    start = title.index(words)
    return json.dumps([{"start": start, "end": start + len(words), "text": words, "role": role}])


def _figure(headline: int, one: Generated) -> tuple[object, ...]:
    span = f"{one.percent}%"
    start = one.title.index(span)
    end = start + len(span)
    change = Change("yoy", Decimal(one.percent or 0), "up")
    claim = Claim(one.company, "group", "capex", "percent", start, end, span, change=change)
    verdict = ("new", "agrees", "other_measure", "conflicts")[(one.percent or 0) % 4]
    return (headline, 0, claim.company, claim.segment, claim.metric, claim.unit, "yoy",
            str(one.percent), "up", start, end, verdict, claim_json.to_json(claim))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("headlines", type=int)
    arguments = parser.parse_args()
    if arguments.path.exists():
        parser.error(f"{arguments.path} exists; remove it or choose another path")
    started = time.perf_counter()
    make_database(arguments.path, arguments.headlines, times.now())
    seconds = time.perf_counter() - started
    size = arguments.path.stat().st_size / 1e6
    print(f"{arguments.headlines:,} headlines, {size:,.0f} MB, in {seconds:.1f} s")


if __name__ == "__main__":
    main()
