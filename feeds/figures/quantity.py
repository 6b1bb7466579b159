"""A number with its unit, as layer one finds it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from store.headlines.entries import Amount

Kind = Literal["money", "percent", "points", "multiple", "number", "word"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, `text[start:end]` in the folded text.

    `kind`: `money` (a currency is stated), `percent`, `points` (percentage points; basis points
    are divided by 100), `multiple` (13x, 3倍), `number` (bare or scaled: 2.7亿) or `word` (doubled,
    halved, 翻番, triple-digit; `qualifier` says which). `value` is in base units; None for a word
    without a number. `signed` is the explicit sign, or "". `alt` is the same amount in a second
    currency, in brackets after it.
    """

    start: int
    end: int
    kind: Kind
    value: Decimal | None
    high: Decimal | None = None
    currency: str | None = None
    qualifier: str | None = None
    alt: Amount | None = None
    signed: Literal["", "+", "-"] = ""
    scaled: bool = False
    lead: int = 0

    @property
    def core(self) -> int:
        """Where the number itself starts, after the `lead` characters of words that qualify it."""
        return self.start + self.lead
