"""What the terminal shows, cell by cell, so that a frame sends only the cells that changed.

Pure: strips of styled text go in, the sequences that bring the terminal from what it shows to
what it should show come out. Who forgets what is shown, and when, is for the caller: see
`thin_updates`.

A wide character is the character and then "" for the cell it covers; it is never sent by half. A
piece of text whose width terminals disagree about (joined emoji, variation selectors, combining
marks) is one such group however long it is, its row is sent from end to end, and the cursor is put
where the group should end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import is_not, ne, or_
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

# A run of changed cells (1, or 3 where the look turns too) and gaps of equal ones (0) that cost no
# more than moving the cursor over them; 2 is an equal cell whose look would have to be sent too.
WORTH_ONE_MOVE = re.compile(rb"[\x01\x03]+(?:\x00{1,4}[\x01\x03]+)*")
TWO_FOR_ONE = bytes([0, 2, *range(2, 256)])
FIRST_EMOJI = "\U0001f000"
RESET = "\x1b[0m"
NO_LINK = "\x1b]8;;\x1b\\"


class UnpaintableError(ValueError):
    """Text that moves the cursor, has no width, or would not fit the screen."""


class Look(NamedTuple):
    """How a cell looks: the codes of its SGR sequence, and its OSC 8 opening, '' for none."""

    sgr: str
    link: str


UNKNOWN = Look("?", "")  # of a cell that nobody painted yet
PLAIN = Look("", "")


class Colours(NamedTuple):
    """The codes of an SGR sequence, apart."""

    attributes: tuple[str, ...]
    foreground: str
    background: str


@dataclass(slots=True)
class Row:
    """One line of the terminal: a character and a look for each cell."""

    characters: list[str]
    looks: list[Look]
    is_doubtful: bool = False  # whether terminals may disagree about how wide something in it is


@dataclass(slots=True)
class Painted:
    """A row as it is wanted. It is as before but for the cells [start, end)."""

    row: Row
    start: int
    end: int


class PaintedCells:
    """The cells of a terminal of `width` x `height`, none of them known at first."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._rows = [Row([" "] * width, [UNKNOWN] * width) for _ in range(height)]
        self._wanted: dict[int, Painted] = {}

    def paint(self, y: int, x: int, segments: Iterable[Segment], color_system: ColorSystem) -> None:
        """Want `segments` from column `x` of line `y` on.

        Raises UnpaintableError, and then what is wanted is of no use any more.
        """
        characters: list[str] = []
        looks: list[Look] = []
        for text, style, _ in segments:
            cells = text if text.isascii() and text.isprintable() else cells_of(text)
            characters += cells
            looks += [look_of(style, color_system)] * len(cells)
        if not characters:
            return
        end = x + len(characters)
        if x < 0 or end > self.size[0] or not 0 <= y < self.size[1]:
            raise UnpaintableError(f"columns {x} to {end} of line {y} are not on the screen")
        wanted = self._wanted.get(y)
        if wanted is None:
            shown = self._rows[y]
            row = Row(shown.characters.copy(), shown.looks.copy())
            wanted = self._wanted[y] = Painted(row, x, end)
        row = wanted.row
        first, last = _let_go_of_halves(row.characters, x, end)
        wanted.start, wanted.end = min(wanted.start, first), max(wanted.end, last)
        row.characters[x:end] = characters
        row.looks[x:end] = looks

    def sequences(self) -> str:
        """What makes the terminal show what is wanted; from now on it counts as shown.

        The terminal's style is plain before and after.
        """
        written: list[str] = []
        look = PLAIN
        for y, wanted in sorted(self._wanted.items()):
            row, shown = wanted.row, self._rows[y]
            if row.characters == shown.characters and row.looks == shown.looks:
                continue
            row.is_doubtful = _is_doubtful(row.characters)
            doubtful = row.is_doubtful
            whole = doubtful or shown.is_doubtful
            if whole:
                wanted.start, wanted.end = 0, len(row.looks)
            looks = row.looks[wanted.start : wanted.end]
            edges = bytes(map(is_not, looks, [None, *looks[:-1]]))
            move = f"\x1b[{y + 1};%dH"
            for start, end in _known(row) if whole else _runs(shown, wanted, edges):
                written.append(move % (start + 1))
                move = "\x1b[%dG"
                at = start
                while at < end:
                    behind = edges.find(1, at + 1 - wanted.start, end - wanted.start)
                    behind = end if behind < 0 else behind + wanted.start
                    new = row.looks[at]
                    if new is not look:
                        if new.link != look.link:
                            written.append(new.link or NO_LINK)
                        written.append(turn(look.sgr, new.sgr))
                        look = new
                    characters = row.characters[at:behind]
                    written += _set_apart(characters, at) if doubtful else characters
                    at = behind
            self._rows[y] = row
        self._wanted = {}
        if look.sgr:
            written.append(RESET)
        if look.link:
            written.append(NO_LINK)
        return "".join(written)


def _is_doubtful(characters: list[str]) -> bool:
    text = "".join(characters)
    if text.isascii() and len(text) == len(characters):
        return False
    code_points = len(text) + characters.count("")
    return code_points != len(characters) or max(text) >= FIRST_EMOJI


