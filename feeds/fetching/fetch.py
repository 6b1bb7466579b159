"""Fetch one feed: a conditional GET that is polite, bounded and goes nowhere it must not.

Promises: one deadline for everything from name resolution to the last byte; caps on what is read;
redirects followed by hand, at most ten, only to http and https, never from a public to a private
address; credentials sent only to the origin they belong to. Every failure is a `FetchFailed` in
words for a person. Leaves decoding (feeds/fetching/http_content.py), parsing, retries and the
choice of when to others.
"""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from feeds.fetching import http_headers
from feeds.fetching.addresses import (
    PrivateAddress,
    any_socket,
    is_named,
    is_public,
    public_sockets_only,
)
from feeds.fetching.certificates import Certificates, none_loaded
from feeds.fetching.http_content import ACCEPTED
from feeds.fetching.retrieval import FetchFailed, FetchRequest, Limits, RetrievedFeed
from store.polling.allowances import Allowance
from store.safe_text import safe_line

with none_loaded():
    import aiohttp
    from yarl import URL

MOST_REDIRECTS = 10
LARGE = 1_000_000
REDIRECTS = frozenset((301, 302, 303, 307, 308))
PERMANENT = frozenset((301, 308))
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)


class Fetcher:
    """An HTTP client set up once and used for every fetch of a poller. Make it with `fetcher`."""

    def __init__(
        self,
        public: aiohttp.ClientSession,
        private: aiohttp.ClientSession,
        limits: Limits,
        allowances: tuple[Allowance, ...],
    ) -> None:
        self._public = public
        self._private = private
        self._limits = limits
        self._allowances = allowances
        self._certificates = Certificates()
        self._proxies = getproxies()  # once: it walks the whole environment, or asks the system
        self._large = asyncio.Semaphore(2)  # bounds memory: two large bodies at once

    async def fetch(self, request: FetchRequest, now: datetime) -> RetrievedFeed:
        """Get the feed. Raises FetchFailed; any status that is no redirect is an answer.

        `now` is the wall time that relative header dates are counted from.
        """
        if request.url.startswith("file:"):
            return await asyncio.to_thread(read_local, request.url, self._limits.wire_bytes)
        seconds = self._limits.deadline.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(request, now)
        except TimeoutError:
            message = f"no complete answer within {seconds:g} seconds"
            raise FetchFailed(message, no_network=True) from None
        except UnicodeError as error:
            raise FetchFailed("the host of the address is no possible name") from error
        except (OSError, ValueError) as error:
            raise FetchFailed(f"cannot fetch it: {error}") from error

    async def _follow(self, request: FetchRequest, now: datetime) -> RetrievedFeed:
        url = request.url
        try:
            trusted = request.private or is_named(url, self._allowances)
            moved_to: str | None = None
            only_permanent = True
            for _ in range(MOST_REDIRECTS + 1):
                _check_url(url)
                trusted = trusted and (request.private or is_named(url, self._allowances))
                proxy = request.proxy or _proxy_for(url, self._proxies)
                if not trusted:
                    _check_literal(url)
                # a proxy is the user's own choice and resolves names itself
                session = self._private if trusted or proxy else self._public
                secure = "https" in (urlsplit(url).scheme, urlsplit(proxy or "").scheme)
                async with session.get(
                    URL(url),
                    headers=_headers(request, url),
                    allow_redirects=False,
                    proxy=proxy,
                    ssl=await self._certificates.loaded() if secure else True,
                    auto_decompress=False,
                ) as response:
                    location = response.headers.get("Location")
                    if response.status not in REDIRECTS or not location:
                        return RetrievedFeed(
                            status=response.status,
                            url=url,
                            body=await self._read(response) if response.status == 200 else b"",
                            coding=response.headers.get("Content-Encoding", ""),
                            content_type=response.headers.get("Content-Type", ""),
                            etag=http_headers.validator(response.headers, "ETag"),
                            last_modified=http_headers.validator(response.headers, "Last-Modified"),
                            moved_to=moved_to,
                            fresh_for=http_headers.fresh_for(response.headers, now),
                            retry_after=http_headers.retry_after(response.headers, now),
                            server_time=http_headers.server_time(response.headers),
                        )
                    only_permanent = only_permanent and response.status in PERMANENT
                    url = _redirected(url, location, response.status)
                    if only_permanent:
                        moved_to = url
            raise FetchFailed(f"more than {MOST_REDIRECTS} redirects; the address leads in circles")
        except aiohttp.ClientError as error:
            raise _explained(error, url) from error  # of the hop that failed

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.wire_bytes
        if (response.content_length or 0) > limit:
            raise _too_long(limit, response.status)
        body = bytearray()
        chunks = response.content.iter_any()
        async for chunk in chunks:
            body += chunk
            if len(body) > LARGE:
                break
        else:
            return bytes(body)
        async with self._large:
            async for chunk in chunks:
                body += chunk
                if len(body) > limit:
                    raise _too_long(limit, response.status)
        return bytes(body)


@asynccontextmanager
async def fetcher(
    *,
    user_agent: str,
    limits: Limits | None = None,
    allowances: tuple[Allowance, ...] = (),
    connections: int = 32,
) -> AsyncIterator[Fetcher]:
    """A `Fetcher` whose connections are closed at the end of the block.

    Two pools keep private and public apart: a feed that started on a public address can never be
    handed a connection that was opened to a private one.
    """

    def session(public: bool) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=connections,
                socket_factory=public_sockets_only if public else any_socket,
                ttl_dns_cache=60,
            ),
            headers={"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED},
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,  # it would send .netrc passwords; proxies are chosen here
            max_field_size=65_536,
        )

    async with session(public=True) as public, session(public=False) as private:
        yield Fetcher(public, private, limits or Limits(), allowances)


