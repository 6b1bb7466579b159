"""Layer one, first step: each number alone, with the scale, unit, currency and sign beside it.

Numbers inside names (Qwen3-235B-A22B, GLM-5.1, MI300) are left out. Text is folded; time is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from feeds.figures.numerals import ENGLISH_NUMBERS, SCALES, chinese_number, tenths
from feeds.figures.quantity import Kind, Quantity
from feeds.figures.units import (
    AFTER_AMOUNT,
    BEFORE_AMOUNT,
    CURRENCY_OF,
    alternatives,
    words_before_amounts,
)
from store.late_patterns import late_pattern

_ENGLISH_SCALE = alternatives([scale for scale in SCALES if len(scale) > 1 and scale.isascii()])
_CHINESE_SCALE = alternatives([scale for scale in SCALES if not scale.isascii()])
DECIMAL = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_PERCENT = r"%|per\s?cent(?!age)|percent(?!age)|pct(?![a-z])"
_POINTS = (
    r"(?P<pp>(?:%|percent(?:age)?|per\s?cent)[ -]points?|ppts?(?![a-z])|pps?(?![a-z])|个?百分点)"
    r"|(?P<bp>basis[ -]points?|bps?(?![a-z])|个?基点)"
)

# The number leads: a pattern that begins with what may stand before it is tried everywhere.
_BEFORE_NUMBER = late_pattern(
    rf"(?P<sign>(?<![a-z0-9)\]%.+万亿兆元-])[+-]|(?<![a-z])(?<!or )(?:minus|negative)\s?)?"
    rf"(?P<before>(?<![a-z])(?:{BEFORE_AMOUNT}|won(?=$)))?\s?"
    rf"(?P<sign2>(?<![a-z0-9)\]%.+万亿兆元-])[+-]|(?<=[$¥€£])-|(?<=rmb)-)?$"
)
_LEADS = (*words_before_amounts(), "won", "+", "-", "minus", "negative")  # what it may end with
_LONGEST_BEFORE = 24
_AMOUNT = late_pattern(
    rf"(?<!\d)(?:\((?P<negative>{DECIMAL})\)|(?P<number>{DECIMAL}))(?![\d])"
    rf"(?P<plus0>\+)?(?P<many0>[多余])?"
    rf"(?:[ -]?(?:个(?=[万亿]))?(?P<scale>{_CHINESE_SCALE}|(?:{_ENGLISH_SCALE})(?![a-z]))"
    rf"|(?P<letter>[bmtk])(?![a-z0-9]|-[a-z]*\d))?"
    rf"(?P<plus>\+)?(?P<many>[多余])?(?P<scale2>亿(?=元|美|港|人民币))?"
    rf"(?:[ -]?(?P<after>{AFTER_AMOUNT})(?:(?<![a-z])|(?![a-z]))|\s?(?P<points>{_POINTS})"
    rf"|\s?(?P<percent>{_PERCENT})"
    rf"|\s?(?P<times>倍|(?:x|-?fold)(?![a-z0-9])"
    r"|times(?= (?:[a-z0-9'-]{1,20} ){0,3}earnings)))?"
    rf"(?P<plus2>\+)?"
)
_NAME = late_pattern(
    r"(?<![a-z0-9])(?:(?!(?:rmb|cny|usd|hkd|eur|krw|jpy|gbp|twd|won|fy|q[1-4]|h[12])(?![a-z]))"
    r"[a-z]+[-.]?\d|[a-z]\d+[a-z]+\d)[a-z0-9.-]*+(?!\s?[万亿])|(?<![a-z0-9])\d{1,9}[a-z]{0,9}-[a-z]{1,20}\d[\w-]*"
)
_CHINESE = late_pattern(
    r"(?<![数几双个零一二两三四五六七八九十百千万亿])(?P<percent>百分之)?(?P<digits>[零一二两三四五六七八九十百千万亿]{1,12})"
    r"(?P<many>[多余])?(?P<scale>[万亿](?=元|美|港|人|次|用|颗|户))?"
    rf"\s?(?:(?P<after>{AFTER_AMOUNT})|(?P<tenths>成(?:半|[一二三四五六七八九](?![成万亿千百十倍]))?"
    r"(?![为立功员都本果熟交绩就分型长人]))|(?P<times>倍)|(?P<points>个?百分点|个?基点))?"
)
_ARABIC_TENTHS = late_pattern(r"(?<![\d.])(\d)成(半)?(?![为立功员都本果熟交绩就分型长人])")
_ENGLISH = late_pattern(
    r"(?<![a-z])(?P<number>"
    + alternatives(list(ENGLISH_NUMBERS))
    + rf") (?P<scale>trillion|billion|million)(?:[ -](?P<after>{AFTER_AMOUNT})(?![a-z]))?"
)

_WORDS = {
    **dict.fromkeys(("doubled", "doubles", "doubling", "double", "翻倍", "翻番", "翻了一番",
                     "翻一番", "增长一倍", "增加一倍", "增一倍", "大增一倍"),
                    ("doubled", Decimal(100))),
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
_WORD = late_pattern(
    r"(?<![a-z])(?:" + alternatives([w for w in _WORDS if w.isascii()]) + r")(?![a-z])"
    r"|(?:" + alternatives([w for w in _WORDS if not w.isascii()]) + ")"
)

_COUNTED = "人次用户颗台部辆张名"
_NEEDS_CHANGE = late_pattern("double|triple|halve|一半")
_CHANGE_BEFORE = late_pattern(
    r"(?:to|will|would|could|may|might|should|than|nearly|almost|roughly|about) $"
    r"|[降剩减缩跌砍].{0,10}$"
)


def single_quantities(text: str) -> list[Quantity]:
    """Every number of folded text with its own unit, in order, never overlapping."""
    return _without_overlaps(_amounts(text) + _chinese_numerals(text) + _words(text))


def _amounts(text: str) -> list[Quantity]:
    names = [match.span() for match in _NAME.finditer(text)]
    found: list[Quantity] = []
    reached = 0
    for match in _AMOUNT.finditer(text):
        start = match.start() + (match["negative"] is not None)
        window = max(reached, match.start() - _LONGEST_BEFORE)
        bare = match.start()
        while bare > window and text[bare - 1].isspace():
            bare -= 1
        if not text.endswith(_LEADS, window, bare):
            window = bare  # nothing leads most numbers
        lead = _BEFORE_NUMBER.search(text, window, match.start())
        if lead is None or _inside(start, names):
            continue
        reached = match.end()
        if match["negative"] is None or lead["before"] or match["scale"]:
            found.append(_amount(lead, match))
    found.extend(_english_amount(match) for match in _ENGLISH.finditer(text))
    return found


def _chinese_numerals(text: str) -> list[Quantity]:
    if text.isascii():
        return []
    found = [_chinese_amount(text, match) for match in _CHINESE.finditer(text)]
    found += [
        _percent(match.span(), tenths(f"{match[1]}成{match[2] or ''}"))
        for match in _ARABIC_TENTHS.finditer(text)
    ]
    return [quantity for quantity in found if quantity is not None]


def _words(text: str) -> list[Quantity]:
    found = []
    for match in _WORD.finditer(text):
        window = max(0, match.start() - 14), match.start()
        if not _NEEDS_CHANGE.fullmatch(match[0]) or _CHANGE_BEFORE.search(text, *window):
            qualifier, value = _WORDS[match[0]]
            found.append(Quantity(*match.span(), "word", value, qualifier=qualifier))
    return found


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (position, 1 << 60)) - 1
    return index >= 0 and position < spans[index][1]


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:  # 3成 is 30 %, not also the number 3
            kept.append(quantity)
    return kept


def _amount(lead: re.Match[str], match: re.Match[str]) -> Quantity:
    """The number of `match`, with the sign and the currency of `lead` before it."""
    value = Decimal((match["number"] or match["negative"]).replace(",", ""))
    scale = match["scale"] or match["letter"]
    value *= SCALES[scale] if scale else 1
    value *= SCALES[match["scale2"]] if match["scale2"] else 1
    sign: Literal["", "+", "-"] = ""
    spelled = (lead["sign"] or "").startswith(("minus", "negative"))
    if match["negative"] or spelled or "-" in (lead["sign"], lead["sign2"]):
        sign = "-"
    elif "+" in (lead["sign"], lead["sign2"]):
        sign = "+"
    more = any(match[name] for name in ("plus0", "plus", "plus2", "many0", "many"))
    currency = lead["before"] or match["after"]
    kind: Kind = "number"
    if match["percent"] and not currency:
        kind = "percent"
    elif match["points"] and not currency:
        kind, value = "points", value / 100 if match["bp"] else value
    elif match["times"]:
        kind = "multiple"
    elif currency:
        kind, value = "money", -value if sign == "-" else value
    elif match["negative"]:
        value = -value
    blank = len(lead[0]) - len(lead[0].lstrip())
    return Quantity(
        lead.start() + blank, match.end(), kind, value, signed=sign,
        currency=CURRENCY_OF[currency] if kind == "money" and currency else None,
        scaled=bool(scale or match["scale2"]), qualifier="more than" if more else None,
    )  # fmt: skip


def _percent(span: tuple[int, int], value: Decimal | None) -> Quantity:
    return Quantity(*span, "percent", value)


def _chinese_amount(text: str, match: re.Match[str]) -> Quantity | None:
    digits, span = match["digits"], match.span()
    in_tenths = match["tenths"]
    value = tenths(digits + in_tenths) if in_tenths else chinese_number(digits)
    if value is None or digits == "亿万":  # 亿万富翁
        return None
    if in_tenths:
        return _percent(span, value)
    if match["percent"]:
        return _percent(span, value)
    if match["points"]:
        return Quantity(*span, "points", value / 100 if "基" in match["points"] else value)
    if match["times"]:
        return Quantity(*span, "multiple", value)
    return _chinese_sum(text, match, value)


def _chinese_sum(text: str, match: re.Match[str], value: Decimal) -> Quantity | None:
    """三千八百亿元, 千亿, 百万颗: money, or a number large enough to be a figure."""
    value *= SCALES[match["scale"]] if match["scale"] else 1
    number = Quantity(
        *match.span(),
        "number",
        value,
        qualifier="more than" if match["many"] else None,
        scaled=True,
    )
    if match["after"]:
        if value < 10_000 and match["after"] == "元":
            return None  # 一元, 百元: idioms and prices of small things
        return replace(number, kind="money", currency=CURRENCY_OF[match["after"]])
    counted = text[match.end() : match.end() + 1] in _COUNTED and "万" in match["digits"]
    return number if "亿" in match["digits"] or counted else None


def _english_amount(match: re.Match[str]) -> Quantity:
    value = ENGLISH_NUMBERS[match["number"]] * SCALES[match["scale"]]
    if match["after"]:
        currency = CURRENCY_OF[match["after"]]
        return Quantity(*match.span(), "money", value, currency=currency, scaled=True)
    return Quantity(*match.span(), "number", value, scaled=True)
