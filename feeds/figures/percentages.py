"""What a percentage is: a ratio, a share of something, a movement of the shares, a change of
a metric, a movement in points, or no claim.

Each rule answers for the quantities it knows; the first that answers decides.
"""

from __future__ import annotations

import re
from dataclasses import replace

from feeds.figures.directions import Direction, direction, is_difference, level_direction
from feeds.figures.leftovers import names_something_else
from feeds.figures.lexicon import Mention, Term
from feeds.figures.metric_binding import (
    carried_metric,
    cuts_staff,
    metric_before,
    metric_behind,
    metric_of_change,
)
from feeds.figures.natures import nature
from feeds.figures.readings import REVENUE, Answer, NoClaim, Place, Reading, read_as
from feeds.figures.share_moves import GROWS, moves_shares

_SHARE_MOVE = Term("metric", "share_price_move", unit="percent", group=True)
_WORKFORCE_CUT = Term("metric", "workforce_cut", unit="percent", group=True)
_MARKET_SHARE = Term("metric", "market_share", unit="percent")
_REVENUE_SHARE = Term("metric", "revenue_share", unit="percent")
_RATIOS = {
    "sales_marketing_expense": replace(_REVENUE_SHARE, id="sales_marketing_ratio"),
    "capex": replace(_REVENUE_SHARE, id="capex_ratio"),
}
_MARGIN_OF = {
    "adj_ebita": "adj_ebita_margin", "operating_income": "operating_margin",
    "net_income": "net_margin", "gross_profit": "gross_margin",
}  # fmt: skip
_NO_RATIO = frozenset(("rnd_expense", "cost", "restructuring_charge"))

_OF_REVENUE = re.compile(
    r" of (?:its |their |the |our )?"
    r"(?:total |group |overall |company |quarterly |annual |external )*"
    r"(?:[a-z&.]+(?:'s)? ){0,3}(?:revenues?|sales|turnover|everything it sold)(?![a-z])"
)
_AS_A_SHARE = re.compile(
    r"as a (?:percentage|share|proportion) of (?:[a-z]+ )?(?:revenue|sales)[^.;。；]*$"
)
_OWNED = re.compile(r"\s?(?:的份额)?归")
_GROWTH = re.compile(r"(?<![a-z])growth(?![a-z])|增速|增长率")
_TO_OR_FROM = re.compile(r"(?<![a-z])(?:to|from)\s$|[至从由]\s?$")
_PACE = re.compile(
    r"(?<![a-z])(?:gr[eo]w(?:s|n|ing|th)?|increases?|pace|rate|accelerat|slow|guidance|projection"
    r"|forecast|quick|fast|expan|up|rose|rise|rising|climbed|fell|decline)|增|速|幅|升|降|涨|跌"
)
_FULL_STOP = re.compile(r"[;；。]")
_IN_OTHER_WORDS = re.compile(r"[,，] ?(?:or|即|i\.e\.) ?$")
_GREW_BY = re.compile(
    r"(?:增长?|增加|涨|升|up|grew|rose|jumped|surged|increased)(?:了|超|近|逾|约| )*$"
)


def read_percent(place: Place) -> Reading | None:
    """The reading of a percentage, or None where it is no claim."""
    rules = (_share_of_revenue, _market_share, _workforce_cut, _ratio_behind, _bare_margin,
             _ratio_of_cost, _ratio_before,
             _ratio_of_earlier_clause, _share_of_something, _ratio_again)  # fmt: skip
    for rule in rules:
        answer = rule(place)
        if isinstance(answer, Reading):
            return answer
        if answer is NoClaim.KNOWN:
            return None
    return read_change(place)


def read_multiple(place: Place) -> Reading | None:
    """The reading of "13x" or 3倍: a valuation in earnings, or growth where words say growth."""
    named = place.sentence.mentions.within("metric", *place.reach)
    if ratio := next((mention for mention in named if mention.term.id == "pe_ratio"), None):
        return read_as(place, "level", ratio, None)
    metric = metric_before(place)
    words = place.sentence.text[max(0, place.quantity.start - 14) : place.quantity.start]
    if metric is None or not _GREW_BY.search(words):
        return None
    return read_as(place, "change", metric, "up")


