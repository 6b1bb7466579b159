"""Whom to believe that a host is the one it names: the system's certificates, loaded when the first
address wants them.

That takes 20 ms, and aiohttp does it twice when it is imported, whatever is then fetched: a seventh
of the time until the poller's first headline.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager


class Certificates:
    """The system's certificates, loaded once. Use from one event loop."""

    def __init__(self) -> None:
        self._loading: asyncio.Task[ssl.SSLContext] | None = None

    async def loaded(self) -> ssl.SSLContext:
        """What a secure connection is checked with."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(_load))
        return await asyncio.shield(self._loading)  # others wait for the same


def _load() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(("http/1.1",))
    return context


@contextmanager
def none_loaded() -> Iterator[None]:
    """Within the block contexts come without the system's certificates, and so trust nobody."""
    before = ssl.SSLContext.load_default_certs
    inherited = ssl.SSLContext.set_default_verify_paths
    ssl.SSLContext.load_default_certs = _load_nothing  # type: ignore[assignment]
    ssl.SSLContext.set_default_verify_paths = _load_nothing  # type: ignore[assignment]
    try:
        yield
    finally:
        ssl.SSLContext.load_default_certs = before  # type: ignore[method-assign]
        ssl.SSLContext.set_default_verify_paths = inherited  # type: ignore[method-assign]


def _load_nothing(_context: ssl.SSLContext, *_purpose: object) -> None:
    pass
