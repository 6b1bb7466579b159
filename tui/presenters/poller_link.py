"""The app's side of the two processes: join the poller that runs, or start one as a child."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from store.poller_presence import poller_running

STOP_SECONDS = 3.0


class PollerLink:
    """Sees to it that one poller works on the database while the app runs.

    The child ends when its standard input closes, so that even a killed app leaves none behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._child: subprocess.Popen[bytes] | None = None

    def ensure(self) -> None:
        """Start a poller unless one runs: ours, or somebody else's."""
        if self._child is not None and self._child.poll() is None:
            return
        self._child = None
        if poller_running(self._path) is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "feeds.poller", "--db", str(self._path), "--child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def stop(self) -> None:
        """End our child, gently first. A poller that was there before us goes on."""
        child, self._child = self._child, None
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