def read_points(place: Place) -> Reading | None:
    """The reading of percentage points: the movement of a ratio."""
    previous, way = place.previous, direction(place.sentence, place.index)
    ratio_before = previous if previous is not None and previous.term.unit == "percent" else None
    metric = metric_before(replace(place, used=frozenset()))
    if metric is None:
        metric = ratio_before.mention if ratio_before else carried_metric(place)
    if metric is not None and metric.term.unit == "percent":
        return read_as(place, "points", metric, way)
    if ratio_before is None:
        return None
    return replace(ratio_before, index=place.index, role="points", direction=way)


# ── ratios and shares ────────────────────────────────────────────────────────────────────────────


def _share_of_revenue(place: Place) -> Answer:
    behind = metric_behind(place)
    share_behind = behind is not None and behind.term.id == "revenue_share"
    if share_behind or _OF_REVENUE.match(place.sentence.text, place.quantity.end):
        return _revenue_share(place)
    return None


def _market_share(place: Place) -> Answer:
    owned = _OWNED.match(place.sentence.text, place.quantity.end)
    if owned and "市场" in place.words_before:
        return read_as(place, "level", None, None, _MARKET_SHARE)
    return None


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
        way = direction(place.sentence, place.index) or _price_direction(place, before)
        return read_as(place, "change", before, way)
    if is_difference(place.sentence, place.index) and not place.reached:
        return NoClaim.KNOWN  # a ratio that "rose 5%": by how much of what?
    return _ratio(place, before)


def _ratio_of_cost(place: Place) -> Answer:
    """ "cost of revenue as a percentage of revenue increased from 54% to 59%": no metric of ours,
    unless it is an expense whose ratio has a name."""
    start, end = place.sentence.start, place.quantity.start
    said = place.sentence.text[max(start, end - 240) : end]
    return _revenue_share(place) if _AS_A_SHARE.search(said) else None


def _ratio_of_earlier_clause(place: Place) -> Answer:
    """ "Net margin, 29% a year ago, slipped to 22%": a ratio named one clause earlier."""
    if place.previous is not None or metric_before(place) is not None:
        return None
    named = place.sentence.last("metric", (place.sentence.start, place.quantity.start))
    if named is None or named.term.unit != "percent" or named.term.id == "price_change":
        return None
    return _ratio(place, named)


def _share_of_something(place: Place) -> Answer:
    return _revenue_share(place) if place.any("share_of", place.before) else None


def _ratio_again(place: Place) -> Answer:
    """A second value of the ratio before: its comparator, or the level its points led to."""
    previous = place.previous
    if previous is None or metric_before(place) is not None:
        return None
    if previous.role == "points" and place.reached:
        return replace(previous, index=place.index, role="level", nature=place.nature)
    if previous.role != "level" or previous.term.unit != "percent":
        return None
    compared = nature(place.sentence, place.index, previous.term).comparator
    if not compared and not place.reached:
        return None
    return replace(previous, index=place.index, nature=place.nature, direction=None)


def _ratio(place: Place, mention: Mention) -> Reading:
    return read_as(place, "level", mention, level_direction(place.sentence, place.index))


def _revenue_share(place: Place) -> Reading | NoClaim:
    """A share of revenue; of an expense named before it, that expense's ratio if it has a name."""
    expenses = [m.term.id for m in place.sentence.mentions.within("metric", *place.before)]
    if place.previous is not None:
        expenses.append(place.previous.metric)
    for expense in expenses:
        if expense in _RATIOS:
            return read_as(place, "level", None, None, _RATIOS[expense])
        if expense in _NO_RATIO:
            return NoClaim.KNOWN
    results = (m for m in place.sentence.mentions.within("metric", *place.reach) if m.term.result)
    if not any(results) and not place.any("segment", place.reach):
        return NoClaim.KNOWN
    reading = read_as(place, "level", None, None, _REVENUE_SHARE)
    whole = place.sentence.first("segment", place.after)
    if whole is None:
        return reading
    return replace(reading, subject=replace(reading.subject, segment=whole.term.id))


# ── changes ──────────────────────────────────────────────────────────────────────────────────────


def read_change(place: Place) -> Reading | None:
    """The reading of a change, or None where nothing says what changed, or which way."""
    metric = metric_of_change(place)
    if metric is not None:
        return _read_change_of(place, metric, carried=False)
    if moves_shares(place):
        return _share_move(place)
    if place.previous is not None and _of_something_else(place):
        return None
    return _read_change_of(place, _carried_here(place), carried=True)


