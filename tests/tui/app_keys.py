"""Pressing keys in the app under test, and waiting until everything they caused is done."""

from __future__ import annotations

from contextlib import suppress

from textual import events
from textual.pilot import Pilot
from textual.widgets import Static
from textual.worker import WorkerCancelled

from tui.app import AlimonApp
from tui.screens.main_screen import MainScreen

KEY_NAMES = {"/": "slash", " ": "space", "\r": "enter"}
NORMAL = (120, 40)
NARROW = (80, 24)
WIDE = (200, 60)


def main(app: AlimonApp) -> MainScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


async def settle(pilot: Pilot[None], *, writes: bool = True) -> None:
    """Wait until workers answered, writes are written and the screen was looked at again."""
    app = pilot.app
    assert isinstance(app, AlimonApp)
    await pilot.pause()
    if writes:
        app.desk.write(lambda connection: None).result()
    await workers_done(app)
    if app.desk.changed():
        main(app).refresh_all()
    await workers_done(app)
    await pilot.pause()


async def workers_done(app: AlimonApp) -> None:
    """Wait for every worker. One that a newer question replaced is waited for no more; a failed one
    fails the test."""
    while any(not worker.is_finished for worker in app.workers):
        with suppress(WorkerCancelled):
            await app.workers.wait_for_complete()


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def burst(pilot: Pilot[None], keys: str) -> None:
    """Printable keys that arrive all at once, as over a slow line or from a fast typist."""
    for key in keys:
        pilot.app.post_message(events.Key(KEY_NAMES.get(key, key), key))
    await settle(pilot)


def title(app: AlimonApp) -> str:
    row = main(app).headlines.row
    return row.title if row else ""


def words(widget: Static) -> str:
    return str(widget.render())
