"""What the ordeals of bench/torture.py stand on: a river of feeds, a database, what hears
of alerts, and the questions every database must answer when an ordeal is over."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from store import database, times
from store.alerts.deliveries import INTERRUPTED
from store.polling import subscriptions
from store.polling.poller_presence import poller_running
from store.polling.subscriptions import NewFeed
from store.rules import saved as rules

FEEDS = 120
PER_ROUND = 3  # headlines that every feed of the river gains in a round
CONFIGURATION = """
[network]
private = ["127.0.0.1"]
host_gap = "0s"
host_connections = 16
timeout = "5s"

[polling]
shortest = "1s"
usual = "1s"
longest = "1s"

[[delivery]]
name = "recorder"
command = {command}
severity = "info"
"""
# One write of less than a page to a file opened for appending is whole or not there at all.
RECORD = (
    "import json, os, sys; "
    "told = json.load(sys.stdin); "
    "line = ' '.join(str(event['id']) for event in told['events']) + '\\n'; "
    "os.write(os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT), line.encode())"
)


class River(ThreadingHTTPServer):
    """Serves /N: a feed whose items grow with `round`; `broken` cuts every body in the middle."""

    daemon_threads = True
    request_queue_size = 256
    round = 1
    broken = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)

    def body(self, name: str) -> bytes:
        items = "".join(
            f"<item><title>River {name} headline{n} tells of Alibaba cloud capex {n}</title>"
            f"<link>https://x.example/{name}/{n}</link><guid>{name}-{n}</guid>"
            f"<description>{'water ' * 40}</description></item>"
            for n in reversed(range(self.round * PER_ROUND))
        )
        document = f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>"
        return document.encode()


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, River)
        body = self.server.body(self.path.strip("/"))
        with contextlib.suppress(ConnectionError):  # the poller was killed
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if self.server.broken else body)

    def log_message(self, format: str, *args: object) -> None:
        return


@dataclass
class Bed:
    """A database with feeds of a river, in a folder of its own."""

    folder: Path
    river: River
    problems: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "alimon.sqlite"

    @property
    def environment(self) -> dict[str, str]:
        home = {name: str(self.folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        return os.environ | home | {"ALIMON_CONFIG": str(self.folder / "config.toml")}

    def make(self) -> None:
        recorder = [sys.executable, "-c", RECORD, str(self.folder / "recorded")]
        configuration = CONFIGURATION.format(command=json.dumps(recorder))
        (self.folder / "config.toml").write_text(configuration)
        connection = database.open_writer(self.path)
        port = self.river.server_address[1]
        feeds = [NewFeed(f"http://127.0.0.1:{port}/{n}") for n in range(FEEDS)]
        subscriptions.add_feeds(connection, feeds, times.now())
        rules.add_rule(connection, "topic:capex and company:alibaba", times.now())
        connection.close()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "tui", *words, "--db", str(self.path)]

    def start(self, *words: str, **options: object) -> subprocess.Popen[str]:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            self.command(*(words or ("poll", "--once"))),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def poll(self, **options: object) -> tuple[int, str]:
        process = self.start(**options)
        _, errors = process.communicate(timeout=600)
        return process.returncode, errors

    def value(self, query: str) -> int | str:
        connection = sqlite3.connect(self.path, timeout=30)
        try:
            value: int | str = connection.execute(query).fetchone()[0]
            return value
        finally:
            connection.close()

    def headlines(self) -> int:
        return int(self.value("select count(*) from headlines"))

    def polls(self) -> int:
        return int(self.value("select count(*) from fetches"))

    def told(self) -> Counter[int]:
        """How often the recorder heard of each event."""
        recorded = self.folder / "recorded"
        return Counter(map(int, recorded.read_text().split())) if recorded.exists() else Counter()

    def expect(self, truth: bool, otherwise: str) -> None:
        if not truth:
            self.problems.append(otherwise)

    def expect_within(self, seconds: float, truth: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + seconds
        while not truth():
            if time.monotonic() > end:
                self.problems.append(otherwise)
                return
            time.sleep(0.05)

    def expect_alone(self) -> None:
        """No poller outlives what started it."""
        self.expect_within(15, lambda: poller_running(self.path) is None, "a poller was left over")

    def expect_sound(self) -> None:
        """The file is whole, nothing in it is there twice, and no alert was sent twice."""
        self.expect(self.value("pragma integrity_check") == "ok", "integrity_check failed")
        self.expect(
            self.value("select count(*) from pragma_foreign_key_check") == 0, "foreign keys"
        )
        doubled = "select count(*) - count(distinct title) from headlines"
        self.expect(self.value(doubled) == 0, "a headline is there twice")
        fired = "select count(*) - count(distinct alert || '/' || state_to) from events"
        self.expect(self.value(fired) == 0, "an alert fired twice")
        alerts = "select count(*) - count(distinct rule || '/' || headline) from alerts"
        self.expect(self.value(alerts) == 0, "two alerts of one rule on one headline")
        twice = sum(count > 1 for count in self.told().values())
        self.expect(twice == 0, f"{twice} events were sent twice")

    def expect_told(self) -> None:
        """Every event was sent, but for those of which the log says that a crash came between."""
        sent = set(self.told())
        connection = sqlite3.connect(self.path)
        fired = "select id from events where state_to = 'firing' and not quiet"
        events = {row[0] for row in connection.execute(fired)}
        cut_short = "select event from deliveries where result = ?"
        excused = {row[0] for row in connection.execute(cut_short, (INTERRUPTED,))}
        connection.close()
        missing = events - sent - excused
        self.expect(not missing, f"{len(missing)} of {len(events)} events were never sent")

    def expect_complete(self) -> None:
        """A poll that is left alone brings everything and makes it searchable."""
        code, errors = self.poll()
        self.expect(code == 0, f"the next poll failed: {errors.strip()[-200:]}")
        wanted = FEEDS * PER_ROUND * self.river.round
        why = self.value(
            "select coalesce(group_concat(id || ' ' || last_outcome || ': ' || last_message), '') "
            "from feeds where last_outcome not in ('ok', 'not_modified')"
        )
        self.expect(
            self.headlines() == wanted, f"{self.headlines()} headlines, not {wanted} ({why})"
        )
        found = "select count(*) from headlines_fts where headlines_fts match 'river'"
        self.expect(self.value(found) == wanted, f"{self.value(found)} found, not {wanted}")
