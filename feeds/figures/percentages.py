"""What a percentage is: a ratio, a share of something, a movement of the shares, a change of
a metric, a movement in points, or no claim.
"""

from __future__ import annotations

from dataclasses import replace

from feeds.figures.changes import read_change
from feeds.figures.directions import direction
from feeds.figures.lexicon import Term
from feeds.figures.metric_binding import carried_metric, metric_before
from feeds.figures.ratios import RATIOS
from feeds.figures.readings import NoClaim, Place, Reading, read_as
from store.late_patterns import late_pattern

_PE_RATIO = Term("metric", "pe_ratio", unit="count", group=True)
_OF_EARNINGS = late_pattern(r" (?:[a-z0-9'-]+ ){0,3}earnings(?![a-z])")
_GREW_BY = late_pattern(
    r"(?:增长?|增加|涨|升|up|grew|rose|jumped|surged|increased)(?:了|超|近|逾|约| )*$"
)


def read_percent(place: Place) -> Reading | None:
    """The reading of a percentage, or None where it is no claim."""
    for rule in RATIOS:
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
    if _OF_EARNINGS.match(place.sentence.text, place.quantity.end):
        return read_as(place, "level", None, None, _PE_RATIO)
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
