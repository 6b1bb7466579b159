"""Feeds that are files on this computer, as `file:` addresses."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit


def local_address(text: str) -> str | None:
    """The `file:` address of what a person typed, if that is a file here; else None."""
    try:
        if text.startswith("file:"):
            path = Path(unquote(urlsplit(text).path))
        elif "://" in text:
            return None
        else:
            path = Path(text).expanduser()
        return path.resolve().as_uri() if path.is_file() else None
    except (OSError, ValueError, RuntimeError):  # no possible name of a file, no such user's home
        return None
