"""Turns at a host."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from feeds.polling.host_queue import HostQueue, host_of


async def test_requests_to_one_host_begin_a_gap_apart_and_other_hosts_do_not_wait():
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(round(seconds, 1))

    queue = HostQueue(at_once=9, gap=timedelta(seconds=10), jitter=lambda: 0.5, nap=nap)
    for host in ("a", "b", "a", "a"):
        async with queue.turn(host):
            pass
    assert naps == [12.5, 25.0]


async def test_no_more_than_so_many_are_at_a_host_at_once():
    queue = HostQueue(at_once=2, gap=timedelta())
    inside = most = 0

    async def visit() -> None:
        nonlocal inside, most
        async with queue.turn("a"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit() for _ in range(10)))
    assert most == 2


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.com/feed", "example.com"),
        ("https://example.com:8443/feed", "example.com:8443"),
        ("https://me:secret@example.com/feed", "example.com"),
        ("file:///tmp/feed.xml", ""),
        ("http://[nowhere/feed", ""),
    ],
)
def test_the_host_is_where_the_request_goes(url, host):
    assert host_of(url) == host
