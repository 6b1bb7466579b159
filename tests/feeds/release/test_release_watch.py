"""Results are out: found behind a filing, held against the record, taken only when allowed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import made_release
import pytest

from feeds.fetching.retrieval import FetchFailed, FetchRequest, RetrievedFeed
from feeds.release import watch
from feeds.release.watch import ResultsWatch
from store import database, times
from store.errors import DatabaseBusy, StoreError
from store.record import found_results
from store.settings import get_setting, set_setting

NOW = datetime(2030, 11, 20, 12, tzinfo=UTC)
LINK = "https://company.example/results.pdf"
Result = TypeVar("Result")


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    connection = database.open_writer(tmp_path / "alimon.sqlite")
    connection.execute(
        "insert into feeds (id, url, kind, added_at) values (1, 'https://company.example/f',"
        " 'company', '2030-01-01T00:00:00Z')"
    )
    return connection


def arrive(
    connection: sqlite3.Connection,
    title: str = made_release.TITLE,
    published: datetime = NOW,
) -> None:
    """One poll that brought one headline."""
    moment = times.to_text(published)
    fetch = connection.execute(
        "insert into fetches (feed, started_at, duration_ms, outcome) values (1, ?, 1, 'ok')",
        (moment,),
    ).lastrowid
    connection.execute(
        "insert into headlines (id, feed, fetch, guid, title, link, published_at, arrived_at,"
        " content_hash, story) values (:id, 1, :id, :id, :title, :link, :at, :at, x'00', :id)",
        {"id": fetch, "title": title, "link": LINK, "at": moment},
    )


def results_watch(
    connection: sqlite3.Connection, pages: dict[str, bytes] | None = None
) -> ResultsWatch:
    served = {LINK: made_release.as_pdf()} if pages is None else pages

    async def run(job: Callable[[sqlite3.Connection], Result]) -> Result:
        return job(connection)

    async def fetch(request: FetchRequest, _now: datetime) -> RetrievedFeed:
        if request.url not in served:
            raise FetchFailed("nobody there")
        return RetrievedFeed(
            200, request.url, served[request.url], "", "", None, None, None, None, None
        )

    return ResultsWatch(run, fetch, FetchRequest, lambda: NOW)


def stored(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("select count(*) from observations").fetchone()[0]
    return count


async def test_results_are_reported_and_not_stored(connection: sqlite3.Connection) -> None:
    arrive(connection)
    (out,) = await results_watch(connection).look()
    assert (out.fiscal_label, out.failed, out.stored) == ("FY2031Q2", 0, False)
    assert out.new == out.observations > 40
    assert stored(connection) == 0
    found = get_setting(connection, found_results.FOUND)
    assert isinstance(found, dict)
    assert found["FY2031Q2"]["url"] == LINK


async def test_a_proven_release_is_taken_when_the_user_has_said_so(
    connection: sqlite3.Connection,
) -> None:
    set_setting(connection, watch.TAKE_PROVEN, True)
    arrive(connection)
    (out,) = await results_watch(connection).look()
    assert out.stored
    assert stored(connection) == out.new


async def test_a_release_with_a_failed_check_waits_for_the_user_all_the_same(
    connection: sqlite3.Connection,
) -> None:
    set_setting(connection, watch.TAKE_PROVEN, True)
    arrive(connection)
    wrong = made_release.as_text().replace("All others 160 144 18", "All others 160 145 18", 1)
    (out,) = await results_watch(connection, {LINK: wrong.encode()}).look()
    assert (out.failed > 0, out.stored, stored(connection)) == (True, False, 0)


async def test_a_headline_is_followed_once(connection: sqlite3.Connection) -> None:
    arrive(connection)
    looking = results_watch(connection)
    assert len(await looking.look()) == 1
    assert await looking.look() == ()


@pytest.mark.parametrize(
    ("trouble", "found_later"), [(DatabaseBusy("held"), 1), (StoreError("no such page"), 0)]
)
async def test_results_that_cannot_be_kept_are_followed_again_where_that_may_help(
    connection: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    trouble: StoreError,
    found_later: int,
) -> None:
    arrive(connection)
    looking = results_watch(connection)
    with monkeypatch.context() as patched:

        def fail(*_arguments: object) -> None:
            raise trouble

        patched.setattr(watch, "take_release", fail)
        with pytest.raises(StoreError):
            await looking.look()
    assert len(await looking.look()) == found_later


@pytest.mark.parametrize(
    ("title", "published"),
    [
        ("Alibaba Group opens a canteen", NOW),
        (made_release.TITLE, NOW - timedelta(days=9)),
    ],
)
async def test_old_news_and_other_news_lead_nowhere(
    connection: sqlite3.Connection, title: str, published: datetime
) -> None:
    arrive(connection, title, published)
    assert await results_watch(connection).look() == ()


async def test_a_page_without_a_release_leads_nowhere(connection: sqlite3.Connection) -> None:
    arrive(connection)
    assert await results_watch(connection, {LINK: b"<p>nothing</p>"}).look() == ()


async def test_a_busy_database_costs_one_look(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.release.watch.PAUSE", 0)
    again, problems = asyncio.Event(), []
    looking = results_watch(connection)

    async def look() -> None:
        if problems:
            again.set()
        raise DatabaseBusy("another program holds it")

    monkeypatch.setattr(looking, "look", look)
    watching = asyncio.create_task(looking.look_for_ever(problems.append))
    async with asyncio.timeout(10):
        await again.wait()
    watching.cancel()
    await asyncio.wait([watching])
    assert problems[0] == "another program holds it"


async def test_a_page_that_cannot_be_had_costs_one_lead(connection: sqlite3.Connection) -> None:
    arrive(connection)
    assert await results_watch(connection, {}).look() == ()
