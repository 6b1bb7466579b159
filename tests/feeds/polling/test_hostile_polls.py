"""Hostile documents and servers met by the real poller over HTTP: what is stored of them, and that
nobody else is disturbed. How each document is read is tested in tests/feeds/parsing.

The servers and documents of the first test are our own; the captured set in the `shared` folder
beside a checkout is polled as well where there is one.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from store import database, times
from store.polling import subscriptions
from store.polling.poller_log import log_path
from store.polling.subscriptions import NewFeed

HOSTILE_SET = Path(__file__).parents[4] / "shared" / "feeds" / "hostile"
MEGABYTES = 150
MEGABYTES_OF_TOO_MUCH = 200
LARGEST_ROW = 64_000
CONFIGURATION = """
[network]
private = ["127.0.0.1"]
host_gap = "0s"
host_connections = 16
timeout = "3s"
"""


def feed(title: str, guid: str = "n-1", link: str = "https://news.example/1") -> bytes:
    return (
        f"<rss version='2.0'><channel><title>A feed</title><item><title>{title}</title>"
        f"<link>{link}</link><guid isPermaLink='false'>{guid}</guid></item></channel></rss>"
    ).encode()


GOOD = feed("Cloud sales rise")
COMMANDS = feed("Cloud&#27;]52;c;Y3VybA==&#7; sales&#155;31m rise&#8238;&#8203;")


class Host(ThreadingHTTPServer):
    """Serves `pages`, by path; a page is a body, or a function of the request."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, pages: dict[str, bytes | Callable[[Request], None]]) -> None:
        self.pages = pages
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), Request)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Request(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        page = self.server.pages[self.path.partition("?")[0]]
        with contextlib.suppress(ConnectionError):
            if callable(page):
                page(self)
            else:
                self.answer(200, page)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


def drips(request: Request) -> None:
    request.answer(200, b"<rss>", Content_Length="1000")
    while not request.server.over.wait(0.2):
        request.wfile.write(b" ")


def never_ends(request: Request) -> None:
    request.answer(200, Content_Length="99999999", Connection="close")
    while not request.server.over.is_set():
        request.wfile.write(b" " * 65_536)


def lies_about_its_length(request: Request) -> None:
    request.answer(200, GOOD, Content_Length="1000000", Connection="close")
    request.close_connection = True


def goes_in_circles(request: Request) -> None:
    request.answer(302, Location=request.path)


def leads_to_a_file(request: Request) -> None:
    request.answer(301, Location="file:///etc/passwd")


def leads_to_the_clouds_metadata(request: Request) -> None:
    request.answer(302, Location="http://169.254.169.254/latest/meta-data/")


def asks_to_wait_for_ever(request: Request) -> None:
    request.answer(429, Retry_After="99999999")


def is_not_modified_unasked(request: Request) -> None:
    request.answer(304)


def sends_a_bomb(request: Request) -> None:
    bomb = gzip.compress(b"<rss>" + b" " * 60_000_000)
    request.answer(200, bomb, Content_Encoding="gzip")


def breaks_its_gzip(request: Request) -> None:
    request.answer(200, gzip.compress(GOOD)[:-12], Content_Encoding="gzip")


def has_commands_in_its_headers(request: Request) -> None:
    request.answer(200, GOOD, ETag='"\x1b[31m"', X_Long="a" * 60_000)


ATTACKS: dict[str, tuple[bytes | Callable[[Request], None], str]] = {
    "/drips": (drips, "no complete answer within 3 seconds"),
    "/endless": (never_ends, "longer than 10 MB"),
    "/lies": (lies_about_its_length, "broke off"),
    "/circle": (goes_in_circles, "more than 10 redirects"),
    "/file": (leads_to_a_file, "redirected to a file: address"),
    "/metadata": (leads_to_the_clouds_metadata, "169.254.169.254 leads to a private address"),
    "/wait": (asks_to_wait_for_ever, "we ask too often (429)"),
    "/unasked": (is_not_modified_unasked, "“not modified” without being asked (304)"),
    "/bomb": (sends_a_bomb, "longer than 25 MB when unpacked"),
    "/gzip": (breaks_its_gzip, "breaks off in the middle"),
    "/page": (b"<html><body>Please log in</body></html>", "an HTML page, not a feed"),
    "/empty": (b"", "an empty document"),
    "/none": (feed("x").replace(b"item>", b"nothing>"), "a feed without a single entry"),
}
FEEDS: dict[str, bytes | Callable[[Request], None]] = {
    "/good": GOOD,
    "/commands": COMMANDS,
    "/headers": has_commands_in_its_headers,
    "/sql": feed("x'); drop table headlines; --", link="https://news.example/2"),
    "/long": feed("T" * 1_000_000, link="https://news.example/3"),
}


class PeakMemory:
    """Looks at the peak memory of a process and its children while they run, where there is a
    /proc. (`ru_maxrss` would begin with that of the process they were forked from.)"""

    def __init__(self, process: int) -> None:
        self._process = process
        self._megabytes = 0.0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def largest(self) -> float:
        """Megabytes, once the process has ended."""
        self._thread.join()
        return self._megabytes

    def _look(self) -> None:
        while True:
            try:
                family = [self._process, *children_of(self._process)]
                self._megabytes = max(self._megabytes, *map(peak_of, family))
            except (OSError, IndexError):  # one of them has ended, or there is no /proc
                if not Path(f"/proc/{self._process}/task").exists():
                    return
            time.sleep(0.02)


def children_of(process: int) -> list[int]:
    """Its children and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found + [each for child in found for each in children_of(child)]


def peak_of(process: int) -> float:
    """The most megabytes it ever had in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_024


class Desk:
    """A database whose feeds the real poller polls, as a process of its own."""

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self.path = folder / "alimon.sqlite"
        self.configuration = folder / "config.toml"
        self.configuration.write_text(CONFIGURATION)
        self.megabytes = 0.0
        with closing(database.open_writer(self.path)) as connection:
            subscriptions.add_feeds(connection, [NewFeed(url) for url in urls], times.now())

    def poll(self) -> str:
        """Poll every feed; what the poller printed. Notes the peak of its processes' memory."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tui", "poll", "--once", "--db", str(self.path)],
            env=os.environ | {"ALIMON_CONFIG": str(self.configuration)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        peaks = PeakMemory(process.pid)
        printed = process.communicate()[0].decode()
        self.megabytes = peaks.largest()
        assert process.returncode == 0, printed
        return printed

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query, values).fetchall()

    def titles(self, page: str) -> list[str]:
        query = (
            "select h.title from headlines h join feeds f on f.id = h.feed "
            "where f.url like '%' || ? || '%' order by h.id"
        )
        return [str(title) for (title,) in self.rows(query, page)]

    def messages(self) -> dict[str, str]:
        rows = self.rows("select url, coalesce(last_message, '') from feeds")
        return {
            "/" + str(url).partition("?")[0].split("/", 3)[3]: str(message) for url, message in rows
        }

    def stored_texts(self) -> Iterator[tuple[str, str]]:
        """Every text in every table, with its table and column."""
        tables = self.rows(
            "select name from sqlite_master where type = 'table' and sql not like '%virtual%' "
            "and name not like 'headlines_fts%' and name not in ('migrations', 'sqlite_sequence')"
        )
        with closing(sqlite3.connect(self.path)) as connection:
            for (table,) in tables:
                found = connection.execute(f"select * from {table}")
                for row in found:
                    for (column, *_), value in zip(found.description, row, strict=True):
                        if isinstance(value, str):
                            yield f"{table}.{column}", value

    def expect_inert(self) -> None:
        """No stored text can do anything to a terminal, a log or a database."""
        assert self.rows("pragma integrity_check") == [("ok",)]
        for place, text in self.stored_texts():
            assert len(text) < LARGEST_ROW, place
            assert "root:" not in text, place
            wrong = {unicodedata.category(sign) for sign in text} & {"Cc", "Cs", "Co", "Zl", "Zp"}
            assert not wrong, (place, text)
        log = log_path(self.path).read_text(encoding="utf-8")
        assert all(line.isprintable() for line in log.splitlines())
        assert "root:" not in log


@contextlib.contextmanager
def serving(pages: dict[str, bytes | Callable[[Request], None]]) -> Iterator[Host]:
    host = Host(pages)
    thread = threading.Thread(target=host.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield host
    host.over.set()
    host.shutdown()
    host.server_close()


def test_hostile_servers_are_told_in_words_and_disturb_nobody(tmp_path: Path) -> None:
    pages = FEEDS | {path: page for path, (page, _) in ATTACKS.items()}
    with serving(pages) as host:
        desk = Desk(tmp_path, [f"{host.base}{path}?key=hunter2" for path in pages])
        printed = desk.poll()

    messages = desk.messages()
    for path, (_, words) in ATTACKS.items():
        assert words in messages[path], path
    assert all(messages[path] == "" for path in FEEDS)
    for path in ("/good", "/commands", "/headers"):
        assert desk.titles(path) == ["Cloud sales rise"]
    assert desk.titles("/sql") == ["x'); drop table headlines; --"]
    assert [len(title) for title in desk.titles("/long")] == [500]
    (waiting,) = desk.rows("select next_poll_at from feeds where url like '%/wait?%'")
    assert times.from_text(str(waiting[0])) - times.now() < timedelta(days=8)  # a week and jitter
    desk.expect_inert()
    assert desk.megabytes < MEGABYTES
    assert "\x1b" not in printed
    assert "hunter2" not in printed + log_path(desk.path).read_text(encoding="utf-8")


needs_hostile_set = pytest.mark.skipif(not HOSTILE_SET.exists(), reason="no hostile set beside us")
TRANSPORT = {
    "slow": "no complete answer within 3 seconds",
    "endless": "longer than 10 MB",
    "redirect": "more than 10 redirects",
    "to-file": "redirected to a file: address",
    "to-meta": "leads to a private address",
    "lie-len": "broke off",
    "304": "without being asked (304)",
    "429": "too often (429)",
    "headers": "without a single entry",
    "gzip-bad": "breaks off in the middle",
}
NO_FEED = {"81", "83", "85", "89", "97"}  # pages, nothing, and feeds without an entry


@pytest.mark.slow
@needs_hostile_set
def test_the_captured_hostile_set_is_stored_as_its_manifest_asks(tmp_path: Path) -> None:
    """Every file and the server, with a good feed among them; then again, with what the files of a
    second poll have instead of those of the first."""
    files = {
        f"/{path.name}": path.read_bytes()
        for path in sorted(HOSTILE_SET.iterdir())
        if path.suffix != ".py"
    }
    churned = files.pop("/72_guid_churn_poll2.xml")
    files["/slots"] = files.pop("/71_guid_reuse_poll1.xml")
    files["/churn"] = churned.replace(b"a1b2-1770030000", b"a1b2-1").replace(b"t=2", b"t=1")
    files["/good"] = GOOD
    with serving(dict(files)) as host, slow_server() as slow:
        urls = [host.base + path for path in files] + [f"{slow}/{name}" for name in TRANSPORT]
        desk = Desk(tmp_path, urls)
        began = time.monotonic()
        desk.poll()
        took = time.monotonic() - began
        host.pages["/slots"] = files.pop("/71_guid_reuse_poll2.xml")
        host.pages["/churn"] = churned
        headlines = desk.rows("select count(*) from headlines")
        desk.poll()
    desk.expect_inert()
    assert desk.titles("/good") == ["Cloud sales rise"]
    messages = desk.messages()
    for name, words in TRANSPORT.items():
        assert words in messages[f"/{name}"], name
    for path, message in messages.items():
        number = path[1:3]
        if number.isdigit() and path[1:] not in TRANSPORT:
            assert bool(message) == (number in NO_FEED), (path, message)
            assert bool(desk.titles(path)) != (number in NO_FEED), path
    assert len(desk.titles("/70_duplicate_guids.xml")) == 50
    assert sorted(desk.titles("/slots")) == [
        "Alibaba reports Q3 results",
        "Nvidia export rule changes",
        "Tencent story (updated)",
    ]
    assert desk.titles("/churn") == ["Alibaba Cloud opens region"]
    (now,) = desk.rows("select count(*) from headlines")
    assert now[0] - headlines[0][0] == 1  # the story that took a slot, and nothing else
    assert desk.megabytes < MEGABYTES
    assert took < 60


@pytest.mark.slow
@needs_hostile_set
@pytest.mark.parametrize(
    ("words", "message", "kept"),
    [
        (["gen_huge_text.py"], "the answer is longer than 25 MB when unpacked", 0),
        (["gen_100k_entries.py", "100000", "rss"], "", 5_000),
        (["gen_100k_entries.py", "100000", "atom"], "", 5_000),
        (["gen_100k_entries.py", "100000", "json"], "", 5_000),
    ],
)
def test_too_much_of_anything_is_cut_off_and_disturbs_nobody(
    tmp_path: Path, words: list[str], message: str, kept: int
) -> None:
    made = tmp_path / "made"
    script, *rest = words
    subprocess.run([sys.executable, HOSTILE_SET / script, made, *rest], check=True)
    whole = made.read_bytes()
    with serving({"/good": GOOD, "/whole": whole, "/packed": gzipped(whole)}) as host:
        desk = Desk(tmp_path, [f"{host.base}/{name}" for name in ("good", "whole", "packed")])
        desk.poll()

    assert desk.titles("/good") == ["Cloud sales rise"]
    assert "longer than 10 MB" in desk.messages()["/whole"]
    assert desk.messages()["/packed"] == message
    assert len(desk.titles("/packed")) == kept
    assert desk.megabytes < MEGABYTES_OF_TOO_MUCH
    desk.expect_inert()


def gzipped(body: bytes) -> Callable[[Request], None]:
    packed = gzip.compress(body, 1)
    return lambda request: request.answer(200, packed, Content_Encoding="gzip")


@contextlib.contextmanager
def slow_server() -> Iterator[str]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = str(HOSTILE_SET / "gen_slow_server.py")
    with subprocess.Popen([sys.executable, script, str(port)]) as process:
        deadline = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            assert time.monotonic() < deadline
        yield f"http://127.0.0.1:{port}"
        process.kill()
