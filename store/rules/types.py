"""Units of the rule language: what a number counts, and how an amount is written and shown.

A rule is checked when it is saved, not when it first matters: money compares with money of the
same currency, percent with percent. Values are exact and in base units (10bn CNY is 10000000000).
Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from store.number_format import format_number
from store.record.segments import known_metric

Kind = Literal["money", "percent", "points", "multiple", "count", "quarters"]

_NAMES: dict[Kind, str] = {
    "money": "money",
    "percent": "a percentage",
    "points": "a number of percentage points",
    "multiple": "a multiple",
    "count": "a count",
    "quarters": "a number of quarters",
}
_SCALES = {
    "": 1, "k": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9,
    "billion": 10**9, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip
_SIGNS = {"US$": "USD", "$": "USD", "HK$": "HKD", "¥": "CNY", "€": "EUR", "RMB": "CNY"}
_REPORTING_CURRENCY = {
    **dict.fromkeys(
        ("alibaba", "tencent", "baidu", "jd", "pdd", "meituan", "bytedance", "xiaomi", "kuaishou",
         "huawei", "smic", "cambricon"),
        "CNY",
    ),
    "tsmc": "TWD",
    "samsung": "KRW",
    "sk_hynix": "KRW",
    "softbank": "JPY",
}  # fmt: skip
_STATED_IN_DOLLARS = {("alibaba", "dividend")}
_AMOUNT = re.compile(
    r"(?P<before>US\$|HK\$|\$|¥|€|[A-Z]{3}\s)?\s*(?P<sign>[-+−]?)\s*(?P<inner>US\$|HK\$|\$|¥|€)?"
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<scale>%|pp|×|x|k|mn|bn|tn|million|billion|trillion|m|b)?\s*(?P<after>[A-Z]{3})?",
    re.IGNORECASE,
)
_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10_080}


_MOST_DIGITS = 18  # exact in Decimal's 28, also scaled and converted


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts; `currency` (ISO 4217) for money only."""

    kind: Kind
    currency: str = ""

    def __str__(self) -> str:
        if self.kind == "money":
            return f"money ({self.currency})"
        return _NAMES[self.kind]


PERCENT = Unit("percent")
POINTS = Unit("points")
MULTIPLE = Unit("multiple")
COUNT = Unit("count")
QUARTERS = Unit("quarters")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, in base units.

    `rate` is set where the amount was written in another currency: how much of `unit.currency` one
    unit of `written_in` costs. `value` is already converted.
    """

    value: Decimal
    unit: Unit
    written_in: str = ""
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount as typed, before the unit it is compared with is known.

    `unit` is None for a bare number; `scaled` says that it carries a scale such as bn.
    """

    value: Decimal
    unit: Unit | None
    scaled: bool
    rate: Decimal | None = None


def read_number(text: str) -> Decimal:
    """A number without a sign. Raises ValueError where it is too long to be calculated with."""
    if sum(map(str.isdecimal, text)) > _MOST_DIGITS:
        raise ValueError(f"a number of more than {_MOST_DIGITS} digits; write it with mn or bn")
    return Decimal(text.replace(",", ""))


