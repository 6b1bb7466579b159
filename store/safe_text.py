"""Text from outside made safe for a terminal: on entry, and again where a pane builds its strips.

Removed: escape sequences whole (ECMA-48 CSI, OSC, DCS …), C0, DEL, C1, lone surrogates, private
use, bidi controls, zero-width and blank-looking characters, variation selectors, tag characters,
emoji skin tones (rich and tmux disagree about their width). Kept: ZWNJ and ZWJ after letters of
scripts that need them, and three combining marks in a row. White space is folded to single
spaces, and the result is in NFC.

`safe_line` is idempotent, never raises and takes time linear in the length of its input, so it may
be applied wherever there is doubt. What it returns is text still, never markup: a pane that shows
it must not let Rich or Textual read `[bold]` in it.
"""

from __future__ import annotations

import re
import unicodedata

TITLE_LIMIT = 500
SUMMARY_LIMIT = 1_000

# Patterns are compiled (and kept, by `re`) when they are first used: 2 ms of the first paint.
_SEQUENCE = (
    r"(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC … BEL or ST
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]*(?:\x1b\\|\x9c)?"  # DCS SOS PM APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[ -/]*[0-~]?"  # any other escape
)
_SPACE = r"[\s\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+"

# `str.isprintable` is false for every control, format, private use, surrogate and unassigned
# character and for every space but U+0020; these are what it lets through and we do not.
_PRINTABLE_BUT_UNWANTED = (
    r"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # blank or invisible letters
    r"\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors
    r"\u20e3\U0001f3fb-\U0001f3ff"  # keycap, skin tones
)
_UNWANTED = (
    rf"[{_PRINTABLE_BUT_UNWANTED}"
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad"
    r"\u061c\u180e\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U0010ffff]+"
)
_JOINER_NOT_NEEDED = (
    # ZWNJ and ZWJ mean something only after a letter of these scripts (Unicode 15 §23.2)
    r"(?<![\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1000-\u109f\u1780-\u17ff])[\u200c\u200d]+"
    r"|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_MARK = (
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    r"\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302d\u3099\u309a\ufe20-\ufe2f]"
)
_MARKS_PAST_THREE = rf"({_MARK}{{3}}){_MARK}+"
_NEEDS_CARE = rf"[{_PRINTABLE_BUT_UNWANTED}{_MARK[1:-1]}]"


def safe_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """`text` as one clean line of at most `limit` characters, in NFC. Never raises."""
    text = text[: limit * 20]  # what is cut away is not worth cleaning
    if text.isprintable() and (text.isascii() or not re.search(_NEEDS_CARE, text)):
        # the common case, English and Chinese: nothing to remove, and no space but U+0020
        line = " ".join(text.split()) if "  " in text else text.strip(" ")
        if not line.isascii():
            line = unicodedata.normalize("NFC", line[: limit * 4])
        return line[:limit].rstrip()
    text = re.sub(_SPACE, " ", re.sub(_SEQUENCE, "", text))
    text = re.sub(_JOINER_NOT_NEEDED, "", re.sub(_UNWANTED, "", text))
    # Marks are counted before NFC, whose sorting of a long run takes quadratic time, and after,
    # because it takes some characters apart.
    text = unicodedata.normalize("NFC", re.sub(_MARKS_PAST_THREE, r"\1", text[: limit * 4]))
    text = re.sub(_MARKS_PAST_THREE, r"\1", text)
    return re.sub(_SPACE, " ", text).strip()[:limit].rstrip()
