"""Whose figure it is: the company and its part.

The name that stands beside the metric decides; else the subject of the clause; else what the
sentence was about before; else the document's company.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feeds.figures.lexicon import Mention
from feeds.figures.sentence import Sentence, Window

# names behind these are objects or rivals, not what the sentence is about
_OBLIQUE = re.compile(
    r"(?<![a-z])(?:against|than|unlike|versus|vs\.?|like|including|such as|behind|rivals?"
    r"|takes on|with|into|to|on|by|from|over|joining|via|through|pits against|led by|in|excluding"
    r"|stripping out|disposals? of|sale of)"
    r"(?: (?:the|its|china's|chinese|[a-z.]+'s))*\s?$"
    r"|(?:[购买投]|投资|入股|领投|赔偿?)\s?$|(?:剔除|扣除|不计)$|旗下$|对$"
)
_GENITIVE = re.compile(
    r"\s?(?:growth |margin )?(?:at|of|from|for|in|by|within)"
    r"(?: (?:the|its|our|china's|chinese|e-commerce|giant|company|group|internet|tech|chipmaker"
    r"|ai|startup|whole))*\s"
)
_TOTAL = re.compile(
    r"(?:total|overall|group|group's|company's|consolidated)\s?$|[总整]体?$|集团$|公司$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """`company` None: the sentence and the document leave it open."""

    company: str | None
    segment: str
    start: int | None = None


def subject(
    sentence: Sentence, index: int, metric: Mention | None, carried: Subject | None
) -> Subject:
    """The company and segment of a quantity whose metric is known; None for a metric not named.

    `carried` is the subject of the figure before it in the sentence.
    """
    segment = _segment(sentence, index, metric)
    company = _company(sentence, index, metric, carried)
    if segment is not None:
        return Subject(segment.term.company or company, segment.term.id, segment.start)
    if metric is not None and metric.term.id == "ai_revenue" and _names_cloud(sentence):
        return Subject(company, "cloud")
    named = _company_in_clause(sentence, index, metric)
    if carried is not None and named is None and metric is None:
        return Subject(carried.company or company, carried.segment)
    return Subject(company, "group", named.start if named else None)


def _segment(sentence: Sentence, index: int, metric: Mention | None) -> Mention | None:
    quantity = sentence.quantities[index]
    start, end = sentence.clause(index)
    if metric is None:
        return _segment_in(sentence, start, quantity.start)
    carried = not start <= metric.start < end
    if carried and (own := _segment_in(sentence, start, quantity.start)):
        return own
    metric_start, metric_end = sentence.clauses.around(metric.start)
    beside = _beside(sentence, metric, metric_start, metric_end)
    if beside is not None or metric.term.group or _is_total(sentence, metric):
        return beside
    behind = sentence.first("segment", sentence.after(index))
    if behind and _GENITIVE.fullmatch(sentence.text[quantity.end : behind.start]):
        return behind
    reach = metric.start if carried else max(metric.start, quantity.start)
    return _segment_in(sentence, metric_start, reach) or _segment_before(sentence, metric)


def _is_total(sentence: Sentence, metric: Mention) -> bool:
    return _TOTAL.search(sentence.text, max(0, metric.start - 16), metric.start) is not None


def _names_cloud(sentence: Sentence) -> bool:
    """AI product revenue is part of the cloud unit's where the sentence is about the cloud unit."""
    segment = sentence.first("segment", sentence.whole)
    if segment is None:
        return False
    return re.search("cloud|云", sentence.text[segment.start : segment.end]) is not None


def _is_count(metric: Mention) -> bool:
    return metric.term.unit == "count"


_GIANT = re.compile(r" (?:giant|company|firm|platform|player|leader|titan|conglomerate)(?![a-z])")


def _segment_in(sentence: Sentence, start: int, end: int) -> Mention | None:
    """The last segment that can be the subject of `start`..`end`."""
    for mention in reversed(sentence.mentions.within("segment", start, end)):
        if mention.term.bare or _GIANT.match(sentence.text, mention.end):
            continue  # "the e-commerce giant's revenue" is the company's
        if not _is_oblique(sentence, mention, start):
            return mention
    return None