def read_amount(text: str, rate: Decimal | None = None) -> WrittenAmount:
    """What the terminal AMOUNT of the grammar matched: `-10bn`, `US$5bn`, `30%`, `2pp`, `1.5x`.

    Raises ValueError for a word that is no currency.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no amount")
    value = read_number(match["number"])
    if match["sign"] in ("-", "−"):
        value = -value
    scale = (match["scale"] or "").lower()
    currency = _currency(match["before"] or match["inner"] or match["after"] or "")
    if scale in ("%", "pp", "x", "×"):
        if currency:
            raise ValueError(f"{text.strip()!r} mixes a currency with {scale}")
        unit = {"%": PERCENT, "pp": POINTS}.get(scale, MULTIPLE)
        return WrittenAmount(value, unit, scaled=False)
    unit_or_none = Unit("money", currency) if currency else None
    return WrittenAmount(value * _SCALES[scale], unit_or_none, scaled=bool(scale), rate=rate)


def _currency(word: str) -> str:
    word = word.strip().upper()
    return _SIGNS.get(word, word)


def metric_unit(company: str, metric_key: str) -> Unit:
    """The unit a company states a metric in."""
    metric = known_metric(metric_key)
    kind = metric.unit_kind if metric else "money"
    if kind == "money":
        return Unit("money", reporting_currency(company, metric_key))
    if kind == "text":
        return COUNT
    return Unit(kind)


def reporting_currency(company: str, metric_key: str = "") -> str:
    """The currency a company reports in; dollars for what it only states in dollars."""
    if metric_key.endswith("_usd") or (company, metric_key) in _STATED_IN_DOLLARS:
        return "USD"
    return _REPORTING_CURRENCY.get(company, "USD")


def recorded(value: Decimal, unit: str) -> tuple[Decimal, Unit]:
    """A value in a unit of the record (CNY_mn, pct …) in base units."""
    if unit.endswith("_mn"):
        return value * 10**6, Unit("money", unit.removesuffix("_mn"))
    return value, {"pct": PERCENT, "pp": POINTS, "multiple": MULTIPLE, "quarters": QUARTERS}.get(
        unit, COUNT
    )


def record_unit(unit: Unit) -> str:
    """The name the record gives a unit: money in millions."""
    if unit.kind == "money":
        return f"{unit.currency}_mn"
    return {"percent": "pct", "points": "pp"}.get(unit.kind, unit.kind)


def in_record_unit(value: Decimal, unit: Unit) -> Decimal:
    """A value in base units as the record would write it: money in millions."""
    return plain(value / 10**6) if unit.kind == "money" else plain(value)


def unit_from_record(name: str) -> Unit:
    """The unit `record_unit` named."""
    if name.endswith("_mn"):
        return Unit("money", name.removesuffix("_mn"))
    return {
        "pct": PERCENT, "pp": POINTS, "multiple": MULTIPLE, "quarters": QUARTERS,
    }.get(name, COUNT)  # fmt: skip


def written(amount: Amount, own_currency: str = "") -> str:
    """An amount in canonical form; the currency is left out where it is the metric's own
    and the scale says that it is money."""
    value = amount.value if amount.rate is None else plain(amount.value / amount.rate)
    suffix = {"percent": "%", "points": "pp", "multiple": "x"}.get(amount.unit.kind, "")
    if amount.unit.kind != "money":
        return f"{plain(value):f}{suffix}"
    text = _scaled(value)
    if amount.rate is not None:
        return f"{text} {amount.written_in} at {plain(amount.rate):f}"
    if amount.unit.currency == own_currency and (value == 0 or abs(value) >= 10**6):
        return text
    return f"{text} {amount.unit.currency}"


def _scaled(value: Decimal) -> str:
    for scale, factor in (("tn", 10**12), ("bn", 10**9), ("mn", 10**6)):
        if abs(value) >= factor:
            return f"{plain(value / factor):f}{scale}"
    return f"{plain(value):f}"


def shown(value: Decimal, unit: Unit) -> str:
    """A value for a person: "38%", "+2.1 pp", "−17.3bn CNY", "1.4×", "12 quarters", "320,000"."""
    if unit.kind == "money":
        return f"{_shown_money(value)} {unit.currency}"
    rounded = plain(value.quantize(Decimal("0.1"), ROUND_HALF_UP))
    text = format_number(rounded if rounded else value)
    if unit.kind == "percent":
        return f"{text}%"
    if unit.kind == "points":
        return f"{'+' if value > 0 else ''}{text} pp"
    if unit.kind == "multiple":
        return f"{format_number(plain(value.quantize(Decimal('0.01'), ROUND_HALF_UP)))}×"
    return f"{text} quarters" if unit.kind == "quarters" else format_number(plain(value))


def _shown_money(value: Decimal) -> str:
    for scale, factor in (("tn", 10**12), ("bn", 10**9), ("mn", 10**6)):
        if abs(value) >= factor:
            rounded = (value / factor).quantize(Decimal("0.1"), ROUND_HALF_UP)
            return f"{format_number(plain(rounded))}{scale}"
    return format_number(plain(value))


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


def read_duration(text: str) -> timedelta:
    """`90m`, `6h`, `2d`, `1w`. Raises ValueError for more than ten years."""
    text = text.strip().lower()
    minutes = Decimal(text[:-1].strip()) * _MINUTES[text[-1]]
    if not 0 < minutes <= 5_256_000:
        raise ValueError("a time of more than nothing and at most ten years")
    return timedelta(minutes=float(minutes))


def written_duration(duration: timedelta) -> str:
    """A duration as `read_duration` reads it, in the largest whole unit up to days."""
    minutes = round(duration.total_seconds() / 60)
    if minutes % 1440 == 0:
        return f"{minutes // 1440}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
