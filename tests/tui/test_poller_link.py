"""The app's side of the two processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import database
from store.polling import subscriptions
from store.polling.poller_presence import poller_running
from tui.presenters.poller_link import PollerLink

NOW = datetime(2026, 8, 20, 13, 4, tzinfo=UTC)


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """A database whose only feed is paused: the poller has nothing to ask the network."""
    path = tmp_path / "quiet.sqlite"
    connection = database.open_writer(path)
    feed = subscriptions.add_feed(connection, subscriptions.NewFeed("https://example.org/"), NOW)
    subscriptions.pause(connection, feed)
    connection.close()
    return path


def test_a_failed_poller_is_said_with_its_last_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    link = PollerLink(broken)
    assert link.ensure() is None
    words: list[str] = []

    def failed() -> bool:
        said = link.ensure()
        words.extend([said] if said else [])
        return bool(words)

    wait_until(failed)
    link.stop()
    assert "the poller ended (1)" in words[0]
    assert "damaged or not an alimon database" in words[0]


def test_a_poller_that_cannot_be_started_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    link = PollerLink(tmp_path / "none.sqlite")
    assert link.ensure() == "the poller could not be started: No such file or directory"
    link.stop()


def test_stopping_without_a_child_does_nothing(tmp_path: Path) -> None:
    PollerLink(tmp_path / "none.sqlite").stop()
    assert poller_running(tmp_path / "none.sqlite") is None


def test_the_child_ends_when_the_app_is_killed(quiet: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; "
        "from tui.presenters.poller_link import PollerLink; "
        f"link = PollerLink(Path({str(quiet)!r})); link.ensure(); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        wait_until(lambda: poller_running(quiet) is not None)
        parent.kill()
        parent.wait()
        wait_until(lambda: poller_running(quiet) is None)
    finally:
        parent.kill()
        parent.wait()
