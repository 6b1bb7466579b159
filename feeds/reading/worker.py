"""The process that reads documents for the poller: feeds/reading/process.py's other half.

Reads frames from the socket on file descriptor 0 and answers each: a length (4 bytes, big endian)
and (number, document) or (number, reading) as feeds/reading/wire.py packs them. Two documents are
read at a time, since one may wait for its repair. Ends when the socket does, so it does not
outlive the poller.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import socket
import threading

from feeds.collecting import collecting_seldom
from feeds.fetching.retrieval import Limits
from feeds.parsing.parse import Repairer, parse_feed
from feeds.parsing.repair_frames import receive, send
from feeds.parsing.stated import StatedFeed
from feeds.reading.read_document import ReadOut, read_document
from feeds.reading.readers import load_read_out
from feeds.reading.wire import pack, unpack
from store.headlines.entries import ParsedEntry, ParsedFeed

MEMORY = 1 << 30  # bytes of address space
AT_ONCE = 2
TYPICAL = (  # read before the first document comes: a third of what reading needs is made on use
    "Alibaba cloud revenue rose 34% in the quarter to 39.8 billion yuan, Example Wire says",
    "阿里巴巴计划投入3800亿元建设人工智能基础设施，云收入同比增长34%",
)


class _Repairer(Repairer):
    """Lets the other document be read while one is repaired."""

    def __init__(self, reading: threading.Lock) -> None:
        super().__init__()
        self._held = reading

    def repair(self, text: str) -> StatedFeed:
        """As Repairer's; `reading` is held by who calls it, and meanwhile by whoever wants it."""
        self._held.release()
        try:
            return super().repair(text)
        finally:
            self._held.acquire()


class _Service:
    """Reads what comes on a connection."""

    def __init__(self, connection: socket.socket, read_out: ReadOut, limit: int) -> None:
        self._connection = connection
        self._read_out = read_out
        self._limit = limit
        self._reading = threading.Lock()
        self._repairer = _Repairer(self._reading)
        self._receiving = threading.Lock()
        self._sending = threading.Lock()

    def serve(self) -> None:
        """Until the other side has closed."""
        while True:
            with self._receiving:
                request = receive(self._connection)
            if request is None:
                return
            number, document = unpack(request)
            with self._reading:
                reading = read_document(document, self._parse, self._limit, self._read_out)
                answer = pack((number, reading))
            with self._sending:
                send(self._connection, answer)

    def _parse(self, body: bytes, content_type: str, url: str) -> ParsedFeed:
        return parse_feed(body, content_type=content_type, url=url, repairer=self._repairer)


def main() -> None:
    """Serve until the socket on descriptor 0 ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the poller, which ends this too
    with contextlib.suppress(ValueError, OSError):  # macOS knows the name but not the limit
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with collecting_seldom():
        read_out = load_read_out()
        for title in TYPICAL:
            read_out(ParsedEntry(None, title, None, None, None))
        service = _Service(socket.socket(fileno=0), read_out, Limits().decoded_bytes)
        threads = [threading.Thread(target=service.serve, daemon=True) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
