"""How long 500 rules take: a batch of headlines, a release, the list for the pane.

.venv/bin/python bench/alerts_speed.py
"""

from __future__ import annotations

import platform
import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from store import database
from store.alerts.backtest import preview
from store.alerts.evaluation import evaluate
from store.alerts.events import newest_event
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.headlines.stories import StoryMatcher
from store.polling.subscriptions import NewFeed, add_feed
from store.record import history
from store.record.segments import METRICS
from store.rules import saved as rules
from store.rules.language import parse

RULES = 500
BATCH = 100
ROUNDS = 20
NOW = datetime(2026, 8, 19, 12, tzinfo=UTC)
TOPICS = ("ai", "cloud", "capex", "policy")
COMPANIES = ("alibaba", "tencent", "nvidia", "baidu", "microsoft", "amazon", "google", "huawei")
WORDS = ("export", "chips", "prices", "data centre", "licence", "model", "出口管制", "芯片")


def rule_texts() -> list[str]:
    """Half on numbers, half on headlines, of every shape."""
    money = [m.key for m in METRICS if m.unit_kind == "money" and not m.key.endswith("_usd")]
    lines = ("cloud", "all_others", "aidc", "ecommerce")
    texts: list[str] = []
    for number in range(RULES // 2):
        line, metric = lines[number % len(lines)], money[number % 12]
        texts.append(
            (
                f"{line}.revenue.yoy > {number % 60}",
                f"{line}.adj_ebita < -{1 + number % 20}bn",
                f"{metric} > {1 + number}bn",
                f"{metric}.qoq > {number % 90}%",
                f"capex / revenue > {number % 40}%",
                f"{line}.revenue.yoy accelerating {1 + number % 4}",
                f"{line}.adj_ebita.margin > {number % 30}%",
            )[number % 7]
        )
    for number in range(RULES - len(texts)):
        topic, company = TOPICS[number % 4], COMPANIES[number % 8]
        word = WORDS[number % len(WORDS)]
        texts.append(
            (
                f'topic:{topic} and company:{company} ~ "{word} of {number}"',
                f'company:{company} ~ "{word} {number}"',
                f'topic:{topic} ~ "{word} {number}" and not company:{company}',
                f'(topic:{topic} or company:{company}) and ~ "item {number}"',
                f"topic:{topic} ~ /{word}.{{0,20}}{number}/",
            )[number % 5]
        )
    return texts


def tell(connection: sqlite3.Connection, feed: int, first: int, now: datetime) -> None:
    """A batch of headlines arrives."""
    entries = [
        TaggedEntry(
            ParsedEntry(
                str(number),
                f"Item {number}: {COMPANIES[number % 7]} and {WORDS[number % 5]} in the news",
                None,
                now,
                None,
            ),
            "en",
            Tagging((TOPICS[number % 4],), (COMPANIES[number % 8],), (), "bench"),
        )
        for number in range(first, first + BATCH)
    ]
    write_poll(connection, FetchRecord(feed, now, 1, "ok"), entries, now, matcher=StoryMatcher())


def measured(title: str, work: Callable[[], object], before: Callable[[], object]) -> None:
    """Print medians and the worst of the rounds; the processor's time leaves other programs out."""
    seconds: list[float] = []
    processor: list[float] = []
    for _ in range(ROUNDS):
        before()
        start, started = time.perf_counter(), time.process_time()
        work()
        processor.append(time.process_time() - started)
        seconds.append(time.perf_counter() - start)
    figures = (statistics.median(processor), statistics.median(seconds), max(seconds))
    print(f"{title:<50}" + "".join(f" {each * 1000:10.1f}" for each in figures))


def main() -> None:
    python, sqlite = platform.python_version(), sqlite3.sqlite_version
    print(f"{platform.platform()}, Python {python}, SQLite {sqlite}")
    with TemporaryDirectory() as folder:
        connection = database.open_writer(Path(folder) / "alimon.sqlite", NOW)
        history.load_bundled_history(connection)
        feed = add_feed(connection, NewFeed(url="https://example.org/feed", title="Bench"), NOW)
        start = time.perf_counter()
        for text in rule_texts():
            rules.add_rule(connection, text, NOW)
        print(f"{RULES} rules written in {time.perf_counter() - start:.1f} s\n")
        evaluate(connection, NOW)
        _measure(connection, feed)
        connection.close()


def _measure(connection: sqlite3.Connection, feed: int) -> None:
    print(f"{'milliseconds':<50} {'processor':>10} {'median':>10} {'worst':>10}")
    clock = {"now": NOW, "told": 0}

    def headlines_come() -> None:
        clock["now"] += timedelta(minutes=5)  # type: ignore[operator]
        tell(connection, feed, clock["told"], clock["now"])  # type: ignore[arg-type]
        clock["told"] += BATCH  # type: ignore[operator]

    def release_comes() -> None:
        clock["now"] += timedelta(minutes=5)  # type: ignore[operator]
        connection.execute(
            "insert into observations (issuer, segment, basis, metric, period_type, period_end,"
            " value, unit, kind, known_at, release) select issuer, segment, basis, metric,"
            " period_type, period_end, value, unit, kind, known_at, release || ? from observations"
            " where release = 'FY2027Q1' and id <= (select min(id) + 6000 from observations)"
            " and origin = 'bundled'",
            (f" {clock['now']}",),
        )
        connection.execute("update observations set origin = 'release' where release like '% %'")

    def run() -> int:
        return evaluate(connection, clock["now"])  # type: ignore[arg-type]

    before = newest_event(connection)
    measured(f"{BATCH} new headlines, {RULES} rules", run, headlines_come)
    print(f"  of which fired, a batch: {(newest_event(connection) - before) / ROUNDS:.0f}")
    measured("nothing new", run, lambda: None)
    figures = _release_size(connection)
    measured(f"a release of {figures} figures, {RULES} rules", run, release_comes)
    measured(
        "list of the rules with state", lambda: rules.rules_with_state(connection), lambda: None
    )
    measured(
        "preview of a rule on numbers",
        lambda: preview(connection, "cloud.revenue.yoy > 30", NOW),
        parse.cache_clear,
    )
    measured(
        "preview of a rule on headlines",
        lambda: preview(connection, 'topic:policy ~ "export"', NOW + timedelta(hours=2)),
        parse.cache_clear,
    )


def _release_size(connection: sqlite3.Connection) -> int:
    row = connection.execute("select count(*) from observations where release = 'FY2027Q1'")
    return int(row.fetchone()[0])


if __name__ == "__main__":
    main()
