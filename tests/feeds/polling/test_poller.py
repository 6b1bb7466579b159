"""A poll from answer to row: outcomes, back-off, being offline. Real database, a fake network."""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.fetching.retrieval import FetchFailed, FetchRequest, RetrievedFeed
from feeds.parsing.parse import parse_feed
from feeds.polling import tidying
from feeds.polling.intake import Intake
from feeds.polling.loop import poll_for_ever, poll_once
from feeds.polling.polled import FeedReport
from feeds.polling.session import PollSession, Surroundings
from feeds.polling.writer import MOST_TOGETHER, AfterPolls, Writer
from feeds.reading.read_document import read_document
from feeds.reading.values import Document, Reading
from store import database
from store.configuration import Configuration, FeedSettings, Network, Retention, Secret
from store.errors import DatabaseBusy
from store.headlines.entries import ParsedEntry, ParsedFeed, TaggedEntry, Tagging
from store.headlines.views import HeadlineCounts, counts
from store.polling import feed_polls, subscriptions
from store.polling.feed_health import FeedHealth, feed_health
from store.polling.server_clock import ClockComparison, kept_comparison
from store.polling.subscriptions import NewFeed

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
A, B, C, D = (f"https://{name}.example/feed" for name in "abcd")

Answer = RetrievedFeed | FetchFailed


def document(*titles: str) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://x.example/{title}</link>"
        f"<guid>{title}</guid></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def answer(body: bytes = b"", status: int = 200, **fields) -> RetrievedFeed:
    default = RetrievedFeed(
        status=status,
        url=A,
        body=body,
        coding="",
        content_type="application/rss+xml",
        etag=None,
        last_modified=None,
        moved_to=None,
        fresh_for=None,
        retry_after=None,
    )
    return replace(default, **fields)


NO_NETWORK = FetchFailed("the name cannot be resolved", no_network=True)


def read_out(entry: ParsedEntry) -> TaggedEntry:
    return TaggedEntry(entry, "en", Tagging((), (), (), "none"))


async def read(item: Document) -> Reading:
    def parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
        return parse_feed(body, content_type=content_type, url=url)

    return read_document(item, parse, 1_000_000, read_out)


@dataclass
class Desk:
    """A poller without network or process: answers are laid out, the clock is set by hand."""

    path: Path
    configuration: Configuration = field(
        default_factory=lambda: Configuration(
            Path("config.toml"), network=Network(host_gap=timedelta())
        )
    )
    now: datetime = NOW
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[FetchRequest] = field(default_factory=list)
    reports: list[FeedReport] = field(default_factory=list)
    indexed: list[int] = field(default_factory=list)  # how many headlines there were
    evaluated: list[datetime] = field(default_factory=list)
    reported: asyncio.Event = field(default_factory=asyncio.Event)

    async def fetch(self, request: FetchRequest, _now: datetime) -> RetrievedFeed:
        self.requests.append(request)
        found = self.answers[request.url]
        if isinstance(found, FetchFailed):
            raise found
        return found

    def report(self, report: FeedReport) -> None:
        self.reports.append(report)
        self.reported.set()

    def subscribe(self, *urls: str) -> None:
        with self.open() as connection:
            subscriptions.add_feeds(connection, [NewFeed(url) for url in urls], self.now)

    def open(self) -> sqlite3.Connection:
        return database.open_writer(self.path, self.now)

    def health(self) -> list[FeedHealth]:
        return feed_health(self.open(), self.now)

    def titles(self) -> list[str]:
        return [row[0] for row in self.open().execute("select title from headlines order by title")]

    @asynccontextmanager
    async def session(self) -> AsyncIterator[tuple[PollSession, Writer]]:
        def index(connection: sqlite3.Connection, _limit: int) -> int:
            self.indexed.append(connection.execute("select count(*) from headlines").fetchone()[0])
            return 0

        def evaluate(_connection: sqlite3.Connection, now: datetime) -> int:
            self.evaluated.append(now)
            return 0

        writer = Writer(
            self.path,
            self.open,
            lambda connection: Intake(connection, jitter=lambda: 0),
            AfterPolls(index, evaluate),
            lambda: self.now,
        )
        session = PollSession(
            Surroundings(
                self.fetch, read, writer, self.configuration, self.report, lambda: self.now
            )
        )
        try:
            yield session, writer
        finally:
            await session.abandon()
            assert await writer.close(5)

    async def poll(self) -> list[FeedHealth]:
        async with self.session() as (session, writer):
            await poll_once(session, writer)
        return self.health()

    async def poll_until(self, done: Callable[[], bool]) -> None:
        async with self.session() as (session, writer):
            watching = asyncio.create_task(
                poll_for_ever(session, writer, lambda: self.now, self.fail)
            )
            async with asyncio.timeout(10):
                while not done():
                    await self.reported.wait()
                    self.reported.clear()
            watching.cancel()

    @staticmethod
    def fail(problem: str) -> None:
        raise AssertionError(problem)


