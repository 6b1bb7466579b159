"""Which terminal this is, as far as its environment and tmux tell, and how it is given notices."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from store.configuration import NoticeSettings
from tui.terminal_notices import Protocol, notice_sequence, spoken_by

Wanted = Literal["auto", "off", "osc9", "osc777", "osc99"]

_NAMES = ("TERM", "TERM_PROGRAM", "LC_TERMINAL")
_TRACES = {  # variables that only one terminal sets
    "KITTY_WINDOW_ID": "kitty",
    "GHOSTTY_RESOURCES_DIR": "ghostty",
    "WEZTERM_PANE": "wezterm",
    "KONSOLE_VERSION": "konsole",
}
_TMUX_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class TmuxClient:
    """The terminal around tmux: what it calls itself, and whether tmux hands sequences on."""

    names: str
    passes_on: bool


@dataclass(frozen=True, slots=True)
class TerminalKind:
    """`names` is what the terminal calls itself; `tmux` None outside of it."""

    names: str
    tmux: TmuxClient | None = None


@dataclass(frozen=True, slots=True)
class NoticeWay:
    """How notices get to the terminal; `protocol` None where they do not. `words` say why."""

    protocol: Protocol | None
    words: str
    through_tmux: bool = False
    remedy: str = ""

    def sequence(self, title: str, body: str) -> str:
        """What to write for a notice, '' where nothing can be."""
        if self.protocol is None:
            return ""
        return notice_sequence(self.protocol, title, body, through_tmux=self.through_tmux)


def look_at_kind(
    environment: Mapping[str, str], ask_tmux: Callable[[], TmuxClient | None]
) -> TerminalKind:
    """What the environment says. Under tmux the variables are of whatever terminal started its
    server, so tmux itself is asked, which may take a while: not on the event loop."""
    if environment.get("TMUX"):
        return TerminalKind("tmux", ask_tmux() or TmuxClient("", passes_on=False))
    names = [environment.get(name, "") for name in _NAMES]
    names += [name for variable, name in _TRACES.items() if environment.get(variable)]
    return TerminalKind(" ".join(filter(None, names)))


def ask_tmux(pane: str) -> TmuxClient | None:
    """What tmux knows of the terminal it is shown in; None where it does not answer."""
    target = ["-t", pane] if pane else []
    try:
        answer = subprocess.run(
            ["tmux", "display-message", "-p", *target, _TMUX_QUESTION],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TMUX_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    passes_on, _, names = answer.stdout.strip().partition(" ")
    # 0 and 1 up to 3.3, then off, on, and all
    return TmuxClient(names.strip(), passes_on=passes_on not in ("", "0", "off"))


_TMUX_QUESTION = "#{allow-passthrough} #{client_termtype} #{client_termname}"


def this_notice_way(settings: NoticeSettings) -> NoticeWay:
    """How the terminal of this process is given notices."""
    if settings.terminal == "off":
        return _OFF
    kind = look_at_kind(os.environ, lambda: ask_tmux(os.environ.get("TMUX_PANE", "")))
    return notice_way(kind, settings.terminal)


def notice_way(kind: TerminalKind, wanted: Wanted) -> NoticeWay:
    """How this terminal is given notices, if the user `wanted` it so."""
    if wanted == "off":
        return _OFF
    names = kind.names if kind.tmux is None else kind.tmux.names
    found = spoken_by(names)
    if wanted != "auto":
        named = _number(wanted)
        protocol: Protocol = wanted
        words = f"{named}, as the configuration says"
    elif found is not None:
        protocol = found[1]
        words = f"{_number(protocol)}, which {found[0]} shows"
    else:
        return NoticeWay(
            None,
            f"{names or 'the terminal'} is not known to show any",
            remedy="if yours does, set terminal in [notifications] to osc9, osc777 or osc99",
        )
    if kind.tmux is None:
        return NoticeWay(protocol, words)
    if not kind.tmux.passes_on:
        return NoticeWay(
            None,
            f"{words}, but tmux keeps them to itself",
            remedy="tmux set -g allow-passthrough on",
        )
    return NoticeWay(protocol, f"{words}, through tmux", through_tmux=True)


_OFF = NoticeWay(None, "switched off in the configuration")


def _number(protocol: str) -> str:
    return f"OSC {protocol.removeprefix('osc')}"
