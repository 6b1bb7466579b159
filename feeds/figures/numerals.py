"""Number words: Chinese numerals (三千亿, 十二, 三成半) and the few English ones that figures use.

Exact decimals throughout. Text is folded (feeds/figures/folding.py).
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
          "八": 8, "九": 9}  # fmt: skip
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10**4, "亿": 10**8}

SCALES = {
    **dict.fromkeys(("trillion", "trln", "trn", "tn", "t", "万亿", "兆"), Decimal(10**12)),
    **dict.fromkeys(("billion", "bln", "bn", "b"), Decimal(10**9)),
    **dict.fromkeys(("million", "mln", "mn", "m", "百万"), Decimal(10**6)),
    **dict.fromkeys(("thousand", "k", "千"), Decimal(10**3)),
    "crore": Decimal(10**7),
    "千亿": Decimal(10**11),
    "百亿": Decimal(10**10),
    "十亿": Decimal(10**9),
    "亿": Decimal(10**8),
    "千万": Decimal(10**7),
    "十万": Decimal(10**5),
    "万": Decimal(10**4),
}

ENGLISH_NUMBERS = {
    word: Decimal(value)
    for value, words in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve")
    )
    for word in (words,)
} | {"a": Decimal(1), "half a": Decimal("0.5")}  # fmt: skip


def chinese_number(numeral: str) -> Decimal | None:
    """The value of a numeral: 三千八百亿, 千亿 (one is understood), 十二; None if it is none.

    Handles the large units in falling order and 万亿 as their product.
    """
    total, section, digit = 0, 0, 0
    seen_digit = False
    for character in numeral:
        if character in DIGITS:
            digit, seen_digit = DIGITS[character], True
        elif character in SMALL_UNITS:
            section += (digit if seen_digit else 1) * SMALL_UNITS[character]
            digit, seen_digit = 0, False
        elif character in LARGE_UNITS:
            section += digit
            unit = LARGE_UNITS[character]
            if section == 0 and total and not seen_digit:
                total *= unit  # 万亿
            else:
                total += (section or 1) * unit
            section, digit, seen_digit = 0, 0, False
        else:
            return None
    return Decimal(total + section + digit) if numeral else None


def tenths(numeral: str) -> Decimal | None:
    """Percent from 成: 三成 is 30, 三成半 is 35, 七成五 is 75, 3成 is 30; None if it is none."""
    whole, _, rest = numeral.partition("成")
    value = Decimal(whole) if whole.isdecimal() else chinese_number(whole)
    if value is None or value > 10:
        return None
    extra = Decimal(5) if rest == "半" else Decimal(DIGITS.get(rest, 0))
    return value * 10 + extra
