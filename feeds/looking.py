"""Look at feeds without storing anything: `alimon feeds add` and `alimon feeds check`.

The blocking side of feeds/discovery.py, with the client and the parser the poller uses.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from feeds.discovery import FeedCheck, Looker
from feeds.fetching.client import limits_of, open_client, request_for
from feeds.parsing.parse import Repairer, parse_feed
from feeds.polling.host_queue import HostQueue, host_of
from store.configuration import Configuration
from store.headlines.entries import ParsedFeed


def discover(url: str, configuration: Configuration, now: datetime) -> tuple[FeedCheck, ...]:
    """The feeds at `url` or by way of it (feeds/discovery.py)."""

    async def look() -> tuple[FeedCheck, ...]:
        async with _looker(configuration) as looker:
            return await looker.discover(url, now)

    return asyncio.run(look())


def check_all(urls: Sequence[str], configuration: Configuration, now: datetime) -> list[FeedCheck]:
    """What is at each address, in the order given; as gentle to hosts as the poller."""
    network = configuration.network

    async def look() -> list[FeedCheck]:
        hosts = HostQueue(at_once=network.host_connections, gap=network.host_gap)
        connections = asyncio.Semaphore(network.connections)

        async def check(url: str) -> FeedCheck:
            async with hosts.turn(host_of(url)), connections:
                return await looker.check(url, now)

        async with _looker(configuration) as looker:
            return await asyncio.gather(*(check(url) for url in urls))

    return asyncio.run(look())


@asynccontextmanager
async def _looker(configuration: Configuration) -> AsyncIterator[Looker]:
    with Repairer() as repairer:

        def parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
            return parse_feed(body, content_type=content_type, url=url, repairer=repairer)

        async with open_client(configuration) as client:
            yield Looker(
                client.fetch,
                lambda url: request_for(url, configuration),
                parse,
                limits_of(configuration).decoded_bytes,
            )
