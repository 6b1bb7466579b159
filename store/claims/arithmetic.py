"""Whether two printed numbers can be the same number, given how each was rounded.

A press figure is rounded or cut to its last stated digit: 38,676 million is "38.6 billion" in one
paper and "38.7 billion" in another. Qualifiers make it a bound. Pure.
"""

from __future__ import annotations

from decimal import Decimal

ONE = Decimal(1)
WIDEST = Decimal("0.03")  # of the value: "100 billion" has one significant digit, not a licence
LOOSE = Decimal("0.05")  # for "about" and "some"
BOUND = Decimal("1.3")  # "more than 10 million" of 80 million is true and says nothing


def last_digit(value: Decimal) -> Decimal:
    """The unit of the last significant digit: 100,000,000 for 38,600,000,000, 0.1 for 57.1."""
    digits, exponent = value.normalize().as_tuple().digits, value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or not any(digits):
        return ONE
    return ONE.scaleb(exponent)


def same_amount(stated: Decimal, recorded: Decimal, qualifier: str | None = None) -> bool:
    """Whether a stated amount can be the recorded one, which is exact to a millionth of it."""
    if (stated < 0) != (recorded < 0) and stated and recorded:
        return False
    stated, recorded = abs(stated), abs(recorded)
    room = min(last_digit(stated), stated * WIDEST)
    match qualifier:
        case "more than":
            return stated - room < recorded <= stated * BOUND
        case "less than":
            return stated / BOUND <= recorded < stated + room
        case "nearly" | "up to":
            return stated * (1 - LOOSE) <= recorded <= stated + room
        case "about":
            return abs(stated - recorded) <= max(room, stated * LOOSE)
        case _:
            return abs(stated - recorded) < max(room, Decimal("0.005"))


def same_percent(stated: Decimal, recorded: Decimal, qualifier: str | None = None) -> bool:
    """Whether a stated percentage can be the recorded one: within the last digit of the coarser."""
    room = max(min(last_digit(stated), ONE), min(last_digit(recorded), ONE))
    match qualifier:
        case "more than":
            return abs(stated) - room < abs(recorded) <= abs(stated) * BOUND + 1 and (
                stated * recorded >= 0
            )
        case "less than":
            return abs(recorded) < abs(stated) + room and stated * recorded >= 0
        case "triple-digit":
            return recorded >= 100 - room
        case "double-digit":
            return 10 - room <= recorded < 100
        case "about" | "nearly" | "up to":
            return abs(stated - recorded) < 2 * room
        case _:
            return abs(stated - recorded) < room
