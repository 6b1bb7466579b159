"""Layer three: readings become claims, bound to company, segment, metric and period.

A level and its change are one claim; two changes of one level are two claims with the same value;
coordinated subjects share the numbers that are theirs "respectively" or "each".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from feeds.figures.clauses import Clauses, sentences
from feeds.figures.coordination import distributed
from feeds.figures.folding import Folded, fold
from feeds.figures.lexicon import Mentions, find_mentions, home_currencies
from feeds.figures.periods import find_periods
from feeds.figures.quantities import find_quantities
from feeds.figures.quantity import Quantity
from feeds.figures.readings import Reading
from feeds.figures.roles import read_roles
from feeds.figures.sentence import Sentence
from store.entries import Change, Claim

_MAY_HOLD_A_FIGURE = re.compile(
    r"\d|[０-９]|[一二两三四五六七八九十百千][成倍亿億万萬]|[千百十万萬][亿億]|翻[番倍了一]|[减減]半|腰[斩斬]|位[数數]|百分之"
    r"|\b(?:doubl|tripl|quadrupl|halv|half a |(?:one|two|three|four|five|six|seven|eight|nine|ten|a) "
    r"(?:b|m|tr)illion|(?:double|triple)[- ]digit)",
    re.IGNORECASE,
)
_MEANINGFUL = frozenset(("money", "percent", "points", "multiple", "word"))


def extract_claims(
    text: str, *, company: str | None = None, published: date | None = None
) -> tuple[Claim, ...]:
    """The figures a text states about companies, in order.

    `company` is the document's company (a canonical id), for texts that leave it open; `published`
    the day of publication. Spans lie inside `text`. Never raises; time is linear in the text.
    """
    if not _MAY_HOLD_A_FIGURE.search(text):
        return ()
    folded = fold(text)
    quantities = find_quantities(folded.text)
    if not any(q.kind in _MEANINGFUL or q.scaled or q.value is not None for q in quantities):
        return ()
    plain = _without_asides(folded.text, quantities)
    mentions = find_mentions(plain)
    claims: list[Claim] = []
    remaining = [q for q in quantities if _may_matter(q, plain, mentions)]
    for start, end in sentences(plain):
        inside: list[Quantity] = []
        while remaining and remaining[0].end <= end:
            inside.append(remaining.pop(0))
        if not inside:
            continue
        clauses = Clauses(plain, start, end, [(q.start, q.end) for q in inside])
        sentence = Sentence(plain, start, end, tuple(inside), mentions, clauses, company, published)
        claims += claims_of(sentence, text, folded)
    return tuple(claims)


_ASIDE = re.compile(r"\([^()]{0,160}\)")


def _without_asides(text: str, quantities: list[Quantity]) -> str:
    """The text with brackets that hold no quantity blanked, so that they part nothing."""
    starts = [q.start for q in quantities if q.kind in _MEANINGFUL or q.scaled]

    def blank(match: re.Match[str]) -> str:
        index = bisect_left(starts, match.start())
        holds = index < len(starts) and starts[index] < match.end()
        within = index > 0 and ends[index - 1] > match.start()
        return match[0] if holds or within else " " * len(match[0])

    ends = [q.end for q in quantities if q.kind in _MEANINGFUL or q.scaled]
    return _ASIDE.sub(blank, text)


def _may_matter(quantity: Quantity, text: str, mentions: Mentions) -> bool:
    """Bare numbers (years, versions, counts of quarters) matter only right before what is counted."""
    if quantity.kind in _MEANINGFUL or quantity.scaled:
        return True
    named = mentions.last("metric", max(0, quantity.start - 40), quantity.start)
    if named is not None and named.term.id in _COUNTED_BARE and quantity.start - named.end <= 4:
        return quantity.value is not None and quantity.value >= 1000
    counted = mentions.first("metric", quantity.end, quantity.end + 40)
    if counted is None or counted.term.unit != "count" or counted.term.id not in _COUNTED_BARE:
        return False
    return re.fullmatch(r" ?(?:[a-z]+ )?", text[quantity.end : counted.start]) is not None


_COUNTED_BARE = frozenset(("layoffs", "models_released", "headcount", "derivative_models"))


@dataclass(slots=True)
class _Draft:
    """A claim in the making; `parts` are the spans of folded text it was read from."""

    reading: Reading
    quantity: Quantity | None
    change: Change
    parts: list[tuple[int, int]]
    changed_by: Quantity | None = None


def claims_of(sentence: Sentence, text: str, folded: Folded) -> list[Claim]:
    """The claims of one sentence; `text` and `folded` give the spans in the reader's words."""
    drafts: list[_Draft] = []
    for reading in distributed(sentence, read_roles(sentence)):
        _add(sentence, drafts, reading)
    _compare(sentence, drafts)
    claims = [_claim(sentence, draft, text, folded) for draft in drafts]
    return [claim for claim in claims if claim is not None]