def _segment_before(sentence: Sentence, metric: Mention) -> Mention | None:
    """The segment the sentence was about, unless a company or the same metric came between."""
    segment = _segment_in(sentence, sentence.start, metric.start)
    if segment is None or not (metric.term.result or _is_count(metric)):
        return None
    for company in sentence.mentions.within("company", segment.end, metric.start):
        if not _is_oblique(sentence, company, company.start) and not _is_count(metric):
            return None
    for other in sentence.mentions.within("metric", segment.end, metric.start):
        if other.term.id == metric.term.id:
            return None
    return segment


def _beside(sentence: Sentence, metric: Mention, start: int, end: int) -> Mention | None:
    """A segment before the metric ("cloud revenue") or in its genitive ("revenue at Azure")."""
    for mention in reversed(sentence.mentions.within("segment", start, metric.end)):
        gap = sentence.text[mention.end : metric.start]
        if metric.term.group and (mention.term.bare or len(gap) > 10):
            break
        if _GIANT.match(sentence.text, mention.end):
            break
        other = sentence.mentions.first("metric", mention.end, metric.start)
        if other is None and (mention.start >= metric.start or _near(gap, mention.term.bare)):
            return mention
        break
    after = sentence.mentions.first("segment", metric.end, end)
    if after and _GENITIVE.fullmatch(sentence.text[metric.end : after.start]):
        return after
    return None


def _near(gap: str, bare: bool) -> bool:
    limit = 14 if bare else 60
    return len(gap) <= limit and not re.search(r"[,，;；。:：]| and |[和及与]", gap)


def _is_oblique(sentence: Sentence, mention: Mention, clause_start: int) -> bool:
    """Whether a preposition makes it an object; one that opens the clause ("with Azure up 40%")
    does not."""
    match = _OBLIQUE.search(sentence.text, max(0, mention.start - 30), mention.start)
    return match is not None and match.start() > clause_start


def _company(
    sentence: Sentence, index: int, metric: Mention | None, carried: Subject | None
) -> str | None:
    if named := _company_in_clause(sentence, index, metric):
        return named.term.company
    if carried is not None and carried.company:
        return carried.company
    start = sentence.quantities[index].start
    reach = max(start, metric.start) if metric is not None else start
    if earlier := _last_owner(sentence, (sentence.start, reach), sentence.start - 1):
        return earlier.term.company
    if sentence.company:
        return sentence.company
    return _company_behind(sentence, index)


def _company_behind(sentence: Sentence, index: int) -> str | None:
    """The subject of the clause after the number, where the number opens the sentence: "With cloud
    revenue up 34%, Alphabet lifted …"."""
    if sentence.clause(index)[0] > sentence.start:
        return None
    end = sentence.end
    following = sentence.clauses.next_after(sentence.quantities[index].end - 1)
    if following is not None:
        end = following[1]
    for mention in _owners(sentence, (sentence.quantities[index].end, end)):
        if not _is_oblique(sentence, mention, sentence.start - 1):
            return mention.term.company
    return None


def _company_in_clause(sentence: Sentence, index: int, metric: Mention | None) -> Mention | None:
    start, end = sentence.clause(index)
    reach = sentence.quantities[index].start
    if metric is not None:
        genitive = sentence.mentions.first("company", metric.end, end)
        if genitive and _GENITIVE.fullmatch(sentence.text[metric.end : genitive.start]):
            return genitive
        if metric.start < start:
            start, _ = sentence.clauses.around(metric.start)
            reach = metric.end
    return _last_owner(sentence, (start, reach), start)


def _owners(sentence: Sentence, window: Window) -> list[Mention]:
    """Names that tell the company, in order."""
    return sorted(
        (
            mention
            for kind in ("company", "segment")
            for mention in sentence.mentions.within(kind, *window)
            if mention.term.company
        ),
        key=lambda mention: mention.start,
    )


def _last_owner(sentence: Sentence, window: Window, clause_start: int) -> Mention | None:
    """The last name that tells the company and is no object."""
    for mention in reversed(_owners(sentence, window)):
        if not _is_oblique(sentence, mention, clause_start):
            return mention
    return None
