"""Polls that fail on the way into the database and come again: what is kept in the end, and what
the poller remembers, is as if none had failed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.fetching.retrieval import RetrievedFeed
from feeds.polling.intake import Intake
from feeds.polling.judgement import Judged, judge
from feeds.polling.polled import Polled
from feeds.reading.values import Reading
from store import database
from store.headlines.entries import ParsedEntry, ParsedFeed, TaggedEntry, Tagging
from store.polling import feed_polls, subscriptions
from store.polling.subscriptions import NewFeed

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
FEEDS = tuple(f"https://{name}.example/feed" for name in "abcd")
TITLES = (
    "Alibaba lifts its spending plan for data centres to 480 billion yuan",
    "Tencent opens its largest model to every developer in the world",
    "Regulators in Brussels ask for the source of the training data",
    "阿里云宣布在三个地区下调大模型推理服务的价格",
)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Brought:
    """A feed's poll: which of the titles it lists, and in which edition of their summaries."""

    feed: int
    titles: tuple[int, ...]
    edition: int = 0


@dataclass(frozen=True)
class Failure:
    """`stopped` at that statement of the transaction, `full` after so many more pages, or `held`
    by another program."""

    kind: Literal["stopped", "full", "held"]
    after: int = 0


@dataclass(frozen=True)
class Batch:
    """Polls that are written together, what goes wrong with that at first, and whether they are
    then tried again or given up until their next poll."""

    polls: tuple[Brought, ...]
    failures: tuple[Failure, ...] = ()
    again: bool = True


@dataclass
class Bench:
    """A database and what takes polls into it."""

    path: Path
    empty: Path
    connection: sqlite3.Connection = field(init=False)
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        copyfile(self.empty, self.path)
        self.connection = database.open_writer(self.path, NOW)
        self.connection.execute("pragma busy_timeout = 0")
        self.connection.execute("pragma synchronous = off")
        self.intake = Intake(self.connection, jitter=lambda: 0)

    def take(self, polls: Sequence[Brought], now: datetime) -> None:
        feeds = {feed.url: feed for feed in feed_polls.active_feeds(self.connection)}
        self.intake.take([polled(one, feeds[FEEDS[one.feed]], now) for one in polls])

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        names = self.connection.execute(
            "select name from sqlite_master where type = 'table' "
            "and name not like 'headlines_fts%' and name <> 'migrations'"
        ).fetchall()
        return {
            name: [
                tuple(row) for row in self.connection.execute(f"select * from {name} order by 1, 2")
            ]
            for (name,) in names
        }

    @contextmanager
    def failing(self, failure: Failure) -> Iterator[None]:
        if failure.kind == "stopped":
            with stopped_at(self.connection, failure.after):
                yield
        elif failure.kind == "full":
            (pages,) = self.connection.execute("pragma page_count").fetchone()
            self.connection.execute(f"pragma max_page_count = {pages + failure.after}")
            try:
                yield
            finally:
                self.connection.execute("pragma max_page_count = 1000000")
        else:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as holder:
                holder.execute("begin immediate")
                yield


@contextmanager
def stopped_at(connection: sqlite3.Connection, number: int) -> Iterator[None]:
    """Have SQLite break off in the statement of that number, counted from 0."""
    begun = 0

    def count(_statement: str) -> None:
        nonlocal begun
        begun += 1

    connection.set_trace_callback(count)
    connection.set_progress_handler(lambda: begun == number + 1, 1)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
        connection.set_trace_callback(None)


