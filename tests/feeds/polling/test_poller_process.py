"""The poller as a process: one per database, ended cleanly, killed without loss."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from store import database, times
from store.polling import subscriptions
from store.polling.poller_presence import PollerInfo, lock_path, poller_running
from store.polling.subscriptions import NewFeed

ITEMS = 20


class Feeds(BaseHTTPRequestHandler):
    """Serves /N: a feed of twenty items of its own; /slow/N never ends."""

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        items = "".join(
            f"<item><title>Headline {name} {n} of a river of news</title>"
            f"<link>https://x.example/{name}/{n}</link><guid>{name}-{n}</guid></item>"
            for n in range(ITEMS)
        )
        body = f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()
        slow = self.path.startswith("/slow")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) * (2 if slow else 1)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the poller was killed
            self.wfile.write(body)
        if slow:
            self.server.stopping.wait(30)

    def log_message(self, format: str, *args: object) -> None:
        return


class Server(ThreadingHTTPServer):
    daemon_threads = True
    stopping = threading.Event()


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Feeds)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.stopping.set()
    server.shutdown()
    server.server_close()


@dataclass
class Desk:
    """A database with feeds, and pollers on it."""

    path: Path
    environment: dict[str, str]

    def subscribe(self, *urls: str) -> None:
        connection = database.open_writer(self.path)
        subscriptions.add_feeds(connection, [NewFeed(url) for url in urls], times.now())
        connection.close()

    def start(self, *arguments: str, **options) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tui", "poll", "--db", str(self.path), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def start_child(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "feeds.poller", "--db", str(self.path), "--child"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def value(self, query: str) -> object:
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(query).fetchone()[0]
        finally:
            connection.close()

    def headlines(self) -> int:
        return int(str(self.value("select count(*) from headlines")))


@pytest.fixture
def desk(tmp_path) -> Desk:
    config = tmp_path / "config.toml"
    config.write_text('[network]\nprivate = ["127.0.0.1"]\nhost_gap = "0s"\nhost_connections = 8\n')
    return Desk(tmp_path / "a.sqlite", os.environ | {"ALIMON_CONFIG": str(config)})


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_once_stores_every_feed_logs_a_line_each_and_exits_0(desk, base):
    desk.subscribe(f"{base}/a", f"{base}/b")
    done = desk.start("--once")
    out, err = done.communicate(timeout=30)
    assert (done.returncode, err) == (0, "")
    assert desk.headlines() == 2 * ITEMS
    lines = sorted(out.splitlines())
    assert len(lines) == 2
    assert lines[0].startswith('feed=1 name="')
    assert f"outcome=ok status=200 entries={ITEMS} new={ITEMS} edited=0" in lines[0]
    assert desk.value("select count(*) from fts_queue") == 0


def test_once_exits_1_when_every_feed_failed(desk):
    desk.subscribe("http://127.0.0.1:1/feed")
    done = desk.start("--once")
    out, err = done.communicate(timeout=30)
    assert done.returncode == 1
    assert "outcome=failed" in out
    assert err == "alimon: every feed failed; `alimon feeds list` says why\n"


def test_a_second_poller_says_who_polls_already(desk, base):
    desk.subscribe(f"{base}/slow/1")
    with desk.start() as first:
        wait_for(lambda: isinstance(poller_running(desk.path), PollerInfo))
        done = desk.start("--once")
        _, err = done.communicate(timeout=30)
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=30)
    assert done.returncode == 1
    assert err.startswith(f"alimon: a poller is already running (process {first.pid}, since 20")
    assert poller_running(desk.path) is None
    assert lock_path(desk.path).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second_without_a_traceback(desk, base, number):
    desk.subscribe(f"{base}/a", f"{base}/slow/1")
    with desk.start() as poller:
        wait_for(lambda: desk.path.exists() and desk.headlines() == ITEMS)
        began = time.monotonic()
        poller.send_signal(number)
        _, err = poller.communicate(timeout=30)
        took = time.monotonic() - began
    assert (poller.returncode, err) == (0, "")
    assert took < 4  # a second, and what a machine with other work adds


def test_a_child_ends_when_its_parent_is_gone(desk, base):
    desk.subscribe(f"{base}/a")
    with desk.start_child() as child:
        wait_for(lambda: desk.headlines() == ITEMS)
        info = poller_running(desk.path)
        assert info is not None
        assert (info.process, info.child) == (child.pid, True)
        _, err = child.communicate(timeout=30)  # closes its standard input
    assert (child.returncode, err) == (0, "")


def test_it_ends_when_a_newer_alimon_has_changed_the_schema(desk, base):
    desk.subscribe(f"{base}/a")
    with desk.start() as poller:
        wait_for(lambda: desk.headlines() == ITEMS)
        with contextlib.closing(sqlite3.connect(desk.path)) as newer:
            newer.execute(f"pragma user_version = {database.newest_version() + 1}")
        _, err = poller.communicate(timeout=30)
    assert poller.returncode == 1
    assert err.startswith(f"alimon: {desk.path} was written by a newer alimon (schema ")
    assert "upgrade alimon" in err


def test_an_empty_list_is_given_the_bundled_feeds(desk):
    environment = desk.environment | {
        "http_proxy": "http://127.0.0.1:1",
        "https_proxy": "http://127.0.0.1:1",
    }
    desk.environment = environment
    done = desk.start("--once")
    out, err = done.communicate(timeout=60)
    assert done.returncode == 1
    assert err == "alimon: no network: no feed could be reached\n"
    assert int(str(desk.value("select count(*) from feeds where origin = 'bundled'"))) >= 40
    assert "outcome=offline" in out


def test_killed_at_any_moment_it_loses_and_doubles_nothing(desk, base):
    chance = random.Random(20_260_820)
    desk.subscribe(*(f"{base}/{n}" for n in range(40)))
    before = 0
    for _ in range(3):
        with desk.start("--once") as poller:
            time.sleep(0.25 + chance.random() * 0.4)
            poller.kill()
            poller.communicate(timeout=30)
        assert desk.value("pragma integrity_check") == "ok"
        committed = desk.headlines()
        assert committed >= before
        assert committed % ITEMS == 0  # a poll is written whole or not at all
        before = committed
    done = desk.start("--once")
    done.communicate(timeout=60)
    assert done.returncode == 0
    assert desk.headlines() == 40 * ITEMS
    assert desk.value("select count(distinct feed || guid) from headlines") == 40 * ITEMS
    assert desk.value("select count(*) from headlines_fts where headlines_fts match 'river'") == (
        40 * ITEMS
    )
