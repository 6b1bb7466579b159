"""A cell of a table and the column it stands in, out of the words of a release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

ColumnKind = Literal["rmb", "usd", "share", "yoy"]

_CELL = re.compile(
    r"(?:(?P<open>\()|(?P<minus>[-−]))?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{1,3})"
    r"(?P<percent>%)?(?P<close>\))?(?P<percent_after>%)?(?P<marks>(?:\(\d{1,2}\))*)"
)
_NONE = re.compile(r"(?:[–—]%?|N/?[AM])(?:\(\d{1,2}\))*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its kind, and for money the period it is about."""

    kind: ColumnKind
    period_type: str
    period_end: date
    current: bool

    @property
    def is_money(self) -> bool:
        """Whether amounts stand in it, and not percentages."""
        return self.kind in {"rmb", "usd"}


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number, or None where a dash or N/A is printed."""

    value: Decimal | None
    percent: bool = False


def read_cell(word: str, following: str = "") -> TableCell | None:
    """The cell that a word is; None if it is no cell. Parentheses are a minus, as is a sign."""
    if _NONE.fullmatch(word):
        return TableCell(None)
    if word == "-":  # a nil between cells, a bullet before a word
        return TableCell(None) if following == "-" or read_cell(following) else None
    match = _CELL.fullmatch(word)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    value = Decimal(match["number"].replace(",", ""))
    percent = bool(match["percent"] or match["percent_after"])
    return TableCell(-value if match["open"] or match["minus"] else value, percent)
