"""`alimon demo`: headlines arrive from loopback, and when it ends nothing is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from feeds.demo.script import load_script
from tui.command_line import alimon

PATIENCE = 60  # seconds, for a machine that is busy
AT_START = sum(
    headline.published <= timedelta(0)
    for feed in load_script().feeds
    for headline in feed.headlines
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The place for temporary files of the demo under test."""
    where = tmp_path / "temporary"
    where.mkdir()
    return where


@pytest.fixture
def environment(tmp_path: Path, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TMPDIR": str(folder),
        "HOME": str(tmp_path),
        "ALIMON_CONFIG": str(tmp_path / "none.toml"),
        "PYTHONUNBUFFERED": "1",
    }


def left_behind(folder: Path) -> Iterator[str]:
    """Processes that still work on a database below `folder`."""
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True
    )
    return (line for line in listing.stdout.splitlines() if f"--db {folder}" in line)


def counts_in(line: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"(\w+) (\d+)", line)}


def test_headlines_arrive_alerts_fire_and_nothing_is_left(
    environment: dict[str, str], folder: Path
) -> None:
    command = [sys.executable, "-m", "tui", "demo", "--headless", "--seconds", str(PATIENCE)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        arrivals = (line for line in running.stdout if counts_in(line)["headlines"] > AT_START)
        line = next(arrivals)
        running.send_signal(signal.SIGTERM)
        code = running.wait(PATIENCE)

    counts = counts_in(line)
    assert 0 < counts["stories"] < counts["headlines"]
    assert counts["tagged"] > AT_START // 2
    assert counts["firing"] >= 1
    assert "feeds 7/8 ok" in line
    assert code == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []
    assert list(left_behind(folder)) == []


def test_it_ends_by_itself_and_says_when_nothing_arrived(
    environment: dict[str, str], folder: Path
) -> None:
    command = [sys.executable, "-m", "tui", "demo", "--headless", "--seconds", "1"]
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert "headlines 0" in ran.stdout
    assert ran.returncode == 0 or "no headline arrived" in ran.stderr
    assert list(folder.iterdir()) == []


def test_a_database_that_exists_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "mine.sqlite"
    path.write_text("mine")

    result = CliRunner().invoke(alimon, ["demo", "--headless", "--db", str(path)])

    assert result.exit_code == 1
    assert "only makes new databases" in result.output
    assert path.read_text() == "mine"
