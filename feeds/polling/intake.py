"""Polls taken into the database: new entries told from known ones, written, the feed scheduled.

Synchronous, on the poller's one writing thread. Promises: whatever came of the poll, exactly one
row of `fetches` and the feed's row are written, in one transaction with the headlines it brought;
polls that are taken together share it.
What the answer means was judged before (feeds/polling/judgement.py); what reads the text is passed
in.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath
from urllib.parse import urlsplit

from feeds.fetching.retrieval import RetrievedFeed
from feeds.polling.host_queue import host_of
from feeds.polling.judgement import Judged
from feeds.polling.polled import FeedReport, Polled
from feeds.polling.schedule import Move, Pace, PollOutcome, decide_move, next_poll
from feeds.polling.server_clocks import ServerClocks, is_worth_keeping
from feeds.reading.values import Reading
from store.claims.check import RecordReader
from store.database import transaction
from store.headlines.entries import FetchRecord
from store.headlines.keeping import WrittenPoll, write_poll
from store.headlines.stories import StoryMatcher
from store.polling import feed_polls
from store.polling.feed_polls import FeedAfterPoll, FeedForUpdate
from store.polling.recent_arrivals import recent_arrivals
from store.polling.rhythm import rhythm
from store.polling.server_clock import ClockComparison, keep_comparison

RETRY_WHEN_OFFLINE = timedelta(minutes=5)


class Intake:
    """Takes answers into the database of `connection`, which it does not close."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        pace: Pace | None = None,
        interval_of: Callable[[str], timedelta | None] = lambda _url: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._connection = connection
        self._pace = pace or Pace()
        self._interval_of = interval_of
        self._jitter = jitter
        self._matcher = StoryMatcher()
        self._server_clocks = ServerClocks()
        self._clock_kept: ClockComparison | None = None

    def take(self, polls: Sequence[tuple[Polled, Judged]]) -> list[FeedReport]:
        """Write polls, in one transaction. Raises sqlite3.Error (none of them is then written)."""
        try:
            with transaction(self._connection):
                record = RecordReader(self._connection)
                reports = [
                    self._log(polled, judged)
                    if judged.reading is None
                    else self._store(polled, judged, judged.reading, record)
                    for polled, judged in polls
                ]
                clocks, clock = self._compare_clocks([polled for polled, _ in polls])
        except BaseException:
            self._matcher = StoryMatcher()  # the last one remembers what is not kept
            raise
        self._server_clocks, self._clock_kept = clocks, clock
        return reports

    def note_offline(self, polls: Iterable[Polled]) -> list[FeedReport]:
        """Say on each feed that there is no network; no failure is counted or logged."""
        polls = list(polls)
        feed_polls.record_offline(self._connection, [_after_offline(polled) for polled in polls])
        return [
            FeedReport(
                polled.feed.id,
                _name(polled.feed),
                "offline",
                "no network",
                duration=polled.duration,
            )
            for polled in polls
        ]

    def _compare_clocks(
        self, polls: Iterable[Polled]
    ) -> tuple[ServerClocks, ClockComparison | None]:
        """Keep what the servers' clocks say if it is news; returns them, and what is kept then."""
        clocks, kept = self._server_clocks, self._clock_kept
        for polled in polls:
            answer = polled.answer
            if not isinstance(answer, RetrievedFeed) or answer.server_time is None:
                continue
            clocks = clocks.read(host_of(answer.url), answer.server_time, polled.ended_at)
            found = clocks.comparison(polled.ended_at)
            if found is not None and is_worth_keeping(found, kept):
                keep_comparison(self._connection, found)
                kept = found
        return clocks, kept

    def _log(self, polled: Polled, judged: Judged) -> FeedReport:
        record = _record(polled, judged)
        after = self._after(polled, judged, brought_new=False)
        feed_polls.record_poll(self._connection, record, after)
        return _report(polled, judged, record)

    def _store(
        self, polled: Polled, judged: Judged, reading: Reading, record: RecordReader
    ) -> FeedReport:
        fetch = _record(polled, judged)

        def update_feed(written: WrittenPoll) -> None:
            feed_polls.write_after_poll(
                self._connection, self._after(polled, judged, brought_new=written.new > 0)
            )

        written = write_poll(
            self._connection,
            fetch,
            reading.tagged,
            polled.ended_at,
            also=update_feed,
            matcher=self._matcher,
            record=record,
        )
        return replace(_report(polled, judged, fetch), new=written.new, edited=written.edited)

    def _after(self, polled: Polled, judged: Judged, *, brought_new: bool) -> FeedAfterPoll:
        feed, answer, now = polled.feed, polled.answer, polled.ended_at
        retrieved = answer if isinstance(answer, RetrievedFeed) else None
        parsed = judged.parsed
        streak = feed.failure_streak + 1 if judged.outcome == "failed" else 0
        decision = next_poll(
            PollOutcome(
                failure_streak=streak,
                retry_after=retrieved.retry_after if retrieved else None,
                fresh_for=retrieved.fresh_for if retrieved else None,
                suggested=_seconds(parsed.suggested_interval) if parsed else None,
            ),
            interval=feed.interval or self._interval_of(feed.url),
            rhythm=rhythm(recent_arrivals(self._connection, feed.id), now),
            pace=self._pace,
            now=now,
            jitter=self._jitter(),
        )
        etag, last_modified = _validators(feed, judged, retrieved)
        move = Move(feed.url, feed.redirect_url, feed.redirect_since)
        if retrieved is not None and judged.outcome != "failed":
            move = decide_move(move, retrieved.moved_to, now)
        return FeedAfterPoll(
            feed=feed.id,
            at=now,
            outcome=judged.outcome,
            message=judged.message,
            failure_streak=streak,
            next_poll_at=decision.at,
            next_poll_reason=decision.reason,
            url=move.url,
            etag=etag,
            last_modified=last_modified,
            repaired=parsed.repaired if parsed else feed.repaired,
            redirect_url=move.redirect_url,
            redirect_since=move.redirect_since,
            title=parsed.title if parsed else "",
            site_url=(parsed.site_url or "") if parsed else "",
            paused_reason=judged.paused_reason,
            brought_new=brought_new,
        )


