"""Reads that may take seconds at a million headlines, in a thread and on a connection of their own.

Only the newest question matters: asking again interrupts the one before it, so that counts for a
filter that is gone hold up neither the new ones nor the reads of the panes.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from store import database

Answer = TypeVar("Answer")


class SlowReads:
    """Opened at the first question; close it when the app ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="slow-reads")
        self._connection: sqlite3.Connection | None = None
        self._newest: dict[str, int] = {}
        self._running = ""

    async def ask(
        self, purpose: str, read: Callable[[sqlite3.Connection], Answer]
    ) -> Answer | None:
        """The answer; None when a newer question of the same purpose made it pointless."""
        number = self._newest.get(purpose, 0) + 1
        self._newest[purpose] = number
        if self._connection is not None and self._running == purpose:
            self._connection.interrupt()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._read, purpose, number, read)

    def _read(
        self, purpose: str, number: int, read: Callable[[sqlite3.Connection], Answer]
    ) -> Answer | None:
        if self._connection is None:
            self._connection = database.open_reader(self._path, any_thread=True)
        self._running = purpose
        try:
            while self._newest[purpose] == number:
                try:
                    return read(self._connection)
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                        raise  # an interrupt meant for the question before asks again
            return None
        finally:
            self._running = ""

    def close(self) -> None:
        """Interrupt what runs and close the connection."""
        self._newest = dict.fromkeys(self._newest, -1)
        if self._connection is not None:
            self._connection.interrupt()
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._connection is not None:
            self._connection.close()
            self._connection = None