def _add(sentence: Sentence, drafts: list[_Draft], reading: Reading) -> None:
    quantity = sentence.quantities[reading.index]
    parts = _parts(sentence, reading)
    if reading.role == "level":
        pending = _pending_change(drafts, reading)
        if pending is not None:
            pending.quantity, pending.reading = (
                quantity,
                replace(reading, direction=pending.reading.direction or reading.direction),
            )
            pending.parts += parts
            return
        drafts.append(_Draft(reading, quantity, Change(), parts))
        return
    change = _change(sentence, reading, quantity)
    target = None if _leads_to_level(sentence, reading) else _level_for(drafts, reading)
    if target is None:
        drafts.append(_Draft(reading, None, change, parts, quantity))
    elif target.changed_by is None or reading.role == "points":
        target.change = replace(
            change, pct=change.pct or target.change.pct, pp=change.pp or target.change.pp
        )
        target.reading = replace(
            target.reading, direction=reading.direction or target.reading.direction
        )
        target.changed_by = quantity
        target.parts += parts
    else:
        drafts.append(_Draft(
            replace(target.reading, direction=reading.direction), target.quantity, change, parts,
            quantity,
        ))  # fmt: skip


_TO_LEVEL = re.compile(r"(?: [a-z-]+){0,5},? (?:to|at|reaching|totalling) $|[，,]?[至到达为]$")


def _leads_to_level(sentence: Sentence, reading: Reading) -> bool:
    """ "rising 16% to $102.3bn": the change belongs to the level that follows."""
    if reading.role != "change" or reading.index + 1 >= len(sentence.quantities):
        return False
    following = sentence.quantities[reading.index + 1]
    if following.kind not in ("money", "number"):
        return False
    between = sentence.text[sentence.quantities[reading.index].end : following.core]
    return _TO_LEVEL.fullmatch(between) is not None


def _parts(sentence: Sentence, reading: Reading) -> list[tuple[int, int]]:
    quantity = sentence.quantities[reading.index]
    start, end = sentence.clause(reading.index)
    parts = [(quantity.start, quantity.end)]
    if reading.mention is not None and start <= reading.mention.start < end:
        parts.append((reading.mention.start, reading.mention.end))
        named = reading.subject.start
        if named is not None and start <= named <= reading.mention.start:
            parts.append((named, named + 1))
    return parts


def _same_figure(one: Reading, other: Reading) -> bool:
    return (
        one.metric == other.metric
        and one.subject.company == other.subject.company
        and one.subject.segment == other.subject.segment
        and one.nature == other.nature
    ) or {one.metric, other.metric} == {"share_price", "share_price_move"}


def _pending_change(drafts: list[_Draft], level: Reading) -> _Draft | None:
    """A change stated just before its level: "up 22% to $109.9B"."""
    if not drafts:
        return None
    last = drafts[-1]
    if last.quantity is None and _same_figure(last.reading, level):
        return last
    return None


