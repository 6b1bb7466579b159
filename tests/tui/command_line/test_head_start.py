"""The process that reads documents is started before the arguments of `alimon poll` are read."""

from __future__ import annotations

import pytest

from feeds.reading.child import start_child
from tui.command_line import head_start


@pytest.mark.parametrize(
    ("arguments", "begun"),
    [
        (["poll"], 1),
        (["poll", "--once", "--db", "some.sqlite"], 1),
        (["poll", "--help"], 0),
        (["poll", "-h"], 0),
        (["feeds", "list"], 0),
        ([], 0),
    ],
)
def test_only_a_poller_has_one_and_uses_it(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], begun: int
) -> None:
    started: list[int] = []
    monkeypatch.setattr("feeds.reading.child._started", started.append)

    head_start.begin(arguments)

    assert len(started) == begun
    with start_child().socket:
        assert len(started) == 1
