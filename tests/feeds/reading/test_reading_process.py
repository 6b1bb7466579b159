"""Reading in a process of its own: what comes back, and what happens when it dies."""

from __future__ import annotations

import asyncio
import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from feeds.reading.child import Child, start_child
from feeds.reading.process import ReadingProcess
from feeds.reading.values import Document, Reading
from feeds.reading.wire import pack, unpack
from store.errors import StoreError
from store.headlines.entries import (
    Change,
    Claim,
    ParsedEntry,
    ParsedFeed,
    TaggedEntry,
    Tagging,
)
from store.headlines.evidence import Evidence

TITLE = "Alibaba cloud revenue rose 34% in the quarter"
DOCUMENT = Document(
    f"<rss version='2.0'><channel><title>T</title><item><title>{TITLE}</title>"
    "<link>https://x.example/1</link></item></channel></rss>".encode(),
    "",
    "application/rss+xml",
    "https://x.example/feed",
)


async def test_a_document_is_parsed_tagged_and_read_for_figures():
    process = ReadingProcess()
    try:
        reading = await process.read(DOCUMENT)
        broken = await process.read(Document(b"<html></html>", "", "", ""))
    finally:
        await process.close()
    assert reading.feed is not None
    (tagged,) = reading.tagged
    assert tagged.entry == reading.feed.entries[0]
    assert (tagged.entry.title, tagged.language) == (TITLE, "en")
    assert tagged.tagging.companies == ("alibaba",)
    assert [claim.change.pct for claim in tagged.claims] == [Decimal(34)]
    assert (broken.feed, broken.problem) == (None, "an HTML page, not a feed")


async def test_a_process_that_dies_is_replaced_and_its_documents_read_again():
    process = ReadingProcess()
    try:
        await process.read(DOCUMENT)
        reading = asyncio.gather(*(process.read(DOCUMENT) for _ in range(20)))
        await asyncio.sleep(0)
        process._worker._process.kill()
        assert all(each.feed is not None for each in await reading)
    finally:
        await process.close()


@pytest.fixture
def other_child() -> Iterator[tuple[Child, socket.socket]]:
    """A process that reads nothing, and the end of the socket to answer in its place."""
    ours, theirs = socket.socketpair()
    with theirs:
        yield Child(subprocess.Popen(["sleep", "60"]), ours), theirs


@pytest.mark.parametrize(
    "answer", [b"no pickle", b".", pack("no number"), pack((0, 1, 2)), pack((0, "no reading"))]
)
async def test_a_process_that_talks_nonsense_is_replaced(
    other_child: tuple[Child, socket.socket], answer: bytes
):
    child, theirs = other_child
    process = ReadingProcess(child, deadline=20)
    theirs.sendall(struct.pack(">I", len(answer)) + answer)
    try:
        reading = await process.read(DOCUMENT)
    finally:
        await process.close()
    assert reading.feed is not None


@pytest.mark.parametrize("room", [0, 2])  # for no socket, for the sockets alone
def test_where_no_process_is_to_be_had_a_person_is_told_why(room: int):
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free + room, before[1]))
    try:
        with pytest.raises(StoreError, match="cannot be started: Too many open files"):
            start_child()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


async def test_what_takes_too_long_is_a_problem_of_its_own():
    process = ReadingProcess(deadline=0.001)
    try:
        reading = await process.read(DOCUMENT)
    finally:
        await process.close()
    assert reading.problem == "it cannot be read: that takes longer than 0.001 seconds"


async def test_who_waited_behind_a_slow_document_is_read_after_all():
    process = ReadingProcess(deadline=20)
    try:
        await process.read(DOCUMENT)  # it is ready now
        process._worker._process.send_signal(signal.SIGSTOP)  # busy with something hostile
        process._deadline = 0.2
        waiting = asyncio.create_task(process.read(DOCUMENT))
        await asyncio.sleep(0)  # it waits now
        process._deadline = 20
        reading = await waiting
    finally:
        await process.close()
    assert reading.feed is not None


def test_values_survive_the_wire():
    moment = datetime(2026, 8, 20, 12, tzinfo=UTC)
    entry = ParsedEntry("1", "标题", "https://x.example/", moment, None)
    tagged = TaggedEntry(
        entry,
        "en",
        Tagging(("ai",), ("alibaba",), (Evidence("topic", "ai", 0, 2, "AI", "strong"),), "1"),
        (
            Claim(
                "alibaba", "cloud", "revenue", "money", 0, 1, "x", Decimal("1.5"), change=Change()
            ),
        ),
    )
    reading = Reading(ParsedFeed("RSS 2.0", "T", None, (entry,)), (tagged,), decoded_bytes=5)
    assert unpack(pack((7, reading))) == (7, reading)


def test_nothing_else_can_be_named_on_the_wire():
    with pytest.raises(pickle.UnpicklingError, match=r"posix\.system is not sent"):
        unpack(b"cposix\nsystem\n(S'true'\ntR.")
