"""Period phrases in a sentence: where they stand (store/record/fiscal_calendar.py: what they mean).

Text is folded.
"""

from __future__ import annotations

from store.late_patterns import late_pattern

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_YEAR = r"(?:fy\s?)?20\d\d|fy\s?\d\d"
_NO_TENS = r"(?<!ty[ -])"  # before a word that may be the end of a number: twenty-nine months
_ORDINAL = rf"{_NO_TENS}(?:first|second|third|fourth)"
_COUNT = rf"(?:{_NO_TENS}(?:two|three|four|five|six|nine|ten|twelve)|(?<![\d.,])\d{{1,2}}|several)"
_TO_DAY = rf"(?:to|ended|ending|through) {_MONTH}(?: \d{{1,2}})?(?:,? 20\d\d)?"
_WEEKDAY = r"(?:monday|tuesday|wednesday|thursday|friday)"

_ENGLISH = (
    rf"(?:the )?{_NO_TENS}(?:three|six|nine|twelve) months {_TO_DAY}",
    rf"(?:the )?(?:quarter|year|period|half) {_TO_DAY}",
    rf"{_MONTH}(?: 20\d\d)? quarter(?:(?: of)? 20\d\d)?",
    r"(?:like|same|corresponding|comparable|year-ago) (?:period|quarter)"
    r"(?: of| in)? (?:20\d\d|last year)",
    rf"(?:(?:this|last) year's |the )?(?:fiscal[ -])?{_ORDINAL}[ -](?:fiscal[ -])?(?:quarter|half)"
    rf"(?:(?: of)? (?:fiscal )?(?:year )?(?:{_YEAR}|this year|last year))?",
    rf"(?:fiscal )?q[1-4](?:[ -]?(?:of )?(?:fiscal )?(?:{_YEAR}|'?\d\d(?!\d)))?(?![a-z\d])",
    r"[1-4]q\s?'?\d\d(?!\d)|fy\s?\d\d(?:\d\d)?q[1-4]|[12]h\s?20\d\d|h[12] 20\d\d",
    r"(?:fiscal(?: year)?|financial year|fy) ?'?(?:20\d\d|\d\d(?!\d))",
    r"(?:full[ -]|whole )?(?:calendar )?year 20\d\d",
    r"(?:the )?(?:(?:next|coming|past|last|previous|latest|trailing) )?"
    rf"{_COUNT}[ -](?:consecutive |straight )?(?:years?|quarters|months)(?![a-z-])",
    r"(?:the )?(?:latest|recent|last|previous|prior|reported|current|next|this|past) "
    r"(?:fiscal |financial )?(?:quarter|year|month|week|half)(?!-)",
    r"during the quarter|mentioned period|year to date|ytd|after hours|premarket|annually",
    r"a year (?:earlier|ago|before)|year-ago|year-earlier",
    r"(?:by |through |in )?(?:late |early |mid-|end of |the end of )?"
    r"(?<![\d.,$¥a-z-])20[0-4]\d(?!\s?[\d%亿万年.元财]|-\d)",
    rf"(?<=in ){_MONTH}(?![a-z])|(?:on )?{_WEEKDAY}(?:, {_MONTH} \d{{1,2}})?",
)
_CHINESE = (
    r"(?:20\d\d\s?年\s?)?(?<!\d)(?:[1-9]|1[0-2])\s?月份?(?:当季|季度?)",
    r"截至(?:20\d\d\s?年)?\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?止?的?(?:季度|[三六九]个月|财年|年度)",
    r"20\d\d\s?财年(?:第?[一二三四1-4首次]财?季度?)?",
    r"(?<!\d)20\d\d\s?年?(?:第?[一二三四1-4首次]财?季度?|[上下]半年|全年|同期|度|末|底)",
    r"20\d\d\s?年\s?(?:q[1-4]|[1-9]\d?月)?",
    r"(?<![\d十百零])第?[一二三四1-4首次]个?财?季(?:度)?|(?<!\d)[1-4]季度?|q[1-4]",
    r"(?:未来|过去|今后|最近|近)[一两二三四五六七八九十\d]{1,2}个?(?:季度?|年|个月|财年)",
    r"(?<![\d.])(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?年内",
    r"(?:今|本|去|明|上|该|單|单|当|期)(?:年度?|季度?|财季|财年|内|半年)",
    r"上半年|下半年|年底|全年|(?:20\d\d\s?年)?前三季度?|(?:去年|上年|一年前)同?期?|同期",
)
_PERIOD = late_pattern("|".join((*_ENGLISH, *_CHINESE)))
_PERIOD_IN_ASCII = late_pattern("|".join((*_ENGLISH, "q[1-4]")))  # all that ASCII text can match
# what every phrase above has in it, apart from a bare month and the name of a weekday
_ROOTS = ("quarter", "year", "month", "half", "period", "week", "20", "q", "fy", "fiscal", "ytd")
_MORE_ROOTS = ("annually", "after hours", "premarket", "day", "in ", "年", "季", "月", "期", "内")
_BASE = late_pattern(
    r"(?:the )?(?:previous|prior|preceding)|a year|year[- ]ago|year-earlier|去年|上年|一年前|同期"
    r"|like |same |corresponding|comparable"
)


def find_periods(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The period phrases of `text[start:end]`, in order."""
    if not any(root in text for root in _ROOTS) and not any(root in text for root in _MORE_ROOTS):
        return []  # a third of all sentences with a figure
    pattern = _PERIOD_IN_ASCII if text.isascii() else _PERIOD
    return [match.span() for match in pattern.finditer(text, start, end)]


def period_of(
    text: str,
    periods: list[tuple[int, int]],
    number: tuple[int, int],
    clause: tuple[int, int],
    *,
    comparator: bool,
) -> tuple[int, int] | None:
    """The phrase a number belongs to: the nearest in its clause, else before it, else after it.

    What names the base of a change ("a year earlier") is the period of a `comparator` only.
    """
    own = [span for span in periods if comparator or not _names_the_base(text, span)]
    inside = [span for span in own if clause[0] <= span[0] < clause[1]]
    before = [span for span in own if span[1] <= number[0]]
    chosen = inside or before[-1:] or own[:1]
    return min(
        chosen,
        key=lambda span: min(abs(span[0] - number[1]), abs(number[0] - span[1])),
        default=None,
    )


def _names_the_base(text: str, span: tuple[int, int]) -> bool:
    return _BASE.match(text, span[0]) is not None
