"""What the doctor says about the terminal: whether the app can be drawn on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from tui.checkup.finding import Finding, Level
from tui.terminal_kind import NoticeWay

SMALLEST = (60, 15)  # columns and lines; below this the app shows a card instead
TRUE_COLOR = ("truecolor", "24bit")


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a program can learn about its terminal; sizes in characters. `locale` names the
    language and encoding that the environment asks for, '' where it asks for none."""

    is_terminal: bool
    term: str
    colorterm: str
    encoding: str
    columns: int
    lines: int
    no_color: bool
    locale: str = ""


def look_at_terminal(stream: TextIO, environment: Mapping[str, str]) -> Terminal:
    """The terminal that `stream` writes to."""
    size = shutil.get_terminal_size()
    return Terminal(
        is_terminal=stream.isatty(),
        term=environment.get("TERM", ""),
        colorterm=environment.get("COLORTERM", ""),
        encoding=stream.encoding or "",
        columns=size.columns,
        lines=size.lines,
        no_color=bool(environment.get("NO_COLOR")),
        locale=_locale(environment),
    )


def _locale(environment: Mapping[str, str]) -> str:
    """What decides about characters (POSIX, 8.2)."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    return next((environment[name] for name in names if environment.get(name)), "")


def this_terminal(stream: TextIO) -> Terminal:
    """The terminal of this process."""
    return look_at_terminal(stream, os.environ)


def terminal_findings(terminal: Terminal) -> tuple[Finding, ...]:
    """Kind, size, colours and characters, one finding each."""
    if not terminal.is_terminal:
        remedy = "run `alimon doctor` in the terminal you use; pipes get lines from the commands"
        words = "the output is not a terminal, so it was not looked at"
        return (Finding("terminal", "note", words, remedy), *_encoding(terminal))
    if terminal.term in ("", "dumb", "unknown"):
        words = f"TERM is {terminal.term or 'not set'}: the app cannot draw here"
        remedy = "use a terminal that sets TERM, or `alimon headlines`, which prints lines"
        return (Finding("terminal", "broken", words, remedy), *_encoding(terminal))
    return (*_size(terminal), *_colors(terminal), *_encoding(terminal))


def _size(terminal: Terminal) -> tuple[Finding, ...]:
    words = f"{terminal.term}, {terminal.columns}x{terminal.lines}"
    if terminal.columns < SMALLEST[0] or terminal.lines < SMALLEST[1]:
        remedy = f"make it at least {SMALLEST[0]} columns by {SMALLEST[1]} lines"
        return (Finding("terminal", "warning", f"{words} is too small for the app", remedy),)
    return (Finding("terminal", "fine", words),)


def _colors(terminal: Terminal) -> tuple[Finding, ...]:
    if terminal.no_color:
        return (Finding("colours", "note", "NO_COLOR is set: shown without colours"),)
    if terminal.colorterm in TRUE_COLOR:
        return (Finding("colours", "fine", "24-bit colours"),)
    words = "COLORTERM does not promise 24-bit colours: the nearest ones are used"
    remedy = "export COLORTERM=truecolor, if your terminal has them"
    return (Finding("colours", "note", words, remedy),)


def notice_findings(way: NoticeWay, wanted: str) -> tuple[Finding, ...]:
    """Whether the terminal shows notices of its own."""
    if way.protocol is not None:
        return (Finding("notices", "fine", way.words),)
    level: Level = "note" if wanted in ("auto", "off") else "warning"
    return (Finding("notices", level, way.words, way.remedy),)


def _encoding(terminal: Terminal) -> tuple[Finding, ...]:
    if terminal.encoding.lower().replace("-", "") == "utf8":
        if terminal.locale not in ("", "C", "POSIX"):
            return (Finding("characters", "fine", "UTF-8"),)
        name = f"the locale is {terminal.locale}" if terminal.locale else "no locale is set"
        words = f"{name}, which says nothing of characters: UTF-8 is written"
        remedy = 'if borders or Chinese look broken, set marks = "ascii" in config.toml'
        return (Finding("characters", "note", words, remedy),)
    words = f"the encoding is {terminal.encoding or 'unknown'}: Chinese is shown as ??"
    return (Finding("characters", "warning", words, "export LANG=C.UTF-8, if it shows UTF-8"),)
