"""Notices that the terminal itself shows, as a desktop does: OSC 9, OSC 777 and OSC 99.

| sequence | shown by |
| --- | --- |
| `OSC 9 ; text` | iTerm2, Warp |
| `OSC 777 ; notify ; title ; body` | Ghostty, WezTerm, foot, rxvt-unicode, Contour, Konsole |
| `OSC 99 ; i=1:e=1 ; base64` | kitty, whose protocol it is |

Text that came from a feed is printable characters on one line without `;`, or base64: it cannot end
its sequence or begin another. Pure.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Literal

from store.safe_text import safe_line

Protocol = Literal["osc9", "osc777", "osc99"]

MOST_TITLE = 80
MOST_BODY = 240  # a desktop shows about so much; kitty takes 2,048 bytes in one piece

_ESCAPE, _BELL, _END = "\x1b", "\x07", "\x1b\\"
_SPEAKERS: tuple[tuple[str, Protocol], ...] = (
    ("kitty", "osc99"),
    ("ghostty", "osc777"),
    ("wezterm", "osc777"),
    ("foot", "osc777"),
    ("rxvt-unicode", "osc777"),
    ("contour", "osc777"),
    ("konsole", "osc777"),
    ("iterm", "osc9"),
    ("warp", "osc9"),
)


def spoken_by(names: str) -> tuple[str, Protocol] | None:
    """The terminal in `names` (what it calls itself, in one text) and what it understands."""
    folded = names.casefold()
    return next((known for known in _SPEAKERS if known[0] in folded), None)


def notice_sequence(protocol: Protocol, title: str, body: str, *, through_tmux: bool) -> str:
    """What to write to the terminal, so that it shows a notice. `title` is in alimon's words."""
    title, body = _plain(title, MOST_TITLE), _plain(body, MOST_BODY)
    if protocol == "osc99":
        sequences = [
            f"{_ESCAPE}]99;i=alimon:d=0:e=1;{_encoded(title)}{_END}",
            f"{_ESCAPE}]99;i=alimon:d=1:p=body:e=1;{_encoded(body)}{_END}",
        ]
    elif protocol == "osc777":
        sequences = [f"{_ESCAPE}]777;notify;{_one_field(title)};{_one_field(body)}{_BELL}"]
    else:
        # a text that began with "4;" would be a progress bar: ours begins with its title
        sequences = [f"{_ESCAPE}]9;{_one_field(title)}: {_one_field(body)}{_BELL}"]
    if through_tmux:
        sequences = [_passed_through(sequence) for sequence in sequences]
    return "".join(sequences)


def _plain(text: str, limit: int) -> str:
    """Printable characters on one line, whatever came in."""
    cleaned = "".join(character for character in safe_line(text) if character.isprintable())
    return cleaned if len(cleaned) <= limit else f"{cleaned[: limit - 1].rstrip()}…"


def _one_field(text: str) -> str:
    """`;` separates fields in these two sequences and cannot be escaped."""
    return text.replace(";", ",")


def _encoded(text: str) -> str:
    return b64encode(text.encode("utf-8", errors="replace")).decode("ascii")


def _passed_through(sequence: str) -> str:
    """For the terminal around tmux: tmux hands on what is in this, with every escape doubled."""
    doubled = sequence.replace(_ESCAPE, _ESCAPE * 2)
    return f"{_ESCAPE}Ptmux;{doubled}{_END}"
