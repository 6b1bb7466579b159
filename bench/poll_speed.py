"""How fast a first and an unchanged reload are, beside newsboat and the `reader` library.

    python bench/poll_speed.py [--feeds 500] [--latency 0 --latency 0.2] [--runs 3]

Each program is run in turn against the same loopback server (bench/feed_server.py: ETag,
Last-Modified, gzip) with a database of its own; `reader` runs with as many workers as alimon has
connections, and its search index is counted in, since alimon's is. All of it is done again with
each latency: a program that waits for one feed at a time needs feeds x latency. A peer that is
not installed is said to be so. Prints medians and ratios to the first program; `cpu` is the
processor time of all processes of the program in the first reload, which other work on the machine
changes less than the wall time; memory is their peak (PSS).
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store import database, times
from store.polling import subscriptions
from store.polling.subscriptions import NewFeed
from store.record.history import load_bundled_history

CONNECTIONS = 32
CONFIGURATION = f"""
[network]
private = ["127.0.0.1"]
host_gap = "0s"
host_connections = {CONNECTIONS}
connections = {CONNECTIONS}
"""
PEERS = os.environ.get("READER_PYTHON", sys.executable)  # a Python that has `reader`
READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for url in sys.argv[2].split():
    reader.add_feed(url, exist_ok=True)
reader.enable_search()
reader.update_feeds(workers=int(sys.argv[3]), scheduled=False)
reader.update_search()
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One reload: seconds of wall time and of processor time, seconds to the first headline (None:
    not looked for), megabytes at the peak."""

    seconds: float
    processor: float
    first: float | None
    megabytes: float


@dataclass(frozen=True, slots=True)
class Program:
    """A program under test: `start` begins a reload in a folder; `count` counts its headlines."""

    name: str
    prepare: Callable[[Path, list[str]], None]
    start: Callable[[Path, list[str]], subprocess.Popen[bytes]]
    count: Callable[[Path], int]
    watch: Path | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--latency", type=float, action="append", metavar="SECONDS")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", help="alimon, newsboat or reader; repeatable")
    chosen = parser.parse_args()
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, ",
        end="",
    )
    print(f"load {os.getloadavg()[0]:.1f}")
    installed = []
    for program in programs(chosen.only):
        if isinstance(program, str):
            print(program)
        else:
            installed.append(program)
    for latency in chosen.latency or [0, 0.2]:
        with serving(chosen.feeds, chosen.items, latency) as urls:
            rows = [(program.name, measure(program, urls, chosen)) for program in installed]
        print(f"\n{chosen.feeds} feeds × {chosen.items} items, latency {latency:g} s, ", end="")
        print(f"median of {chosen.runs}")
        show(rows)


def programs(only: list[str] | None) -> Iterator[Program | str]:
    """The programs to run, or a sentence about one that is not installed."""
    wanted = only or ["alimon", "newsboat", "reader"]
    if "alimon" in wanted:
        yield Program("alimon", prepare_alimon, start_alimon, count_alimon, Path("alimon.sqlite"))
    if "newsboat" in wanted:
        if shutil.which("newsboat"):
            yield Program("newsboat", prepare_newsboat, start_newsboat, count_newsboat)
        else:
            yield "newsboat is not installed (Debian: apt-get install newsboat)"
    if "reader" in wanted:
        found = subprocess.run([PEERS, "-c", "import reader"], capture_output=True, check=False)
        if found.returncode == 0:
            yield Program("reader", lambda _folder, _urls: None, start_reader, count_reader)
        else:
            yield "reader is not installed (pip install reader sgmllib3k; name it in READER_PYTHON)"


def measure(program: Program, urls: list[str], chosen: argparse.Namespace) -> tuple[Run, Run]:
    """Medians of a first and of an unchanged reload."""
    first, unchanged = [], []
    for _ in range(chosen.runs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            program.prepare(folder, urls)
            first.append(reload(program, folder, urls))
            stored = program.count(folder)
            if stored != chosen.feeds * chosen.items:
                print(f"{program.name}: {stored} headlines, not {chosen.feeds * chosen.items}")
            unchanged.append(reload(program, folder, urls))
    return median(first), median(unchanged)


def median(runs: list[Run]) -> Run:
    firsts = [run.first for run in runs if run.first is not None]
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.processor for run in runs),
        statistics.median(firsts) if firsts else None,
        statistics.median(run.megabytes for run in runs),
    )


