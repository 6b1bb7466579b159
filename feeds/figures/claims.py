"""Layer three: readings become claims, bound to company, segment, metric and period."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from feeds.figures.coordination import distributed
from feeds.figures.drafts import Draft, drafts_of, is_like_for_like
from feeds.figures.folding import Folded
from feeds.figures.lexicon import home_currencies
from feeds.figures.periods import find_periods, period_of
from feeds.figures.quantity import Quantity
from feeds.figures.readings import Reading
from feeds.figures.roles import read_roles
from feeds.figures.sentence import Sentence, Window
from store.headlines.entries import Change, Claim

_OPEN_CURRENCY = frozenset(("market_cap_change", "market_cap", "share_price"))


def claims_of(sentence: Sentence, text: str, folded: Folded) -> list[Claim]:
    """The claims of one sentence; `text` and `folded` give the spans in the reader's words."""
    drafts = drafts_of(sentence, distributed(sentence, read_roles(sentence)))
    periods = find_periods(sentence.text, *sentence.whole) if drafts else []
    claims = [_claim(sentence, draft, periods, text, folded) for draft in drafts]
    return [claim for claim in claims if claim is not None]


def _claim(
    sentence: Sentence, draft: Draft, periods: list[Window], text: str, folded: Folded
) -> Claim | None:
    reading, quantity = draft.reading, draft.quantity
    company = reading.subject.company
    if company is None or reading.metric == "unsupported":
        return None
    shown = quantity or draft.changed_by
    metric, unit = reading.metric, reading.term.unit
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
        value=draft.value,
        value_high=_high(quantity, reading.loss),
        currency=_currency(sentence, quantity, metric, unit, company),
        change=change,
        period=_period(sentence, reading, periods, text, folded),
        qualifier=_qualifier(sentence, reading, shown, draft.changed_by),
        is_estimate_or_expectation=reading.nature.expectation,
        is_guidance=reading.nature.guidance,
        is_comparator=reading.nature.comparator,
        alt=quantity.alt if quantity else None,
    )


def _high(quantity: Quantity | None, loss: bool) -> Decimal | None:
    if quantity is None or quantity.high is None:
        return None
    if loss and quantity.value is not None:
        return -abs(quantity.value)
    return quantity.high


def _currency(
    sentence: Sentence, quantity: Quantity | None, metric: str, unit: str, company: str
) -> str | None:
    if quantity is None or unit != "money":
        return None
    home = home_currencies().get(company, "USD" if company.isascii() else "CNY")
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


def _qualifier(
    sentence: Sentence, reading: Reading, shown: Quantity | None, changed_by: Quantity | None
) -> str | None:
    if is_like_for_like(sentence, reading.index):
        return "like-for-like"
    if shown is not None and shown.kind == "multiple":
        return sentence.text[shown.start : shown.end].strip()
    for quantity in (shown, changed_by):
        if quantity is not None and quantity.qualifier is not None:
            return quantity.qualifier
    return None


def _period(
    sentence: Sentence, reading: Reading, periods: list[Window], text: str, folded: Folded
) -> str | None:
    quantity = sentence.quantities[reading.index]
    found = period_of(
        sentence.text,
        periods,
        (quantity.start, quantity.end),
        sentence.clause(reading.index),
        comparator=reading.nature.comparator,
    )
    if found is None:
        return None
    start, end = folded.span(*found)
    return text[start:end].strip() or None
