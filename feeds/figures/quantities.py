"""Layer one: the quantities of a sentence, with scale, unit, currency, sign, range and qualifier.

`find_quantities` takes folded text (feeds/figures/folding.py) and returns what is there without any
idea of what it is about; that is for the layers above. Numbers inside names (Qwen3-235B-A22B,
GLM-5.1, MI300), exchange rates, footnote marks and tickers are left out. Linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from feeds.figures.numerals import ENGLISH_NUMBERS, SCALES, chinese_number, tenths
from feeds.figures.qualifiers import qualifier_after, qualifier_before
from feeds.figures.units import (
    AFTER_AMOUNT,
    BEFORE_AMOUNT,
    CURRENCY_OF,
    alternatives,
    plausible_pair,
)
from store.entries import Amount

Kind = Literal["money", "percent", "points", "multiple", "number", "word"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, `text[start:end]` in the folded text.

    `kind`: `money` (a currency is stated), `percent`, `points` (percentage points; basis points are
    divided by 100), `multiple` (13x, 3倍), `number` (bare or scaled, such as 2.7亿) or `word`
    (doubled, halved, 翻番, triple-digit; `qualifier` says which). `value` is in base units; None for
    a word without a number. `signed` is the explicit sign, or "". `alt` is the same amount in
    a second currency, in brackets after it.
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


_SCALE = alternatives([scale for scale in SCALES if len(scale) > 1 or not scale.isascii()])
_DECIMAL = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_PERCENT = r"%|per\s?cent(?!age)|percent(?!age)|pct(?![a-z])"
_POINTS = (
    r"(?P<pp>(?:%|percent(?:age)?|per\s?cent)[ -]points?|ppts?(?![a-z])|pps?(?![a-z])|个?百分点)"
    r"|(?P<bp>basis[ -]points?|bps?(?![a-z])|个?基点)"
)

_AMOUNT = re.compile(
    rf"(?P<sign>(?<![a-z0-9)\]%.+-])[+-])?"
    rf"(?P<before>(?<![a-z])(?:{BEFORE_AMOUNT}))?\s?"
    rf"(?P<sign2>(?<![a-z0-9)\]%.+-])[+-]|(?<=[$¥€£])-|(?<=rmb)-)?"
    rf"(?:\((?P<negative>{_DECIMAL})\)|(?P<number>{_DECIMAL}))(?![\d])"
    rf"(?P<plus0>\+)?(?P<many0>[多余])?"
    rf"(?:[ -]?(?P<scale>{_SCALE})(?![a-z])|(?P<letter>[bmtk])(?![a-z0-9]|-[a-z]*\d))?"
    rf"(?P<plus>\+)?(?P<many>[多余])?(?P<scale2>亿(?=元|美|港|人民币))?"
    rf"(?:\s?个(?=亿))?"
    rf"(?:[ -]?(?P<after>{AFTER_AMOUNT})(?:(?<![a-z])|(?![a-z]))|\s?(?P<points>{_POINTS})|\s?(?P<percent>{_PERCENT})"
    rf"|\s?(?P<times>倍|(?:x|-?fold)(?![a-z0-9])))?"
    rf"(?P<plus2>\+)?"
)
_NAME = re.compile(
    r"(?<![a-z0-9])(?:(?!(?:rmb|cny|usd|hkd|eur|krw|jpy|gbp|twd|fy|q[1-4]|h[12])(?![a-z]))[a-z]+[-.]?\d|[a-z]\d+[a-z]+\d)[a-z0-9.-]*|\d+[a-z]*-[a-z]+\d[\w-]*"
)
_CHINESE = re.compile(
    r"(?P<percent>百分之)?(?P<digits>[零一二两三四五六七八九十百千万亿]{1,12})"
    r"(?P<many>[多余])?(?P<scale>[万亿](?=元|美|港|人|次|用|颗|户))?"
    rf"\s?(?:(?P<after>{AFTER_AMOUNT})|(?P<tenths>成(?:半|[一二三四五六七八九](?![成万亿千百十倍]))?"
    r"(?![为立功员都本果熟交绩就分型长人]))|(?P<times>倍)|(?P<points>个?百分点|个?基点))?"
)
_ARABIC_TENTHS = re.compile(r"(?<![\d.])(\d)成(半)?(?![为立功员都本果熟交绩就分型长人])")
_ENGLISH = re.compile(
    r"(?<![a-z])(?P<number>"
    + alternatives(list(ENGLISH_NUMBERS))
    + rf") (?P<scale>trillion|billion|million)(?:[ -](?P<after>{AFTER_AMOUNT})(?![a-z]))?"
)

_WORDS = {
    **dict.fromkeys(("doubled", "doubles", "doubling", "double", "翻倍", "翻番", "翻了一番", "翻一番",
                     "增长一倍", "增加一倍", "增一倍", "大增一倍"), ("doubled", Decimal(100))),
    **dict.fromkeys(("tripled", "triples", "tripling", "triple"), (None, Decimal(200))),
    **dict.fromkeys(("quadrupled", "quadruples", "quadrupling"), (None, Decimal(300))),
    **dict.fromkeys(("quintupled",), (None, Decimal(400))),
    **dict.fromkeys(("halved", "halves", "halving", "halve", "腰斩", "减半", "降至一半", "一半",
                     "in half", "by half"), ("halved", Decimal(50))),
    **dict.fromkeys(("triple-digit", "triple digit", "triple-digits", "triple digits", "三位数"),
                    ("triple-digit", None)),
    **dict.fromkeys(("double-digit", "double digit", "double-digits", "double digits", "两位数"),
                    ("double-digit", None)),
}  # fmt: skip
_WORD = re.compile(
    r"(?<![a-z])(?:" + alternatives([w for w in _WORDS if w.isascii()]) + r")(?![a-z])"
    r"|(?:" + alternatives([w for w in _WORDS if not w.isascii()]) + ")"
)

_RANGE_JOIN = re.compile(r"\s?(?:-|~|—|至|到|to|and)\s?")
_BETWEEN = re.compile(r"(?:between|介于|介乎|在)\s?$")
_NO_RANGE_BEFORE = re.compile(
    r"(?:ris(?:e|es|ing)|rose|up|down|fell|falls?|grew|grows?|drop(?:s|ped)?|jump(?:s|ed)?|"
    r"climb(?:s|ed)?|increased?|decreased?|by)\s?$|[增降升减涨跌]$"
)
_FROM = re.compile(r"(?:from|从|由|自)\s?$")
_ALT_BEFORE = re.compile(
    r"\s?(?:\(|,|/| or )\s?(?:about|around|approximately|approx\.?|roughly|some|~|约合?|折合|合|or|nearly|即)?\s?$"
)
_COORDINATED = re.compile(r"\s?(?:and|or|,|,\s?and|、|和|及|与|以及)\s?")
_COMPARED_AMOUNT = re.compile(
    r"[^.;]{0,40}(?<![a-z])(?:from|to|than|against|versus|vs\.?|compared (?:with|to)|between|and)(?: [a-z]+){0,4} "
)
_NO_NOUN = re.compile(
    r"$|[,.;)]| (?:a|in|the|for|from|to|last|of|year|previously|earlier|before|by|at|and|on)(?![a-z])"
)
_COUNTED = "人次用户颗台部辆张名"
_NEEDS_CHANGE = re.compile("double|triple|halve|一半")
_CHANGE_BEFORE = re.compile(
    r"(?:to|will|would|could|may|might|should|than|nearly|almost|roughly|about) $|[降剩减缩跌砍].{0,10}$"
)
_EXCHANGE_RATE = re.compile(r"\s?(?:to|=|per|兑|=|for|对)\s?$")


def find_quantities(text: str) -> list[Quantity]:
    """All quantities of folded text, in order, never overlapping."""
    found = _without_overlaps(_raw_quantities(text))
    found = _share_units(text, found)
    found = _join_ranges(text, found)
    found = _join_pairs(text, _without_exchange_rates(text, found))
    return [_qualified(text, quantity) for quantity in found]


def _raw_quantities(text: str) -> list[Quantity]:
    names = [match.span() for match in _NAME.finditer(text)]
    found: list[Quantity] = []
    for match in _AMOUNT.finditer(text):
        number_start = match.start("negative") if match["number"] is None else match.start("number")
        bracketed = match["negative"] and not (match["before"] or match["scale"])
        if not bracketed and not _inside(number_start, names):
            found.append(_amount(match))
    for match in _CHINESE.finditer(text):
        if quantity := _chinese_amount(text, match):
            found.append(quantity)
    for match in _ARABIC_TENTHS.finditer(text):
        found.append(_percent(match.span(), tenths(match[1] + "成" + (match[2] or ""))))
    for match in _ENGLISH.finditer(text):
        found.append(_english_amount(match))
    for match in _WORD.finditer(text):
        if not _NEEDS_CHANGE.fullmatch(match[0]) or _CHANGE_BEFORE.search(
            text, max(0, match.start() - 14), match.start()
        ):
            qualifier, value = _WORDS[match[0]]
            found.append(Quantity(*match.span(), "word", value, qualifier=qualifier))
    return found


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (position, 1 << 60)) - 1
    return index >= 0 and position < spans[index][1]


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if kept and quantity.start < kept[-1].end:
            if (
                kept[-1].kind == "number"
                and quantity.kind != "number"
                and kept[-1].end <= quantity.end
                and quantity.start == kept[-1].start
            ):
                kept[-1] = quantity  # 3 in 3成 is less than 30 %
            continue
        kept.append(quantity)
    return kept


def _amount(match: re.Match[str]) -> Quantity:
    digits = match["number"] or match["negative"]
    value = Decimal(digits.replace(",", ""))
    scale = match["scale"] or match["letter"]
    if scale:
        value *= SCALES[scale]
    if match["scale2"]:
        value *= SCALES[match["scale2"]]
    sign: Literal["", "+", "-"] = ""
    if match["negative"] or "-" in (match["sign"], match["sign2"]):
        sign = "-"
    elif "+" in (match["sign"], match["sign2"]):
        sign = "+"
    more = any(match[name] for name in ("plus0", "plus", "plus2", "many0", "many"))
    currency = match["before"] or match["after"]
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    quantity = Quantity(
        start, match.end(), "number", value, signed=sign, scaled=bool(scale or match["scale2"]),
        qualifier="more than" if more else None,
    )  # fmt: skip
    if match["percent"] and not currency:
        return replace(quantity, kind="percent")
    if match["points"] and not currency:
        points = value / 100 if match["bp"] else value
        return replace(quantity, kind="points", value=points)
    if match["times"]:
        return replace(quantity, kind="multiple")
    if currency:
        signed = -value if sign == "-" else value
        return replace(quantity, kind="money", value=signed, currency=CURRENCY_OF[currency])
    return replace(quantity, value=-value if match["negative"] else value)


def _percent(span: tuple[int, int], value: Decimal | None) -> Quantity:
    return Quantity(*span, "percent", value)


def _chinese_amount(text: str, match: re.Match[str]) -> Quantity | None:
    digits, span = match["digits"], match.span()
    if match["tenths"]:
        value = tenths(digits + match["tenths"])
        return None if value is None else _percent(span, value)
    value = chinese_number(digits)
    if value is None:
        return None
    if match["percent"]:
        return _percent(span, value)
    if match["points"]:
        return Quantity(*span, "points", value / 100 if "基" in match["points"] else value)
    if match["times"]:
        return Quantity(*span, "multiple", value)
    if match["scale"]:
        value *= SCALES[match["scale"]]
    more = "more than" if match["many"] else None
    if match["after"]:
        if value < 10_000 and "元" == match["after"]:
            return None  # 一元, 百元: idioms and prices of small things
        currency = CURRENCY_OF[match["after"]]
        return Quantity(*span, "money", value, currency=currency, qualifier=more, scaled=True)
    counted = text[match.end() : match.end() + 1] in _COUNTED and "万" in digits
    if "亿" in digits or counted:
        return Quantity(*span, "number", value, qualifier=more, scaled=True)
    return None


def _english_amount(match: re.Match[str]) -> Quantity:
    value = ENGLISH_NUMBERS[match["number"]] * SCALES[match["scale"]]
    if match["after"]:
        currency = CURRENCY_OF[match["after"]]
        return Quantity(*match.span(), "money", value, currency=currency, scaled=True)
    return Quantity(*match.span(), "number", value, scaled=True)


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """ "19.1 billion and 13 billion yuan", "18 and 34 per cent": the unit said last holds for both."""
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        first, second = shared[i], shared[i + 1]
        if first.kind != "number" or first.value is None or second.kind not in ("money", "percent"):
            continue
        between = text[first.end : second.start]
        if not _COORDINATED.fullmatch(between) and not _RANGE_JOIN.fullmatch(between):
            continue
        if second.kind == "percent":
            if not first.scaled and first.value <= 1000 and not _is_year(first):
                shared[i] = replace(first, kind="percent")
        elif first.scaled:
            shared[i] = replace(first, kind="money", currency=second.currency)
        elif second.scaled and not _is_year(first) and first.value < 10_000:
            scaled = first.value * _scale_of(second, text)
            shared[i] = replace(
                first, kind="money", currency=second.currency, value=scaled, scaled=True
            )
    for i in range(len(shared) - 1):  # "$70-72 billion", "$91-93": the sign said first
        first, second = shared[i], shared[i + 1]
        if first.kind != "money" or not _RANGE_JOIN.fullmatch(text[first.end : second.start]):
            continue
        if second.kind == "number" and second.scaled and not _is_year(second):
            second = shared[i + 1] = replace(second, kind="money", currency=first.currency)
        if not first.scaled and second.scaled and second.kind == "money" and first.value:
            shared[i] = replace(first, value=first.value * _scale_of(second, text), scaled=True)
    return _with_currency_said_before(text, shared)


def _with_currency_said_before(text: str, found: list[Quantity]) -> list[Quantity]:
    """ "11.2 billion yuan, against 7.6 billion a year ago": the second amount is in yuan too."""
    shared = list(found)
    for i in range(1, len(shared)):
        first, second = shared[i - 1], shared[i]
        if first.kind != "money" or second.kind != "number" or not second.scaled:
            continue
        if _COMPARED_AMOUNT.fullmatch(text[first.end : second.start]) and _NO_NOUN.match(
            text, second.end
        ):
            shared[i] = replace(second, kind="money", currency=first.currency)
    return shared


def _is_year(quantity: Quantity) -> bool:
    return quantity.value is not None and 1990 <= quantity.value <= 2060 and not quantity.scaled


def _scale_of(quantity: Quantity, text: str) -> Decimal:
    """The scale a quantity was written with: its value over its digits."""
    digits = re.search(_DECIMAL, text[quantity.start : quantity.end])
    if digits is None or not quantity.value:
        return Decimal(1)
    return abs(quantity.value / Decimal(digits[0].replace(",", "")))


def _join_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    joined: list[Quantity] = []
    for quantity in found:
        if joined and _is_range(text, joined[-1], quantity):
            joined[-1] = replace(joined[-1], end=quantity.end, high=quantity.value)
        else:
            joined.append(quantity)
    return joined


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    if low.kind != high.kind or low.kind in ("word", "multiple") or low.high is not None:
        return False
    if low.kind == "number" and not (low.scaled and high.scaled):
        return False
    if low.value is None or high.value is None or not low.value < high.value:
        return False
    if low.kind == "money" and low.currency != high.currency:
        return False
    between = text[low.end : high.start]
    if not _RANGE_JOIN.fullmatch(between):
        return False
    before = text[max(0, low.start - 24) : low.start]
    if words := qualifier_before(text, low.start):
        before = text[max(0, words[1] - 24) : words[1]]
    if between.strip() == "and":
        return _BETWEEN.search(before) is not None
    if between.strip() in ("to", "至", "到"):
        stepped = low.kind == "money" and _NO_RANGE_BEFORE.search(before)
        return not stepped and _FROM.search(before) is None
    return True


def _without_exchange_rates(text: str, found: list[Quantity]) -> list[Quantity]:
    dropped: set[int] = set()
    for i, (first, second) in enumerate(pairwise(found)):
        if first.kind == second.kind == "money" and Decimal(1) in (first.value, second.value):
            if _EXCHANGE_RATE.fullmatch(text[first.end : second.start]):
                dropped |= {i, i + 1}
    return [quantity for i, quantity in enumerate(found) if i not in dropped]


def _join_pairs(text: str, found: list[Quantity]) -> list[Quantity]:
    joined: list[Quantity] = []
    for quantity in found:
        first = joined[-1] if joined else None
        if (
            first is None
            or first.kind != "money"
            or quantity.kind != "money"
            or first.currency == quantity.currency
            or first.alt is not None
            or first.currency is None
            or quantity.currency is None
            or first.value is None
            or quantity.value is None
            or not (match := _ALT_BEFORE.fullmatch(text[first.end : quantity.start]))
        ):
            joined.append(quantity)
            continue
        bracketed = "(" in match[0]
        if plausible_pair(first.currency, first.value, quantity.currency, quantity.value):
            end = quantity.end
            if bracketed and text[end : end + 1] == ")":
                end += 1
            joined[-1] = replace(first, end=end, alt=Amount(quantity.currency, quantity.value))
        elif not bracketed:
            joined.append(quantity)
        else:  # a footnote mark glued to the figure: it is left out
            joined[-1] = replace(first, end=min(quantity.end + 1, len(text)))
    return joined


def _qualified(text: str, quantity: Quantity) -> Quantity:
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
