"""Streaming for a long time: `python bench/soak.py [--minutes 60]`, or `make soak MINUTES=60`.

The real program in a pseudo-terminal, 20 headlines a second written beside it, keys pressed at
random in every pane and card, the terminal's size changed now and then. Every minute the writer
stands still and what an emulated terminal (pyte) shows is compared with what it shows after the
whole screen was repainted: a line that differs was not repainted when it should have been. Words
that tell how long ago something was differ by right and are left out. At the end `q` must end it.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import pyte
from make_database import make_database
from terminal import Terminal

from tui.actions import ACTIONS
from tui.card_actions import CARD_ACTIONS

HERE = Path(__file__).parent
RATE = 20  # headlines a second
STORED = 10_000
SIZES = ((120, 40), (80, 24), (200, 60))
KEY_SECONDS = 0.25
CHECK_SECONDS = 60.0
TOAST_SECONDS = 16.0  # longer than any is shown
KEPT_BYTES = 40_000  # of what was printed last, to say how it ended
LEAVES = {"app.quit", "headlines.open_link", "headlines.open_link_read"}
NAMED = {
    "down": "\x1b[B", "up": "\x1b[A", "left": "\x1b[D", "right": "\x1b[C", "home": "\x1b[H",
    "end": "\x1b[F", "pagedown": "\x1b[6~", "pageup": "\x1b[5~", "enter": "\r", "escape": "\x1b",
    "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "slash": "/", "question_mark": "?",
    "colon": ":", "dollar_sign": "$", "left_square_bracket": "[", "right_square_bracket": "]",
    "plus": "+", "minus": "-", "equals_sign": "=", "comma": ",", "full_stop": ".",
    "less_than_sign": "<", "greater_than_sign": ">", "underscore": "_", "backspace": "\x7f",
}  # fmt: skip
# … and the blanks beside it: 9 m became 10 m, and what stands behind it did not move; a card may
# cover its unit
AGO = re.compile(r" *(\b(\d+ ?[smhd]\b|\d{1,2} ?(?=[│╭╰]))|\b\d\d:\d\d(:\d\d)?\b|\bnow\b) *")


def key_bytes(name: str) -> bytes | None:
    """What a terminal sends for a key by Textual's name; None for one it does not know."""
    if name in NAMED:
        return NAMED[name].encode()
    if len(name) == 1:
        return name.encode()
    if name.startswith("ctrl+") and len(name) == 6 and name[5].isalpha():
        return bytes([ord(name[5].upper()) - 64])
    return None


