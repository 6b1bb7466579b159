"""Text from outside made safe for a terminal: on entry, and again where a pane builds its strips.

Removed: escape sequences whole (ECMA-48 CSI, OSC, DCS …), C0, DEL, C1, bidi controls, zero-width
characters, variation selectors, tag characters, emoji skin tones (rich and tmux disagree about
their width). Kept: ZWNJ and ZWJ after letters of scripts that need them. White space is folded
to single spaces.
"""

from __future__ import annotations

import re
import unicodedata

TITLE_LIMIT = 500
SUMMARY_LIMIT = 1_000

_SEQUENCE = re.compile(
    r"(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC … BEL or ST
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]*(?:\x1b\\|\x9c)?"  # DCS SOS PM APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[ -/]*[0-~]?",  # any other escape
)
_DROP = dict.fromkeys(
    [
        *range(0x00, 0x09),
        0x0B,
        0x0C,
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        0xAD,
        0x061C,
        0x180E,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        0xFFFE,
        0xFFFF,
        *range(0xFE00, 0xFE10),
        0x20E3,
        *range(0xD800, 0xE000),
        *range(0x1F3FB, 0x1F400),
        *range(0xE0000, 0xE0200),
    ]
)
_JOINER_NOT_NEEDED = re.compile(
    # ZWNJ and ZWJ mean something only after a letter of these scripts (Unicode 15 §23.2)
    r"(?<![\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1780-\u17ff\u1000-\u109f])[\u200c\u200d]+"
)
_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_SPACE = re.compile(r"\s+")


def safe_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """`text` as one clean line of at most `limit` characters, in NFC. Never raises."""
    if len(text) > limit * 20:
        text = text[: limit * 20]  # what is cut away is not worth cleaning
    if text.isascii() and text.isprintable():
        return _SPACE.sub(" ", text).strip()[:limit].rstrip()
    text = _SEQUENCE.sub("", text)
    text = unicodedata.normalize("NFC", text.translate(_DROP))
    text = _MARKS.sub(r"\1", _JOINER_NOT_NEEDED.sub("", text))
    return _SPACE.sub(" ", text).strip()[:limit].rstrip()
