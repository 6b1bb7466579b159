"""Fetching over real loopback HTTP: what is sent, what is followed, where it stops."""

from __future__ import annotations

import asyncio
import base64
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.test_utils import TestServer

from feeds.fetching import http_content
from feeds.fetching.fetch import Fetcher, FetchFailed, FetchRequest, Limits, fetcher, user_agent
from feeds.fetching.local_files import local_address
from store.polling.allowances import parse_allowance

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
LOCAL = (parse_allowance("127.0.0.1"),)
DOCUMENT = b"<rss version='2.0'><channel/></rss>"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """A loopback server that answers every path with `handler`; yields its address."""
    application = web.Application(client_max_size=0)
    application.router.add_route("*", "/{path:.*}", handler)
    async with TestServer(application, host="127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}"


@asynccontextmanager
async def client(limits: Limits | None = None, allowances=LOCAL) -> AsyncIterator[Fetcher]:
    async with fetcher(
        user_agent="alimon/test", limits=limits or Limits(), allowances=allowances
    ) as made:
        yield made


async def answer(handler: Handler, path: str = "/feed", **request):
    async with serving(handler) as base, client() as fetch:
        return await fetch.fetch(FetchRequest(base + path, **request), NOW)


async def failure(handler: Handler, path: str = "/feed", limits: Limits | None = None, **request):
    async with serving(handler) as base, client(limits) as fetch:
        with pytest.raises(FetchFailed) as caught:
            await fetch.fetch(FetchRequest(base + path, **request), NOW)
    return caught.value


async def test_validators_come_and_go_verbatim():
    seen: list[tuple[str | None, str | None]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(
            (request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"))
        )
        return web.Response(
            body=DOCUMENT, headers={"ETag": 'W/"a b;c"', "Last-Modified": "yesterday, roughly"}
        )

    got = await answer(handler, etag='"x', last_modified="Thu, 1 Jan 2026")
    assert seen == [('"x', "Thu, 1 Jan 2026")]
    assert (got.etag, got.last_modified) == ('W/"a b;c"', "yesterday, roughly")


async def test_a_304_is_an_answer_without_a_body():
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=304, headers={"ETag": '"2"'})

    got = await answer(handler, etag='"1"')
    assert (got.status, got.body, got.etag) == (304, b"", '"2"')


async def test_an_etag_with_an_escape_sequence_is_not_kept():
    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(
            b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe[31m"\r\nContent-Length: 6\r\n\r\n<rss/>'
        )
        request.transport.close()
        return web.StreamResponse()

    got = await answer(handler)
    assert (got.body, got.etag) == (b"<rss/>", None)


async def test_the_body_stays_compressed_until_it_is_decoded_within_a_limit():
    async def handler(request: web.Request) -> web.Response:
        assert "gzip" in request.headers["Accept-Encoding"]
        return web.Response(body=gzip.compress(DOCUMENT), headers={"Content-Encoding": "gzip"})

    got = await answer(handler)
    assert http_content.decode(got.body, got.coding, 1_000) == DOCUMENT


async def test_user_agent_carries_the_contact_when_one_is_set():
    assert user_agent("1.0", None) == "alimon/1.0 (feed reader)"
    assert user_agent("1.0", "me@example.org") == "alimon/1.0 (feed reader; me@example.org)"


async def test_a_slow_server_is_given_up_at_the_deadline():
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1_000):
            await response.write(b" ")
            await asyncio.sleep(0.01)
        return response

    failed = await failure(handler, limits=Limits(deadline=timedelta(seconds=0.1)))
    assert str(failed) == "no complete answer within 0.1 seconds"
    assert failed.no_network


async def test_a_body_without_end_is_cut_off_at_the_wire_limit():
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b" " * 65_536)
        except ConnectionError:
            return response

    failed = await failure(handler, limits=Limits(wire_bytes=3_000_000))
    assert str(failed) == "the answer is longer than 3 MB"


async def test_a_length_beyond_the_limit_is_refused_unread():
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=b" " * 2_000)

    failed = await failure(handler, limits=Limits(wire_bytes=1_000))
    assert "longer than 0.001 MB" in str(failed)


async def test_a_body_cut_in_the_middle_is_said_so():
    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n<rss/>")
        request.transport.close()
        return web.StreamResponse()

    assert str(await failure(handler)) == "the answer broke off in the middle"


async def test_what_is_not_http_is_said_so():
    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        request.transport.close()
        return web.StreamResponse()

    assert "does not answer in proper HTTP" in str(await failure(handler))


