"""Reading at arm's length: documents go to a process of their own, so the network never waits.

The second process is also the second core, and the wall around hostile documents: one that takes
too long or brings the process down costs its own feed, and a new process reads the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import pickle
import struct

from feeds.reading.child import Child, start_child
from feeds.reading.values import Document, Reading
from feeds.reading.wire import pack, unpack

_LENGTH = struct.Struct(">I")  # as feeds/parsing/repair_frames.py has it
_AHEAD = 1 << 20  # bytes that may wait to be taken in: readings of many documents
DEADLINE = 30.0  # seconds, with the time in the queue and the start of the process


class _Ended(Exception):
    """The process ended before it answered."""


class _TooSlow(_Ended):
    """It was ended because it did not answer in time."""


class ReadingProcess:
    """The reading process: `child` or one started at once, and again when it ends. Use from one
    event loop."""

    def __init__(self, child: Child | None = None, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._worker = _Worker(child or start_child())
        self._alone = asyncio.Lock()

    async def read(self, document: Document) -> Reading:
        """What the document says. Never raises for what it is; NoChild where no process is to be
        had."""
        with contextlib.suppress(_Ended):
            return await self._read(document)
        # it, or a neighbour, brought the process down or kept it busy: now one by one
        async with self._alone:
            try:
                return await self._read(document)
            except _TooSlow:
                seconds = f"{self._deadline:g}"
                words = f"it cannot be read: that takes longer than {seconds} seconds"
                return Reading(problem=words)
            except _Ended:
                return Reading(problem="it cannot be read: reading it ends the process that reads")

    async def close(self) -> None:
        """End the process, whatever it is doing."""
        await self._worker.end()

    async def _read(self, document: Document) -> Reading:
        if self._worker.ended:
            before, self._worker = self._worker, _Worker(start_child())
            await before.end()
        worker = self._worker
        try:
            async with asyncio.timeout(self._deadline):
                return await worker.ask(document)
        except TimeoutError:
            await worker.end()
            raise _TooSlow from None


class _Worker:
    """One process and the socket to it."""

    def __init__(self, child: Child) -> None:
        self._process, self._socket = child
        self._numbers = itertools.count()
        self._asked: dict[int, asyncio.Future[Reading]] = {}
        self._streams: asyncio.Task[asyncio.StreamWriter] | None = None
        self._listening: asyncio.Task[None] | None = None
        self.ended = False

    async def ask(self, document: Document) -> Reading:
        """The reading of `document`. Raises _Ended."""
        if self._streams is None:
            self._streams = asyncio.create_task(self._connect())
        writer = await asyncio.shield(self._streams)
        if self.ended:
            raise _Ended
        number = next(self._numbers)
        answer: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            request = pack((number, document))
            writer.write(_LENGTH.pack(len(request)) + request)
            await writer.drain()
            return await answer
        except ConnectionError as error:
            raise _Ended from error
        finally:
            del self._asked[number]

    async def end(self) -> None:
        """End the process; who waits for an answer gets _Ended."""
        self.ended = True
        self._process.kill()
        self._process.wait()
        if self._listening is not None:
            await self._listening
        if self._streams is not None:
            (await self._streams).close()
        else:
            self._socket.close()

    async def _connect(self) -> asyncio.StreamWriter:
        reader, writer = await asyncio.open_connection(sock=self._socket, limit=_AHEAD)
        self._listening = asyncio.create_task(self._listen(reader))
        return writer

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
                number, reading = _answer(await reader.readexactly(length))
                if number in self._asked and not self._asked[number].done():
                    self._asked[number].set_result(reading)
        except (asyncio.IncompleteReadError, ConnectionError, pickle.UnpicklingError):
            self.ended = True
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(_Ended())


def _answer(frame: bytes) -> tuple[int, Reading]:
    """The number of a document and its reading. Raises pickle.UnpicklingError for anything else,
    which a hostile document may bring the process to say."""
    match unpack(frame):
        case (int(number), Reading() as reading):
            return number, reading
        case _:
            raise pickle.UnpicklingError("no reading")
