"""Pressing keys in the app under test, and waiting until everything they caused is done."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import events
from textual._context import active_app
from textual.pilot import Pilot
from textual.widgets import Static
from textual.worker import WorkerCancelled

from tui.app import AlimonApp
from tui.screens.main_screen import MainScreen

KEY_NAMES = {"/": "slash", ":": "colon", " ": "space", "-": "minus", "\r": "enter"}
NORMAL = (120, 40)
NARROW = (80, 24)
WIDE = (200, 60)


def main(app: AlimonApp) -> MainScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


async def nothing_to_do(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the event loop has nothing to do and what the screen owes is painted.

    It stands in for Textual's `wait_for_idle`, which sleeps for 20 ms before and after each key and
    then asks the processor's clock: the whole suite slept for minutes, and a busy machine looked
    like a busy app.
    """
    loop = asyncio.get_running_loop()
    give_up = loop.time() + max_sleep
    while loop.time() < give_up:
        await asyncio.sleep(0)
        app = active_app.get()
        if loop._ready or _due_at_once(loop):
            continue
        if app._resize_timer is not None:
            app._check_resize()
            continue
        owing = [each for each in app.screen_stack if each._update_timer._active.is_set()]
        if not owing:
            return
        for screen in owing:  # the one below a card is seen too
            screen._on_timer_update()


def _due_at_once(loop: asyncio.AbstractEventLoop) -> bool:
    soon = loop.time() + 0.001
    return any(timer.when() < soon and not timer.cancelled() for timer in loop._scheduled)


async def settle(pilot: Pilot[None], *, writes: bool = True) -> None:
    """Wait until workers answered, writes are written and the screen was looked at again."""
    app = pilot.app
    assert isinstance(app, AlimonApp)
    await pilot.pause()
    if writes:
        app.desk.write(lambda connection: None).result()
    await workers_done(app)
    if app.desk.changed() or main(app)._behind:  # the app itself may have seen it first
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
    """Press one key after the other, each when the one before is answered."""
    app = pilot.app
    assert isinstance(app, AlimonApp)
    for key in keys:
        await pilot.press(key)
        await workers_done(app)
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
