"""Takes the picture of docs/serve.md: `python docs/make_serve_picture.py`. Needs Chromium.

The demo is replayed into a temporary database for some seconds and served on this machine; a
headless Chromium opens the printed address and takes a picture of the whole page.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from aiohttp import web
from take_screenshots import replay_demo

from tui.serving.server import GatedServer, ServeOptions

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "tests" / "tui" / "serving"))
from headless_browser import browser_page  # noqa: E402 - the browser that the tests drive

REPLAY_SECONDS = 60


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is not installed; it takes the picture")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.sqlite"
        replay_demo(path, REPLAY_SECONDS)
        picture = asyncio.run(served(path, chromium, Path(folder) / "browser"))
    (DOCS / "served.png").write_bytes(picture)


async def served(path: Path, chromium: str, folder: Path) -> bytes:
    """The app on the database at `path` as Chromium shows it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = GatedServer(ServeOptions(path, port=port, poll=False))
    runner = web.AppRunner(await server.make_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        async with browser_page(chromium, folder, server.address) as page:
            await page.until("document.body?.classList.contains('-first-byte')")
            return await page.full_picture()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    main()