def polled(one: Brought, feed: feed_polls.FeedForUpdate, now: datetime) -> tuple[Polled, Judged]:
    entries = tuple(
        ParsedEntry(
            title=TITLES[number],
            link=f"https://{urlsplit(feed.url).hostname}/{number}",
            id=f"{number}",
            published=NOW - number * MINUTE,
            updated=None,
            summary=f"edition {one.edition}",
        )
        for number in one.titles
    )
    tagged = tuple(TaggedEntry(entry, "en", Tagging((), (), (), "none")) for entry in entries)
    answer = RetrievedFeed(
        status=200 if entries else 500,
        url=feed.url,
        body=b"",
        coding="",
        content_type="application/rss+xml",
        etag=f"{one.edition}",
        last_modified=None,
        moved_to=None,
        fresh_for=None,
        retry_after=None,
        server_time=now - timedelta(hours=one.edition),
    )
    reading = Reading(ParsedFeed("rss", "T", None, entries), tagged) if entries else None
    return Polled(feed, answer, now, MINUTE, now), judge(feed, answer, reading)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the feeds and nothing of them."""
    path = tmp_path_factory.mktemp("interrupted") / "empty.sqlite"
    with closing(database.open_writer(path, NOW)) as connection:
        subscriptions.add_feeds(connection, [NewFeed(url) for url in FEEDS], NOW)
    return path


def hold_beside_one_that_never_failed(empty: Path, batches: Sequence[Batch]) -> None:
    with TemporaryDirectory() as folder:
        tried, spared = (Bench(Path(folder, name), empty) for name in ("tried", "spared"))
        with closing(tried.connection), closing(spared.connection):
            for number, batch in enumerate(batches):
                now = NOW + number * 10 * MINUTE
                if written(tried, batch, now):
                    spared.take(batch.polls, now)
                assert tried.rows() == spared.rows()


def written(bench: Bench, batch: Batch, now: datetime) -> bool:
    for failure in batch.failures:
        before = bench.rows()
        try:
            with bench.failing(failure):
                bench.take(batch.polls, now)
        except sqlite3.OperationalError:
            assert not bench.connection.in_transaction
            assert bench.rows() == before
        else:
            return True  # it came too late
    if batch.again:
        bench.take(batch.polls, now)
    return batch.again


polls = st.builds(
    Brought,
    st.integers(0, len(FEEDS) - 1),
    st.lists(st.integers(0, len(TITLES) - 1), unique=True, max_size=3).map(tuple),
    st.integers(0, 2),
)
failures = st.one_of(
    st.builds(Failure, st.just("stopped"), st.integers(0, 120)),
    st.builds(Failure, st.just("full"), st.integers(0, 6)),
    st.just(Failure("held")),
)
batches = st.lists(
    st.builds(
        Batch,
        st.lists(polls, min_size=1, max_size=4, unique_by=lambda one: one.feed).map(tuple),
        st.lists(failures, max_size=2).map(tuple),
        st.booleans(),
    ),
    max_size=5,
)


@settings(max_examples=80, deadline=None)
@given(batches)
def test_after_any_failure_all_is_as_if_it_had_not_been(empty: Path, sequence: list[Batch]) -> None:
    hold_beside_one_that_never_failed(empty, sequence)


FIRST = Batch((Brought(0, (0, 1)), Brought(1, (2,)), Brought(2, (3,))))
SECOND = (Brought(1, (2, 0), 1), Brought(3, (0, 1), 1), Brought(2, (), 1))


def statements_of_the_second(empty: Path, folder: Path) -> int:
    begun: list[str] = []
    bench = Bench(folder / "counted.sqlite", empty)
    with closing(bench.connection) as connection:
        bench.take(FIRST.polls, NOW)
        connection.set_trace_callback(begun.append)
        bench.take(SECOND, NOW + MINUTE)
    assert begun[-1].casefold() == "commit"
    return len(begun)


def test_a_failure_at_any_statement_leaves_nothing_behind(empty: Path, tmp_path: Path) -> None:
    for number in range(statements_of_the_second(empty, tmp_path)):
        stopped = Batch(SECOND, (Failure("stopped", number),))
        hold_beside_one_that_never_failed(empty, [FIRST, stopped])
        hold_beside_one_that_never_failed(
            empty, [FIRST, replace(stopped, again=False), Batch(SECOND)]
        )