def _level_for(drafts: list[_Draft], change: Reading) -> _Draft | None:
    """The level a change belongs to: the nearest before it of the same figure."""
    for draft in reversed(drafts[-3:]):
        if _same_figure(draft.reading, change):
            if draft.quantity is not None:
                return draft
            return draft if change.role == "points" and draft.change.pp is None else None
    return None


def _change(sentence: Sentence, reading: Reading, quantity: Quantity) -> Change:
    kind = change_kind(sentence, reading.index)
    if reading.role == "points":
        return Change(kind, direction=reading.direction, pp=quantity.value)
    value = quantity.value
    if quantity.kind == "multiple" and value is not None:
        # 增长3倍 is 300 %, as the words say; "up 13x" stays a word (docs/figures.md)
        value = value * 100 if "倍" in sentence.text[quantity.start : quantity.end] else None
    return Change(kind, value, reading.direction, quantity.high)


def change_kind(sentence: Sentence, index: int) -> Literal["yoy", "qoq"] | None:
    """Year on year or quarter on quarter, only where the sentence says so.

    The marker beside the number decides; one that stands elsewhere covers the results coordinated
    with it.
    """
    before, after = sentence.before(index), sentence.after(index)
    found: list[tuple[int, Literal["yoy", "qoq"]]] = []
    kinds: tuple[Literal["yoy", "qoq"], ...] = ("yoy", "qoq")
    for kind in kinds:
        if (cue := sentence.first(kind, after)) and cue.start - after[0] <= 3:
            return kind
        if cue := sentence.last(kind, before):
            found.append((before[1] - cue.end, kind))
    if not found:
        for kind in kinds:
            if cue := sentence.first(kind, after):
                found.append((cue.start - after[0], kind))
    if found:
        return min(found)[1]
    for window in ((sentence.start, before[0]), (after[1], sentence.end)):
        said = [
            (cue.start, kind)
            for kind in kinds
            if (
                cue := sentence.last(kind, window)
                if window[0] == sentence.start
                else sentence.first(kind, window)
            )
        ]
        if said:
            return max(said)[1] if window[0] == sentence.start else min(said)[1]
    return None


def _compare(sentence: Sentence, drafts: list[_Draft]) -> None:
    """A figure beside its comparator has a direction even where no word gives one."""
    for draft in drafts:
        if not draft.reading.nature.comparator or draft.quantity is None:
            continue
        for current in drafts:
            nature = current.reading.nature
            if (
                current.quantity is None
                or nature.comparator
                or nature.expectation
                or current.reading.metric != draft.reading.metric
                or current.reading.subject.company != draft.reading.subject.company
            ):
                continue
            now, then = _value(current), _value(draft)
            if current.reading.direction is None and now is not None and then is not None:
                way: Literal["up", "down"] = "up" if now > then else "down"
                current.reading = replace(current.reading, direction=way)
            if current.change.kind is None:
                kind = change_kind(sentence, draft.reading.index)
                current.change = replace(current.change, kind=kind)


def _value(draft: _Draft) -> Decimal | None:
    quantity = draft.quantity
    if quantity is None or quantity.value is None:
        return None
    return -abs(quantity.value) if draft.reading.loss else quantity.value


def _claim(sentence: Sentence, draft: _Draft, text: str, folded: Folded) -> Claim | None:
    reading, quantity = draft.reading, draft.quantity
    company = reading.subject.company
    if company is None:
        return None
    value = _value(draft)
    shown = quantity or draft.changed_by
    metric, unit = reading.metric, reading.term.unit
    if metric == "share_price_move" and quantity is not None and quantity.kind == "money":
        metric, unit = "share_price", "money"
    direction = reading.direction or draft.change.direction
    change = replace(draft.change, direction=direction)
    if reading.nature.comparator and draft.changed_by is None:
        change = Change()
    first, last = min(p[0] for p in draft.parts), max(p[1] for p in draft.parts)
    start, end = folded.span(first, last)
    return Claim(
        company=company,
        segment=reading.subject.segment,
        metric=metric,
        unit=unit,
        start=start,
        end=end,
        span=text[start:end],
        value=value,
        value_high=_high(quantity, reading.loss),
        currency=_currency(sentence, quantity, metric, unit, company),
        change=change,
        period=_period(sentence, reading, text, folded),
        qualifier=_qualifier(sentence, reading, shown, draft.changed_by),
        is_estimate_or_expectation=reading.nature.expectation,
        is_guidance=reading.nature.guidance,
        is_comparator=reading.nature.comparator,
        alt=quantity.alt if quantity else None,
    )


