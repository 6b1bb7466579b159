"""Takes the pictures of the docs from the running demo: `python docs/take_screenshots.py`.

A minute and a half of replay into a temporary database, then the app on it in every layout.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from contextlib import closing
from html import unescape
from pathlib import Path

from rich.cells import cell_len

from feeds.demo.preparation import prepare_demo
from feeds.demo.replay import DemoServer
from store import database, times
from tui.app import AlimonApp
from tui.presenters.poller_link import PollerLink

DOCS = Path(__file__).parent
REPLAY_SECONDS = 100
LIGHT, TERMINAL = "alimon-light", "ansi-dark"
PICTURES: dict[str, tuple[tuple[int, int], tuple[str, ...], str]] = {
    "screenshot": ((120, 40), ("j", "j"), ""),
    "screenshot-narrow": ((80, 24), ("j",), ""),
    "screenshot-wide": ((200, 60), ("j", "j", "j"), ""),
    "screenshot-light": ((120, 40), ("j", "j"), LIGHT),
    "screenshot-terminal-colours": ((120, 40), ("j", "j"), TERMINAL),
    "screenshot-facets": ((120, 40), ("F", "j", "j", "space"), ""),
    "screenshot-views": ((120, 40), ("t", "v", "a", *"Models", "enter", "wait"), ""),
    "screenshot-commands": ((120, 40), ("colon", *"cloud", "wait"), ""),
    "screenshot-detail": ((120, 40), ("slash", *"revenue", "enter", "j", "enter", "n", "wait"), ""),
    "screenshot-segments": ((120, 40), ("2", "j", "z"), ""),
    "screenshot-alert": ((120, 40), ("2", "j", "a"), ""),
    "screenshot-history": ((120, 40), ("2", "j", "enter"), ""),
    "screenshot-ledger": ((120, 40), ("4", "z"), ""),
    "screenshot-feeds": ((120, 40), ("5",), ""),
    "screenshot-help": ((120, 40), ("question_mark",), ""),
}


def replay_demo(path: Path, seconds: float) -> None:
    """Fill a new database at `path` with so many seconds of the demo."""
    with DemoServer() as address:
        prepare_demo(path, address, times.now())
        poller = PollerLink(path)
        poller.ensure()
        time.sleep(seconds)
        poller.stop()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.sqlite"
        replay_demo(path, REPLAY_SECONDS)
        for name, (size, keys, theme) in PICTURES.items():
            svg = asyncio.run(picture(path, size, keys, theme))
            (DOCS / f"{name}.svg").write_text(svg, encoding="utf-8")
            with closing(database.open_writer(path)) as connection:
                connection.execute("delete from settings where key = 'app.state'")
                connection.execute("delete from watchlists")


async def picture(path: Path, size: tuple[int, int], keys: tuple[str, ...], theme: str) -> str:
    """One screen as SVG, after `keys`."""
    app = AlimonApp(path, poll=False)
    app.theme = theme or app.theme
    async with app.run_test(size=size) as pilot:
        await pilot.pause(1.0)
        for key in keys:
            await pilot.pause(1.0) if key == "wait" else await pilot.press(key)
            await pilot.pause(0.3)
        svg = app.export_screenshot()
    app.close()
    return wide_characters_wide(svg)


def wide_characters_wide(svg: str) -> str:
    """Rich gives a text as many cells as it has characters: Chinese stood at half its width."""

    def spread(text: re.Match[str]) -> str:
        words = unescape(text["words"])
        length = float(text["length"]) * cell_len(words) / max(1, len(words))
        return f'{text["before"]}textLength="{length:g}"{text["after"]}{text["words"]}<'

    return re.sub(
        r'(?P<before><text [^>]*)textLength="(?P<length>[\d.]+)"(?P<after>[^>]*>)(?P<words>[^<]+)<',
        spread,
        svg,
    )


if __name__ == "__main__":
    main()
