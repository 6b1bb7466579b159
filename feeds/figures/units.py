"""Currencies and how they are written before and after an amount, and which rates are plausible.

Codes are ISO 4217. Text is folded (feeds/figures/folding.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

CURRENCIES = {
    "USD": ("us$", "usd", "$", "u.s. dollars", "us dollars", "us dollar", "dollars", "dollar",
            "美元", "美金"),
    "CNY": ("rmb", "cny", "cn¥", "¥", "yuan", "renminbi", "元人民币", "人民币", "元", "块钱"),
    "HKD": ("hk$", "hkd", "hong kong dollars", "hk dollars", "港元", "港币"),
    "EUR": ("€", "eur", "euros", "euro", "欧元"),
    "KRW": ("₩", "krw", "won", "韩元"),
    "JPY": ("jpy", "yen", "日元", "日圆"),
    "GBP": ("£", "gbp", "pounds", "英镑"),
    "TWD": ("nt$", "t$", "twd", "新台币", "元新台币", "台币"),
    "SGD": ("s$", "sgd", "singapore dollars", "新加坡元", "新元"),
    "AUD": ("a$", "aud", "australian dollars", "澳元"),
    "CAD": ("c$", "cad", "canadian dollars", "加元"),
    "INR": ("inr", "₹", "rs", "rupees", "卢比"),
    "CHF": ("chf", "swiss francs", "瑞郎", "瑞士法郎"),
    "THB": ("thb", "baht", "泰铢"),
    "RUB": ("rub", "rubles", "roubles", "卢布"),
    "BRL": ("r$", "brl", "reais", "雷亚尔"),
    "SAR": ("riyals", "里亚尔"),
    "VND": ("vnd", "dong", "越南盾"),
    "MYR": ("myr", "ringgit", "林吉特", "令吉"),
    "IDR": ("idr", "rupiah", "印尼盾"),
}  # fmt: skip
CURRENCY_OF = {word: code for code, words in CURRENCIES.items() for word in words}
_SIGNS = ("$", "¥", "€", "£", "₩", "₹")


def alternatives(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def words_before_amounts() -> Iterator[str]:
    """The ways to write a currency that may stand before an amount."""
    for word in CURRENCY_OF:
        if (
            word.endswith(_SIGNS)
            or (len(word) == 3 and word.isascii() and word not in ("yen", "won"))
            or word == "rs"
            or word in ("人民币", "美元", "港元", "港币")
        ):
            yield word


BEFORE_AMOUNT = alternatives(words_before_amounts())
AFTER_AMOUNT = alternatives(word for word in CURRENCY_OF if not word.endswith(_SIGNS))

# Units of the first currency for one of the second, over the years the press writes about. A pair
# outside them is a footnote mark glued to a number, or two facts.
_RATES = {
    ("CNY", "USD"): (Decimal("5.8"), Decimal("8.4")),
    ("HKD", "USD"): (Decimal("7.5"), Decimal("8.1")),
    ("CNY", "HKD"): (Decimal("0.75"), Decimal("1.1")),
    ("TWD", "USD"): (Decimal("25"), Decimal("36")),
    ("KRW", "USD"): (Decimal("900"), Decimal("1700")),
    ("JPY", "USD"): (Decimal("75"), Decimal("175")),
    ("EUR", "USD"): (Decimal("0.6"), Decimal("1.2")),
}


def plausible_pair(currency: str, value: Decimal, other: str, other_value: Decimal) -> bool:
    """Whether two amounts can be the same sum at a rate of recent years."""
    if not other_value or not value or (value < 0) != (other_value < 0):
        return False
    if (currency, other) in _RATES:
        low, high = _RATES[currency, other]
        return low <= value / other_value <= high
    if (other, currency) in _RATES:
        low, high = _RATES[other, currency]
        return low <= other_value / value <= high
    return Decimal("0.0005") < value / other_value < 2000