def _validators(
    feed: FeedForUpdate, judged: Judged, retrieved: RetrievedFeed | None
) -> tuple[str | None, str | None]:
    """What the next request sends. After a 304 its own validators count where it has any
    (RFC 9110 §15.4.5); after an answer that could not be used the next must be whole."""
    if retrieved is None:
        return feed.etag, feed.last_modified
    if judged.outcome == "ok":
        return retrieved.etag, retrieved.last_modified
    if judged.outcome == "not_modified":
        return retrieved.etag or feed.etag, retrieved.last_modified or feed.last_modified
    if retrieved.status in (200, 304):
        return None, None
    return feed.etag, feed.last_modified


def _after_offline(polled: Polled) -> FeedAfterPoll:
    feed = polled.feed
    return FeedAfterPoll(
        feed=feed.id,
        at=polled.ended_at,
        outcome="offline",
        message=f"no network: {polled.answer}",
        failure_streak=feed.failure_streak,
        next_poll_at=polled.ended_at + RETRY_WHEN_OFFLINE,
        next_poll_reason="when the network is back",
        url=feed.url,
        etag=feed.etag,
        last_modified=feed.last_modified,
        repaired=feed.repaired,
        redirect_url=feed.redirect_url,
        redirect_since=feed.redirect_since,
        title="",
        site_url="",
    )


def _record(polled: Polled, judged: Judged) -> FetchRecord:
    answer = polled.answer
    return FetchRecord(
        feed=polled.feed.id,
        started_at=polled.started_at,
        duration_ms=round(polled.duration.total_seconds() * 1_000),
        outcome=judged.outcome,
        message=judged.message,
        http_status=answer.status,
        wire_bytes=len(answer.body) if isinstance(answer, RetrievedFeed) else 0,
        decoded_bytes=judged.decoded_bytes,
        entries=len(judged.parsed.entries) if judged.parsed else 0,
    )


def _report(polled: Polled, judged: Judged, record: FetchRecord) -> FeedReport:
    return FeedReport(
        feed=polled.feed.id,
        name=_name(polled.feed),
        outcome=judged.outcome,
        message=judged.message,
        status=record.http_status,
        entries=record.entries,
        wire_bytes=record.wire_bytes,
        duration=polled.duration,
    )


def _name(feed: FeedForUpdate) -> str:
    """Its title, or where it comes from: never the whole address, which may hold a secret."""
    return feed.title or host_of(feed.url) or PurePath(urlsplit(feed.url).path).name


def _seconds(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(seconds=count)