@pytest.fixture
def desk(tmp_path) -> Desk:
    made = Desk(tmp_path / "a.sqlite")
    made.subscribe(A)
    return made


async def test_a_feed_is_stored_and_its_validators_are_sent_next_time(desk):
    desk.answers[A] = answer(document("one", "two"), etag='"1"', last_modified="then")
    (health,) = await desk.poll()
    assert (health.state, health.entries, health.headlines, health.title) == ("ok", 2, 2, "T")
    desk.answers[A] = answer(status=304)
    (health,) = await desk.poll()
    assert (desk.requests[-1].etag, desk.requests[-1].last_modified) == ('"1"', "then")
    assert [report.outcome for report in desk.reports] == ["ok", "not_modified"]
    await desk.poll()
    assert (desk.requests[-1].etag, desk.requests[-1].last_modified) == ('"1"', "then")


async def test_a_clock_that_is_off_shows_beside_those_of_the_servers(desk):
    desk.subscribe(B, C)
    for url in (A, B, C):
        desk.answers[url] = answer(document("one"), url=url, server_time=NOW - timedelta(hours=3))
    await desk.poll()
    comparison = kept_comparison(desk.open())
    assert comparison == ClockComparison(timedelta(hours=3), 3, NOW)


async def test_a_304_brings_its_own_validators(desk):
    desk.answers[A] = answer(document("one"), etag='"1"', last_modified="then")
    await desk.poll()
    desk.answers[A] = answer(status=304, etag='"2"')
    await desk.poll()
    await desk.poll()
    assert (desk.requests[-1].etag, desk.requests[-1].last_modified) == ('"2"', "then")


async def test_only_what_is_new_is_stored(desk):
    desk.answers[A] = answer(document("one"))
    await desk.poll()
    desk.answers[A] = answer(document("two", "one"))
    await desk.poll()
    assert desk.titles() == ["one", "two"]
    assert [report.new for report in desk.reports] == [1, 1]


async def test_index_and_alerts_follow_the_polls(desk):
    desk.answers[A] = answer(document("one"))
    await desk.poll()
    assert desk.indexed
    assert desk.evaluated == [NOW]


async def test_what_was_not_indexed_while_more_came_is_in_the_end(desk):
    urls = [f"https://{number}.example/feed" for number in range(60)]
    desk.subscribe(*urls)
    for url in (A, *urls):
        desk.answers[url] = answer(document("one"), url=url)
    await desk.poll()
    assert desk.indexed[-1] == 61
    assert len(desk.indexed) < 30  # in batches


async def test_a_poll_that_cannot_be_written_is_a_failure_of_its_feed_and_of_no_other(desk):
    desk.subscribe(B, C, D)
    for url, title in ((A, "one"), (B, "poison"), (C, "three"), (D, "four")):
        desk.answers[url] = answer(document(title), url=url)
    desk.open().execute(
        "create trigger poison before insert on headlines when new.title = 'poison' "
        "begin select raise(abort, 'poison'); end"
    )
    health = {feed.url: feed for feed in await desk.poll()}
    assert desk.titles() == ["four", "one", "three"]
    assert [health[url].state for url in (A, B, C, D)] == ["ok", "failing", "ok", "ok"]
    assert health[B].words.startswith("what it says could not be kept: the database ")
    assert "poison" in health[B].words
    assert len(desk.reports) == 4


async def test_a_file_that_another_program_holds_is_not_waited_for_once_a_poll(desk, monkeypatch):
    urls = [f"https://{number}.example/feed" for number in range(MOST_TOGETHER - 1)]
    desk.subscribe(*urls)
    desk.answers = {url: answer(document("one"), url=url) for url in (A, *urls)}
    holder, statements = desk.open(), []
    fetch = desk.fetch

    def open_impatient() -> sqlite3.Connection:
        connection = database.open_writer(desk.path, desk.now)
        connection.execute("pragma busy_timeout = 0")
        connection.set_trace_callback(statements.append)
        return connection

    async def fetch_while_it_is_taken(request: FetchRequest, now: datetime) -> RetrievedFeed:
        if not holder.in_transaction:
            statements.clear()
            holder.execute("begin immediate")
        return await fetch(request, now)

    monkeypatch.setattr(desk, "open", open_impatient)
    monkeypatch.setattr(desk, "fetch", fetch_while_it_is_taken)
    with pytest.raises(DatabaseBusy):
        await desk.poll()
    assert 0 < statements.count("begin immediate") < len(desk.answers) / 2
    holder.rollback()


