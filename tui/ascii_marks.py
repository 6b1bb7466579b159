"""Marks in plain ASCII, for terminals and fonts that have no others: `marks = "ascii"`.

Works on the finished lines, so that no widget has to know: each mark of ours becomes one ASCII
character of the same width. Letters of any script stay as they are, but for those that the locale's
encoding lacks: they become question marks, as many as the letter is wide, so that lines keep their
shape on an old terminal.
"""

from __future__ import annotations

import codecs
import locale
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

if TYPE_CHECKING:
    from io import TextIOWrapper

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
    """Textual's filter of finished lines, for a terminal that reads `encoding`."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.text.isascii()
            else segment._replace(text=in_encoding(segment.text, self._encoding))
            for segment in segments
        ]


def in_ascii(text: str) -> str:
    """`text` with every mark in ASCII; as wide as `text`."""
    return text.translate(TABLE)


def in_encoding(text: str, encoding: str) -> str:
    """`text` with every mark in ASCII and nothing that `encoding` lacks; as wide as `text`."""
    plain = in_ascii(text)
    try:
        plain.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_in_encoding(character, encoding) for character in plain)
    return plain


def _in_encoding(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return "?" * cell_len(character)
    return character


def locale_encoding() -> str:
    """What the locale says that the terminal reads."""
    return locale.getpreferredencoding(do_setlocale=False)


def print_marks_of_the_encoding(stream: TextIOWrapper) -> None:
    """Let what the encoding of `stream` lacks be written in marks that it has, instead of failing:
    of old locales, ISO-8859-1 for example."""

    def spelled(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        lacking = error.object[error.start : error.end]
        return in_encoding(lacking, error.encoding), error.end

    codecs.register_error("alimon.marks", spelled)
    stream.reconfigure(errors="alimon.marks")


def wants_ascii(wanted: Marks) -> bool:
    """Whether marks should be ASCII; `auto`: where the locale's encoding is not UTF-8."""
    if wanted == "auto":
        return "utf" not in locale_encoding().lower()
    return wanted == "ascii"
