"""What a percentage is of: a margin, a share of revenue or of a market, a cut of the staff.

Each rule of `RATIOS` answers for the quantities it knows, with a reading or that it is no claim.
"""

from __future__ import annotations

from dataclasses import replace

from feeds.figures.changes import price_direction
from feeds.figures.directions import INCREASE_OF, direction, is_difference, level_direction
from feeds.figures.lexicon import Mention, Term
from feeds.figures.metric_binding import cuts_staff, metric_before, metric_behind
from feeds.figures.natures import nature
from feeds.figures.readings import Answer, NoClaim, Place, Reading, read_as
from feeds.figures.subjects import Subject
from store.late_patterns import late_pattern

_WORKFORCE_CUT = Term("metric", "workforce_cut", unit="percent", group=True)
_MARKET_SHARE = Term("metric", "market_share", unit="percent")
_REVENUE_SHARE = Term("metric", "revenue_share", unit="percent")
_RATIOS = {
    "sales_marketing_expense": replace(_REVENUE_SHARE, id="sales_marketing_ratio"),
    "capex": replace(_REVENUE_SHARE, id="capex_ratio"),
    "operating_income": replace(_REVENUE_SHARE, id="operating_margin"),
    "adj_ebita": replace(_REVENUE_SHARE, id="adj_ebita_margin"),
}
_MARGIN_OF = {
    "adj_ebita": "adj_ebita_margin", "operating_income": "operating_margin",
    "net_income": "net_margin", "gross_profit": "gross_margin",
}  # fmt: skip
_NO_RATIO = frozenset(("rnd_expense", "cost", "restructuring_charge", "unsupported"))
_OF_REVENUE = late_pattern(
    r" of (?:its |their |the |our )?"
    r"(?:total |group |overall |company |quarterly |annual |external )*"
    r"(?:[a-z&.]+(?:'s)? ){0,3}(?:revenues?|sales|turnover|everything it sold)(?![a-z])"
)
_AS_A_SHARE = late_pattern(
    r"as a (?:percentage|share|proportion) of (?:[a-z]+ )?(?:revenue|sales)[^.;。；]*$"
)
_OF_IT = late_pattern(r" of (?:it|that|this|the total)(?![a-z])")
_COMPARED = late_pattern(
    r"(?<![a-z])(?:from|than|versus|vs\.?|compared (?:with|to)|and|to|against)\s$"
    r"|[较比从由至和与]\s?$"
)
_OF_WHAT = late_pattern(r" of (?:(?:its|our|their|the|all|total|group) )*")
_OWNED = late_pattern(r"\s?(?:的份额)?归")
_PHRASE_ENDS = late_pattern(
    r"(?:'s)?(?:$|[,.;:)，。；）]| (?:in|last|this|and|as|for|at|by|over|from|up|down)(?![a-z]))"
)


def _share_of_revenue(place: Place) -> Answer:
    behind = metric_behind(place)
    share_behind = behind is not None and behind.term.id == "revenue_share"
    if share_behind or _OF_REVENUE.match(place.sentence.text, place.quantity.end):
        return _revenue_share(place)
    return None


def _market_share(place: Place) -> Answer:
    owned = _OWNED.match(place.sentence.text, place.quantity.end)
    if not owned or "市场" not in place.words_before:
        return None
    reading = read_as(place, "level", None, None, _MARKET_SHARE)
    owner = place.sentence.mentions.starting_at("segment", owned.end())
    if owner is None or owner.term.company is None:
        return reading
    return replace(reading, subject=Subject(owner.term.company, owner.term.id, owner.start))


def _workforce_cut(place: Place) -> Answer:
    if not cuts_staff(place):
        return None
    mention = metric_before(place) or metric_behind(place)
    return read_as(place, "level", mention, None, _WORKFORCE_CUT)


def _ratio_behind(place: Place) -> Answer:
    """ "an 18% stake", "a 35% gross margin"."""
    behind = metric_behind(place)
    if behind is None or behind.term.unit != "percent" or place.any("up", place.before):
        return None
    if behind.term.id == "price_change":
        return None  # "a 75% price cut" is a change
    return _ratio(place, behind)


def _bare_margin(place: Place) -> Answer:
    """ "a margin of 9.0%" is that of the profit named before it."""
    named = place.sentence.last("margin", place.before) or place.sentence.first(
        "margin", place.after
    )
    if named is None or place.any("metric", place.before):
        return None
    if named.start >= place.after[0] and named.start - place.after[0] > 2:
        return None
    previous = place.previous
    if previous is None or previous.metric not in _MARGIN_OF:
        return NoClaim.KNOWN
    term = replace(_REVENUE_SHARE, id=_MARGIN_OF[previous.metric])
    way = level_direction(place.sentence, place.index)
    reading = read_as(place, "level", None, way, term)
    return replace(reading, subject=previous.subject)