async def test_more_polls_than_fit_in_a_transaction_are_all_written(desk):
    urls = [f"https://{number}.example/feed" for number in range(3 * MOST_TOGETHER)]
    desk.subscribe(*urls)
    desk.answers = {
        url: answer(document(f"title {number}"), url=url)
        if number % 3
        else answer(status=500, url=url)
        for number, url in enumerate([A, *urls])
    }
    await desk.poll()
    assert len(desk.reports) == len(desk.answers)
    assert len(desk.titles()) == sum(report.new for report in desk.reports) == 2 * MOST_TOGETHER


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (answer(b"<!doctype html><html><body>hello</body></html>"), "HTML page"),
        (answer(document()), "a feed without a single entry"),
        (answer(b""), "empty"),
        (answer(b"\x1f\x8b\x08junk", coding="gzip"), "the compressed answer"),
        (answer(gzip.compress(b" " * 2_000_000), coding="gzip"), "longer than 1 MB when unpacked"),
        (answer(status=403), "the server refuses to show it to us (403)"),
        (answer(status=404), "there is nothing at this address (404)"),
        (answer(status=503), "the server is overloaded or in maintenance (503)"),
        (answer(status=204), "the server answers without a feed (204)"),
        (answer(status=304), "without being asked (304)"),
        (FetchFailed("the answer broke off in the middle"), "broke off"),
    ],
)
async def test_what_is_no_feed_is_a_failure_in_words(desk, given, words):
    desk.answers[A] = given
    (health,) = await desk.poll()
    assert health.state == "failing"
    assert words in health.words
    assert health.next_poll_at == NOW + timedelta(minutes=5)
    (logged,) = desk.open().execute("select outcome, message, new from fetches").fetchall()
    assert tuple(logged) == ("failed", health.words, 0)


async def test_after_an_unusable_answer_the_next_request_is_unconditional(desk):
    desk.answers[A] = answer(document("one"), etag='"1"')
    await desk.poll()
    desk.answers[A] = answer(b"<html>maintenance</html>", etag='"2"')
    await desk.poll()
    await desk.poll()
    assert desk.requests[-1].etag is None


async def test_failures_back_off_and_a_success_ends_it(desk):
    desk.answers[A] = answer(status=500)
    for minutes in (5, 10, 20):
        (health,) = await desk.poll()
        assert health.next_poll_at == NOW + timedelta(minutes=minutes)
    desk.answers[A] = answer(document("one"))
    (health,) = await desk.poll()
    assert (health.failure_streak, health.state) == (0, "ok")


async def test_retry_after_is_honoured(desk):
    desk.answers[A] = answer(status=429, retry_after=timedelta(hours=3))
    (health,) = await desk.poll()
    assert health.next_poll_at == NOW + timedelta(hours=3)
    assert health.next_poll_reason == "the server asked to wait (Retry-After)"


async def test_410_pauses_the_feed_and_says_so(desk):
    desk.answers[A] = answer(status=410)
    (health,) = await desk.poll()
    assert health.state == "paused"
    assert health.words == "paused: the server says it is gone for good (410)"
    await desk.poll()
    assert len(desk.requests) == 1


async def test_a_permanent_redirect_is_adopted_after_a_week(desk):
    desk.answers[A] = answer(document("one"), moved_to=B)
    await desk.poll()
    desk.now += timedelta(days=6)
    assert (await desk.poll())[0].url == A
    desk.now += timedelta(days=1)
    assert (await desk.poll())[0].url == B


async def test_secrets_are_taken_from_where_the_user_keeps_them(desk, monkeypatch):
    settings = FeedSettings(A, user="me", password=Secret("env", "ALIMON_TEST_PASSWORD"))
    desk.configuration = replace(desk.configuration, feeds=(settings,))
    desk.answers[A] = answer(document("one"))
    (health,) = await desk.poll()
    assert health.words == "the environment variable ALIMON_TEST_PASSWORD is not set"
    assert desk.requests == []
    monkeypatch.setenv("ALIMON_TEST_PASSWORD", "hunter2")
    (health,) = await desk.poll()
    assert health.state == "ok"
    assert desk.requests[0].authorization == "Basic bWU6aHVudGVyMg=="
    stored = "".join(desk.open().iterdump())
    assert "hunter2" not in stored
    assert "bWU6aHVudGVyMg" not in stored


