"""The door: a text in, its claims out. Sentences are found here and read one by one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from feeds.figures.claims import claims_of
from feeds.figures.clauses import Clauses, sentences
from feeds.figures.folding import fold
from feeds.figures.lexicon import Mentions, find_mentions
from feeds.figures.quantities import find_quantities
from feeds.figures.quantity import Quantity
from feeds.figures.sentence import Sentence
from feeds.figures.strangers import find_stranger
from store.headlines.entries import Claim
from store.late_patterns import late_pattern

_MAY_HOLD_A_FIGURE = late_pattern(
    r"\d|[０-９]|[一二两兩三四五六七八九十百千][成倍亿億万萬兆]|[千百十万萬][亿億]|翻[番倍了一]|[减減]半"
    r"|一半|腰[斩斬]|位[数數]|百分之"
    r"|\b(?:doubl|tripl|quadrupl|quintupl|halv|in half|by half|half a "
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a) (?:b|m|tr)illion)",
    re.IGNORECASE,
)
_DIGIT = late_pattern("[0-9]")
_NUMBER_SIGN = late_pattern(
    r"[\d一二两兩三四五六七八九十百千万萬翻减減腰位]"
)  # begins any of the others
_ENGLISH_ROOTS = ("doubl", "tripl", "upl", "halv", "half", "illion")  # of the words above
_MEANINGFUL = frozenset(("money", "percent", "points", "multiple", "word"))
_COUNTED_BARE = frozenset(("layoffs", "models_released", "headcount", "derivative_models"))
_COUNTED = late_pattern(  # what bare numbers may count, see _may_matter
    r"layoff|lay(?:s|ing)? off|laid off|jobs?(?![a-z])|positions|models|headcount|workforce|staff"
    r"|employees|裁|人员优化|模型|员工|雇员"
)
_STOOD_AT = late_pattern(r" (?:[a-z]+ ){0,4}(?:at|to|of|was|were|is|are|totall?ed|reached) ")
_NAMED_BESIDE = late_pattern(  # where feeds/figures/subjects.py finds a name beside the metric
    r"[A-Z][A-Za-z0-9.&-]* ?[\u3400-\u9fff]|(?:[Rr]ound|[Ff]unding|[Ff]inancing) for [A-Z]"
)
_A_STAFF = 500
_CUT = late_pattern(r"(?:cut|cuts|cutting|lay off|laid off|lays off|axes|fires|sheds)(?: |$)")
_HEADLINE = 140  # characters; a longer text is prose, which says what it goes on about
_POINTS_BACK = late_pattern(  # speaks of the company that a sentence before it named
    r"(?<![a-z])(?:the (?:company|group|firm|unit)|that unit|its?)(?![a-z])"
    r"|公司|该(?:集团|业务|部门)"
)
_ASIDE = late_pattern(r"\([^()]{0,160}\)")


def extract_claims(
    text: str, *, company: str | None = None, published: date | None = None
) -> tuple[Claim, ...]:
    """The figures a text states about companies, in order.

    `company` is the document's company (a canonical id), for texts that leave it open; `published`
    the day of publication. Spans lie inside `text`. Never raises; time is linear in the text.
    """
    if not _may_hold_a_figure(text):
        return ()  # most headlines: 1 µs instead of 300
    folded = fold(text)
    quantities = find_quantities(folded.text)
    if not quantities:
        return ()
    if not any(map(_is_meaningful, quantities)) and not _COUNTED.search(folded.text):
        return ()  # versions, dates and models: a tenth of all headlines
    plain = _without_asides(folded.text, quantities)
    mentions = find_mentions(plain)
    claims: list[Claim] = []
    spoken_of = company
    short = len(plain) <= _HEADLINE
    owned = mentions.name_a_company() or _NAMED_BESIDE.search(folded.cased) is not None
    kept = [quantity for quantity in quantities if _may_matter(quantity, plain, mentions)]
    for start, end, inside in _by_sentence(plain, kept):
        if company is None and (short or _POINTS_BACK.search(plain, start, end)):
            named = mentions.last("company", 0, start)
            spoken_of = named.term.company if named else None
        stranger = None
        if spoken_of is None:
            stranger = find_stranger(plain, folded.cased, (start, end), mentions, inside[0].start)
        if not (owned or spoken_of or stranger):
            continue  # nobody's figures: three in four sentences with an amount
        clauses = Clauses(plain, start, end, [(q.start, q.end) for q in inside])
        sentence = Sentence(
            plain, start, end, tuple(inside), mentions, clauses, spoken_of, published,
            folded.cased, stranger,
        )  # fmt: skip
        claims += claims_of(sentence, text, folded)
    return tuple(claims)


def _may_hold_a_figure(text: str) -> bool:
    if _DIGIT.search(text):
        return True
    if text.isascii() or not _NUMBER_SIGN.search(text):
        lowered = text.lower()
        if not any(root in lowered for root in _ENGLISH_ROOTS):
            return False
    return _MAY_HOLD_A_FIGURE.search(text) is not None


def _by_sentence(
    text: str, quantities: list[Quantity]
) -> Iterator[tuple[int, int, list[Quantity]]]:
    """The sentences that hold quantities, each with its own."""
    taken = 0
    for start, end in sentences(text) if quantities else ():
        first = taken
        while taken < len(quantities) and quantities[taken].end <= end:
            taken += 1
        inside = [quantity for quantity in quantities[first:taken] if quantity.start >= start]
        if inside:
            yield start, end, inside


def _without_asides(text: str, quantities: list[Quantity]) -> str:
    """The text with brackets that hold no quantity blanked, so that they part nothing."""
    meaningful = [quantity for quantity in quantities if _is_meaningful(quantity)]
    starts = [quantity.start for quantity in meaningful]

    def blank(match: re.Match[str]) -> str:
        index = bisect_left(starts, match.start())
        holds = index < len(starts) and starts[index] < match.end()
        within = index > 0 and meaningful[index - 1].end > match.start()
        return match[0] if holds or within else " " * len(match[0])

    return _ASIDE.sub(blank, text)


def _is_a_year(quantity: Quantity, text: str) -> bool:
    written = text[quantity.start : quantity.end]
    return quantity.value is not None and 1990 <= quantity.value <= 2060 and "," not in written


def _is_meaningful(quantity: Quantity) -> bool:
    return quantity.scaled or quantity.kind in _MEANINGFUL


def _may_matter(quantity: Quantity, text: str, mentions: Mentions) -> bool:
    """Bare numbers (years, versions, counts) matter only right beside what they count."""
    if _is_meaningful(quantity):
        return True
    named = mentions.last("metric", max(0, quantity.start - 40), quantity.start)
    if named is not None and named.term.id in _COUNTED_BARE:
        gap = text[named.end : quantity.start]
        large = quantity.value is not None and quantity.value >= 1000
        if len(gap) <= 4 or (named.term.id == "headcount" and _STOOD_AT.fullmatch(gap)):
            return large and not _is_a_year(quantity, text)
    staff = mentions.last("metric", max(0, quantity.start - 120), quantity.start)
    if (
        staff is not None
        and staff.term.id == "headcount"
        and "," in text[quantity.start : quantity.end]
    ):
        return text.endswith(" from ", 0, quantity.start)
    counted = mentions.first("metric", quantity.end, quantity.end + 40)
    if counted is None or counted.term.id not in _COUNTED_BARE:
        return False
    few = counted.term.id == "headcount" and (quantity.value or 0) < _A_STAFF
    if few and not _CUT.search(text, max(0, quantity.start - 12), quantity.start):
        return False  # "sued by 26 employees"
    return re.fullmatch(r" ?(?:[a-z]+ )?", text[quantity.end : counted.start]) is not None