def _ratio_before(place: Place) -> Answer:
    before = metric_before(place)
    if before is None or before.term.unit != "percent":
        return None
    if before.term.id == "revenue_share":
        return _revenue_share(place)
    if before.term.id == "price_change":
        way = direction(place.sentence, place.index) or price_direction(place, before)
        return read_as(place, "change", before, way)
    if is_difference(place.sentence, place.index) and not place.reached:
        return NoClaim.KNOWN  # a ratio that "rose 5%": by how much of what?
    return _ratio(place, before)


def _ratio_of_cost(place: Place) -> Answer:
    """ "cost of revenue as a percentage of revenue increased from 54% to 59%": no metric of ours,
    unless it is an expense whose ratio has a name."""
    sentence, end = place.sentence, place.quantity.start
    start = max(sentence.start, end - 240)
    if not _AS_A_SHARE.search(sentence.text, start, end):
        return None
    expenses = (m.term.id for m in sentence.mentions.within("metric", start, end))
    known = next((expense for expense in expenses if expense in _RATIOS), None)
    if known is None:
        return NoClaim.KNOWN
    return read_as(place, "level", None, level_direction(sentence, place.index), _RATIOS[known])


def _beside_an_unread_one(place: Place) -> Answer:
    """ "10.3% of revenue, up from 7.6% in Q1 and 9% a year ago": compared with what is no claim."""
    before = place.index - 1
    if before < 0 or place.sentence.quantities[before].kind != "percent":
        return None
    previous = place.previous
    read = previous is not None and previous.index >= before
    return NoClaim.KNOWN if not read and _COMPARED.search(place.words_before) else None


def _ratio_of_earlier_clause(place: Place) -> Answer:
    """ "Net margin, 29% a year ago, slipped to 22%": a ratio named one clause earlier."""
    if place.previous is not None or metric_before(place) is not None:
        return None
    named = place.sentence.last("metric", (place.sentence.start, place.quantity.start))
    if named is None or named.term.unit != "percent" or named.term.id == "price_change":
        return None
    return _ratio(place, named)


def _share_of_something(place: Place) -> Answer:
    if not place.any("share_of", place.before) or INCREASE_OF.search(place.words_before):
        return None
    of_what = _OF_WHAT.match(place.sentence.text, place.quantity.end)
    if of_what is not None and not place.any("metric", (place.quantity.end, of_what.end() + 24)):
        whole = place.sentence.mentions.starting_at("segment", of_what.end())
        named = whole is not None and _PHRASE_ENDS.match(place.sentence.text, whole.end)
        if not named and not _OF_IT.match(place.sentence.text, place.quantity.end):
            return NoClaim.KNOWN  # "accounted for 55% of total GMV", "80% of ChatGPT usage"
    return _revenue_share(place)


def _ratio_again(place: Place) -> Answer:
    """A second value of the ratio before: its comparator, or the level its points led to."""
    previous = place.previous
    if previous is None or metric_before(place) is not None:
        return None
    if previous.role == "points" and place.reached:
        return replace(previous, index=place.index, role="level", nature=place.nature)
    if previous.role != "level" or previous.term.unit != "percent":
        return None
    kind = nature(place.sentence, place.index, previous.term)
    if not kind.comparator and not place.reached:
        return None
    return replace(previous, index=place.index, nature=kind, direction=None)


def _ratio(place: Place, mention: Mention) -> Reading:
    return read_as(place, "level", mention, level_direction(place.sentence, place.index))


def _revenue_share(place: Place) -> Reading | NoClaim:
    """A share of revenue; of an expense or a profit said before it, its ratio."""
    measured = [m.term.id for m in place.sentence.mentions.within("metric", *place.before)]
    if place.previous is not None:
        measured.append(place.previous.metric)
    for metric in measured:
        if metric in _RATIOS:
            return read_as(place, "level", None, None, _RATIOS[metric])
        if metric in _NO_RATIO:
            return NoClaim.KNOWN
    if part := _share_of_the_last(place):
        return part
    results = (m for m in place.sentence.mentions.within("metric", *place.reach) if m.term.result)
    if not any(results) and not place.any("segment", place.reach):
        return NoClaim.KNOWN
    reading = read_as(place, "level", None, None, _REVENUE_SHARE)
    whole = place.sentence.first("segment", place.after)
    if whole is None:
        return reading
    return replace(reading, subject=replace(reading.subject, segment=whole.term.id))


def _share_of_the_last(place: Place) -> Reading | None:
    """ "$2B of revenue, with enterprise accounting for 40% of it", 可灵收入3亿元，占0.8%."""
    previous = place.previous
    if previous is None or previous.metric not in ("revenue", "ai_revenue"):
        return None
    reading = read_as(place, "level", None, None, _REVENUE_SHARE)
    if _OF_IT.match(place.sentence.text, place.quantity.end):
        return reading
    own = any(place.any(kind, place.before) for kind in ("company", "segment"))
    follows = previous.index == place.index - 1 and previous.subject.segment != "group"
    return replace(reading, subject=previous.subject) if follows and not own else None


RATIOS = (
    _share_of_revenue, _market_share, _workforce_cut, _ratio_behind, _bare_margin, _ratio_of_cost,
    _ratio_before, _beside_an_unread_one, _ratio_of_earlier_clause, _share_of_something,
    _ratio_again,
)  # fmt: skip
