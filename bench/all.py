"""Runs every benchmark and writes bench/RESULTS.md: `make bench`. Takes about half an hour.

Each section is what the program printed, with the command that prints it. Machines differ and are
noisy: read medians and ratios, and compare within one file.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULTS = HERE / "RESULTS.md"

BENCHMARKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The app: start, keys, memory, bytes", ("app_speed.py",)),
    ("Polling beside newsboat and reader", ("poll_speed.py",)),
    ("Parsing beside feedparser", ("parse_speed.py",)),
    ("Tagging beside the automaton and one regular expression", ("tag_speed.py",)),
    ("Reading figures", ("figures_speed.py",)),
    ("Lists and searches at a million headlines", ("search_speed.py",)),
    ("500 rules", ("alerts_speed.py",)),
    ("What alimon depends on", ("audit.py",)),
)


def machine() -> str:
    """What the figures were measured on."""
    libraries = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("textual", "aiohttp", "feedparser")
    )
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}"
    )


def sections(only: list[str]) -> Iterator[str]:
    """Each benchmark's heading, command and output; `only` names files, all where it is empty."""
    for title, command in BENCHMARKS:
        if only and command[0] not in only:
            continue
        sys.stderr.write(f"{title} …\n")
        began = time.monotonic()
        ran = subprocess.run(
            [sys.executable, str(HERE / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        taken = time.monotonic() - began
        said = ran.stdout.strip() or "(nothing)"
        failed = f"\n\nIt failed with exit code {ran.returncode}:\n\n{ran.stderr.strip()[-1_500:]}"
        yield (
            f"\n## {title}\n\n`python bench/{' '.join(command)}`, {taken:.0f} s\n\n"
            f"```\n{said}{failed if ran.returncode else ''}\n```\n"
        )


def main() -> None:
    """Write the page."""
    head = f"# Results\n\nMade by `make bench` on {time.strftime('%Y-%m-%d')}. {machine()}.\n"
    RESULTS.write_text(head + "".join(sections(sys.argv[1:])), encoding="utf-8")
    sys.stderr.write(f"wrote {RESULTS.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
