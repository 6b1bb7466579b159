"""What the poller and the database survive. Prints a line of figures per ordeal; exit code 1 if
one was not survived.

    python bench/torture.py [--kills 200]

kill      `alimon poll --once` is killed (SIGKILL) at random moments under load, each time on feeds
          that have grown: integrity, nothing committed lost, nothing doubled, everything found
          again, no alert twice, and the next start works
full      the file may not grow further (RLIMIT_FSIZE) in the middle of a poll: a clear message,
          nothing damaged, and the next poll completes
locked    another program holds the write lock for ten seconds: the poll waits and completes
clock     the clock jumps a day back, and a day forward: feeds are polled on
network   every connection breaks in the middle of the body: told per feed, nothing half stored
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from store import database, times
from store.polling import subscriptions
from store.polling.subscriptions import NewFeed
from store.rules import saved as rules

FEEDS = 120
CONFIGURATION = """
[network]
private = ["127.0.0.1"]
host_gap = "0s"
host_connections = 16
timeout = "5s"
"""


class River(ThreadingHTTPServer):
    """Serves /N: a feed whose items grow with `round`; `broken` cuts every body in the middle."""

    daemon_threads = True
    request_queue_size = 256
    round = 1
    broken = False

    def body(self, name: str) -> bytes:
        items = "".join(
            f"<item><title>River {name} headline {n} tells of Alibaba cloud capex {n}</title>"
            f"<link>https://x.example/{name}/{n}</link><guid>{name}-{n}</guid>"
            f"<description>{'water ' * 40}</description></item>"
            for n in range(self.round * 3)
        )
        document = f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>"
        return document.encode()


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, River)
        body = self.server.body(self.path.strip("/"))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the poller was killed
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

    def make(self) -> None:
        (self.folder / "config.toml").write_text(CONFIGURATION)
        connection = database.open_writer(self.path)
        port = self.river.server_address[1]
        feeds = [NewFeed(f"http://127.0.0.1:{port}/{n}") for n in range(FEEDS)]
        subscriptions.add_feeds(connection, feeds, times.now())
        rules.add_rule(connection, "topic:capex and company:alibaba", times.now())
        connection.close()

    def start(self, **options: object) -> subprocess.Popen[str]:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            [sys.executable, "-m", "tui", "poll", "--once", "--db", str(self.path)],
            env=os.environ | {"ALIMON_CONFIG": str(self.folder / "config.toml")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def poll(self, **options: object) -> tuple[int, str]:
        process = self.start(**options)
        _, errors = process.communicate(timeout=120)
        return process.returncode, errors

    def value(self, query: str) -> int | str:
        connection = sqlite3.connect(self.path)
        try:
            value: int | str = connection.execute(query).fetchone()[0]
            return value
        finally:
            connection.close()

    def headlines(self) -> int:
        return int(self.value("select count(*) from headlines"))

    def polls(self) -> int:
        return int(self.value("select count(*) from fetches"))

    def expect(self, truth: bool, otherwise: str) -> None:
        if not truth:
            self.problems.append(otherwise)

    def expect_sound(self) -> None:
        """The file is whole, and nothing in it is there twice."""
        self.expect(self.value("pragma integrity_check") == "ok", "integrity_check failed")
        self.expect(
            self.value("select count(*) from pragma_foreign_key_check") == 0, "foreign keys"
        )
        doubled = "select count(*) - count(distinct title) from headlines"
        self.expect(self.value(doubled) == 0, "a headline is there twice")
        self.expect(
            self.value("select count(*) - count(distinct alert || '/' || state_to) from events")
            == 0,
            "an alert fired twice",
        )

    def expect_complete(self) -> None:
        """A poll that is left alone brings everything and makes it searchable."""
        code, errors = self.poll()
        self.expect(code == 0, f"the next poll failed: {errors.strip()[-200:]}")
        wanted = FEEDS * 3 * self.river.round
        self.expect(self.headlines() == wanted, f"{self.headlines()} headlines, not {wanted}")
        found = "select count(*) from headlines_fts where headlines_fts match 'river'"
        self.expect(self.value(found) == wanted, f"{self.value(found)} found, not {wanted}")


def kill(bed: Bed, kills: int) -> str:
    chance = random.Random(20_260_820)
    begun = time.monotonic()
    bed.poll()
    usual = time.monotonic() - begun
    committed, polls = bed.headlines(), bed.polls()
    lost = torn = writing = 0
    for number in range(kills):
        bed.river.round = 2 + number // 10
        process = bed.start()
        if number % 2:  # every other time surely in the middle of the writing
            while process.poll() is None and bed.polls() == polls:
                time.sleep(0.002)
            time.sleep(0.1 * chance.random())
        else:
            time.sleep(usual * chance.random())
        process.kill()
        process.communicate()
        now, polls_before = bed.headlines(), polls
        polls = bed.polls()
        writing += 0 < polls - polls_before < FEEDS
        lost += now < committed
        torn += now % 3 != 0  # every poll brings a multiple of three
        committed = now
    bed.expect(lost == 0, f"headlines lost {lost} times")
    bed.expect(torn == 0, f"a poll half written {torn} times")
    bed.expect_sound()
    bed.expect_complete()
    bed.expect_sound()
    return f"{kills} kills, {writing} of them between two writes, {bed.headlines()} headlines kept"


def full(bed: Bed, _kills: int) -> str:
    bed.river.round = 20
    size = bed.path.stat().st_size + 200_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    code, errors = bed.poll(preexec_fn=limit)
    bed.expect(code == 1, f"exit code {code}, not 1")
    bed.expect("Traceback" not in errors, "a traceback")
    kept = bed.headlines()
    bed.expect_sound()
    bed.expect_complete()
    return f"stopped at {kept} headlines with: {errors.strip()[-160:]}"


def locked(bed: Bed, _kills: int) -> str:
    other = sqlite3.connect(bed.path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    release = threading.Timer(10, lambda: other.execute("rollback"))
    release.start()
    begun = time.monotonic()
    code, errors = bed.poll()
    took = time.monotonic() - begun
    release.join()
    bed.expect(code == 0, f"exit code {code}: {errors.strip()[-200:]}")
    bed.expect(took > 9, "it did not wait")
    bed.expect_complete()
    return f"waited {took:.1f} s and completed"


def clock(bed: Bed, _kills: int) -> str:
    bed.poll()
    connection = database.open_writer(bed.path)
    now = times.now()
    due = {
        name: len(subscriptions.due_feeds(connection, now + jump))
        for name, jump in (("now", timedelta()), ("back", -timedelta(1)), ("ahead", timedelta(1)))
    }
    connection.close()
    bed.expect(due == {"now": 0, "back": FEEDS, "ahead": FEEDS}, f"due: {due}")
    bed.expect_complete()
    bed.expect_sound()
    return f"due now {due['now']}, a day back {due['back']}, a day ahead {due['ahead']} of {FEEDS}"


def network(bed: Bed, _kills: int) -> str:
    bed.river.broken = True
    code, errors = bed.poll()
    bed.river.broken = False
    bed.expect(code == 1, f"exit code {code}, not 1")
    bed.expect("Traceback" not in errors, "a traceback")
    bed.expect(bed.headlines() == 0, "something was stored of half a document")
    told = bed.value("select count(*) from feeds where last_message like '%broke off%'")
    bed.expect(told == FEEDS, f"only {told} feeds say what happened")
    bed.expect_complete()
    return f"{told} feeds say that the answer broke off"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", choices=["kill", "full", "locked", "clock", "network"])
    chosen = parser.parse_args()
    ordeals: dict[str, Callable[[Bed, int], str]] = {
        "kill": kill,
        "full": full,
        "locked": locked,
        "clock": clock,
        "network": network,
    }
    failed = False
    for name, ordeal in ordeals.items():
        if chosen.only not in (None, name):
            continue
        river = River(("127.0.0.1", 0), Answer)
        threading.Thread(target=river.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory() as folder:
            bed = Bed(Path(folder), river)
            bed.make()
            words = ordeal(bed, chosen.kills)
        river.shutdown()
        river.server_close()
        failed = failed or bool(bed.problems)
        verdict = f"FAILED: {'; '.join(bed.problems)}" if bed.problems else "ok"
        print(f"{name:8} {verdict} — {words}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
