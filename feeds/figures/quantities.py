"""Layer one: the quantities of a sentence, with scale, unit, currency, sign, range and qualifier.

`find_quantities` takes folded text (feeds/figures/folding.py) and returns what is there without any
idea of what it is about; that is for the layers above. Exchange rates and footnote marks glued to
an amount are left out. Linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from feeds.figures.qualifiers import qualifier_after, qualifier_before
from feeds.figures.quantity import Quantity
from feeds.figures.single_quantities import DECIMAL, single_quantities
from feeds.figures.units import plausible_pair
from store.headlines.entries import Amount
from store.late_patterns import late_pattern

_RANGE_JOIN = late_pattern(r"\s?(?:-|~|—|至|到|to|and)\s?")
_BETWEEN = late_pattern(r"(?:between|介于|介乎|在)\s?$")
_STEPPED_BEFORE = late_pattern(
    r"(?:ris(?:e|es|ing)|rose|(?<!lined )(?<!lines )(?<!set )(?<!put )up|down"
    r"|fell|falls?|grew|grows?|drop(?:s|ped)?|jump(?:s|ed)?|"
    r"climb(?:s|ed)?|increased?|decreased?|by)\s?$|[增降升减涨跌]$"
)
_RANGE_BEFORE = late_pattern(r"(?<![a-z])(?:up|down|raised|narrowed) from\s?$")
_FROM = late_pattern(r"(?:from|从|由|自)\s?$")
_ALT_BEFORE = late_pattern(
    r"\s?(?:\(|,|/| or )\s?(?:about|around|approximately|approx\.?|roughly|some|nearly|or|~"
    r"|约合?|折合|合|即)?\s?$"
)
_OR = late_pattern(r"\s?(?:or|,|/|或|、|，)\s?")
_COORDINATED = late_pattern(r"\s?(?:and|or|,|,\s?and|、|和|及|与|以及)\s?")
_COMPARED_AMOUNT = late_pattern(
    r"[^.;]{0,40}(?<![a-z])(?:from|to|than|against|versus|vs\.?|compared (?:with|to)|between|and"
    r"|(?:estimate|forecast|expectation|projection|consensus)s? (?:of|for|at))(?: [a-z]+){0,4} "
)
_SAME_MONEY = late_pattern(r"[^.;；。$¥€£]{0,90}")
_NO_NOUN = late_pattern(
    r"$|[,.;)]"
    r"| (?:a|in|the|for|from|to|last|of|year|previously|earlier|before|by|at|and|on)(?![a-z])"
)
_COUNTED_FROM = 10
_EXCHANGE_RATE = late_pattern(r"\s?(?:to|=|per|兑|=|for|对)\s?$")


def find_quantities(text: str) -> list[Quantity]:
    """All quantities of folded text, in order, never overlapping."""
    found = _share_units(text, single_quantities(text))
    found = _join_ranges(text, found)
    found = _join_pairs(text, _without_exchange_rates(text, found))
    return [_qualified(text, quantity) for quantity in found]


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """One unit said for several numbers: "19.1 billion and 13 billion yuan", "18 and 34 per cent",
    "$70-72 billion", "11.2 billion yuan, against 7.6 billion a year ago"."""
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        between = text[shared[i].end : shared[i + 1].start]
        if _ends_a_name(text, shared[i]):
            continue  # "7.6% in Q1 and 9% a year ago"
        if _COORDINATED.fullmatch(between) or _RANGE_JOIN.fullmatch(between):
            shared[i] = _with_unit_said_after(shared[i], shared[i + 1], text)
    for i in range(len(shared) - 1):
        first, second = shared[i], shared[i + 1]
        between = text[first.end : second.start]
        in_range = _RANGE_JOIN.fullmatch(between) is not None
        compared = _COMPARED_AMOUNT.fullmatch(between) and _NO_NOUN.match(text, second.end)
        open_second = first.kind == "money" and second.kind == "number" and second.scaled
        again = _NO_NOUN.match(text, second.end) and _SAME_MONEY.fullmatch(between)
        if open_second and (in_range or compared or again):
            shared[i + 1] = replace(second, kind="money", currency=first.currency)
        if in_range:
            shared[i] = _with_scale_said_after(first, shared[i + 1], text)
    return shared


def _ends_a_name(text: str, quantity: Quantity) -> bool:
    """Whether a bare number is the digit of "Q1" or "H2"."""
    before = text[max(0, quantity.start - 1) : quantity.start]
    return quantity.kind == "number" and before.isascii() and before.isalpha()


def _with_unit_said_after(first: Quantity, second: Quantity, text: str) -> Quantity:
    if first.kind != "number" or first.value is None or _is_year(first):
        return first
    if second.kind == "percent":
        small = not first.scaled and first.value <= 1000
        return replace(first, kind="percent") if small else first
    if second.kind != "money":
        return first
    if first.scaled:
        return replace(first, kind="money", currency=second.currency)
    if not second.scaled or first.value >= 10_000:
        return first
    unit = replace(first, kind="money", currency=second.currency)
    return _with_scale_said_after(unit, second, text)


def _with_scale_said_after(first: Quantity, second: Quantity, text: str) -> Quantity:
    if first.kind != "money" or second.kind != "money" or first.value is None:
        return first
    if first.scaled or not second.scaled:
        return first
    return replace(first, value=first.value * _scale_of(second, text), scaled=True)


def _is_year(quantity: Quantity) -> bool:
    return quantity.value is not None and 1990 <= quantity.value <= 2060 and not quantity.scaled


def _scale_of(quantity: Quantity, text: str) -> Decimal:
    """The scale a quantity was written with: its value over its digits."""
    digits = re.search(DECIMAL, text[quantity.start : quantity.end])
    if digits is None or not quantity.value:
        return Decimal(1)
    return abs(quantity.value / Decimal(digits[0].replace(",", "")))


def _join_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    joined: list[Quantity] = []
    for quantity in found:
        earlier = joined[-2] if len(joined) > 1 else None
        if joined and _is_range(text, joined[-1], quantity, earlier):
            joined[-1] = replace(joined[-1], end=quantity.end, high=quantity.value)
        else:
            joined.append(quantity)
    return joined


def _is_range(text: str, low: Quantity, high: Quantity, earlier: Quantity | None) -> bool:
    """Whether `low` to `high` is one range; `earlier` is the quantity before them."""
    between = text[low.end : high.start]
    if not _of_one_kind(low, high) or not _RANGE_JOIN.fullmatch(between):
        return False
    words = qualifier_before(text, low.start)
    start = words[1] if words else low.start
    before = text[max(0, start - 24) : start]
    match between.strip():
        case "and":
            return _BETWEEN.search(before) is not None
        case "to" | "至" | "到" if low.kind == "money" and _RANGE_BEFORE.search(before):
            return True  # "up from $64 billion to $72 billion": an earlier range
        case "to" | "至" | "到" if (
            earlier is not None and earlier.high and earlier.kind == low.kind
        ):
            return True  # "to $70 billion to $72 billion, from $66 billion to $72 billion"
        case "to" | "至" | "到":  # "rose $3bn to $20bn" and "from 18% to 26%" are two facts
            stepped = low.kind == "money" and _STEPPED_BEFORE.search(before)
            return not stepped and _FROM.search(before) is None
        case _:
            return True


def _of_one_kind(low: Quantity, high: Quantity) -> bool:
    if low.kind != high.kind or low.kind in ("word", "multiple") or low.currency != high.currency:
        return False
    if low.kind == "number" and not (low.scaled and high.scaled):
        return False
    if low.value is None or high.value is None or low.high is not None:
        return False
    return low.value < high.value


def _without_exchange_rates(text: str, found: list[Quantity]) -> list[Quantity]:
    dropped: set[int] = set()
    for i, (first, second) in enumerate(pairwise(found)):
        both_money = first.kind == second.kind == "money"
        of_one = Decimal(1) in (first.value, second.value)
        if both_money and of_one and _EXCHANGE_RATE.fullmatch(text[first.end : second.start]):
            dropped |= {i, i + 1}
    return [quantity for i, quantity in enumerate(found) if i not in dropped]


def _join_pairs(text: str, found: list[Quantity]) -> list[Quantity]:
    """ "RMB247,795 million (US$34,808 million)" is one fact in two currencies."""
    joined: list[Quantity] = []
    for quantity in found:
        pair = _pair(text, joined[-1], quantity) if joined else None
        if pair is None:
            joined.append(quantity)
        else:
            joined[-1] = pair
    return joined


def _pair(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """The first amount with the second as its other currency; None where they are two facts."""
    if first.kind != "money" or second.kind != "money":
        return None
    if first.alt is not None:
        return _third_currency(text, first, second)
    if first.currency is None or second.currency in (None, first.currency):
        return None
    join = _ALT_BEFORE.fullmatch(text[first.end : second.start])
    if join is None or first.value is None or second.value is None or second.currency is None:
        return None
    bracketed = "(" in join[0]
    end = second.end + (bracketed and text[second.end : second.end + 1] == ")")
    if plausible_pair(first.currency, first.value, second.currency, second.value):
        return replace(first, end=end, alt=Amount(second.currency, second.value))
    # a footnote mark glued to the figure in brackets: it is left out
    return replace(first, end=end) if bracketed else None


def _third_currency(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """ "RMB0.94 (US$0.15 or HK$1.15)": the third says the same again."""
    between = text[first.end : second.start]
    if not _OR.fullmatch(between) or first.value is None or second.value is None:
        return None
    if first.currency is None or second.currency in (None, first.currency):
        return None
    if not plausible_pair(first.currency, first.value, second.currency, second.value):
        return None
    return replace(first, end=second.end + (text[second.end : second.end + 1] == ")"))


def _qualified(text: str, quantity: Quantity) -> Quantity:
    if quantity.kind == "number" and not quantity.scaled and (quantity.value or 0) < _COUNTED_FROM:
        return quantity  # a version, a day, a small count
    if words := qualifier_before(text, quantity.start):
        name, start = words
        named = quantity.qualifier if quantity.value is None else name
        quantity = replace(
            quantity, start=start, lead=quantity.start - start, qualifier=named or name
        )
    if quantity.qualifier is None and (words := qualifier_after(text, quantity.end)):
        name, end = words
        quantity = replace(quantity, end=end, qualifier=name)
    return quantity
