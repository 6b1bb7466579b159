"""One way to show numbers, on the screen and in the shell.

The minus is U+2212, as wide as the plus, so that signs line up. Money is shown in the unit the
header names; a change always has a sign; what is not known is an en dash.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Scale = Literal["bn", "mn"]

MINUS = "−"
UNKNOWN = "–"
RESTATED = "ʳ"


def format_money(value: Decimal | None, unit: str = "CNY_mn", in_: Scale = "bn") -> str:
    """An amount of `unit` (CNY_mn: millions of yuan) as "43.2" billions or "43,214" millions.

    What is no money is shown as what it is: "16%", "320,000", "12". None is unknown: "–".
    """
    if value is None:
        return UNKNOWN
    if unit == "pct":
        return f"{format_number(value)}%"
    if unit == "multiple":
        return f"{format_number(value)}×"
    if not unit.endswith("_mn"):
        return format_number(value)
    if in_ == "mn":
        return format_number(value)
    return signed(f"{(value / 1000).quantize(Decimal('0.1'), ROUND_HALF_UP):,}")


def format_growth(pct: Decimal | None, note: str = "", *, places: int = 0) -> str:
    """A change in percent with its sign: "+38%", "−76%", "0%"; the note where there is no number
    ("n/c" not comparable, "n/m" not meaningful), "–" where nothing is known."""
    if pct is None:
        return note or UNKNOWN
    rounded = pct.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == 0:
        return "0%"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):,}%"


def format_number(value: Decimal) -> str:
    """Thousands separated, no trailing zeros, a real minus."""
    whole = value == value.to_integral_value()
    return signed(f"{value.quantize(Decimal(1)) if whole else value.normalize():,f}")


def unit_header(unit: str, in_: Scale = "bn") -> str:
    """What a column of `unit` is headed with: "CNY bn", "%", "count"."""
    if unit == "pct":
        return "%"
    return f"{unit.removesuffix('_mn')} {in_}" if unit.endswith("_mn") else unit


def signed(text: str) -> str:
    """ASCII minus to U+2212; minus zero to zero."""
    if not text.strip("-0.,"):
        return text.lstrip("-")
    return text.replace("-", MINUS)
