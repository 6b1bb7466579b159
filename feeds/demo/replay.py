"""A small web server on loopback that plays the demo's script: what a feed holds depends on how
long the replay has been running.

Promises: bound to 127.0.0.1 on a free port; the clock starts with the first request, so that a
slow start shows as much as a fast one; ETags change with the content; nothing is left behind after
`stop`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from feeds.demo.documents import feed_document
from feeds.demo.script import DemoFeed, Script, load_script
from store import times

PAGE = """<!doctype html>
<html lang="en"><title>alimon demo</title>
<p>This address answers with a page instead of a feed, so that you can see how alimon says so.
</html>
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; `etag` is the quoted validator, '' for none."""

    status: int
    content_type: str = ""
    etag: str = ""
    body: bytes = b""


def answer(
    script: Script, path: str, if_none_match: str | None, elapsed: timedelta, began: datetime
) -> Answer:
    """What the server says to `GET path` when the replay has been running for `elapsed`."""
    feed = next((feed for feed in script.feeds if feed.path == path), None)
    if feed is None:
        return Answer(404, "text/plain; charset=utf-8", body=b"no such feed\n")
    trouble = feed.trouble
    if trouble is not None and trouble.start <= elapsed < trouble.end:
        if trouble.kind == "html":
            return Answer(200, "text/html; charset=utf-8", body=PAGE.encode())
        return Answer(503, "text/plain; charset=utf-8", body=b"unavailable for the demo\n")
    return _feed_answer(feed, if_none_match, elapsed, began)


def _feed_answer(
    feed: DemoFeed, if_none_match: str | None, elapsed: timedelta, began: datetime
) -> Answer:
    told = [headline for headline in feed.headlines if headline.published <= elapsed]
    etag = f'"{len(told)}"'
    if if_none_match == etag:
        return Answer(304, etag=etag)
    document = feed_document(feed, told, began)
    return Answer(200, document.content_type, etag, document.body)


class DemoServer:
    """The replay, served from a thread of this process. A context manager; `start` and `stop` may
    be called by hand. `clock` gives seconds that never go back, `now` the wall time."""

    def __init__(
        self,
        script: Script | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = times.now,
    ) -> None:
        self._script = script or load_script()
        self._clock = clock
        self._now = now
        self._began: tuple[float, datetime] | None = None
        self._beginning = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> str:
        """Listen; returns the base address, such as `http://127.0.0.1:40123`. Raises OSError."""
        replay = self

        class Handler(BaseHTTPRequestHandler):
            server_version = "alimon-demo"

            def do_GET(self) -> None:
                said = replay.answer(self.path, self.headers.get("If-None-Match"))
                self.send_response(said.status)
                if said.content_type:
                    self.send_header("Content-Type", said.content_type)
                if said.etag:
                    self.send_header("ETag", said.etag)
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                with suppress(ConnectionError):  # a poller that ends in the middle is no mishap
                    self.wfile.write(said.body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the terminal belongs to the app."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="demo", daemon=True
        )
        self._thread.start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    def stop(self) -> None:
        """Stop listening and free the port. Does nothing when it does not run."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._server = self._thread = None

    def answer(self, path: str, if_none_match: str | None) -> Answer:
        """Answer a request now; the first one starts the replay."""
        with self._beginning:
            if self._began is None:
                self._began = (self._clock(), self._now())
        began_at, began = self._began
        elapsed = timedelta(seconds=self._clock() - began_at)
        return answer(self._script, path, if_none_match, elapsed, began)

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()
