"""Every screen as a picture, in every layout and theme.

After a wanted change: `make snapshots` makes them anew; look at them before committing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from app_keys import settle
from textual.pilot import Pilot

from tui.app import AlimonApp
from tui.presenters import tag_reasons

SIZES = {"narrow": (80, 24), "normal": (120, 40), "wide": (200, 60)}
THEMES = ("alimon-light", "alimon-contrast", "ansi-dark")
SCREENS = {
    "held": ("j", "j"),
    "filtered": ("t",),
    "detail": ("j", "enter"),
    "why": ("j", "w"),
    "segments": ("2", "j"),
    "key figures": ("2", "left_square_bracket"),
    "figure history": ("2", "j", "enter"),
    "alert form": ("2", "j", "a"),
    "alerts": ("3",),
    "ledger": ("4", "j"),
    "feeds": ("5",),
    "help": ("question_mark",),
    "narrowing down": ("F", "space"),
    "views": ("t", "v"),
    "command line": ("colon", *"cloud"),
    "search marked": ("slash", *"export", "enter", "enter", "n"),
    "feed added": ("5", "a", *"example.com"),
}

SnapCompare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _one_version_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word added to a lexicon changes the version, and should change no picture."""
    real = tag_reasons.read_answer
    monkeypatch.setattr(
        tag_reasons, "read_answer", lambda answer: replace(real(answer), ruleset="0123456789ab")
    )


def pressing(keys: tuple[str, ...]) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def press(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return press


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_dashboard_in_every_layout(
    snap_compare: SnapCompare, app: AlimonApp, size: tuple[int, int]
) -> None:
    assert snap_compare(app, terminal_size=size, run_before=pressing(()))


@pytest.mark.parametrize("theme", THEMES)
def test_the_dashboard_in_every_theme(
    snap_compare: SnapCompare, app: AlimonApp, theme: str
) -> None:
    app.theme = theme
    assert snap_compare(app, terminal_size=SIZES["normal"], run_before=pressing(("j",)))


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["alimon-light", "ansi-dark"])
@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
def test_every_screen_in_every_theme(
    snap_compare: SnapCompare, app: AlimonApp, keys: tuple[str, ...], theme: str
) -> None:
    app.theme = theme
    assert snap_compare(app, terminal_size=SIZES["normal"], run_before=pressing(keys))


@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
def test_every_screen(snap_compare: SnapCompare, app: AlimonApp, keys: tuple[str, ...]) -> None:
    assert snap_compare(app, terminal_size=SIZES["normal"], run_before=pressing(keys))


@pytest.mark.slow
@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
def test_every_screen_where_there_is_little_room(
    snap_compare: SnapCompare, app: AlimonApp, keys: tuple[str, ...]
) -> None:
    assert snap_compare(app, terminal_size=SIZES["narrow"], run_before=pressing(keys))


@pytest.mark.slow
@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
def test_every_screen_where_there_is_much_room(
    snap_compare: SnapCompare, app: AlimonApp, keys: tuple[str, ...]
) -> None:
    assert snap_compare(app, terminal_size=SIZES["wide"], run_before=pressing(keys))
