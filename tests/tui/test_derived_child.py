"""What the child says of a line is what would be worked out here; the app stays without pandas."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from store import database
from tui.presenters.derived_child import derived_beside
from tui.presenters.derived_view import derived_table


@pytest.mark.parametrize("as_of", [None, date(2026, 6, 1)])
async def test_the_child_says_what_would_be_worked_out_here(path: Path, as_of: date | None) -> None:
    told = await derived_beside(path, "cloud", basis=None, as_of=as_of, periods=4)

    with closing(database.open_reader(path)) as connection:
        assert told == derived_table(connection, "cloud", as_of=as_of, periods=4)
    assert told is not None
    assert len(told.quarters) == 4


async def test_where_the_child_cannot_say_there_is_no_answer(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told(where: Path, line: str = "cloud") -> object:
        return await derived_beside(where, line, basis=None, as_of=None, periods=4)

    assert await told(tmp_path / "none.sqlite") is None
    monkeypatch.setattr("tui.presenters.derived_child.SECONDS", 0.0)
    assert await told(path) is None
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert await told(path) is None
