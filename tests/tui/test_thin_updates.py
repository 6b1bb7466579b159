"""A thinned update makes a terminal (pyte) show what Textual's own bytes make it show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pyte
import pytest
from app_keys import NORMAL, press, settle
from emulated_terminal import Shown, WatchedApp, console, sent_for
from hypothesis import given
from hypothesis import strategies as st
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, InlineUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tui.painted_cells import cells_of, turn
from tui.thin_updates import ThinUpdates, pieces

CUTS = (0, 5, 7, 16)
WIDTH, HEIGHT = CUTS[-1], 3
NOW = datetime(2026, 8, 20, 13, 4, tzinfo=UTC)
STYLES = (
    None,
    Style(),
    Style.parse("red"),
    Style.parse("bold red on blue"),
    Style.parse("#102030 on #405060"),
    Style.parse("#102030 on #405061"),
    Style.parse("underline reverse color(200)"),
    Style.parse("on bright_green"),
    Style.parse("italic default on default"),
    Style(link="https://example.org/", color="red"),
)
WIDE_OR_NOT = "ab  云里…é"
COLOUR_SYSTEMS = ("truecolor", "256", "standard", None)


@st.composite
def strips(draw: st.DrawFn, width: int, alphabet: str = WIDE_OR_NOT) -> Strip:
    texts = draw(st.lists(st.text(alphabet, min_size=1, max_size=6), max_size=5))
    styles = st.sampled_from(STYLES)
    return Strip([Segment(text, draw(styles)) for text in texts]).adjust_cell_length(
        width, draw(styles)
    )


@st.composite
def updates(draw: st.DrawFn, alphabet: str = WIDE_OR_NOT) -> LayoutUpdate | ChopsUpdate:
    """A frame: the whole screen, or some of what lies between the cuts."""
    widths = [end - start for start, end in pairwise(CUTS)]
    lines = [[draw(strips(width, alphabet)) for width in widths] for _ in range(HEIGHT)]
    if draw(st.booleans()):
        return LayoutUpdate(list(lines), Region(0, 0, WIDTH, HEIGHT))
    chops: list[dict[int, Strip | None]] = [
        {x: strip if draw(st.booleans()) else None for x, strip in zip(CUTS, line, strict=False)}
        for line in lines
    ]
    edges = range(WIDTH + 1) if alphabet.isascii() else CUTS
    spans = []
    for y in sorted(draw(st.sets(st.integers(0, HEIGHT - 1), min_size=1))):
        x1, x2 = sorted(draw(st.sets(st.sampled_from(edges), min_size=2, max_size=2)))
        spans.append((y, x1, x2))
    return ChopsUpdate(chops, spans, [list(CUTS[1:])] * HEIGHT)


def check_frames(frames: Sequence[LayoutUpdate | ChopsUpdate], colours: str | None) -> None:
    ours, textuals = Shown(WIDTH, HEIGHT), Shown(WIDTH, HEIGHT)
    thin = ThinUpdates()
    out = console(colours)
    for frame in frames:
        textuals.write(frame.render_segments(out))
        ours.write(sent_for(thin, frame, out))
        assert ours.cells() == textuals.cells()
        assert ours.screen.cursor.attrs == pyte.Screen(1, 1).cursor.attrs


@given(st.lists(updates(), max_size=6), st.sampled_from(COLOUR_SYSTEMS))
def test_frames_with_wide_characters_show_what_textual_shows(
    frames: list[LayoutUpdate | ChopsUpdate], colours: str | None
) -> None:
    check_frames(frames, colours)


@given(st.lists(updates("ab  "), max_size=6), st.sampled_from(COLOUR_SYSTEMS))
def test_frames_that_end_within_a_widget_show_what_textual_shows(
    frames: list[LayoutUpdate | ChopsUpdate], colours: str | None
) -> None:
    check_frames(frames, colours)


@given(updates())
def test_the_pieces_are_what_textual_writes(update: LayoutUpdate | ChopsUpdate) -> None:
    """Fails when another Textual writes its updates in another way: mend `pieces` then."""
    out = console()
    rendered = "".join(
        Control.move_to(x, y).segment.text + Strip(segments).render(out)
        for y, x, segments in pieces(update)
    )
    assert rendered == update.render_segments(out).replace("\n", "")


def layout(*lines: Sequence[Segment]) -> LayoutUpdate:
    shown = [[Strip(line).adjust_cell_length(WIDTH)] for line in lines]
    return LayoutUpdate(list(shown), Region(0, 0, WIDTH, len(lines)))


def after(first: str, second: str) -> str:
    """What is sent for a line that becomes another."""
    thin = ThinUpdates()
    sent_for(thin, layout([Segment(first)]), console())
    return sent_for(thin, layout([Segment(second)]), console())


@pytest.mark.parametrize(
    ("first", "second", "sent"),
    [
        ("headlines", "headlines", ""),
        ("headlines", "headlinez", "\x1b[1;9Hz"),
        ("a23456789b", "c23456789d", "\x1b[1;1Hc\x1b[10Gd"),  # over a wide gap the cursor moves
        ("a234b", "c234d", "\x1b[1;1Hc234d"),  # a narrow one is cheaper sent
        ("阿里云", "阿里巴", "\x1b[1;5H巴"),
        ("a阿b", "abcb", "\x1b[1;2Hbc"),
        ("阿里", "x阿y", "\x1b[1;1Hx阿y"),  # wide characters of both lines begin and end elsewhere
        ("e\u0301a", "e\u0301b", "\x1b[1;1H  \x1b[1Ge\u0301b\x1b[3G" + " " * (WIDTH - 2)),
    ],
)
def test_a_line_sends_what_changed(first: str, second: str, sent: str) -> None:
    assert after(first, second) == sent


def test_half_of_a_wide_character_that_is_covered_leaves_a_blank() -> None:
    thin, shown = ThinUpdates(), Shown(WIDTH, HEIGHT)
    shown.write(sent_for(thin, layout([Segment("a阿里b")]), console()))
    chops: list[dict[int, Strip | None]] = [{2: Strip([Segment("xy")])}]
    shown.write(sent_for(thin, ChopsUpdate(chops, [(0, 2, 4)], [[4]]), console()))
    assert shown.screen.display[0].startswith("a xy b")


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "tab\t", "\u200d"])
def test_text_that_cannot_be_placed_goes_out_as_textual_has_it(text: str) -> None:
    thin = ThinUpdates()
    update = LayoutUpdate([[Strip([Segment(text)])]], Region(0, 0, WIDTH, 1))
    assert sent_for(thin, update, console()) == update.render_segments(console())
    known = layout([Segment("known")])
    sent_for(thin, known, console())
    assert sent_for(thin, known, console()) == ""
    sent_for(thin, update, console())
    assert sent_for(thin, known, console()) != ""


def test_what_is_forgotten_is_sent_again() -> None:
    thin = ThinUpdates()
    update = layout([Segment("known")])
    whole = sent_for(thin, update, console())
    assert sent_for(thin, update, console()) == ""
    thin.forget()
    assert sent_for(thin, update, console()) == whole


def test_an_update_of_another_kind_is_textuals_own_and_leaves_nothing_known() -> None:
    thin = ThinUpdates()
    update = layout([Segment("known")])
    sent_for(thin, update, console())
    inline = InlineUpdate([Strip([Segment("inline")])])
    assert thin.thinned(inline) is inline
    assert thin.thinned(None) is None
    assert sent_for(thin, update, console()) != ""


@pytest.mark.parametrize(
    ("before", "then", "sequence"),
    [
        ("", "1;31", "\x1b[1;31m"),
        ("1;31", "1;31", ""),
        ("1;31", "", "\x1b[0m"),
        ("38;2;1;2;3;48;2;4;5;6", "38;2;7;7;7;48;2;4;5;6", "\x1b[38;2;7;7;7m"),
        ("38;5;100;48;2;4;5;6", "48;2;4;5;6", "\x1b[39m"),
        ("38;5;100;44", "38;5;100;104", "\x1b[104m"),
        ("1;38;5;100", "38;5;100", "\x1b[0;38;5;100m"),
        ("31", "44", "\x1b[0;44m"),
    ],
)
def test_a_style_is_changed_by_as_little_as_it_takes(before: str, then: str, sequence: str) -> None:
    assert turn(before, then) == sequence


def test_a_wide_character_is_two_cells_and_a_joined_emoji_one_group() -> None:
    assert cells_of("a云") == ("a", "云", "")
    assert cells_of("👍🏽x") == ("👍🏽x", "", "")


async def test_a_walk_through_the_app_shows_what_textual_shows(path: Path) -> None:
    app = WatchedApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    app.watch(*NORMAL)
    try:
        async with app.run_test(size=NORMAL) as pilot:
            await settle(pilot)
            walk = "j j j tab j tab z z 2 j l 3 4 j 5 j 1 G g t question_mark escape colon escape"
            for key in walk.split():
                await press(pilot, key)
                assert app.ours.cells() == app.textuals.cells(), key
            assert app.ours.sent * 2 < app.textuals.sent
    finally:
        app.close()


@pytest.mark.parametrize("place", [(), ("question_mark",), ("slash",)], ids=str)
async def test_what_another_program_wrote_goes_when_asked(
    path: Path, place: tuple[str, ...]
) -> None:
    app = WatchedApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    app.watch(*NORMAL)
    try:
        async with app.run_test(size=NORMAL) as pilot:
            await settle(pilot)
            await press(pilot, *place)
            app.ours.write("\x1b[12;30Hmail has come")
            await press(pilot, "ctrl+l")
            assert app.ours.cells() == app.textuals.cells()
    finally:
        app.close()
