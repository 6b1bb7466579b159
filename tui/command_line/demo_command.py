"""`alimon demo`: the app on a temporary database and feeds replayed over loopback."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from store import database, times

LOOK_EVERY = 0.5  # seconds
RESTART_AFTER = 5.0  # seconds until a poller that ended is started again


@click.command(
    short_help="Show alimon moving, with no network and nothing kept.",
    epilog="""\b
Examples:
  alimon demo
  alimon demo --headless --seconds 60     without a terminal: counts, line by line
""",
)
@click.option("--headless", is_flag=True, help="No app: poll the replay and print what arrives.")
@click.option(
    "--seconds",
    type=click.IntRange(1, 3_600),
    default=120,
    show_default=True,
    help="How long to go on, with --headless.",
)
@click.option(
    "--db",
    "chosen",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Make the demo's database at PATH, which must not exist yet, and keep it.",
)
def demo(headless: bool, seconds: int, chosen: Path | None) -> None:
    """Open the app on feeds that are replayed by this program.

    The headlines are sentences written for the demo, in English and Chinese, about dated events,
    each with a link to its source. They arrive over two minutes, and alerts fire as you watch. The
    network is not used, and nothing is left behind.
    """
    from feeds.demo.preparation import prepare_demo
    from feeds.demo.replay import DemoServer

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    with _demo_database(chosen) as path, DemoServer() as base_url:
        prepare_demo(path, base_url, times.now())
        if headless:
            _watch(path, seconds)
            return
        from tui.start import run_app

        run_app(path)


@contextmanager
def _demo_database(chosen: Path | None) -> Iterator[Path]:
    """The path to use: the one chosen, or one in a folder that goes away with the demo."""
    if chosen is not None:
        if chosen.exists():
            raise click.ClickException(f"{chosen} exists; the demo only makes new databases")
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="alimon-demo-") as folder:
        yield Path(folder) / "demo.sqlite"


def _watch(path: Path, seconds: int) -> None:
    """Poll the replay for `seconds` and print the counts when they change."""
    from feeds.demo.progress import read_progress
    from tui.presenters.poller_link import PollerLink

    poller = PollerLink(path)
    shown = None
    began = time.monotonic()
    started = -RESTART_AFTER
    try:
        with closing(database.open_reader(path)) as connection:
            while (elapsed := time.monotonic() - began) < seconds:
                if elapsed - started >= RESTART_AFTER:
                    poller.ensure()
                    started = elapsed
                with database.explained(path):
                    progress = read_progress(connection)
                if progress != shown:
                    click.echo(f"{elapsed:5.1f} s  {progress}")
                    shown = progress
                time.sleep(min(LOOK_EVERY, seconds))
    finally:
        poller.stop()
    if shown is None or not shown.headlines:
        raise click.ClickException("no headline arrived; `alimon doctor` looks for the reason")


def _leave(number: int, _frame: object) -> None:
    """End as if the program had been quit, so that the child and the files go too."""
    sys.exit(128 + number)
