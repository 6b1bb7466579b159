"""How fast lists, rows and searches are: python bench/search_speed.py [PATH] [--headlines N]

Measures on the database at PATH (one of bench/make_database.py), or makes one of N headlines in
a temporary folder. Each line is the median and the 95th percentile of repeated calls on one warm
read connection, as the app holds one, and the median of their processor time, which says what a
call takes while nothing else wants the processor; targets are those of the issue.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from make_database import make_database

from store import database, times
from store.headlines.detail import headline_detail
from store.headlines.query import HeadlineQuery, parse_query
from store.headlines.views import (
    arrived_since,
    counts,
    headline_ids,
    headline_rows,
    newest_fetch,
)

PAGE = 50
FIRST_LOOK = 500
SEARCHES = (
    "alibaba", "alib", "al", "export control", '"export control"', "capital spending cloud",
    "alibaba -cloud", "-alibaba", "zzzz", "阿里", "云计算", "出口管制", "阿里巴巴 云计算", "云",
)  # fmt: skip
FILTERS = (
    "topic:policy", "topic:ai,cloud", "company:alibaba", "company:smic topic:policy",
    "topic:ai company:nvidia since:30d", "feed:7", "source:source", "lang:zh", "is:unread",
    "is:read", "is:starred", "is:figures", "is:conflict", "alibaba topic:cloud is:unread since:60d",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timing:
    """What was called, how long it took in milliseconds, what it gave, what it may take."""

    name: str
    median: float
    slowest: float
    processor: float
    result: str
    target: float | None


def measure(
    name: str, call: Callable[[], object], target: float | None = None, repeat: int = 15
) -> Timing:
    """Time a call after one that warms the cache."""
    result = call()
    taken = []
    processor = []
    for _ in range(repeat):
        started, started_processor = time.perf_counter(), time.process_time()
        call()
        taken.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - started_processor) * 1000)
    taken.sort()
    size = f"{len(result):,}" if hasattr(result, "__len__") else ""
    return Timing(
        name,
        statistics.median(taken),
        taken[int(len(taken) * 0.95)],
        statistics.median(processor),
        size,
        target,
    )


def timings(connection: sqlite3.Connection) -> list[Timing]:
    """Everything the screen asks of the store."""
    now = times.now()
    everything = HeadlineQuery()
    ids = headline_ids(connection, everything)
    middle = len(ids) // 2
    fetch = newest_fetch(connection)
    found = [
        measure("stream, whole", lambda: headline_ids(connection, everything), 200, 5),
        measure("stream, first 500", lambda: headline_ids(connection, everything, limit=500), 5),
        measure("50 rows, newest", lambda: headline_rows(connection, ids[:PAGE]), 1.5),
        measure(
            "50 rows, middle", lambda: headline_rows(connection, ids[middle : middle + PAGE]), 1.5
        ),
        measure("one detail", lambda: headline_detail(connection, ids[middle]), 5),
        measure("counts", lambda: counts(connection), 1),
        measure(
            "arrived since 5 polls", lambda: arrived_since(connection, fetch - 5, everything), 5
        ),
    ]
    for text in (*SEARCHES, *FILTERS):
        query = parse_query(text, now, is_typing=True)
        found.append(
            measure(
                f"{text} ▸ first page",
                lambda query=query: headline_ids(connection, query, limit=PAGE),
                20,
            )
        )
    for text in ("alibaba", "阿里", "topic:ai", "is:unread"):
        query = parse_query(text, now)
        found.append(
            measure(f"{text} ▸ whole", lambda query=query: headline_ids(connection, query), None, 3)
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--headlines", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.path or Path(folder) / "bench.sqlite"
        if not path.exists():
            print(f"making {arguments.headlines:,} headlines …", file=sys.stderr)
            make_database(path, arguments.headlines, times.now())
        connection = database.open_reader(path)
        total = counts(connection).total
        print(
            f"{total:,} rows in the stream · SQLite {sqlite3.sqlite_version} · "
            f"Python {platform.python_version()} · {platform.machine()}"
        )
        print(f"{'':44} {'median':>9} {'p95':>9} {'cpu':>9} {'target':>8} {'gives':>10}")
        for timing in timings(connection):
            target = "" if timing.target is None else f"{timing.target:g}"
            mark = "!" if timing.target is not None and timing.processor > timing.target else ""
            print(
                f"{timing.name:44} {timing.median:6.2f} ms {timing.slowest:6.2f} ms "
                f"{timing.processor:6.2f} ms "
                f"{target:>8} {timing.result:>10} {mark}"
            )
        connection.close()


if __name__ == "__main__":
    main()