def _let_go_of_halves(characters: list[str], start: int, end: int) -> tuple[int, int]:
    """Blank what is left of a wide character of which [start, end) is going to cover a part.

    Terminals blank it too, or not: so it is sent, and the cells that are to be sent are returned.
    Raises UnpaintableError where the part would be one of a text of doubtful width.
    """
    first, last = start, end
    while first and not characters[first]:
        first -= 1
    while last < len(characters) and not characters[last]:
        last += 1
    if first < start:
        if len(characters[first]) > 1:
            raise UnpaintableError(f"{characters[first]!r} would be covered in part")
        characters[first:start] = [" "] * (start - first)
    if end < last:
        lead = next(each for each in reversed(characters[:end]) if each)
        if len(lead) > 1:
            raise UnpaintableError(f"{lead!r} would be covered in part")
        characters[end:last] = [" "] * (last - end)
    return first, last


def _known(row: Row) -> list[tuple[int, int]]:
    """The spans [start, end) of `row` that were ever painted: all of it, as a rule."""
    known = bytes(look is not UNKNOWN for look in row.looks)
    return [each.span() for each in re.finditer(rb"\x01+", known)]


def _runs(shown: Row, wanted: Painted, edges: bytes) -> list[tuple[int, int]]:
    """The spans [start, end) of a row to send, from left to right. `edges` has 1 for each of the
    painted cells that looks unlike the one before it."""
    row, cells = wanted.row, slice(wanted.start, wanted.end)
    new_characters = map(ne, shown.characters[cells], row.characters[cells])
    new_looks = map(is_not, shown.looks[cells], row.looks[cells])
    signs = bytes(map(or_, map(or_, new_characters, new_looks), edges.translate(TWO_FOR_ONE)))
    runs: list[tuple[int, int]] = []
    for each in WORTH_ONE_MOVE.finditer(signs):
        start, end = each.start() + wanted.start, each.end() + wanted.start
        while start > wanted.start and "" in (row.characters[start], shown.characters[start]):
            start -= 1
        while end < wanted.end and "" in (row.characters[end], shown.characters[end]):
            end += 1
        if runs and start <= runs[-1][1]:
            start = min(start, runs.pop()[0])
        runs.append((start, end))
    return runs


def _set_apart(characters: list[str], x: int) -> Iterator[str]:
    """`characters` from column `x` on, in a row where some are of doubtful width: these are written
    over blanks, and the cursor set behind them, so that nothing stays there and nothing moves."""
    for at, each in enumerate(characters):
        if len(each) > 1 or each >= FIRST_EMOJI:
            behind = at + 1
            while behind < len(characters) and not characters[behind]:
                behind += 1
            yield f"{' ' * (behind - at)}\x1b[{x + at + 1}G{each}\x1b[{x + behind + 1}G"
        else:
            yield each


@lru_cache(maxsize=512)  # a few screens of Chinese: one of 40 characters is 4 kB
def cells_of(text: str) -> tuple[str, ...]:
    """`text` as cells. Raises UnpaintableError."""
    cells: list[str] = []
    doubtful = False
    for each in text:
        if each < " " or "\x7f" <= each < "\xa0":
            raise UnpaintableError(f"a control character in {text!r}")
        width = get_character_cell_size(each)
        doubtful |= width == 0
        cells += [each, ""][:width]
    width = cell_len(text)
    if doubtful or width != len(cells):
        if not width:
            raise UnpaintableError(f"{text!r} has no width")
        return (text, *[""] * (width - 1))
    return tuple(cells)


def look_of(style: Style | None, color_system: ColorSystem) -> Look:
    """How Textual's `Strip.render` shows `style`."""
    if style is None:
        return PLAIN
    sgr = style._ansi  # what rich and Textual remember, a property of neither
    if sgr is None:
        sgr = Strip.render_ansi(style, color_system)
    if not style._link:
        return _same_look(sgr, "")
    link = f"\x1b]8;id={style.link_id};{style._link}\x1b\\"
    return _same_look(sgr, link)


@lru_cache(maxsize=1024)
def _same_look(sgr: str, link: str) -> Look:
    """One object for looks that are equal: they are compared by identity."""
    return Look(sgr, link) if sgr or link else PLAIN


@lru_cache(maxsize=1024)
def turn(before: str, after: str) -> str:
    """The shortest sequence that makes the style with the codes `after` of that with `before`."""
    if before == after:
        return ""
    if not after:
        return RESET
    whole = f"\x1b[{'0;' if before else ''}{after}m"
    old, new = colours(before), colours(after)
    if old.attributes != new.attributes:
        return whole
    codes = []
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    return min(whole, f"\x1b[{';'.join(codes)}m", key=len)


def colours(sgr: str) -> Colours:
    """The codes of `sgr` ('1;38;2;10;20;30') by what they change."""
    attributes: list[str] = []
    foreground = background = ""
    codes = iter(sgr.split(";") if sgr else ())
    for code in codes:
        number = int(code)
        if number in (38, 48):  # 5 and a number, or 2 and three
            kind = next(codes)
            rest = [next(codes) for _ in range(1 if kind == "5" else 3)]
            colour = ";".join([code, kind, *rest])
        else:
            colour = code
        if 30 <= number <= 39 or 90 <= number <= 97:
            foreground = colour
        elif 40 <= number <= 49 or 100 <= number <= 107:
            background = colour
        else:
            attributes.append(code)
    return Colours(tuple(attributes), foreground, background)
