"""How fast the app feels: `python bench/app_speed.py [--sizes 1000,100000,1000000]`.

For each number of stored headlines: start of the process to painted headlines beside an empty
Textual app in the same run, key to painted frame, bytes a key, resident memory; newsboat with as
many items beside it.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsboat_items import newsboat_command
from terminal import KeyTimes, Terminal

HERE = Path(__file__).parent
KEYS = {  # name: key, times, key that puts it back
    "j": (b"j", 60, b""),
    "page down": (b"\x1b[6~", 36, b""),  # of 20 the 95th percentile is the worst
    "G": (b"G", 10, b"g"),
    "g": (b"g", 10, b"G"),
    "tab": (b"\t", 12, b""),
    "t (filter)": (b"t", 10, b""),
    "/ a letter": (b"c", 5, b"\x1b/"),
}
NEWSBOAT_KEYS = {
    "j": (b"j", 60, b""),
    "page down": (b"\x1b[6~", 36, b""),  # of 20 the 95th percentile is the worst
    "G": (b"\x1b[F", 10, b"\x1b[H"),
    "g": (b"\x1b[H", 10, b"\x1b[F"),
}
EMPTY_APP = """
from textual.app import App
from textual.widgets import Footer, Static
class Empty(App):
    def compose(self):
        yield Static("painted")
        yield Footer()
Empty().run()
"""
STARTS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--keep", type=Path, help="folder for the databases, made once")
    arguments = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        for size in map(int, arguments.sizes.split(",")):
            report(size, database(folder, size))
            if size and shutil.which("newsboat"):
                beside_newsboat(size)


def database(folder: Path, size: int) -> Path:
    """A database with `size` headlines of our own making."""
    path = folder / f"bench-{size}.sqlite"
    if not path.exists():
        maker = [sys.executable, str(HERE / "make_database.py"), str(path), str(size)]
        subprocess.run(maker, check=True, stdout=subprocess.DEVNULL)
    return path


def report(size: int, path: Path) -> None:
    alimon = [sys.executable, "-m", "tui", "--db", str(path), "--no-poll"]
    ours, empty = [], []
    for _ in range(STARTS):  # in turn, so that a slow minute slows both
        with Terminal(alimon) as terminal:
            ours.append(terminal.wait_for("unread of" if size else "No headlines yet"))
        with Terminal([sys.executable, "-c", EMPTY_APP]) as terminal:
            empty.append(terminal.wait_for("painted"))
    ratio = statistics.median(ours) / statistics.median(empty)
    print(f"\n{size:,} headlines")
    print(f"  start      {statistics.median(ours):.3f} s, {ratio:.2f} x an empty app", end=" ")
    print(f"({statistics.median(empty):.3f} s), medians of {STARTS}")
    if not size:
        return
    keys(alimon)
    print("  while 20 headlines a second arrive:")
    writer = [sys.executable, str(HERE / "live_writer.py"), str(path), "20"]
    with subprocess.Popen(writer, stdin=subprocess.PIPE) as live:
        keys(alimon)
        live.communicate()


def keys(alimon: list[str]) -> None:
    with Terminal(alimon) as terminal:
        terminal.wait_for("unread of")
        terminal.settle(1.0, 2.0)
        for name, (key, times, back) in KEYS.items():
            terminal.press(b"g")  # it was left, or the key before ended, further down
            terminal.settle(0.2, 1.0)
            show(name, terminal.time_key(key, times, back=back))
        terminal.settle(1.0)
        own, children = terminal.memory()
        print(f"  memory     {own:.0f} MB, children {children:.0f} MB")


def beside_newsboat(size: int) -> None:
    print("  newsboat:")
    with tempfile.TemporaryDirectory() as folder:
        command = newsboat_command(Path(folder), size)
        with Terminal(command) as terminal:
            started = terminal.wait_for("Bench", 300)
            began = time.perf_counter()
            terminal.send(b"\r")
            terminal.screen.clear()
            terminal.wait_for("Alibaba and item", 300)
            opened = time.perf_counter() - began
            print(f"  start      {started:.3f} s to its feeds, {opened:.3f} s more to the list")
            terminal.settle(1.0, 5.0)
            for name, (key, times, back) in NEWSBOAT_KEYS.items():
                show(name, terminal.time_key(key, times, back=back))
            print(f"  memory     {terminal.memory()[0]:.0f} MB")


def show(name: str, times: KeyTimes) -> None:
    print(
        f"  {name:<10} median {times.median:6.1f} ms  p95 {times.p95:6.1f}  "
        f"max {times.worst:6.1f}  {times.bytes_sent:6,} bytes"
        + (f"  processor {times.processor:5.1f} ms" if times.processor else "")
    )


if __name__ == "__main__":
    main()