async def test_nobody_listening_counts_as_no_network():
    async with client() as fetch:
        with pytest.raises(FetchFailed) as caught:
            await fetch.fetch(FetchRequest("http://127.0.0.1:1/"), NOW)
    assert caught.value.no_network
    assert str(caught.value).startswith("cannot connect to 127.0.0.1: ")


async def test_ten_redirects_are_followed_and_the_eleventh_is_not():
    async def handler(request: web.Request) -> web.Response:
        left = int(request.path.strip("/"))
        if left == 0:
            return web.Response(body=DOCUMENT)
        return web.Response(status=302, headers={"Location": f"/{left - 1}"})

    got = await answer(handler, "/10")
    assert got.url.endswith("/0")
    assert got.moved_to is None
    assert "more than 10 redirects" in str(await failure(handler, "/11"))


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [(301, 308, "/c"), (301, 302, "/b"), (302, 301, None), (307, 307, None)],
)
async def test_only_an_unbroken_chain_of_permanent_redirects_moves_a_feed(first, second, moved):
    async def handler(request: web.Request) -> web.Response:
        steps = {"/a": (first, "/b"), "/b": (second, "/c")}
        if request.path in steps:
            status, target = steps[request.path]
            return web.Response(status=status, headers={"Location": target})
        return web.Response(body=DOCUMENT)

    got = await answer(handler, "/a")
    assert (got.moved_to and got.moved_to[-2:]) == moved


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.com/", "data:text/xml,<rss/>", "javascript:1"]
)
async def test_no_redirect_leads_to_another_scheme(target):
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    assert "which is not followed" in str(await failure(handler))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://[::1", "cannot fetch it: Invalid IPv6 URL"),
        ("http:///feed", "not an http or https one"),
        ("http://a..b/feed", "the host of the address is no possible name"),
        ("http://me@127.0.0.1/", "carries a user name"),
    ],
)
async def test_an_address_that_cannot_be_is_said_to_be_so(url, words):
    async with client() as fetch:
        with pytest.raises(FetchFailed, match=words):
            await fetch.fetch(FetchRequest(url), NOW)


async def test_an_unreadable_redirect_is_a_failure():
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "http://[nowhere"})

    assert "redirected to an unreadable address" in str(await failure(handler))


async def test_the_hop_that_failed_is_named_not_the_one_that_led_there():
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "http://127.0.0.2:1/feed"})

    named = (*LOCAL, parse_allowance("127.0.0.2"))
    async with serving(handler) as base, client(allowances=named) as fetch:
        with pytest.raises(FetchFailed, match=r"cannot connect to 127\.0\.0\.2"):
            await fetch.fetch(FetchRequest(base), NOW)


async def test_a_redirect_to_a_private_address_that_is_not_named_is_refused():
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(
            status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}
        )

    assert "169.254.169.254 leads to a private address" in str(await failure(handler))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "0.0.0.0"]
)
async def test_private_addresses_are_refused_unless_named(host):
    reached = False

    async def handler(_request: web.Request) -> web.Response:
        nonlocal reached
        reached = True
        return web.Response()

    async with serving(handler) as base, client(allowances=()) as fetch:
        port = base.rpartition(":")[2]
        with pytest.raises(FetchFailed):
            await fetch.fetch(FetchRequest(f"http://{host}:{port}/"), NOW)
    assert not reached


async def test_a_name_that_resolves_to_a_private_address_is_refused_at_connect_time(monkeypatch):
    async def handler(_request: web.Request) -> web.Response:
        return web.Response()

    async with serving(handler) as base, client(allowances=()) as fetch:
        port = int(base.rpartition(":")[2])

        async def resolve(_host, _port, **_options):
            return [
                {
                    "hostname": "rebound.example",
                    "host": address,
                    "port": port,
                    "family": 2,
                    "proto": 6,
                    "flags": 0,
                }
                for address in ("127.0.0.1", "127.0.0.2")
            ]

        monkeypatch.setattr("aiohttp.TCPConnector._resolve_host", lambda self, *a, **k: resolve(*a))
        with pytest.raises(FetchFailed) as caught:
            await fetch.fetch(FetchRequest(f"http://rebound.example:{port}/"), NOW)
    assert "rebound.example leads to a private address" in str(caught.value)
    assert not caught.value.no_network


async def test_a_redirect_cannot_hand_us_a_password():
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"http://me:pw@{request.host}/"})

    assert "the address carries a user name" in str(await failure(handler))