class Soak:
    """One program under keys and news, with an emulated screen."""

    def __init__(self, database: Path, seed: int) -> None:
        self.choose = random.Random(seed)
        self.terminal = Terminal([sys.executable, "-m", "tui", "--db", str(database), "--no-poll"])
        self.shown = pyte.Screen(120, 40)
        self.stream = pyte.ByteStream(self.shown)
        self.last_printed = b""
        self.last_keys: deque[bytes] = deque(maxlen=30)
        self.printed_traceback = False
        self.keys = self.checks = 0
        self.missed: list[str] = []
        names = {
            key
            for action in (*ACTIONS, *CARD_ACTIONS)
            if action.id not in LEAVES
            for key in action.keys
        } - {"q"}
        self.known = sorted(filter(None, map(key_bytes, names | {"3", "%", "backspace"})))
        self.unsent = sorted(name for name in names if key_bytes(name) is None)

    def read(self, seconds: float) -> bool:
        """Take in what is printed within `seconds`; whether anything came."""
        data = self.terminal.read(seconds)
        self.printed_traceback |= b"Traceback" in data
        self.last_printed = (self.last_printed + data)[-KEPT_BYTES:]
        self.stream.feed(data)
        self.terminal.screen.clear()
        return bool(data)

    def settle(self, quiet: float = 0.5, limit: float = 8.0) -> None:
        end = time.monotonic() + limit
        while time.monotonic() < end and self.read(quiet):
            pass

    def rest(self, seconds: float) -> None:
        """Press nothing for so long: what is said for a while goes, what waits is done."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def resize(self, columns: int, rows: int) -> None:
        self.shown.resize(rows, columns)
        self.terminal.resize(columns, rows)

    def press_any(self) -> None:
        """A key, or several at once: what comes faster than a card is put together."""
        sent = b"".join(self.choose.choices(self.known, k=self.choose.choice((1, 1, 1, 2, 2, 6))))
        self.terminal.send(sent)
        self.last_keys.append(sent)
        self.keys += 1
        self.rest(KEY_SECONDS)

    def lines(self) -> list[str]:
        return [AGO.sub("~", line).rstrip() for line in self.shown.display]

    def check(self) -> list[str]:
        """Compare the screen with the same after a repaint of all of it; the lines that differ."""
        self.rest(TOAST_SECONDS)
        self.settle()
        before = self.lines()
        columns, rows = self.shown.columns, self.shown.lines
        for each in (columns - 1, columns):
            self.resize(each, rows)
            self.read(8.0)  # a busy machine may take long to begin
            self.settle()
        after = self.lines()
        self.checks += 1
        missed = [
            f"check {self.checks}, line {number}:\n  was  {was}\n  is   {now}"
            for number, (was, now) in enumerate(zip(before, after, strict=True))
            if was != now
        ]
        self.missed += missed
        return missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "soak.sqlite"
        make_database(database, STORED, datetime.now(UTC))
        os.environ["XDG_CONFIG_HOME"] = folder
        os.environ["PYTHONPATH"] = str(HERE.parent)
        os.chdir(folder)  # where exports go
        soak = Soak(database, arguments.seed)
        try:
            failures = run(soak, database, arguments.minutes, arguments.seed)
        except EOFError as ended:
            printed = re.sub(rb"\x1b[^a-zA-Z]*[a-zA-Z]", b" ", soak.last_printed)
            failures = [f"{ended} after the keys {list(soak.last_keys)}", printed.decode()]
    sys.exit("\n".join(failures) if failures else 0)


def run(soak: Soak, database: Path, minutes: float, seed: int) -> list[str]:
    """Soak it; what went wrong, empty when nothing did. Raises EOFError when it ends early."""
    writer = [sys.executable, str(HERE / "live_writer.py"), str(database), str(RATE)]
    print(f"{RATE} headlines a second onto {STORED:,}, {minutes:g} minutes, seed {seed}")
    print(f"keys not sent: {', '.join(soak.unsent) or 'none'}\n")
    print("| minute | keys | resident MB | checks | lines not repainted |")
    print("| ---: | ---: | ---: | ---: | ---: |", flush=True)
    memory = []
    with soak.terminal, subprocess.Popen(writer, stdin=subprocess.PIPE) as live:
        soak.settle(1.0)
        began = time.monotonic()
        next_check = began + CHECK_SECONDS
        while time.monotonic() < began + minutes * 60:
            soak.press_any()
            if time.monotonic() < next_check:
                continue
            next_check += CHECK_SECONDS
            live.send_signal(signal.SIGSTOP)
            try:
                missed = soak.check()
            finally:
                live.send_signal(signal.SIGCONT)  # or nobody could wait for its end
            memory.append(soak.terminal.memory()[0])
            passed = (time.monotonic() - began) / 60
            print(
                f"| {passed:.0f} | {soak.keys:,} | {memory[-1]:.0f} | {soak.checks} "
                f"| {len(soak.missed)} |",
                flush=True,
            )
            if missed:  # said at once: an hour is long, and a run may be stopped before its end
                keys = list(soak.last_keys)
                print("\n".join([*missed, f"after {keys}"]), file=sys.stderr, flush=True)
            soak.resize(*soak.choose.choice(SIZES))
        live.communicate()
        code, seconds = leave(soak)
    print(f"\nleft by q in {seconds:.1f} s, exit code {code}")
    failures = [*soak.missed]
    if code != 0:
        failures.append(f"q ended it with {code}")
    if soak.printed_traceback:
        failures.append("a traceback was printed")
    if len(memory) > 10:
        early, late = sorted(memory[3:8])[2], sorted(memory[-5:])[2]
        print(f"resident memory: {early:.0f} MB after 4 to 8 minutes, {late:.0f} MB at the end")
        if late > early * 1.1 + 5:
            failures.append(f"memory grew from {early:.0f} to {late:.0f} MB")
    return failures


def leave(soak: Soak) -> tuple[int | None, float]:
    """Close what is open and quit; exit code (None: it stayed), seconds it took."""
    for _ in range(8):
        soak.terminal.send(b"\x1b")
        soak.settle(0.3, 1.0)
    began = time.monotonic()
    soak.terminal.send(b"q")
    while time.monotonic() < began + 30:
        try:
            soak.read(0.1)
        except EOFError:
            break
    while time.monotonic() < began + 30:
        if (code := soak.terminal.exit_code()) is not None:
            return code, time.monotonic() - began
        time.sleep(0.05)
    return None, time.monotonic() - began


if __name__ == "__main__":
    main()
