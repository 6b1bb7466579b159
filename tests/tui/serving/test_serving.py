"""`alimon serve` over loopback: who may enter, how many, and that a tab can only look."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from headless_browser import browser_page
from yarl import URL

from store import database
from tui.serving.server import GatedServer, ServeOptions

PATIENCE = 40.0


@pytest.fixture
async def server(path: Path) -> AsyncIterator[GatedServer]:
    """The sample database, served to at most two tabs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = GatedServer(ServeOptions(path, port=port, poll=False, tabs=2))
    runner = web.AppRunner(await served.make_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield served
    await runner.cleanup()


@pytest.fixture
async def browser(server: GatedServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that was at the printed address and has the cookie."""
    jar = aiohttp.CookieJar(unsafe=True)  # "unsafe" keeps cookies of IP addresses
    async with aiohttp.ClientSession(server.public_origin, cookie_jar=jar) as session:
        async with session.get(URL(server.address).relative()) as page:
            assert page.status == 200
        yield session


async def status(session: aiohttp.ClientSession, path: str, **headers: str) -> int:
    async with session.get(path, headers=headers, allow_redirects=False) as answer:
        await answer.read()
        return answer.status


async def test_without_the_token_nothing_is_told(server: GatedServer) -> None:
    async with aiohttp.ClientSession(server.public_origin) as stranger:
        for path in ("/", "/?token=", "/?token=guess", "/?token=%C3%A9", "/static/js/textual.js"):
            assert await status(stranger, path) == 403
        assert await status(stranger, "/ws", Origin=server.public_origin) == 403


async def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address(
    server: GatedServer,
) -> None:
    async with aiohttp.ClientSession(server.public_origin) as session:
        address = URL(server.address).relative()
        async with session.get(address, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/")
            (cookie,) = answer.cookies.values()
    assert cookie.value != server.gate.token
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


async def test_another_site_and_another_name_are_refused(
    server: GatedServer, browser: aiohttp.ClientSession
) -> None:
    assert await status(browser, "/") == 200
    assert await status(browser, "/", Host="evil.example") == 403
    assert await status(browser, "/", Origin="https://evil.example") == 403
    for origin in ("https://evil.example", "null"):
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await browser.ws_connect("/ws", headers={"Origin": origin})
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await browser.ws_connect("/ws")  # not a browser: those always say where they are


async def test_nothing_is_loaded_from_elsewhere(
    server: GatedServer, browser: aiohttp.ClientSession
) -> None:
    async with browser.get("/") as page:
        policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http:" not in policy
    assert "frame-ancestors 'none'" in policy


async def printed(tab: aiohttp.ClientWebSocketResponse, words: str) -> None:
    """Read what the tab's program paints until `words` were in it."""
    seen = b""
    while words.encode() not in seen:
        message = await tab.receive(PATIENCE)
        assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), message
        seen += message.data if isinstance(message.data, bytes) else b""


async def test_a_tab_shows_the_headlines_and_cannot_change_them(
    server: GatedServer, browser: aiohttp.ClientSession, path: Path
) -> None:
    headers = {"Origin": server.public_origin}
    async with browser.ws_connect("/ws?width=120&height=40", headers=headers) as tab:
        await printed(tab, "READ-ONLY")
        before = kept(path)
        for keys in ("s", "m", "x", "A", "\r"):
            await tab.send_json(["stdin", keys])
        await printed(tab, "This view is read-only.")
        await tab.send_json(["stdin", "?"])
        await printed(tab, "Everywhere")
    assert kept(path) == before


def kept(path: Path) -> list[tuple[object, ...]]:
    """All that a user could have changed about headlines, and the settings."""
    connection = database.open_reader(path)
    rows = connection.execute(
        "select id, read_at, starred_at, hidden_by, 0 from headlines "
        "union all select key, value, 0, 0, 1 from settings order by 5, 1"
    ).fetchall()
    connection.close()
    return [tuple(row) for row in rows]


async def test_so_many_tabs_and_no_more(
    server: GatedServer, browser: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "open_tabs", 2)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await browser.ws_connect("/ws", headers={"Origin": server.public_origin})


def test_writing_has_to_be_asked_for(path: Path) -> None:
    options = ServeOptions(path, poll=False)
    assert "--write" not in GatedServer(options).command
    assert "--write" in GatedServer(replace(options, write=True)).command


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
async def test_a_browser_shows_it(server: GatedServer, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or ""
    async with browser_page(chromium, tmp_path / "browser", server.address) as page:
        await page.until("document.body?.classList.contains('-first-byte')")
        assert await page.value("location.search") == ""
        picture = await page.full_picture()
    (tmp_path / "browser.png").write_bytes(picture)
    assert picture.startswith(b"\x89PNG")
