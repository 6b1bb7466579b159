"""Libraries that alimon uses where they are installed, and how to add one where it is not."""

from __future__ import annotations

import sys
from pathlib import PurePath


def how_to_add(library: str, prefix: str = sys.prefix) -> str:
    """The command that installs a library beside this alimon, whose environment is at `prefix`:
    pipx and uv keep one of their own for each program, and uv's has no pip."""
    parts = PurePath(prefix).parts
    if parts[-3:-1] == ("pipx", "venvs"):
        return f"pipx inject {parts[-1]} {library}"
    if parts[-3:-1] == ("uv", "tools"):
        return f"uv pip install --python {prefix} {library}"
    return f"{PurePath(prefix) / 'bin' / 'python'} -m pip install {library}"
