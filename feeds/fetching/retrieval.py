"""The values of a fetch: what is asked for, within which limits, and what came of it.

Apart from feeds/fetching/fetch.py, which does it, so that who only looks at them need not load an
HTTP client.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


class FetchFailed(Exception):
    """The fetch failed; the message is for people.

    `no_network` tells a failure to reach anybody (which may be ours) from an answer that is wrong.
    `status` is the last HTTP status seen or None.
    """

    def __init__(self, message: str, *, no_network: bool = False, status: int | None = None):
        super().__init__(message)
        self.no_network = no_network
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: wall time for all of it, bytes on the wire and decoded."""

    deadline: timedelta = timedelta(seconds=30)
    wire_bytes: int = 10_000_000
    decoded_bytes: int = 25_000_000


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask for. `headers` and `authorization` go to the origin of `url` only."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    authorization: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    private: bool = False


@dataclass(frozen=True, slots=True)
class RetrievedFeed:
    """The answer. `body` is as on the wire, in the content coding `coding` ('' for none).

    `url` is where it came from after redirects; `moved_to` where an unbroken chain of permanent
    redirects led, None without one. `etag` and `last_modified` are verbatim. `server_time` is what
    its clock said, None where it did not say.
    """

    status: int
    url: str
    body: bytes = field(repr=False)
    coding: str
    content_type: str
    etag: str | None
    last_modified: str | None
    moved_to: str | None
    fresh_for: timedelta | None
    retry_after: timedelta | None
    server_time: datetime | None = None


Fetch = Callable[[FetchRequest, datetime], Awaitable[RetrievedFeed]]  # raises FetchFailed
