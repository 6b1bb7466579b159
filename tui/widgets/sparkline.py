"""A series as a line of eight block heights; a gap where nothing was disclosed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

BLOCKS = "▁▂▃▄▅▆▇█"
GAP = " "


def sparkline(values: Sequence[Decimal | None]) -> str:
    """One character a value, scaled between the least and the greatest of them.

    A flat series is drawn at half height: its level says nothing about its size.
    """
    known = [value for value in values if value is not None]
    if not known:
        return GAP * len(values)
    low, high = min(known), max(known)
    if low == high:
        return "".join(GAP if value is None else BLOCKS[3] for value in values)
    return "".join(
        GAP if value is None else BLOCKS[int((value - low) / (high - low) * 7 + Decimal("0.5"))]
        for value in values
    )
