"""The reader's own assumptions behind the bound on AI cost: typed as ranges, kept between runs.

A range is one number or two, in millions of yuan: `1,200`, `1200 to 1500`, `−300..300`. Nothing
typed is nothing supposed. What the figures rule out is for `store.ledger.bounds` to say.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from decimal import Decimal

from store.errors import StoreError
from store.ledger.bounds import Assumptions, Range
from store.settings import get_setting, set_setting

SETTING = "ledger.assumptions"
_NUMBER = r"[-−]?\d[\d,]{0,20}(?:\.\d{1,3})?"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*(?:to|\.\.|–|-)\s*({_NUMBER}))?")


def range_from_text(text: str) -> Range | None:
    """The range a person typed, None for nothing. Raises StoreError, in words, for anything else;
    a range from more to less is kept as typed, because only the reader knows which is meant."""
    words = text.strip()
    if not words:
        return None
    match = _RANGE.fullmatch(words)
    if match is None:
        raise StoreError(f"{words!r} is no range: write 1200, or 1200 to 1500 (millions of yuan).")
    low = _number(match[1])
    return Range(low, low if match[2] is None else _number(match[2]))


def range_as_text(supposed: Range | None) -> str:
    """A range as `range_from_text` reads it."""
    if supposed is None:
        return ""
    if supposed.low == supposed.high:
        return f"{supposed.low:,f}"
    return f"{supposed.low:,f} to {supposed.high:,f}"


def kept_assumptions(connection: sqlite3.Connection, issuer: str = "alibaba") -> Assumptions:
    """What the reader supposes of a company; nothing where nothing (or nonsense) is kept."""
    kept = get_setting(connection, f"{SETTING}.{issuer}")
    if not isinstance(kept, Mapping):
        return Assumptions()
    try:
        return Assumptions(
            others_earned=range_from_text(str(kept.get("others_earned", ""))),
            ai_revenue=range_from_text(str(kept.get("ai_revenue", ""))),
        )
    except StoreError:
        return Assumptions()


def keep_assumptions(
    connection: sqlite3.Connection, assumptions: Assumptions, issuer: str = "alibaba"
) -> None:
    """Keep what the reader supposes; nothing supposed is forgotten."""
    kept = {
        "others_earned": range_as_text(assumptions.others_earned),
        "ai_revenue": range_as_text(assumptions.ai_revenue),
    }
    set_setting(connection, f"{SETTING}.{issuer}", kept if any(kept.values()) else None)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))
