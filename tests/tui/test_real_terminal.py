"""The program in a real pseudo-terminal: it starts, shows news, quits, leaves nothing behind."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from fcntl import ioctl
from pathlib import Path

import pytest
from sample_news import poll, tagged

from store import database
from store.alerts.evaluation import evaluate
from store.polling.subscriptions import NewFeed, add_feed
from store.rules import saved as rules
from store.settings import get_setting
from tui.presenters.desk import STATE_KEY

PATIENCE = 30.0
NOW = datetime(2026, 8, 20, 13, 4, tzinfo=UTC)
HOSTILE = "Cloud prices; \x1b]0;owned\x07 rise"


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

    def hang_up(self) -> None:
        os.close(self._terminal)
        self._terminal = -1

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self._terminal >= 0:
            os.close(self._terminal)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An empty home, a capable terminal, a temporary folder of its own."""
    size = {"COLUMNS", "LINES"}  # which a test runner may set: the terminal's own counts here
    return {
        **{name: value for name, value in os.environ.items() if name not in size},
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


class Watched:
    """A database with a rule on headlines, and how one that fires it arrives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = database.open_writer(path, NOW)
        add_feed(self._connection, NewFeed("https://wire.example.org/rss", "A wire"), NOW)
        rules.add_rule(self._connection, "topic:cloud", NOW)

    def tell(self, title: str) -> None:
        poll(self._connection, 1, [tagged(1, title, {"cloud": "Cloud"}, (), NOW)], NOW)
        evaluate(self._connection, NOW)

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path / "watched.sqlite")
    yield made
    made.close()


def test_the_terminal_itself_shows_an_alert(environment: dict[str, str], watched: Watched) -> None:
    command = [sys.executable, "-m", "tui", "--no-poll", "--db", str(watched.path)]
    kitty = {**environment, "TERM": "xterm-kitty", "TMUX": ""}
    terminal = RealTerminal(command, kitty)
    try:
        terminal.read_until("3 ALERTS")
        watched.tell(HOSTILE)
        terminal.read_until("]99;i=alimon:d=1:p=body:e=1;")
        terminal.press(b"q")
        assert terminal.wait() == 0
    finally:
        terminal.close()
    (body,) = re.findall(rb"]99;i=alimon:d=1:p=body:e=1;([A-Za-z0-9+/=]*)\x1b\\", terminal.printed)
    assert b64decode(body).decode() == "firing: topic:cloud: Cloud prices; rise"
    assert b"\x1b]0;owned" not in terminal.printed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_as_q_does(
    environment: dict[str, str], watched: Watched, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "tui", "--no-poll", "--db", str(watched.path)]
    terminal = RealTerminal(command, environment)
    try:
        terminal.read_until("3 ALERTS")
        terminal.process.send_signal(number)
        assert terminal.wait() == 128 + number
        assert b"\x1b[?1049l" in terminal.printed  # the screen is the shell's again
        assert b"Traceback" not in terminal.printed
    finally:
        terminal.close()


def test_a_terminal_that_goes_away_without_a_signal_ends_it_too(
    environment: dict[str, str], watched: Watched
) -> None:
    command = [sys.executable, "-m", "tui", "--no-poll", "--db", str(watched.path)]
    terminal = RealTerminal(command, environment)
    try:
        terminal.read_until("3 ALERTS")
        terminal.hang_up()
        assert terminal.process.wait(PATIENCE) == 128 + signal.SIGHUP
    finally:
        terminal.close()
    with closing(database.open_reader(watched.path)) as connection:
        assert get_setting(connection, STATE_KEY)


def test_back_from_the_background_the_screen_is_painted_anew(
    environment: dict[str, str], watched: Watched
) -> None:
    command = [sys.executable, "-m", "tui", "--no-poll", "--db", str(watched.path)]
    terminal = RealTerminal(command, environment)
    try:
        terminal.read_until("3 ALERTS")
        terminal.process.send_signal(signal.SIGTSTP)
        terminal.read_until("\x1b[?1049l")  # the screen is the shell's again
        os.waitpid(terminal.process.pid, os.WUNTRACED)  # until it has stopped
        terminal.printed = b""
        terminal.process.send_signal(signal.SIGCONT)
        terminal.read_until("3 ALERTS")
        terminal.press(b"q")
        assert terminal.wait() == 0
    finally:
        terminal.close()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_through_tmux_the_terminal_around_it_shows_an_alert(
    environment: dict[str, str], watched: Watched, tmp_path: Path
) -> None:
    configuration = tmp_path / "config.toml"
    configuration.write_text('[notifications]\nterminal = "osc777"\n', encoding="utf-8")
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -g allow-passthrough on\n", encoding="utf-8")
    app = f"{sys.executable} -m tui --no-poll --db {watched.path}"
    command = ["tmux", "-S", str(tmp_path / "tmux"), "-f", str(settings), "new-session", app]
    outside = {name: value for name, value in environment.items() if name != "TMUX"}
    terminal = RealTerminal(command, {**outside, "ALIMON_CONFIG": str(configuration)})
    try:
        terminal.read_until("3 ALERTS")
        watched.tell(HOSTILE)
        terminal.read_until(
            "\x1b]777;notify;alimon: firing;firing: topic:cloud: Cloud prices, rise\x07"
        )
        terminal.press(b"q")
        terminal.wait()
    finally:
        terminal.close()
    assert b"\x1b]0;owned" not in terminal.printed