async def test_a_report_names_a_feed_without_its_address_which_may_hold_a_secret(desk):
    desk.subscribe("https://b.example/feed?token=hunter2")
    desk.answers = dict.fromkeys((A, "https://b.example/feed?token=hunter2"), answer(status=500))

    await desk.poll()

    assert [report.name for report in desk.reports] == ["a.example", "b.example"]


async def test_when_nobody_is_reached_it_says_offline_and_counts_nothing(desk):
    desk.subscribe(B, C)
    desk.answers = dict.fromkeys((A, B, C), NO_NETWORK)
    healths = await desk.poll()
    assert {health.state for health in healths} == {"offline"}
    assert {health.failure_streak for health in healths} == {0}
    assert healths[0].words == "no network: the name cannot be resolved"
    assert desk.open().execute("select count(*) from fetches").fetchone()[0] == 0


async def test_it_is_not_offline_until_the_feeds_say_so(desk, monkeypatch):
    desk.subscribe(B, C)
    desk.answers = dict.fromkeys((A, B, C), NO_NETWORK)
    holder = desk.open()

    def open_impatient() -> sqlite3.Connection:
        connection = database.open_writer(desk.path, desk.now)
        connection.execute("pragma busy_timeout = 0")
        return connection

    monkeypatch.setattr(desk, "open", open_impatient)
    async with desk.session() as (session, writer):
        with closing(holder):
            holder.execute("begin immediate")
            with pytest.raises(DatabaseBusy):
                await poll_once(session, writer)
        assert not session.offline
        await poll_once(session, writer)
        assert session.offline
    assert {feed.state for feed in desk.health()} == {"offline"}


async def test_who_could_not_be_reached_is_not_asked_again_while_others_still_are(desk):
    desk.answers = {A: NO_NETWORK}
    async with desk.session() as (session, writer):
        due = await writer.run(lambda connection: feed_polls.due_feeds(connection, desk.now))
        session.start(due)
        await session.wait()
        session.start(due)
        assert not session.busy
    assert len(desk.requests) == 1


async def test_when_somebody_is_reached_the_others_are_failing(desk):
    desk.subscribe(B, C, D)
    desk.answers = dict.fromkeys((A, B, C), NO_NETWORK) | {D: answer(document("one"))}
    healths = await desk.poll()
    assert [health.state for health in healths] == ["failing", "failing", "failing", "ok"]


async def test_others_are_asked_before_a_host_is_held_to_be_down(desk):
    desk.subscribe(B, C, D)
    desk.answers = {url: answer(document(url[8])) for url in (A, B, C, D)}
    await desk.poll()
    desk.answers[A] = NO_NETWORK
    desk.requests.clear()
    subscriptions.request_poll(desk.open(), 1, NOW)

    await desk.poll_until(lambda: any(each.outcome == "failed" for each in desk.reports))

    assert desk.requests[0].url == A
    assert {request.url for request in desk.requests[1:]} == {B, C, D}
    assert [health.state for health in desk.health()] == ["failing", "ok", "ok", "ok"]


async def test_a_file_is_nobody_who_could_be_asked_about_the_network(desk):
    file = "file:///feeds/mine.xml"
    desk.subscribe(B, file)
    desk.answers = {url: answer(document(url[8])) for url in (A, B, file)}
    await desk.poll()
    desk.answers |= {A: NO_NETWORK, B: NO_NETWORK}
    desk.requests.clear()
    for feed in (1, 2):
        subscriptions.request_poll(desk.open(), feed, NOW)

    await desk.poll_until(lambda: any(each.outcome == "failed" for each in desk.reports))

    assert {request.url for request in desk.requests} == {A, B}


async def test_feeds_are_recalled_when_the_network_is_back(desk):
    desk.subscribe(B, C)
    desk.answers = dict.fromkeys((A, B, C), NO_NETWORK)
    await desk.poll()
    desk.answers = {url: answer(document(url[8])) for url in (A, B, C)}
    await desk.poll_until(lambda: len(desk.titles()) == 3)
    assert desk.titles() == ["a", "b", "c"]


