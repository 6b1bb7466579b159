"""What a read-only view refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from app_keys import NORMAL, main, settle
from sample_news import NOW

from store.errors import StoreError
from tui.actions import ACTIONS
from tui.app import AlimonApp
from tui.read_only import LOOKING, VERBS, changes_something


@pytest.fixture
def looking(path: Path) -> Iterator[AlimonApp]:
    app = AlimonApp(path, poll=False, read_only=True, clock=lambda: NOW, zone=UTC)
    yield app
    app.close()


def test_all_that_only_looks_is_an_action() -> None:
    assert LOOKING <= VERBS


@pytest.mark.parametrize(
    ("action", "refused"),
    [
        ("toggle_star", True),
        ("screen.headline('toggle_star')", True),
        ("screen.headline('copy_link')", False),
        ("open_link", True),
        ("export", True),
        ("palette", True),
        ("cursor_down", False),
        ("scroll_by(1)", False),
    ],
)
def test_what_changes_something(action: str, refused: bool) -> None:
    assert changes_something(action) is refused


async def test_no_key_changes_what_is_kept(looking: AlimonApp) -> None:
    async with looking.run_test(size=NORMAL) as pilot:
        await settle(pilot, writes=False)
        before = list(looking.desk.reader.iterdump())
        for action in ACTIONS:
            if changes_something(action.verb):
                for key in action.keys:
                    await pilot.press(key)
        await pilot.pause()
        assert isinstance(looking.screen, type(main(looking)))
        await pilot.press("enter")
        await pilot.pause()
        assert list(looking.desk.reader.iterdump()) == before


async def test_the_desk_itself_refuses(looking: AlimonApp) -> None:
    async with looking.run_test(size=NORMAL):
        refused = looking.desk.write(lambda connection: connection.execute("delete from feeds"))
        with pytest.raises(StoreError, match="read-only"):
            refused.result(0)