def reload(program: Program, folder: Path, urls: list[str]) -> Run:
    """One reload, watched from outside."""
    watch = folder / program.watch if program.watch else None
    processor = processor_time()
    begun = time.perf_counter()
    process = program.start(folder, urls)
    first = None
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(megabytes, family(process.pid))))
        if watch is not None and first is None and count(watch, "headlines"):
            first = time.perf_counter() - begun
        time.sleep(0.02)
    if process.returncode != 0:
        raise SystemExit(f"{program.name} exited with {process.returncode}: nothing to compare")
    seconds = time.perf_counter() - begun
    return Run(seconds, processor_time() - processor, first, peak)


def processor_time() -> float:
    """Seconds that ended child processes, and theirs, have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show(rows: list[tuple[str, tuple[Run, Run]]]) -> None:
    """Print the table; ratios are to the first row."""
    if not rows:
        return
    print(f"{'':10} {'first':>9} {'ratio':>6} {'cpu':>8} {'unchanged':>10} {'ratio':>6} ", end="")
    print(f"{'1st headline':>12} {'peak':>8}")
    (_, (base_first, base_unchanged)) = rows[0]
    for name, (first, unchanged) in rows:
        headline = f"{first.first:.2f} s" if first.first is not None else "–"
        slower, slower_unchanged = (
            first.seconds / base_first.seconds,
            unchanged.seconds / base_unchanged.seconds,
        )
        print(
            f"{name:10} {first.seconds:7.2f} s {slower:5.1f}× {first.processor:6.2f} s "
            f"{unchanged.seconds:8.2f} s {slower_unchanged:5.1f}× "
            f"{headline:>12} {first.megabytes:5.0f} MB"
        )


@contextmanager
def serving(feeds: int, items: int, latency: float) -> Iterator[list[str]]:
    server = subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("feed_server.py")),
            *("--feeds", str(feeds), "--items", str(items), "--latency", str(latency)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = int(server.stdout.readline())
    try:
        yield [f"http://127.0.0.1:{port}/{number}.xml" for number in range(feeds)]
    finally:
        server.communicate()


def prepare_alimon(folder: Path, urls: list[str]) -> None:
    (folder / "config.toml").write_text(CONFIGURATION)
    connection = database.open_writer(folder / "alimon.sqlite")
    subscriptions.add_feeds(connection, [NewFeed(url) for url in urls], times.now())
    load_bundled_history(connection)  # figures are held against the record, as in the app
    connection.close()


def start_alimon(folder: Path, _urls: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui", "poll", "--once", "--db", str(folder / "alimon.sqlite")],
        env=os.environ | {"ALIMON_CONFIG": str(folder / "config.toml")},
        stdout=subprocess.DEVNULL,
    )


def count_alimon(folder: Path) -> int:
    return count(folder / "alimon.sqlite", "headlines")


def prepare_newsboat(folder: Path, urls: list[str]) -> None:
    (folder / "urls").write_text("\n".join(urls) + "\n")
    (folder / "config").write_text(f"reload-threads {CONNECTIONS}\n")


def start_newsboat(folder: Path, _urls: list[str]) -> subprocess.Popen[bytes]:
    files = ("-u", folder / "urls", "-C", folder / "config", "-c", folder / "cache.db")
    return subprocess.Popen(
        ["newsboat", *map(str, files), "-x", "reload"],
        env=os.environ | {"HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def count_newsboat(folder: Path) -> int:
    return count(folder / "cache.db", "rss_item")


def start_reader(folder: Path, urls: list[str]) -> subprocess.Popen[bytes]:
    path = str(folder / "reader.sqlite")
    return subprocess.Popen([PEERS, "-c", READER, path, " ".join(urls), str(CONNECTIONS)])


def count_reader(folder: Path) -> int:
    return count(folder / "reader.sqlite", "entries")


def count(path: Path, table: str) -> int:
    """Rows of a table, 0 if there is no such thing yet."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return 0


def family(process: int) -> list[int]:
    """The process and all below it (Linux; elsewhere nothing is known)."""
    found = [process]
    for one in found:
        try:
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue
    return found


def megabytes(process: int) -> float:
    """The memory the process has in use, its share of what it shares with others (Linux)."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1_000
    except OSError:
        pass
    return 0.0


if __name__ == "__main__":
    main()