def user_agent(version: str, contact: str | None) -> str:
    """How alimon names itself; `contact` where the user has set one (SEC EDGAR asks for it)."""
    return f"alimon/{version} (feed reader{f'; {contact}' if contact else ''})"


def read_local(url: str, limit: int) -> RetrievedFeed:
    """The file a `file:` address names. Raises FetchFailed; reads regular files only."""
    try:
        path = Path(unquote(urlsplit(url).path))
    except ValueError as error:
        raise FetchFailed(f"cannot read {safe_line(url, 200)}: {error}") from error
    try:
        information = path.stat()
        if not stat.S_ISREG(information.st_mode):
            raise FetchFailed(f"{path} is not a regular file")
        if information.st_size > limit:
            raise _too_long(limit, None)
        body = path.read_bytes()
    except (OSError, ValueError) as error:
        raise FetchFailed(f"cannot read {path}: {getattr(error, 'strerror', error)}") from error
    return RetrievedFeed(
        status=200,
        url=url,
        body=body,
        coding="",
        content_type="",
        etag=None,
        last_modified=None,
        moved_to=None,
        fresh_for=None,
        retry_after=None,
    )


def _headers(request: FetchRequest, url: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    if request.etag is not None:
        headers["If-None-Match"] = request.etag
    if request.last_modified is not None:
        headers["If-Modified-Since"] = request.last_modified
    if _origin(url) == _origin(request.url):
        headers.update(request.headers)
        if request.authorization is not None:
            headers["Authorization"] = request.authorization
    return headers


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _redirected(url: str, location: str, status: int) -> str:
    try:
        target = urljoin(url, location)
        scheme = urlsplit(target).scheme
    except ValueError as error:
        raise FetchFailed(f"redirected to an unreadable address ({error})", status=status) from None
    if scheme not in ("http", "https"):
        message = f"redirected to a {scheme[:20] or 'nameless'!s}: address, which is not followed"
        raise FetchFailed(message, status=status)
    return target


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchFailed("the address is not an http or https one")
    if "@" in parts.netloc:
        raise FetchFailed("the address carries a user name; name it in the configuration instead")


def _check_literal(url: str) -> None:
    """An address written as numbers is not resolved, and behind a proxy no socket of ours is made:
    so it is judged here too."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or (_looks_numeric(host) and not is_public(host)):
        raise FetchFailed(_explain_private(host))


def _looks_numeric(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _proxy_for(url: str, proxies: Mapping[str, str]) -> str | None:
    parts = urlsplit(url)
    proxy = proxies.get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


# The first line that fits: what happened, and whether it may be that nobody can be reached.
_FAILURES: tuple[tuple[type[aiohttp.ClientError], str, bool], ...] = (
    (aiohttp.ClientConnectorDNSError, "the name {host} cannot be resolved", True),
    (aiohttp.ClientConnectorSSLError, "no secure connection to {host}: {detail}", False),
    (aiohttp.ClientProxyConnectionError, "the proxy cannot be reached", True),
    (aiohttp.ClientHttpProxyError, "the proxy refused: {detail}", False),
    (aiohttp.ClientConnectorError, "cannot connect to {host}: {detail}", True),
    (aiohttp.ClientPayloadError, "the answer broke off in the middle", False),
    (aiohttp.ServerDisconnectedError, "{host} closed the connection without an answer", False),
    (aiohttp.ClientOSError, "the connection to {host} broke: {detail}", True),
    (aiohttp.ClientResponseError, "{host} does not answer in proper HTTP: {detail}", False),
    (aiohttp.InvalidURL, "the address cannot be read", False),
    (aiohttp.ClientError, "cannot fetch it: {detail}", False),
)


# OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED
_CERTIFICATE_TIMES: Mapping[int | None, str] = {9: "is not valid yet", 10: "has expired"}


def _explained(error: aiohttp.ClientError, url: str) -> FetchFailed:
    host = safe_line(urlsplit(url).hostname or url, 200)
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(
        error.os_error, PrivateAddress
    ):
        return FetchFailed(_explain_private(host))
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return FetchFailed(_explain_certificate(host, error.certificate_error))
    detail = getattr(error, "strerror", None) or getattr(error, "message", None) or str(error)
    words, no_network = next(
        (words, no_network) for kind, words, no_network in _FAILURES if isinstance(error, kind)
    )
    short = safe_line(str(detail), 200)
    return FetchFailed(words.format(host=host, detail=short), no_network=no_network)


def _explain_certificate(host: str, error: Exception) -> str:
    when = _CERTIFICATE_TIMES.get(getattr(error, "verify_code", None))
    if when is None:
        return f"the certificate of {host} is not valid"
    return f"the certificate of {host} {when}; if many feeds say so, this machine's clock is wrong"


def _explain_private(host: str) -> str:
    return (
        f"{host} leads to a private address; name it under [network] private in the configuration "
        "to allow it"
    )


def _too_long(limit: int, status: int | None) -> FetchFailed:
    return FetchFailed(f"the answer is longer than {limit / 1_000_000:g} MB", status=status)
