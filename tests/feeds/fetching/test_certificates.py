"""Secure connections are made to whom the system's certificates vouch for, and nobody else."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.fetching.certificates import none_loaded
from feeds.fetching.fetch import fetcher
from feeds.fetching.retrieval import FetchFailed, FetchRequest
from store.polling.allowances import parse_allowance

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
LOOPBACK = Path(__file__).with_name("loopback.pem")


@asynccontextmanager
async def secure_server() -> AsyncIterator[str]:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(text="<rss/>")

    application = web.Application()
    application.router.add_get("/", handler)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(LOOPBACK)
    server = TestServer(application, host="127.0.0.1", scheme="https")
    await server.start_server(ssl=server_side)
    try:
        yield f"https://127.0.0.1:{server.port}/"
    finally:
        await server.close()


async def test_a_host_that_the_system_vouches_for_is_believed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(LOOPBACK))
    allowances = (parse_allowance("127.0.0.1"),)
    async with (
        secure_server() as url,
        fetcher(user_agent="alimon/test", allowances=allowances) as fetch,
    ):
        first = await fetch.fetch(FetchRequest(url), NOW)
        again = await fetch.fetch(FetchRequest(url), NOW)

    assert first.body == again.body == b"<rss/>"


async def test_a_host_that_nobody_vouches_for_is_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    allowances = (parse_allowance("127.0.0.1"),)
    async with (
        secure_server() as url,
        fetcher(user_agent="alimon/test", allowances=allowances) as fetch,
    ):
        with pytest.raises(FetchFailed, match=r"the certificate of 127\.0\.0\.1 is not valid"):
            await fetch.fetch(FetchRequest(url), NOW)


def test_contexts_come_without_certificates_only_within_the_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(LOOPBACK))

    def known() -> int:
        return ssl.create_default_context().cert_store_stats()["x509"]

    before = known()
    with none_loaded():
        within = known()

    assert (before, within, known()) == (before, 0, before)
    assert before > 0
