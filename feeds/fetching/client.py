"""The fetcher and its requests as the user's configuration wants them."""

from __future__ import annotations

import os
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from feeds.fetching import credentials
from feeds.fetching.retrieval import FetchRequest, Limits
from store.configuration import Configuration
from store.version import VERSION

if TYPE_CHECKING:
    from feeds.fetching.fetch import Fetcher


def limits_of(configuration: Configuration) -> Limits:
    """The bounds of one fetch."""
    return Limits(deadline=configuration.network.timeout)


def open_client(configuration: Configuration) -> AbstractAsyncContextManager[Fetcher]:
    """A fetcher for the block."""
    from feeds.fetching.fetch import fetcher, user_agent  # noqa: PLC0415 - 0.2 s, only where it is used

    return fetcher(
        user_agent=user_agent(VERSION, configuration.contact),
        limits=limits_of(configuration),
        allowances=configuration.network.private,
        connections=configuration.network.connections,
    )


def request_for(
    url: str,
    configuration: Configuration,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    private: bool = False,
) -> FetchRequest:
    """The request for the feed at `url` with what the user set for it.

    `private` allows private addresses whatever the configuration says: for the demo's own server.
    Raises CredentialMissing.
    """
    settings = configuration.feed(url)
    return FetchRequest(
        url=url,
        etag=etag,
        last_modified=last_modified,
        headers=credentials.headers(settings, os.environ),
        authorization=credentials.authorization(settings, os.environ),
        proxy=settings.proxy or configuration.network.proxy,
        private=private,
    )
