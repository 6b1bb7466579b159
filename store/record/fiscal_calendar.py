"""A company's fiscal calendar: labels of periods, and what a period phrase may mean.

One quarter has four names in the press: "Q4 2024", "December quarter 2024", "fiscal Q3 FY2025" and
"the latest quarter" can be the same three months. `candidate_periods` returns every reading of a
phrase, the likeliest first; which one a figure belongs to is for the caller to settle against the
record. Pure: the day a text was published is a parameter. Phrases are English or Chinese
(Simplified and Traditional).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from store.late_patterns import late_pattern

ALIBABA_YEAR_END_MONTH = 3

PeriodType = Literal["quarter", "half_year", "nine_months", "fiscal_year", "calendar_year"]
Reading = Literal["calendar", "fiscal", "relative"]


@dataclass(frozen=True, slots=True)
class Period:
    """A reading of a period phrase.

    `end` is the last day. `reading` says how the phrase was understood: `calendar` ("Q1 2025" is
    January to March), `fiscal` (the first quarter of the company's fiscal 2025) or `relative`
    ("the latest quarter", seen from the day of publication).
    """

    type: PeriodType
    end: date
    reading: Reading

    def months_before(self, months: int) -> date:
        """The month's end that lies so many months before this period's."""
        return month_end(self.end.year, self.end.month - months)


def quarter_label(period_end: date, year_end_month: int = ALIBABA_YEAR_END_MONTH) -> str:
    """The fiscal label of the quarter that ends in this month: `FY2026Q1` for June 2025.

    Raises ValueError for a month in which no fiscal quarter ends.
    """
    months_into_year = (period_end.month - year_end_month - 1) % 12 + 1
    if months_into_year % 3:
        raise ValueError(
            f"no quarter ends in {period_end:%B %Y} when the year ends in month {year_end_month}"
        )
    return f"{year_label(period_end, year_end_month)}Q{months_into_year // 3}"


def year_label(period_end: date, year_end_month: int = ALIBABA_YEAR_END_MONTH) -> str:
    """The fiscal year a day belongs to, named for the year it ends in: `FY2026`."""
    return f"FY{period_end.year + (period_end.month > year_end_month)}"


def month_end(year: int, month: int) -> date:
    """The last day of a month; months outside 1 to 12 run over into the neighbouring years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _fiscal_quarter_end(fiscal_year: int, quarter: int, year_end_month: int) -> date:
    return month_end(fiscal_year, year_end_month - 12 + 3 * quarter)


_ORDINALS = {
    **dict.fromkeys(("1", "first", "一", "首", "头", "頭"), 1),
    **dict.fromkeys(("2", "second", "二", "次"), 2),
    **dict.fromkeys(("3", "third", "三"), 3),
    **dict.fromkeys(("4", "fourth", "四", "末"), 4),
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"

_NO_TENS = r"(?<!ty[\s-])"  # before a word that may be the end of a number: twenty-nine months
_NUMERAL = r"\d.零〇一二两兩三四五六七八九十百"

_YEAR = late_pattern(r"(?<!\d)(?:FY\s?)?(20\d\d)(?!\d)", re.IGNORECASE)
_SHORT_YEAR = late_pattern(r"\b(?:FY|[1-4]Q|Q[1-4]\s?)\s?'?(\d\d)(?!\d)", re.IGNORECASE)
_FISCAL = late_pattern(r"fiscal|\bfy\s?'?\d|财年|財年|财政年|財政年|财季|財季", re.IGNORECASE)
_QUARTER = late_pattern(
    r"(?<![a-z])q(?P<q>[1-4])(?!\d)|(?<!\d)(?P<nq>[1-4])q(?![a-z])"
    rf"|{_NO_TENS}(?P<word>first|second|third|fourth)[\s-]+(?:fiscal[\s-]+)?quarter"
    r"|第(?P<nth>[一二三四1-4])[个個]?(?:财政?|財政?)?季"
    r"|(?<![近前头頭十百零〇])(?P<zh>[一二三四首次末])(?:财政?|財政?)?季",
    re.IGNORECASE,
)
_MONTH_QUARTER = late_pattern(
    rf"\b{_MONTH}[\s-]+(?:20\d\d[\s-]+)?quarter"
    rf"|(?:quarter|{_NO_TENS}three[\s-]months)\b[^.;]{{0,24}}?\b"
    rf"{_MONTH.replace('month', 'month2')}",
    re.IGNORECASE,
)
_ZH_MONTH_QUARTER = late_pattern(
    r"(?P<month>\d{1,2})月(?:份)?(?:当季|季度?)|截至.{0,6}?(?P<to>\d{1,2})月"
)
_LATEST_QUARTER = late_pattern(
    r"\b(?:latest|recent|last|past|reported|the|reporting|mentioned)\s+"
    r"(?:fiscal\s+)?(?:quarter|period)\b|\bquarterly\b|[本上当當该該单單]季|期内|期內",
    re.IGNORECASE,
)
_EARLIER_QUARTER = late_pattern(r"\b(?:previous|prior|preceding)\s+quarter|上一季", re.IGNORECASE)
_HALF = late_pattern(
    r"\b(?P<word>first|second)[\s-]+half|(?<![a-z\d])h(?P<h>[12])(?!\d)|(?P<zh>[上下])半年",
    re.IGNORECASE,
)
_NINE_MONTHS = late_pattern(
    rf"{_NO_TENS}nine[\s-]months\b(?:[^.;]{{0,24}}?\b{_MONTH})?|first three quarters"
    r"|[前头頭]三[个個]?季|[九9][个個]月",
    re.I,
)
_SIX_MONTHS = late_pattern(
    rf"{_NO_TENS}six[\s-]months\b[^.;]{{0,24}}?\b{_MONTH}|[六6][个個]月", re.I
)
_OTHER = rf"(?<![{_NUMERAL}])(?!(?:[369三六九]|12|十二)[个個])[{_NUMERAL}]+[个個]月"
_OTHER_MONTHS = late_pattern(_OTHER)  # a span that has no name here
_WHOLE_YEAR = late_pattern(
    rf"\b(?:year|twelve[\s-]months)\s+(?:to|ended|ending|through)\s+{_MONTH}"
    r"|止的?(?:年度|财年|財年|十二[个個]月)",
    re.I,
)
_SPANS: tuple[tuple[PeriodType, re.Pattern[str], int], ...] = (  # and the month where none is named
    ("nine_months", _NINE_MONTHS, 9),
    ("half_year", _SIX_MONTHS, 0),
    ("fiscal_year", _WHOLE_YEAR, 0),
    ("quarter", _MONTH_QUARTER, 0),
)
_LONG_SPAN = late_pattern(
    r"\b(?:next|coming|past|last|over|within|through|by|since)\b.{0,12}\byears\b|年内|年內|[三五十\d]年(?!度)"
    rf"|近四|last four|four quarters|{_OTHER}",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)  # a text's figures are mostly of one period, and of the day's texts too
def candidate_periods(
    phrase: str, *, published: date | None = None, year_end_month: int = ALIBABA_YEAR_END_MONTH
) -> tuple[Period, ...]:
    """Every period the words may mean for a company, the likeliest first; () where none is clear.

    With `published`, periods that end after that day are left out, a phrase without a year means
    its last occurrence before that day, and readings near that day come first.
    """
    words = unicodedata.normalize("NFKC", phrase).strip()
    found = tuple(dict.fromkeys(_readings(words, published, year_end_month)))
    if published is None:
        return found
    past = [period for period in found if period.end <= published]
    # results are out within about three months: a reading older than that is the less likely one
    return tuple(sorted(past, key=lambda period: (published - period.end).days > 130))


def latest_periods(
    published: date, year_end_month: int = ALIBABA_YEAR_END_MONTH
) -> tuple[Period, ...]:
    """What a text without a period phrase most likely speaks of: the quarter that ended last before
    that day, and the one before it."""
    return tuple(_recent_quarters(published, skip=0, year_end_month=year_end_month))


def _readings(words: str, published: date | None, year_end_month: int) -> list[Period]:
    year = _stated_year(words)
    if quarter := _QUARTER.search(words):
        number = _ORDINALS[next(group for group in quarter.groups() if group).lower()]
        return _quarter_readings(number, year, words, published, year_end_month)
    if year is not None and _FISCAL.search(words) and (half := _HALF.search(words)):
        end = month_end(year, year_end_month - (6 if _is_first_half(half) else 0))
        return [Period("half_year", end, "fiscal")]
    if span := _span_by_month(words, year_end_month):
        span_type, month = span
        return [Period(span_type, end, "calendar") for end in _month_ends(month, year, published)]
    earlier = _EARLIER_QUARTER.search(words) is not None
    if earlier or _LATEST_QUARTER.search(words):
        return _recent_quarters(published, skip=int(earlier), year_end_month=year_end_month)
    if year is not None and not _LONG_SPAN.search(words.replace(f"{year}年", "")):
        return _year_readings(year, words, year_end_month)
    return []


def _span_by_month(words: str, year_end_month: int) -> tuple[PeriodType, int] | None:
    """A span named by its last month, or a half: its type and that month."""
    if _OTHER_MONTHS.search(words):
        return None
    if half := _HALF.search(words):
        return "half_year", 6 if _is_first_half(half) else 12
    in_chinese = _ZH_MONTH_QUARTER.search(words)
    to = int(in_chinese["month"] or in_chinese["to"]) if in_chinese else 0
    kind: PeriodType = "quarter"
    month = to
    for span, pattern, usual in _SPANS:
        if match := pattern.search(words):
            named = next(filter(None, match.groups()), None)
            kind, month = span, _MONTHS[named.lower()] if named else to or usual
            break
    if kind == "fiscal_year" and month != year_end_month:
        kind = "calendar_year"
    return (kind, month) if 1 <= month <= 12 else None


def _is_first_half(half: re.Match[str]) -> bool:
    return (half["word"] or half["h"] or half["zh"]).lower() in {"first", "1", "上"}


def _stated_year(words: str) -> int | None:
    if match := _YEAR.search(words):
        return int(match[1])
    if match := _SHORT_YEAR.search(words):
        return 2000 + int(match[1])
    return None


def _quarter_readings(
    number: int, year: int | None, words: str, published: date | None, year_end_month: int
) -> list[Period]:
    calendar_month, fiscal_month = 3 * number, (year_end_month + 3 * number - 1) % 12 + 1
    if year is None:
        calendar = _month_ends(calendar_month, None, published)
        fiscal = _month_ends(fiscal_month, None, published)
    else:
        calendar = [month_end(year, calendar_month)]
        fiscal = [_fiscal_quarter_end(year, number, year_end_month)]
    as_calendar = [Period("quarter", end, "calendar") for end in calendar]
    as_fiscal = [Period("quarter", end, "fiscal") for end in fiscal]
    if _FISCAL.search(words):
        return as_fiscal
    return as_calendar + [
        period for period in as_fiscal if period.end not in {other.end for other in as_calendar}
    ]


def _year_readings(year: int, words: str, year_end_month: int) -> list[Period]:
    fiscal = Period("fiscal_year", month_end(year, year_end_month), "fiscal")
    calendar = Period("calendar_year", month_end(year, 12), "calendar")
    return [fiscal] if _FISCAL.search(words) else [calendar, fiscal]


def _month_ends(month: int, year: int | None, published: date | None) -> list[date]:
    if year is not None:
        return [month_end(year, month)]
    if published is None:
        return []
    end = month_end(published.year, month)
    return [end if end <= published else month_end(published.year - 1, month)]


def _recent_quarters(published: date | None, *, skip: int, year_end_month: int) -> list[Period]:
    """The last quarter that ended before publication, and the one before it: a text that appears
    between a quarter's end and its release speaks of the earlier one."""
    if published is None:
        return []
    months_past = (published.month - year_end_month - 1) % 3 + 1
    last_month = published.month - months_past
    if published == month_end(published.year, published.month) and months_past == 3:
        last_month = published.month
    return [
        Period("quarter", month_end(published.year, last_month - 3 * back), "relative")
        for back in (skip, skip + 1)
    ]
