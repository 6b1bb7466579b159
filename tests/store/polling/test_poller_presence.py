"""Who polls a database, as its lock file says."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.polling.poller_presence import PollerInfo, describe, lock_path, poller_running

INFO = PollerInfo(7, datetime(2026, 8, 20, tzinfo=UTC), child=True, schema=7)
UNKNOWN = PollerInfo(None, None, None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (describe(INFO), INFO),
        (
            '{"process": 7, "since": "2026-08-20T00:00:00Z", "child": true}',  # as it was at first
            replace(INFO, schema=None),
        ),
        ("", UNKNOWN),  # taken a moment ago, and not yet signed
        ("nonsense", UNKNOWN),
        ("[]", UNKNOWN),
        ('{"process": Infinity, "since": null, "child": 0}', UNKNOWN),
        ('{"process": 7, "since": 5, "child": 1}', UNKNOWN),
    ],
)
def test_whoever_holds_the_lock_polls_whatever_it_wrote(
    tmp_path: Path, content: str, told: PollerInfo
) -> None:
    database = tmp_path / "alimon.sqlite"
    lock_path(database).write_text(content, encoding="utf-8")
    assert poller_running(database) is None
    with lock_path(database).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert poller_running(database) == told
