"""Marks in plain ASCII, for terminals and fonts that have no others: `marks = "ascii"`.

Works on the finished lines, so that no widget has to know: each mark of ours becomes one ASCII
character of the same width. Letters of any script stay as they are.
"""

from __future__ import annotations

import locale
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

if TYPE_CHECKING:
    from store.configuration import Marks

_PAIRS = {
    "•●◆": "*",
    "★": "*",
    "☆○": "o",
    "·‧": ".",
    "✓": "v",
    "✗×": "x",
    "≠": "!",
    "≈": "~",
    "▲": "^",
    "▼": "v",
    "→▶": ">",
    "←◀": "<",
    "↑": "^",
    "↓": "v",
    "…": ".",
    "–—−": "-",
    "“”„": '"',
    "‘’": "'",
    "ʳ": "r",
    "─━═╌┄": "-",
    "│┃║▏▎▍▌▐▕╎┆": "|",
    "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛": "+",
    "█▉▊▋▓": "#",
    "▒": "=",
    "░": "-",
    "▁": "_",
    "▂▃": ".",
    "▄": "-",
    "▅▆": "=",
    "▇": "#",
    "▀▔": '"',
    "⬆": "^",
}
TABLE: Mapping[int, str] = {
    **{ord(mark): plain for marks, plain in _PAIRS.items() for mark in marks},
    **{  # braille: by how many dots are set, so that plots keep their shape
        0x2800 + dots: " .:-=+*##"[dots.bit_count()] for dots in range(256)
    },
}


class AsciiMarks(LineFilter):
    """Textual's filter of finished lines."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else segment._replace(text=in_ascii(segment.text))
            for segment in segments
        ]


def in_ascii(text: str) -> str:
    """`text` with every mark in ASCII; as wide as `text`."""
    return text.translate(TABLE)


def wants_ascii(wanted: Marks) -> bool:
    """Whether marks should be ASCII; `auto`: where the locale's encoding is not UTF-8."""
    if wanted == "auto":
        return "utf" not in locale.getpreferredencoding(do_setlocale=False).lower()
    return wanted == "ascii"
