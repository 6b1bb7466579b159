"""Leaving for certain: once the user has quit, the process ends within a bounded time.

What quitting waits for can take long or for ever: a write while another program holds the
database, a child that does not end, a terminal that takes no more text. Waiting is right for a
while (the writes are the user's), then it is not: the database keeps what was committed, and a
poller that we started ends when our end of its pipe closes.
"""

from __future__ import annotations

import os
import select
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

PATIENCE_SECONDS = 2.0  # then say what is being waited for
LIMIT_SECONDS = 20.0  # longer than a write waits for a locked database
HUNG_UP = 129  # as a shell reports a process that SIGHUP ended


class Departure:
    """`begin` when the user quits; nothing has to be ended when all goes well."""

    def __init__(
        self,
        *,
        patience: float = PATIENCE_SECONDS,
        limit: float = LIMIT_SECONDS,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._patience = patience
        self._limit = limit
        self._end = end
        self._begun = False

    def begin(self, code: int) -> None:
        """From now on the process has `limit` seconds; it ends with `code` then."""
        if not self._begun:
            self._begun = True
            threading.Thread(
                target=self._watch, args=(code,), name="departure", daemon=True
            ).start()

    def with_terminal(self, descriptor: int, leave: Callable[[], object]) -> None:
        """Leave when the terminal at `descriptor` goes away, which not every terminal says with a
        signal: nothing can be painted then, and Textual would wait for that for ever, reading an
        end of file as fast as it can. `leave` is called from a thread of its own."""

        def watch() -> None:
            if hangs_up(descriptor):
                self.begin(HUNG_UP)
                leave()

        threading.Thread(target=watch, name="terminal", daemon=True).start()

    def _watch(self, code: int) -> None:
        never = threading.Event()
        never.wait(self._patience)
        tell(f"alimon: still waiting for {waited_for()}; it leaves by itself")
        never.wait(max(0.0, self._limit - self._patience))
        tell(f"alimon: left without waiting longer for {waited_for()}")
        self._end(code)


def hangs_up(descriptor: int) -> bool:
    """Wait until the terminal is gone; False at once where the system cannot tell."""
    waiting = select.poll()
    waiting.register(descriptor, 0)  # a hang-up is always reported
    return any(event & select.POLLHUP for _, event in waiting.poll())


def waited_for() -> str:
    """The threads that keep the process alive, by name."""
    main = threading.main_thread()
    others = [
        thread.name
        for thread in threading.enumerate()
        if thread is not main and not thread.daemon and thread.is_alive()
    ]
    return ", ".join(others) or "its end"


def tell(words: str) -> None:
    """Print a line on the standard error that the process began with (Textual has another while it
    paints), unless that would have to be waited for too or is gone."""
    if sys.__stderr__ is None:
        return
    with suppress(OSError, ValueError):  # the terminal went away: there is nobody to tell
        descriptor = sys.__stderr__.fileno()
        if select.select([], [descriptor], [], 0)[1]:
            os.write(descriptor, f"{words}\n".encode())
