"""Which metric a quantity belongs to: the one before it, the one right behind it, or one carried
over from earlier in the sentence.

A weak term (a verb, a bare "profit") binds only beside its number and gives way to any other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from feeds.figures.lexicon import Mention
from feeds.figures.readings import PROFITS, Place, Reading
from feeds.figures.sentence import Sentence
from store.late_patterns import late_pattern

_TIGHT_AFTER = late_pattern(
    r"[ ]?(?:(?:of|in|worth of|to|on|into|for|as|from|toward) )?"
    r"(?:(?!and |but |or )[a-z0-9&'/-]+ ){0,4}"
    r"|[ ]?(?:的|元)?[ ]?|\s?(?:拟|现金|全资|战略)\s?|\)\s?"
)
_BASE_OF_RATIO = late_pattern(
    r"(?:%|percent|percentage) of (?:(?:its|our|their|the|total|net|group|quarterly|annual) )*$"
)
_AMOUNTS_TO = late_pattern(
    r"(?<![a-z])(?:of|was|were|is|are|total(?:l?ed)?|reached)\s$|[达至为到]$"
)
_AT = late_pattern(r"(?<![a-z])(?:at|an?|its|record)\s$")
_AT_PRICE = late_pattern(r"(?<![a-z])(?:for|in(?: an?)?|at)\s$|[以为]\s?$")
_CUTS = late_pattern(
    r"(?<![a-z])(?:cut|cuts|cutting|slash|eliminat|axe|lay|laid|shed|layoff|job cuts)|裁|优化"
)
_CUT_JUST_BEFORE = late_pattern(
    r"(?<![a-z])(?:cut|cuts|cutting|axe|axes|axing|fire|fires|fired|slash(?:es)?"
    r"|shed|sheds|eliminat(?:e|es|ing)"
    r"|dismiss(?:es)?|lay(?:s|ing)? off|laid off)"
    r"(?: (?:about|some|up to|another|more than|nearly|over|~))*\s*$|裁[员掉撤减]?$"
)
_OF_WORKERS = late_pattern(
    r" of (?:its |the |their )?(?:[a-z.-]+ ){0,2}(?:workers|workforce|staff)(?![a-z])"
)
_THINGS = frozenset(("models_released", "chip_count", "derivative_models"))
_ONLY_BEHIND = frozenset(("ipo", "listing", "float"))  # "an $8.5bn IPO"
_MONTHLY = late_pattern(r"month|每月|月均|月度")
_OF_THE_NEXT = late_pattern(r" of (?:(?:a|about|around|some|over|more than|nearly|up to) )*")
_SMALL_COUNTS = frozenset(("layoffs", "hiring_plan", "derivative_models"))


def metric_before(place: Place) -> Mention | None:
    """The metric in the window before a quantity; a specific one outlasts a weak one."""
    named = place.sentence.mentions.within("metric", *place.before)
    found = [
        mention
        for mention in named
        if mention.start not in place.used
        and place.sentence.text[mention.start : mention.end] not in _ONLY_BEHIND
    ]
    if place.quantity.kind == "percent" and len(found) > 1 and found[-1].term.id in _THINGS:
        found.pop()  # "cut prices of AI models by 85%"
    if not found:
        return None
    last = found[-1]
    if last.term.weak:
        for mention in reversed(found[:-1]):
            profits = mention.term.id in PROFITS or last.term.id not in PROFITS
            if profits and not mention.term.weak:
                return mention
    return last


def metric_behind(place: Place) -> Mention | None:
    """The metric that follows a quantity at once: "a 12% revenue increase", "$5bn in capex"."""
    metric = place.sentence.first("metric", place.after)
    if metric is None:
        return None
    gap = place.sentence.text[place.after[0] : metric.start]
    if not _TIGHT_AFTER.fullmatch(gap):
        return None
    onward = place.sentence.text[metric.end : place.after[1]]
    last = place.index + 1 >= len(place.sentence.quantities)
    return metric if last or not _OF_THE_NEXT.fullmatch(onward) else None


def metric_of_change(place: Place) -> Mention | None:
    """The metric that a percentage of change stands beside."""
    before = metric_before(place)
    shares = place.any("shares", place.sentence.whole)
    if before is not None and (before.term.verb or (_is_weak_loss(before) and shares)):
        before = None
    if before is not None and (not before.term.weak or before.term.id in ("profit", "net_income")):
        return before
    behind = metric_behind(place)
    if behind is not None and not behind.term.weak:
        return behind
    # of a verb or a bare word a change says nothing: "shares rocket 17% on a deal"
    return next((m for m in (before, behind) if m is not None and m.term.id in PROFITS), None)


def metric_of_amount(place: Place) -> Mention | None:
    """The money metric that an amount stands beside."""
    before, behind = _money(metric_before(place)), _money(metric_behind(place))
    if behind is not None and _AT.search(place.words_before):
        gap = place.sentence.text[place.after[0] : behind.start]
        if gap == " " and not behind.term.weak:
            return behind  # "a funding round at a $71B valuation"
    if before is not None and not before.term.weak:
        return before
    if before is not None and before.term.verb and _is_near(place, before, behind):
        on = behind is not None and place.sentence.text.startswith(" on ", place.quantity.end)
        if on:
            return before  # "lost $4.4 billion on sales of"
    if behind is not None and not behind.term.weak:
        return behind
    if before is not None and _is_near(place, before, behind):
        return before
    return behind


def metric_of_count(place: Place) -> Mention | None:
    """What is counted: it stands right beside its number."""
    sentence, quantity = place.sentence, place.quantity
    before = sentence.last("metric", place.before)
    behind = metric_behind(place)
    if before is not None and before.term.id == "layoffs" and behind is not None:
        return before  # "lays off 14,000 employees"
    if behind is not None and behind.term.unit == "count" and behind.term.id != "pe_ratio":
        return _counted_behind(place, behind)
    if before is None or before.term.unit != "count":
        return None
    gap = sentence.text[before.end : quantity.start]
    reach = 80 if place.reached or _AMOUNTS_TO.search(gap) else 14
    if len(gap) > reach or re.search(r"[年薪均,，;；]", gap):
        return None
    staff = before.term.id == "headcount" and (quantity.value or 0) >= 1000
    return before if quantity.scaled or staff or before.term.id in _SMALL_COUNTS else None


def _counted_behind(place: Place, behind: Mention) -> Mention | None:
    whole = place.sentence.words(place.sentence.whole)
    match behind.term.id:
        case "headcount" if _CUT_JUST_BEFORE.search(place.words_before):
            return replace(behind, term=replace(behind.term, id="layoffs"))
        case "tokens_per_month":
            return behind if _MONTHLY.search(whole) else None
        case "layoffs":
            return behind if _CUTS.search(whole) else None
    return behind


def cuts_staff(place: Place) -> bool:
    """Whether a percentage of staff is let go: "lays off 14% of employees", 裁员10%."""
    if _OF_WORKERS.match(place.sentence.text, place.quantity.end):
        start, end = place.sentence.start, place.quantity.start
        return _CUTS.search(place.sentence.text, start, end) is not None
    before, behind = metric_before(place), metric_behind(place)
    if before is not None and before.term.id == "layoffs":
        return place.quantity.start - before.end <= 20
    staff = behind is not None and behind.term.id in ("headcount", "layoffs")
    return staff and _CUTS.search(place.words_before) is not None


def carried_metric(place: Place) -> Mention | None:
    """The metric said last in the sentence, else the first one that follows."""
    sentence, previous = place.sentence, place.previous
    if _opens_sentence(place) and (ahead := _metric_ahead(place)):
        return ahead
    said = [
        mention
        for mention in sentence.mentions.within("metric", sentence.start, place.quantity.start)
        if not mention.term.weak and not is_base_of_ratio(sentence, mention)
    ]
    implied_ratio = (
        previous is not None and previous.mention is None and previous.term.unit == "percent"
    )
    if said and implied_ratio:
        return said[-1]  # "or 35% of revenue, an increase of 99%": not of the ratio
    if previous is not None and (not said or _is_still_topic(place, previous, said[-1])):
        return previous.mention
    if said:
        return said[-1]
    opening = (place.clause[0], place.quantity.start)
    states = place.any("company", opening) or place.any("segment", opening)
    return None if states else _metric_ahead(place)


def refers_back(place: Place, metric: Mention | None) -> Mention | None:
    """The named profit that a bare "profit" or 亏损 after it speaks of; None where it does not."""
    previous = place.previous
    if metric is None or not metric.term.weak or metric.term.id not in PROFITS:
        return None
    if previous is None or previous.mention is None or previous.metric not in PROFITS:
        return None
    renamed = place.any("company", place.before) or place.any("segment", place.before)
    return None if previous.mention.term.weak or renamed else previous.mention


def is_base_of_ratio(sentence: Sentence, metric: Mention) -> bool:
    """Whether a metric is only what a ratio is taken of: "6.1% of revenue"."""
    return _BASE_OF_RATIO.search(sentence.text, max(0, metric.start - 40), metric.start) is not None


def _is_weak_loss(mention: Mention) -> bool:
    return mention.term.weak and mention.term.loss


def _money(mention: Mention | None) -> Mention | None:
    return mention if mention is not None and mention.term.unit == "money" else None


def _is_near(place: Place, before: Mention, behind: Mention | None) -> bool:
    """Whether a weak metric is near enough to bind."""
    gap = place.sentence.text[before.end : place.quantity.start]
    reach = 6 if before.term.id in PROFITS or behind is not None else 18
    if before.term.id in PROFITS and place.reached:
        reach = 60  # "losses at the food delivery business widened to"
    return len(gap) <= reach or (len(gap) <= 80 and _AT_PRICE.search(gap) is not None)


def _is_still_topic(place: Place, previous: Reading, said: Mention) -> bool:
    """Whether no metric was named since the last figure's number."""
    return said.start < place.sentence.quantities[previous.index].end


def _opens_sentence(place: Place) -> bool:
    sentence, start = place.sentence, place.quantity.start
    words = sentence.text[sentence.start : start].strip(" \"'")
    return place.index == 0 and len(words) < 24 and not place.any("metric", (sentence.start, start))


def _metric_ahead(place: Place) -> Mention | None:
    following = place.sentence.clauses.next_after(place.quantity.end - 1)
    end = following[1] if following else place.sentence.end
    ahead = place.sentence.mentions.within("metric", place.quantity.end, end)
    return next((mention for mention in ahead if not mention.term.weak), None)
