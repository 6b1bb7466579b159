"""A program in a pseudo-terminal, driven and timed from outside as its user's fingers and eyes do.

Linux and macOS; memory is read from /proc where there is one.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

END_OF_FRAME = b"\x1b[?2026l"  # the end of a synchronised update
QUIET_SECONDS = 0.008  # a frame is over when nothing comes for so long, or at its end mark
ANSWERS = (  # what a terminal replies when it is asked what it can do
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
)


@dataclass(frozen=True, slots=True)
class KeyTimes:
    """Milliseconds from a key to its frame, and what it cost.

    `processor` is the program's own time per key in milliseconds, which a busy machine does not
    stretch as it does the others; 0 where there is no /proc.
    """

    median: float
    p95: float
    worst: float
    bytes_sent: int
    processor: float


class Terminal:
    """One program in a terminal of `columns` x `rows`. Use as a context manager."""

    def __init__(
        self,
        command: list[str],
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        environment = dict(
            environment, TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8"
        )
        # A size that the caller's shell says, and no byte code kept, would not be the user's case.
        for name in ("TMUX", "COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE"):
            environment.pop(name, None)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.screen = bytearray()
        self._started = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        for sent in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(self.pid, sent)
                for _ in range(60):
                    if os.waitpid(self.pid, os.WNOHANG)[0]:
                        return
                    time.sleep(0.05)
            except (ProcessLookupError, ChildProcessError):
                return

    def read(self, seconds: float) -> bytes:
        """What the program printed within `seconds`; b"" when nothing came."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._terminal, 1 << 20)
        except OSError:
            raise EOFError("the program ended") from None
        self.screen += data
        for question, answer in ANSWERS:
            if question in data:
                os.write(self._terminal, answer)
        return data

    def wait_for(self, text: str, seconds: float = 60) -> float:
        """Seconds from the start of the program until `text` was painted."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.read(0.05)
            if text.encode() in self.screen:
                return time.perf_counter() - self._started
        raise TimeoutError(f"{text!r} was not painted within {seconds} s")

    def type(self, keys: bytes) -> None:
        """Press keys without waiting for what they do."""
        os.write(self._terminal, keys)

    def quit(self, key: bytes, limit: float = 15) -> int:
        """Press `key` and read on until the program ends; its exit code. Raises TimeoutError."""
        end = time.perf_counter() + limit
        self.type(key)
        while time.perf_counter() < end:
            try:
                self.read(0.1)
            except EOFError:
                break
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
        else:
            raise TimeoutError(f"the program did not end within {limit} s")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        """End the program at once (SIGKILL) and let go of the terminal."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)

    def send(self, keys: bytes) -> None:
        """Press keys and do not wait."""
        os.write(self._terminal, keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program is told by its kernel."""
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)

    def exit_code(self) -> int | None:
        """How the program ended; None while it runs."""
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if ended else None

    def settle(self, quiet: float = 0.3, limit: float = 15) -> None:
        """Read until nothing was printed for `quiet` seconds."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and self.read(quiet):
            pass

    def press(self, key: bytes, limit: float = 3) -> float:
        """Milliseconds from the key to the end of the first frame after it."""
        while self.read(0):
            pass
        began = time.perf_counter()
        os.write(self._terminal, key)
        seen, painted = b"", 0.0
        while time.perf_counter() < began + limit:
            data = self.read(QUIET_SECONDS if seen else 0.05)
            if data:
                seen += data
                painted = time.perf_counter() - began
                if END_OF_FRAME in seen:
                    break
            elif seen:
                break
        return painted * 1000

    def time_key(self, key: bytes, times: int, *, back: bytes = b"") -> KeyTimes:
        """Press a key so many times, one at a time; `back` before each puts it where it was.

        A press that paints nothing (at the end of a list) is not counted.
        """
        taken = []
        sent = 0
        used = self.processor_time()
        for _ in range(times):
            if back:
                self.press(back)
                self.settle(0.2, 1.0)
            before = len(self.screen)
            if painted := self.press(key, limit=1.0):
                taken.append(painted)
            self.settle(0.02, 0.3)
            sent += len(self.screen) - before
        taken = sorted(taken or [1000.0])  # nothing painted within a second, ever
        return KeyTimes(
            statistics.median(taken),
            taken[min(len(taken) - 1, int(0.95 * len(taken)))],
            taken[-1],
            sent // times,
            0 if back else (self.processor_time() - used) * 1000 / times,
        )

    def processor_time(self) -> float:
        """Seconds of processor time that the program's threads have had."""
        tasks = Path(f"/proc/{self.pid}/task")
        if not tasks.exists():
            return 0.0
        used = [(task / "schedstat").read_text().split()[0] for task in tasks.iterdir()]
        return sum(map(int, used)) / 1e9

    def memory(self) -> tuple[float, float]:
        """Resident megabytes of the program and of all its children together."""
        page = os.sysconf("SC_PAGE_SIZE")
        sizes = {}
        waiting = [self.pid]
        while waiting:
            process = waiting.pop()
            folder = Path(f"/proc/{process}")
            try:
                sizes[process] = int((folder / "statm").read_text().split()[1]) * page / 1e6
                for task in (folder / "task").iterdir():
                    waiting += map(int, (task / "children").read_text().split())
            except OSError:
                continue
        own = sizes.pop(self.pid, 0.0)
        return own, sum(sizes.values())
