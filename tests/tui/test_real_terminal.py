"""The program in a real pseudo-terminal: it starts, shows news, quits, leaves nothing behind."""

from __future__ import annotations

import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path

import pytest

PATIENCE = 30.0


class RealTerminal:
    """A child process whose standard streams are a terminal of 120x40."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._terminal, child_side = pty.openpty()
        ioctl(child_side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=child_side,
            stdout=child_side,
            stderr=child_side,
            env=environment,
            start_new_session=True,
        )
        os.close(child_side)
        self.printed = b""

    def read_until(self, text: str) -> None:
        end = time.monotonic() + PATIENCE
        while text.encode() not in self.printed:
            assert time.monotonic() < end, f"{text!r} did not appear: {self.printed[-2000:]!r}"
            if select.select([self._terminal], [], [], 0.1)[0]:
                try:
                    self.printed += os.read(self._terminal, 1 << 16)
                except OSError:
                    pytest.fail(f"it ended before {text!r}: {self.printed[-2000:]!r}")

    def press(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def wait(self) -> int:
        """Read on until the program ends; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self._terminal], [], [], 0.1)[0]:
                try:
                    self.printed += os.read(self._terminal, 1 << 16)
                except OSError:
                    break
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An empty home, a capable terminal, a temporary folder of its own."""
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "TERM": "xterm-256color",
    }


@pytest.fixture
def demo(environment: dict[str, str]) -> Iterator[RealTerminal]:
    terminal = RealTerminal([sys.executable, "-m", "tui", "demo"], environment)
    yield terminal
    terminal.close()


def test_the_demo_shows_headlines_and_quits_without_a_trace(
    demo: RealTerminal, tmp_path: Path
) -> None:
    demo.read_until("1 HEADLINES")
    demo.read_until("unread of")
    demo.read_until("BABA")
    assert [folder for folder in tmp_path.iterdir() if folder.name.startswith("alimon-demo")]
    demo.press(b"q")
    assert demo.wait() == 0
    assert not [folder for folder in tmp_path.iterdir() if folder.name.startswith("alimon-demo")]
    assert b"Traceback" not in demo.printed


@pytest.mark.parametrize(
    ("settings", "says"),
    [({"TERM": "dumb"}, "cannot move its cursor"), ({"TERM": ""}, "cannot move its cursor")],
)
def test_a_terminal_that_cannot_is_told_so(
    environment: dict[str, str], settings: dict[str, str], says: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tui", "--db", str(tmp_path / "new.sqlite")]
    terminal = RealTerminal(command, {**environment, **settings})
    try:
        terminal.read_until(says)
        assert terminal.wait() == 1
        assert b"Traceback" not in terminal.printed
    finally:
        terminal.close()


def test_without_a_terminal_it_says_what_works_there(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tui", "--db", str(tmp_path / "new.sqlite")],
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert run.returncode == 1
    assert "alimon headlines" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "new.sqlite").exists()
