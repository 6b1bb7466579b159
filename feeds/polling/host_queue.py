"""Turns at a host: few requests at a time, and a pause with jitter between them."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

_JITTER = 0.5


class HostQueue:
    """Lets `at_once` requests run at each host, begun at least `gap` (and up to half as long
    again) after each other."""

    def __init__(
        self,
        *,
        at_once: int,
        gap: timedelta,
        jitter: Callable[[], float] = random.random,
        nap: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(at_once)
        )
        self._ready_at: dict[str, float] = {}
        self._gap = gap.total_seconds()
        self._jitter = jitter
        self._nap = nap

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at `host` and hold it for the block."""
        async with self._slots[host]:
            if self._gap:
                await self._rest(host)
            yield

    async def _rest(self, host: str) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, self._ready_at.get(host, now))
        self._ready_at[host] = start + self._gap * (1 + _JITTER * self._jitter())
        if start > now:
            await self._nap(start - now)


def host_of(url: str) -> str:
    """The host and port that a feed is fetched from; '' where the address names none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