async def test_while_offline_one_feed_is_tried_and_all_follow_when_it_answers(desk, monkeypatch):
    monkeypatch.setattr("feeds.polling.loop.PROBE_AFTER", 0.0)
    desk.subscribe(B, C)
    desk.answers = dict.fromkeys((A, B, C), NO_NETWORK)

    def done() -> bool:
        if len(desk.reports) >= 5:  # three went offline, two more were tried in vain
            desk.answers = {url: answer(document(url[8])) for url in (A, B, C)}
        return len(desk.titles()) == 3

    await desk.poll_until(done)
    assert {report.outcome for report in desk.reports[:5]} == {"offline"}
    assert (
        desk.open().execute("select count(*) from fetches where outcome = 'failed'").fetchone()[0]
        == 0
    )


async def test_a_poll_asked_for_by_another_process_happens_at_once(desk):
    desk.answers[A] = answer(document("one"))
    await desk.poll()
    desk.answers[A] = answer(document("two", "one"))

    async def ask() -> None:
        subscriptions.request_poll(desk.open(), None, NOW)

    asking = asyncio.create_task(ask())
    await desk.poll_until(lambda: len(desk.titles()) == 2)
    await asking


async def test_what_the_user_does_not_keep_is_forgotten_and_stays_away(desk):
    desk.answers[A] = answer(document(*"abcdefgh"))
    await desk.poll()
    async with desk.session() as (_, writer):
        await tidying.tidy(writer, Retention(headlines=3), NOW)
    assert len(desk.titles()) == 3
    await desk.poll()
    assert len(desk.titles()) == 3


async def test_headlines_that_nobody_counted_are_counted_within_the_day(desk):
    desk.answers[A] = answer(document(*"abc"))
    await desk.poll()
    with closing(desk.open()) as connection:
        connection.execute("update headline_counts set total = 1, unread = 1")  # as by migration 7
        assert counts(connection) == HeadlineCounts(1, 1, 0)
        async with desk.session() as (_, writer):
            await tidying.tidy(writer, Retention(), NOW)
        assert counts(connection) == HeadlineCounts(3, 3, 0)


async def test_a_busy_database_costs_one_day_of_tidying_at_the_most(monkeypatch):
    for pause in ("FIRST_AFTER", "EVERY"):
        monkeypatch.setattr(tidying, pause, timedelta())
    jobs, again = [], asyncio.Event()
    problems: list[str] = []

    class BusyAtFirst:
        async def run(self, job):
            jobs.append(job)
            if len(jobs) == 1:
                raise DatabaseBusy("another program holds it")
            again.set()
            return 0

    tidying_up = asyncio.create_task(
        tidying.tidy_daily(BusyAtFirst(), Retention(), lambda: NOW, problems.append)
    )
    async with asyncio.timeout(10):
        await again.wait()
    tidying_up.cancel()
    await asyncio.wait([tidying_up])
    assert problems == ["another program holds it"]


async def test_polling_waits_for_a_busy_database_and_goes_on(desk, monkeypatch):
    monkeypatch.setattr("feeds.polling.loop.PATIENCE", 0.0)
    desk.answers[A] = answer(document("one"))
    problems: list[str] = []
    async with desk.session() as (session, writer):
        run, calls = writer.run, iter(range(1_000))

        async def busy_at_first(job):
            if next(calls) == 1:
                raise DatabaseBusy("another program holds it")
            return await run(job)

        monkeypatch.setattr(writer, "run", busy_at_first)
        polling = asyncio.create_task(poll_for_ever(session, writer, lambda: NOW, problems.append))
        async with asyncio.timeout(10):
            await desk.reported.wait()
        polling.cancel()
        await asyncio.wait([polling])
    assert (problems, desk.titles()) == (["another program holds it"], ["one"])


async def test_a_feed_removed_during_its_poll_leaves_nothing(desk):
    async def fetch(_request: FetchRequest, _now: datetime) -> RetrievedFeed:
        subscriptions.remove_feed(desk.open(), 1)
        return answer(document("one"))

    desk.fetch = fetch
    assert await desk.poll() == []
    assert desk.titles() == []


async def test_a_feed_removed_during_its_poll_leaves_nothing_to_the_next_one_added(desk):
    async def fetch(_request: FetchRequest, _now: datetime) -> RetrievedFeed:
        subscriptions.remove_feed(desk.open(), 1)
        desk.subscribe(B)
        return answer(document("one"))

    desk.fetch = fetch
    assert [feed.url for feed in await desk.poll()] == [B]
    assert desk.titles() == []
