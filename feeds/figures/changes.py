"""Changes: of which metric, which way, and where nothing says what changed."""

from __future__ import annotations

import re
from dataclasses import replace

from feeds.figures.directions import Direction, direction
from feeds.figures.leftovers import names_something_else
from feeds.figures.lexicon import Mention, Term
from feeds.figures.metric_binding import carried_metric, metric_of_change
from feeds.figures.readings import REVENUE, Place, Reading, read_as
from feeds.figures.share_moves import GROWS, moves_shares
from store.late_patterns import late_pattern

_UNCHANGING = frozenset(
    ("bond_issue", "acquisition", "contract_value", "funding_raised", "fine", "damages",
     "stake_sale", "share_sale", "equity_investments", "corporate_deals")
)  # fmt: skip
_SHARE_MOVE = Term("metric", "share_price_move", unit="percent", group=True)
_GROWTH = late_pattern(r"(?<![a-z])growth(?![a-z])|增速|增长率")
_TO_OR_FROM = late_pattern(r"(?<![a-z])(?:to|from)\s$|[至从由]\s?$")
_PACE = late_pattern(
    r"(?<![a-z])(?:gr[eo]w(?:s|n|ing|th)?|increases?|pace|rate|accelerat|slow|guidance|projection"
    r"|forecast|quick|fast|expan|up|rose|rise|rising|climbed|fell|decline)|增|速|幅|升|降|涨|跌"
)
_CUT = late_pattern(
    r"(?<![a-z])(?:cut|cuts|cutting|reduc(?:e[sd]?|ing)|slash(?:e[sd]|ing)?)(?![a-z])"
)
_FULL_STOP = late_pattern(r"[;；。]")
_IN_OTHER_WORDS = late_pattern(r"[,，] ?(?:or|即|i\.e\.) ?$")


def read_change(place: Place) -> Reading | None:
    """The reading of a change, or None where nothing says what changed, or which way."""
    metric = metric_of_change(place)
    if metric is not None:
        return _read_change_of(place, metric, carried=False)
    if moves_shares(place):
        return _share_move(place)
    if place.previous is not None and _of_something_else(place):
        return None
    if _follows_an_unread_number(place):
        return None
    return _read_change_of(place, _carried_here(place), carried=True)


def _carried_here(place: Place) -> Mention | None:
    """The metric carried over to a change; one that is yet to come only within the sentence's
    first part."""
    metric = carried_metric(place)
    if metric is None or metric.start <= place.quantity.end:
        return metric
    between = place.sentence.text[place.quantity.end : metric.start]
    if _of_something_else(place):
        return None  # "Total outlays rose 23% as marketing costs doubled"
    return None if _FULL_STOP.search(between) or metric.term.id == "price_change" else metric


def _read_change_of(place: Place, metric: Mention | None, *, carried: bool) -> Reading | None:
    term = _term_of_change(place, metric, carried)
    if term is None or not _can_change(term, carried) or _is_level_of_something(place):
        return None
    way = _way(place)
    if way is None and term.id == "price_change" and metric is not None:
        way = price_direction(place, metric)
    if way is None:
        return None
    reading = read_as(place, "change", metric, way, term)
    previous = place.previous
    if carried and previous is not None and _follows_its_level(place, previous):
        reading = replace(reading, subject=previous.subject)
    planned = carried and previous and previous.nature.guidance and metric is previous.mention
    if planned and not reading.nature.expectation:
        return replace(reading, nature=replace(reading.nature, guidance=True))
    return reading


def _follows_its_level(place: Place, previous: Reading) -> bool:
    """ "Games 20.8 billion yuan, a rise of 43%": whose level it is, its change is."""
    if previous.role != "level" or previous.index != place.index - 1:
        return False
    return not place.any("company", place.before) and not place.any("segment", place.before)


def _follows_an_unread_number(place: Place) -> bool:
    """ "Rides reached 3.1 million, up 212%": the change of a thing that is no metric of ours."""
    before = place.index - 1
    if before < 0 or (place.previous is not None and place.previous.index >= before):
        return False
    level = place.sentence.quantities[before]
    if level.kind != "number" or not level.scaled or place.quantity.start - level.end > 40:
        return False
    kinds = ("metric", "company", "segment")
    return not any(place.any(kind, place.before) for kind in kinds)


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
    """Ratios move in points; a count changes where it is named beside its change; deals do not."""
    if term.id in _UNCHANGING:
        return False
    if term.unit == "percent":
        return term.id == "price_change"
    return term.unit == "money" or not carried


def _share_move(place: Place) -> Reading | None:
    way = _way(place)
    reached = _TO_OR_FROM.search(place.words_before) and place.quantity.kind == "percent"
    if way is None or reached or place.any("gap", place.clause):
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


def price_direction(place: Place, metric: Mention) -> Direction:
    """The way that the words for a change of price say."""
    words = place.sentence.text[metric.start : metric.end]
    return "down" if re.search(r"cut|slash|reduce|降|下调", words) else "up"


def _segment_grows(place: Place) -> bool:
    """A segment that grows without saying what: its revenue does."""
    sentence, number = place.sentence, place.quantity.start
    named = sentence.last("segment", (place.clause[0], number))
    if named is not None:
        cues = [
            cue.start
            for kind in ("up", "down")
            if (cue := sentence.last(kind, (named.end, number))) is not None
        ]
        other = bool(cues) and names_something_else(sentence, (named.end, max(cues)))
        said_before = not cues and _CUT.search(sentence.text, place.clause[0], named.start)
        return not other and not said_before
    grows = GROWS.search(sentence.text, *place.reach)
    return grows is not None and place.any("segment", sentence.whole)
