"""Prints what alimon depends on: version, licence, size on disk, time to import.

`make audit`. What each is for is a line in docs/decisions.md.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMPORT_NAMES = {"pyahocorasick": "ahocorasick", "sqlite-utils": "sqlite_utils"}
RUNS = 5
HEAD = "| package | version | licence | MB | import ms |\n| --- | --- | --- | --- | --- |\n"


def dependencies() -> list[str]:
    """The names in pyproject.toml, in order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[<>=!~ \[]", line)[0] for line in project["dependencies"]]


def licence(found: metadata.Distribution) -> str:
    """As the package states it, shortest form first."""
    fields = found.metadata
    if stated := fields.get("License-Expression"):
        return stated
    classified = [
        each.rpartition(" :: ")[2]
        for each in fields.get_all("Classifier") or ()
        if each.startswith("License ::")
    ]
    return ", ".join(classified) or (fields.get("License") or "not stated").splitlines()[0]


def size(found: metadata.Distribution) -> int:
    """Bytes of its installed files."""
    paths = (Path(str(file.locate())) for file in found.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


def import_milliseconds(name: str) -> float:
    """Median of a few fresh processes, less that of one that imports nothing."""

    def taken(code: str) -> float:
        timed = (
            f"import time; began = time.perf_counter(); {code}; print(time.perf_counter() - began)"
        )
        times = [
            float(
                subprocess.run(
                    [sys.executable, "-c", timed], capture_output=True, text=True, check=True
                ).stdout.split()[-1]
            )
            for _ in range(RUNS)
        ]
        return statistics.median(times) * 1_000

    return taken(f"import {name}") - taken("pass")


def main() -> None:
    """Print the table."""
    sys.stdout.write(HEAD)
    for name in dependencies():
        found = metadata.distribution(name)
        module = IMPORT_NAMES.get(name, name)
        sys.stdout.write(
            f"| {name} | {found.version} | {licence(found)} | {size(found) / 1e6:.1f} | "
            f"{import_milliseconds(module):.0f} |\n"
        )
    installed = list(metadata.distributions())
    sys.stdout.write(
        f"\n{len(installed)} packages in this environment, with those for development\n"
    )


if __name__ == "__main__":
    main()
