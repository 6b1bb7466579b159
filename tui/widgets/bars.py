"""Horizontal bars in eighths of a cell, growing left and right of a common zero."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

EIGHTHS = " ▏▎▍▌▋▊▉"
FULL = "█"


def bars(values: Sequence[Decimal | None], width: int) -> list[str]:
    """One bar of `width` cells a value. Losses hang to the left of the zero line in whole cells
    (there are no right-aligned eighths in every font); None is an empty bar."""
    known: list[Decimal] = [Decimal(0), *(value for value in values if value is not None)]
    low, high = min(known), max(known)
    span = high - low
    if not span:
        return [" " * width] * len(values)
    left = round(width * -low / span)
    return [_bar(value, left, width, span) for value in values]


def _bar(value: Decimal | None, left: int, width: int, span: Decimal) -> str:
    if value is None:
        return " " * width
    if value < 0:
        length = min(left, max(1, round(width * -value / span)))
        return (" " * (left - length) + FULL * length).ljust(width)
    eighths = int(min(Decimal(width - left), width * value / span) * 8)
    whole, rest = divmod(eighths, 8)
    return (" " * left + FULL * whole + (EIGHTHS[rest] if rest else "")).ljust(width)[:width]