async def test_secrets_stay_with_the_origin_they_belong_to():
    seen: dict[str, str | None] = {}

    async def elsewhere(request: web.Request) -> web.Response:
        seen["elsewhere"] = request.headers.get("Authorization")
        seen["key elsewhere"] = request.headers.get("X-Key")
        return web.Response(body=DOCUMENT)

    async with serving(elsewhere) as other:

        async def handler(request: web.Request) -> web.Response:
            seen["here"] = request.headers.get("Authorization")
            return web.Response(status=302, headers={"Location": other + "/"})

        secret = "Basic " + base64.b64encode(b"me:secret").decode()
        await answer(handler, authorization=secret, headers={"X-Key": "k"})
    assert seen == {"here": secret, "elsewhere": None, "key elsewhere": None}


async def test_a_request_does_not_show_its_secrets():
    request = FetchRequest("http://x/", authorization="Basic abc", proxy="http://u:p@proxy")
    assert "abc" not in repr(request)
    assert "proxy" not in repr(request)


async def test_the_proxy_of_the_environment_is_asked(monkeypatch):
    paths: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        paths.append(request.raw_path if request.raw_path.startswith("http") else str(request.url))
        return web.Response(body=DOCUMENT)

    async with serving(handler) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        async with client() as fetch:
            await fetch.fetch(FetchRequest("http://feeds.example/a.xml"), NOW)
    assert paths == ["http://feeds.example/a.xml"]


async def test_a_feeds_own_proxy_is_asked_and_resolves_the_name_itself():
    paths: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        paths.append(request.raw_path)
        return web.Response(body=DOCUMENT)

    async with serving(handler) as proxy, client() as fetch:
        await fetch.fetch(FetchRequest("http://no-such-name.invalid/a.xml", proxy=proxy), NOW)
    assert len(paths) == 1


async def test_what_the_headers_ask_of_the_next_poll_is_read():
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(
            status=429, headers={"Retry-After": "120", "Cache-Control": "public, max-age=60"}
        )

    got = await answer(handler)
    assert (got.status, got.body) == (429, b"")
    assert got.retry_after == timedelta(seconds=120)
    assert got.fresh_for == timedelta(seconds=60)


async def test_the_clock_of_the_server_is_told():
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(
            status=304, headers={"Date": "Thu, 20 Aug 2026 09:00:00 GMT", "Age": "60"}
        )

    got = await answer(handler)
    assert got.server_time == datetime(2026, 8, 20, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (9, "is not valid yet; if many feeds say so, this machine's clock is wrong"),
        (10, "has expired; if many feeds say so, this machine's clock is wrong"),
        (18, "is not valid"),  # self-signed
    ],
)
async def test_a_certificate_out_of_its_time_may_be_the_clock_s_fault(monkeypatch, code, said):
    refusal = ssl.SSLCertVerificationError("refused")
    refusal.verify_code = code
    key = ConnectionKey("a.example", 443, True, True, None, None, None)

    def get(*_arguments: object, **_options: object) -> None:
        raise aiohttp.ClientConnectorCertificateError(key, refusal)

    monkeypatch.setattr(aiohttp.ClientSession, "get", get)
    async with client() as fetch:
        with pytest.raises(FetchFailed) as caught:
            await fetch.fetch(FetchRequest("https://a.example/feed"), NOW)
    assert str(caught.value) == f"the certificate of a.example {said}"


async def test_a_local_file_is_read_and_a_folder_or_device_is_not(tmp_path: Path):
    path = tmp_path / "feed with space.xml"
    path.write_bytes(DOCUMENT)
    async with client() as fetch:
        got = await fetch.fetch(FetchRequest(path.as_uri()), NOW)
        assert got.body == DOCUMENT
        for wrong in (tmp_path.as_uri(), "file:///dev/zero", (tmp_path / "none").as_uri()):
            with pytest.raises(FetchFailed):
                await fetch.fetch(FetchRequest(wrong), NOW)
    async with client(Limits(wire_bytes=9)) as fetch:
        with pytest.raises(FetchFailed, match="longer than"):
            await fetch.fetch(FetchRequest(path.as_uri()), NOW)


@pytest.mark.parametrize(
    "text", ["file://[x", "~no-such-user/feed.xml", "x" * 300, "https://example.com/", "a\0b"]
)
def test_what_is_no_file_here_has_no_address_as_one(text):
    assert local_address(text) is None
