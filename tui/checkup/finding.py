"""One thing the doctor has to say, and the words its findings share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["fine", "note", "warning", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in an `area`, and what to do about it; `remedy` is '' where nothing is.

    fine: as it should be. note: good to know. warning: works, but not as well as it could.
    broken: something does not work until it is mended.
    """

    area: str
    level: Level
    text: str
    remedy: str = ""


def size_in_words(size: int) -> str:
    """A number of bytes in decimal units: "12.3 MB"."""
    if size < 1_000:
        return f"{size} bytes"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1_000
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1_000:.1f} TB"
