"""Copying: by the terminal (OSC 52), and by the desktop's own command where there is one.

Terminals do not say whether they took a copy, and drop long ones silently, so the size has a limit;
a desktop's command has none. Over SSH only the terminal reaches the user's clipboard.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping

LIMIT = 75_000  # bytes of UTF-8: with base64 the longest OSC 52 that terminals take is 100 kB
SECONDS = 2.0

# the command, and the variable that says there is such a desktop ('': any)
COMMANDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("wl-copy",), "WAYLAND_DISPLAY"),
    (("xclip", "-selection", "clipboard"), "DISPLAY"),
    (("xsel", "--clipboard", "--input"), "DISPLAY"),
    (("pbcopy",), ""),
    (("clip.exe",), ""),
)


def desktop_command(
    environment: Mapping[str, str] = os.environ,
    find: Callable[[str], str | None] = shutil.which,
) -> tuple[str, ...] | None:
    """The command that copies on this desktop; None without one, or over SSH."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return None
    return next(
        (
            command
            for command, variable in COMMANDS
            if (not variable or environment.get(variable)) and find(command[0])
        ),
        None,
    )


def copy(text: str, what: str, by_terminal: Callable[[str], object]) -> str:
    """Copy `text` every way there is; a sentence for the user about `what` was copied."""
    command = desktop_command()
    copied = command is not None and _run(command, text)
    size = len(text.encode(errors="replace"))
    if size <= LIMIT:
        by_terminal(text)
        return f"Copied the {what}."
    if copied:
        return f"Copied the {what} ({size // 1000:,} kB)."
    return (
        f"The {what} is {size // 1000:,} kB and terminals take {LIMIT // 1000}; "
        "E writes it to a file."
    )


def _run(command: tuple[str, ...], text: str) -> bool:
    try:
        done = subprocess.run(
            command,
            input=text.encode(errors="replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