def _carried_here(place: Place) -> Mention | None:
    """The metric carried over to a change; one that is yet to come only within the sentence's
    first part."""
    metric = carried_metric(place)
    if metric is None or metric.start <= place.quantity.end:
        return metric
    between = place.sentence.text[place.quantity.end : metric.start]
    return None if _FULL_STOP.search(between) or metric.term.id == "price_change" else metric


def _read_change_of(place: Place, metric: Mention | None, *, carried: bool) -> Reading | None:
    term = _term_of_change(place, metric, carried)
    if term is None or not _can_change(term, carried) or _is_level_of_something(place):
        return None
    way = _way(place)
    if way is None and term.id == "price_change" and metric is not None:
        way = _price_direction(place, metric)
    if way is None:
        return None
    reading = read_as(place, "change", metric, way, term)
    previous = place.previous
    if carried and previous and previous.nature.guidance and metric is previous.mention:
        return replace(reading, nature=replace(reading.nature, guidance=True))
    return reading


def _is_level_of_something(place: Place) -> bool:
    """ "loyalty climbs to 87%", "accuracy drops from 83%": a level, unless it is one of growth."""
    if place.quantity.kind != "percent" or not _TO_OR_FROM.search(place.words_before):
        return False
    said = place.sentence.text[place.sentence.start : place.quantity.start]
    return _PACE.search(said) is None


def _of_something_else(place: Place) -> bool:
    """Whether the words from the number before to the verb name a thing that no lexicon knows."""
    start, end = place.before
    if (start, end) == (place.clause[0], place.quantity.start):
        start = max(start, place.sentence.start)
    cues = [
        mention.start
        for kind in ("up", "down")
        if (mention := place.sentence.last(kind, (start, end))) is not None
    ]
    if not cues or place.any("metric", (start, max(cues))):
        return False
    return names_something_else(place.sentence, (start, max(cues)))


def _can_change(term: Term, carried: bool) -> bool:
    """Ratios move in points; a count changes where it is named beside its change."""
    if term.unit == "percent":
        return term.id == "price_change"
    return term.unit == "money" or not carried


def _share_move(place: Place) -> Reading | None:
    way = _way(place)
    if way is None or place.any("gap", place.clause):
        return None
    return read_as(place, "change", None, way, _SHARE_MOVE)


def _term_of_change(place: Place, metric: Mention | None, carried: bool) -> Term | None:
    previous = place.previous
    if metric is not None:
        same = carried and previous is not None and metric is previous.mention
        return previous.term if same and previous is not None else metric.term
    if previous is not None and previous.mention is None and not place.any("company", place.before):
        return previous.term
    if (
        _GROWTH.search(place.words_before)
        or _segment_grows(place)
        or place.any("anaphor", place.clause)
    ):
        return REVENUE
    return None


def _way(place: Place) -> Direction | None:
    """Up or down, from the words beside the number or from the change it is coordinated with."""
    way = direction(place.sentence, place.index)
    if way is None and place.quantity.kind == "word":
        return "up"
    if way is None:
        way = _coordinated_direction(place)
    previous = place.previous
    if way is None and previous is not None and previous.role == "change":
        compared = place.nature.expectation or place.nature.comparator
        return previous.direction if compared else None
    return way


def _coordinated_direction(place: Place) -> Direction | None:
    """ "revenue grew 38% and EBITDA 37%": the verb said once holds for both."""
    sentence, index, previous = place.sentence, place.index, place.previous
    if index and _IN_OTHER_WORDS.search(place.words_before):
        return direction(sentence, index - 1)  # "increased by RMB20,482 million, or 62.6%"
    if previous is None or previous.role != "change" or previous.index != index - 1:
        return None
    between = sentence.text[sentence.quantities[index - 1].end : place.quantity.start]
    if len(between) > 60 or re.search(r"[.;。；]", between):
        return None
    if previous.direction is None or not previous.loss:
        return previous.direction
    return "up" if previous.direction == "down" else "down"


def _price_direction(place: Place, metric: Mention) -> Direction:
    words = place.sentence.text[metric.start : metric.end]
    return "down" if re.search(r"cut|slash|reduce|降|下调", words) else "up"


def _segment_grows(place: Place) -> bool:
    """A segment that grows without saying what: its revenue does."""
    if place.any("segment", (place.clause[0], place.quantity.start)):
        return True
    grows = GROWS.search(place.sentence.text, *place.reach)
    return grows is not None and place.any("segment", place.sentence.whole)
