"""The app's side of the two processes: join the poller that runs, or start one as a child."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from store.polling.poller_presence import poller_running
from store.safe_text import safe_line

STOP_SECONDS = 1.0  # of patience, then the same again before it is killed
LAST_WORDS = 4_000  # bytes of what a failed poller printed


class PollerLink:
    """Sees to it that one poller works on the database while the app runs.

    The child ends when its standard input closes, so that even a killed app leaves none behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None

    def ensure(self) -> str | None:
        """Start a poller unless one runs: ours, or somebody else's.

        Returns words for the user when ours ended with an error, None when all is well. It is
        started again at the next call.
        """
        failure = None
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                return None
            if code != 0:
                failure = f"the poller ended ({code}): {self._last_words()}"
            self._forget()
        elif poller_running(self._path) is None:
            try:
                self._start()
            except OSError as problem:  # no process is to be had
                self._forget()
                failure = f"the poller could not be started: {problem.strerror}"
        return failure

    def _start(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the child is forgotten
        self._child = subprocess.Popen(
            [sys.executable, "-m", "feeds.poller", "--db", str(self._path), "--child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            start_new_session=True,
        )

    def _last_words(self) -> str:
        """The last line the child printed on standard error."""
        if self._errors is None:
            return ""
        self._errors.seek(0, 2)
        self._errors.seek(max(0, self._errors.tell() - LAST_WORDS))
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return safe_line(lines[-1]) if lines else "it said nothing; `alimon poll` shows more"

    def _forget(self) -> None:
        self._child = None
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def stop(self) -> None:
        """End our child, gently first. A poller that was there before us goes on."""
        child = self._child
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        for harder in (child.terminate, child.kill):
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                harder()
        child.wait()
        self._forget()
