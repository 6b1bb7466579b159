"""Long work of the command line done in a child while the screen goes on: retag, import, add.

The app reads only the store; what fetches, parses or tags runs as `alimon COMMAND` beside it. The
child tells how far it is in lines on standard error (`progress comparing 1200 98214`).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.safe_text import safe_line

LONGEST_LINE = 1_000_000


class ChildFailed(Exception):
    """The child could not do it; the message is its last line, for the user."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some work is; `total` 0 where nobody knows how much there is."""

    words: str
    done: int = 0
    total: int = 0

    @property
    def sentence(self) -> str:
        """`retagging: comparing 1,200 of 98,214 · 97,014 left`."""
        if not self.total:
            return f"{self.words} …"
        left = max(0, self.total - self.done)
        return f"{self.words} {self.done:,} of {self.total:,} · {left:,} left"


def progress_line(stage: str, done: int, total: int) -> str:
    """What a child prints for `read_progress`."""
    return f"progress {stage} {done} {total}"


def read_progress(words: str, line: str) -> Progress | None:
    """The progress that a line states, None for any other line."""
    parts = line.split()
    if len(parts) != 4 or parts[0] != "progress" or not (parts[2] + parts[3]).isdecimal():
        return None
    return Progress(f"{words}: {safe_line(parts[1])}", int(parts[2]), int(parts[3]))


async def run_alimon(
    path: Path, arguments: Sequence[str], words: str, tell: Callable[[Progress], object]
) -> str:
    """Run `alimon ARGUMENTS --db PATH`; the last line it printed. `tell` hears how far it is.

    Raises ChildFailed. When the task is cancelled the child is ended: what alimon writes is in
    transactions, so that what it had done by then is whole.
    """
    tell(Progress(words))
    command, *rest = arguments
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tui", command, *rest[:1], "--db", str(path), *rest[1:],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )  # fmt: skip
    except (OSError, ValueError) as problem:  # no process is to be had, a word no system takes
        reason = getattr(problem, "strerror", None) or problem
        raise ChildFailed(f"cannot be started: {reason}") from problem
    assert child.stdout is not None
    assert child.stderr is not None
    complaint = ""
    printed = asyncio.create_task(child.stdout.read())
    try:
        async for told in child.stderr:
            line = told.decode(errors="replace").strip()
            progress = read_progress(words, line)
            if progress is None:
                complaint = line or complaint
            else:
                tell(progress)
        answer = (await printed).decode(errors="replace").strip().splitlines()
        if await child.wait() != 0:
            raise ChildFailed(safe_line(complaint.removeprefix("alimon: ")) or f"{words} failed")
        return safe_line(answer[-1]) if answer else ""
    finally:
        printed.cancel()
        if child.returncode is None:
            child.terminate()
            await child.wait()
