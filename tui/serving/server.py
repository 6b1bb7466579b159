"""textual-serve behind the gate: one process a tab, so many tabs, nothing from other sites."""

from __future__ import annotations

import asyncio
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from tui.presenters.poller_link import PollerLink
from tui.serving.gate import Gate, hosts_for

POLLER_SECONDS = 4.0
QUIT_SECONDS = 10.0
WORDS = {
    "wrong host": "This address is not one that alimon serves.",
    "wrong origin": "Another site may not use alimon.",
    "no token": "Open the address that `alimon serve` printed; it has the token.",
}
SAFE_HEADERS = {
    # The page asks a font of Google's; nothing is loaded from anywhere but here.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """`path` is the database. Without `write` the tabs can only look."""

    path: Path
    host: str = "127.0.0.1"
    port: int = 8127
    write: bool = False
    poll: bool = True
    tabs: int = 4


def app_command(options: ServeOptions) -> str:
    """The shell command of one tab's process."""
    words = [sys.executable, "-m", "tui.serving.tab", "--db", str(options.path)]
    return "exec " + shlex.join([*words, "--write"] if options.write else words)


class Tab(AppService):
    """textual-serve's process of a tab, ended for certain."""

    async def stop(self) -> None:
        """Ask the program to end, wait for it, and kill it if it stays."""
        try:
            async with asyncio.timeout(QUIT_SECONDS):
                await super().stop()
                if self._process is not None:
                    await self._process.wait()
        except TimeoutError:
            if self._process is not None:
                self._process.kill()
                await self._process.wait()


async def _close(socket: web.WebSocketResponse) -> None:
    await socket.close()


def _size(request: web.Request, name: str, usual: int) -> int:
    """A number of the query, within what a screen can be."""
    given = request.query.get(name, "")
    return min(500, max(10, int(given))) if given.isascii() and given.isdigit() else usual


class GatedServer(Server):
    """Serves the app of `options` to who knows the token."""

    def __init__(self, options: ServeOptions) -> None:
        super().__init__(app_command(options), options.host, options.port, title="alimon")
        self._options = options
        self._poller = PollerLink(options.path) if options.poll else None
        self._polling: asyncio.Task[None] | None = None
        self.open_tabs = 0
        self.gate = Gate(
            token=secrets.token_urlsafe(32),
            cookie=secrets.token_urlsafe(32),
            hosts=hosts_for(options.host, options.port),
            cookie_name=f"alimon-{options.port}",  # cookies do not tell ports apart
        )

    @property
    def public_origin(self) -> str:
        """The origin of the pages (RFC 6454): scheme, host and port."""
        host = self._options.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._options.port}"

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"{self.public_origin}/?token={self.gate.token}"

    async def make_app(self) -> web.Application:
        """The web application, the gate before every one of its routes."""
        app: web.Application = await self._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_websocket = request.path == "/ws"
        verdict = self.gate.judge(
            request.headers,
            token=request.query.get("token"),
            cookies=request.cookies,
            is_websocket=is_websocket,
        )
        if verdict == "give cookie":
            entered = web.Response(status=303, headers={"Location": "/", **SAFE_HEADERS})
            entered.set_cookie(
                self.gate.cookie_name, self.gate.cookie, httponly=True, samesite="Strict", path="/"
            )
            return entered
        if verdict != "enter":
            return web.Response(status=403, text=WORDS[verdict], headers=SAFE_HEADERS)
        if is_websocket and self.open_tabs >= self._options.tabs:
            return web.Response(status=503, text=f"{self.open_tabs} tabs are open; close one.")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(SAFE_HEADERS)
        return response

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, its addresses on the host that the browser asked (and the gate let in)."""
        self.public_url = f"{request.scheme}://{request.host}"
        page: web.StreamResponse = await super().handle_index(request)
        return page

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One tab: a process of its own, which ends when the tab does."""
        socket = web.WebSocketResponse(heartbeat=15)
        self.open_tabs += 1
        try:
            await socket.prepare(request)
            tab = Tab(
                self.command,
                write_bytes=socket.send_bytes,
                write_str=socket.send_str,
                close=lambda: _close(socket),
                download_manager=self.download_manager,
            )
            try:
                await tab.start(_size(request, "width", 80), _size(request, "height", 24))
                await self._process_messages(socket, tab)
            finally:
                await tab.stop()
        finally:
            self.open_tabs -= 1
        return socket

    async def on_startup(self, app: web.Application) -> None:
        if self._poller is not None:
            self._polling = asyncio.create_task(self._poll(self._poller))

    async def on_shutdown(self, app: web.Application) -> None:
        if self._polling is not None and self._poller is not None:
            self._polling.cancel()
            with suppress(asyncio.CancelledError):
                await self._polling
            await asyncio.to_thread(self._poller.stop)

    async def _poll(self, poller: PollerLink) -> None:
        """See to it that somebody polls; what a failed poller said goes to the terminal."""
        while True:
            if failure := await asyncio.to_thread(poller.ensure):
                self.console.print(failure, markup=False)
            await asyncio.sleep(POLLER_SECONDS)