def _high(quantity: Quantity | None, loss: bool) -> Decimal | None:
    if quantity is None or quantity.high is None:
        return None
    return -abs(quantity.high) if loss else quantity.high


def _currency(
    sentence: Sentence, quantity: Quantity | None, metric: str, unit: str, company: str
) -> str | None:
    if quantity is None or unit != "money":
        return None
    home = home_currencies().get(company, "USD")
    if (
        quantity.currency == "CNY"
        and home == "JPY"
        and "¥" in sentence.text[quantity.start : quantity.end]
    ):
        return "JPY"
    if quantity.currency == "CNY" and home == "TWD" and _ends_in_yuan(sentence, quantity):
        return "TWD"
    if quantity.currency is not None:
        return quantity.currency
    return "CNY" if home == "CNY" and metric not in _OPEN_CURRENCY else None


def _ends_in_yuan(sentence: Sentence, quantity: Quantity) -> bool:
    """A bare 元 is the money of the company's home."""
    words = sentence.text[quantity.start : quantity.end]
    return words.endswith("元") and "人民币" not in words


_OPEN_CURRENCY = frozenset(("market_cap_change", "market_cap", "share_price"))
_LIKE_FOR_LIKE = re.compile(r"like[- ]for[- ]like|同口径|可比口径|同店")


def _qualifier(
    sentence: Sentence, reading: Reading, shown: Quantity | None, changed_by: Quantity | None
) -> str | None:
    if _LIKE_FOR_LIKE.search(sentence.text, *sentence.clause(reading.index)):
        return "like-for-like"
    if shown is not None and shown.kind == "multiple":
        return sentence.text[shown.start : shown.end].strip()
    for quantity in (shown, changed_by):
        if quantity is not None and quantity.qualifier is not None:
            return quantity.qualifier
    return None


_BASE = re.compile(r"(?:(?<![a-z])(?:from|than|with|to|on|over|against|of)|[较比])\s?(?:the )?$")


def _period(sentence: Sentence, reading: Reading, text: str, folded: Folded) -> str | None:
    """The period phrase nearest to the number: in its clause, else before it, else after it."""
    quantity = sentence.quantities[reading.index]
    start, end = sentence.clause(reading.index)
    found = find_periods(sentence.text, *sentence.whole)
    own = [
        span
        for span in found
        if reading.nature.comparator or not _names_the_base(sentence.text, span)
    ]
    in_clause = [span for span in own if start <= span[0] < end]
    before = [span for span in own if span[1] <= quantity.start]
    chosen = in_clause or before[-1:] or own[:1]
    if not chosen:
        return None
    nearest = min(
        chosen, key=lambda span: min(abs(span[0] - quantity.end), abs(quantity.start - span[1]))
    )
    first, last = folded.span(*nearest)
    return text[first:last].strip() or None


def _names_the_base(text: str, span: tuple[int, int]) -> bool:
    if re.match(
        r"(?:the )?(?:previous|prior|preceding)|a year|year-ago|year-earlier|去年|上年|一年前|同期|like |same |corresponding|comparable|year ago",
        text[span[0] : span[0] + 16],
    ):
        return True
    return (
        _BASE.search(text, max(0, span[0] - 12), span[0]) is not None
        and "previous" in text[span[0] : span[1]]
    )
