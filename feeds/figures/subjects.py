"""Whose figure it is: the company and its part.

The name that stands beside the metric decides; else the subject of the clause; else what the
sentence was about before; else the document's company.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feeds.figures.leftovers import names_something_else
from feeds.figures.lexicon import Mention
from feeds.figures.sentence import Sentence, Window
from feeds.figures.strangers import FUNDED, MODIFIER, Stranger, find_latin_name, slug
from store.late_patterns import late_pattern

# names behind these are objects or rivals, not what the sentence is about
_OBLIQUE = late_pattern(
    r"(?<![a-z])(?:against|than|unlike|versus|vs\.?|like|including|such as|behind|for|ex|former"
    r"|takes on|with|into|to|on|by|from|over|joining|via|through|pits against|led by|in|excluding"
    r"|stripping out|disposals? of|sale of|houses|includes|contains|comprises|rivals|competitor"
    r"|sells|makes|offers|provides|develops|builds"
    r"|early)"
    r"(?: (?:the|its|their|fellow|rival|competitor|china's|chinese|giants?|maker|chipmaker"
    r"|[a-z.]+'s))*\s?$"
    r"|(?:[购买投]|减持|清仓|抛售|投资|入股|领投|赔偿?|依靠|靠|为|超越|反超|挑战|背靠|助|替)\s?$"
    r"|(?:剔除|扣除|不计)$|旗下$|(?<![目此之年月日以])前$|对$|向$|与$|较$|比$"
)
_OBJECT = late_pattern(  # what an action is done to; the subject only where nothing else is
    r"(?<![a-z])(?:buy|buys|bought|buying|acquire[sd]?|acquiring|back(?:s|ed|ing)?|own(?:s|ed)?"
    r"|sue[sd]?|sell(?:s|ing)?|sold|offload(?:s|ed|ing)?|dump(?:s|ed|ing)?"
    r"|join(?:s|ed)?|leav(?:e|es|ing)|left|use[sd]?|power(?:s|ed)?"
    r"|take (?:over|private)|tapp?(?:s|ed)?|value[sd]?|valuing|overtak(?:e|es|ing)|overtook"
    r"|challeng(?:e[sd]?|ing)|supply|supplies|run(?:s)? on|block(?:s|ed)?)"
    r"(?: (?:part of|some of|all of|most of"
    r"|the|its|their|entire|whole|remaining|rival|china's|chinese|u\.s\.|us|german|indian"
    r"|israeli|startup|company|chipmaker|[a-z.]+'s))*\s?$"
)
_AND_BEFORE = late_pattern(r"(?: and |, | & |和|与|、|及)$")
_GENITIVE = late_pattern(
    r"\s?(?:growth |margin |target |guidance |forecast |outlook )?"
    r"(?:at|of|from|for|in|by|within|to(?= china))"
    r"(?: (?:the|its|our|china's|chinese|e-commerce|giant|company|group|internet|tech|chipmaker"
    r"|ai|startup|whole))*\s"
)
_TOTAL = late_pattern(
    r"(?:total|overall|group|group's|company's|consolidated)\s?$|[总整]体?$|集团$|公司$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """`company` None: the sentence and the document leave it open."""

    company: str | None
    segment: str
    start: int | None = None


_TICKER = late_pattern(r"\W*[A-Z]{2,5}(?= )")
_AT_A_PRICE = late_pattern(r"(?:'s [a-z ]{1,40}?)? at (?:an? |the )?(?:about |~)?|'s (?:latest )?")
_ALIASES = {("baidu", "intelligent_cloud"): "ai_cloud", ("alibaba", "international"): "aidc"}
_GOES_SOMEWHERE = frozenset(("investment_plan",))
_INTO = late_pattern(
    r"(?<![a-z])(?:in|into|across|expand|expanding)"
    r"(?: (?:the|its|northern|southern|western|eastern))?\s?$|[在赴]$"
)
_BUILT = late_pattern(
    r"(?:'s|ese|n)?(?: [a-z]+){0,3} (?:data cent|ai|chips?|production|factor|plant|campus|project"
    r"|investment|infrastructure|hub|cloud)|.{0,8}(?:数据中心|工厂|基础设施|项目|设施|产能|园区|产业)|投资|建"
)


def _place(sentence: Sentence, index: int) -> Mention | None:
    """Where an investment goes: "in Singapore", "a Kenya data center", 路易斯安那数据中心."""
    start, end = sentence.clause(index)
    if start > sentence.start:
        start, _ = sentence.clauses.around(start - 1)
    if index:
        start = max(start, sentence.quantities[index - 1].end)
    if index + 1 < len(sentence.quantities):
        end = min(end, sentence.quantities[index + 1].core)
    elif (following := sentence.clauses.next_after(end - 1)) is not None and not sentence.any(
        "metric", following
    ):
        end = following[1]
    for place in sentence.mentions.within("place", start, end):
        into = _INTO.search(sentence.text, max(0, place.start - 24), place.start)
        if into or _BUILT.match(sentence.text, place.end):
            return place
    return None


def subject(
    sentence: Sentence,
    index: int,
    metric: Mention | None,
    carried: Subject | None,
    term_id: str = "",
) -> Subject:
    """The company and segment of a quantity whose metric is known; None for a metric not named.

    `carried` is the subject of the figure before it in the sentence, `term_id` what is measured.
    """
    segment = _segment(sentence, index, metric)
    if term_id in _GOES_SOMEWHERE and (place := _place(sentence, index)) is not None:
        segment = place
    company = _company(sentence, index, metric, carried)
    if segment is not None:
        owner = segment.term.company or company
        part = _ALIASES.get((owner or "", segment.term.id), segment.term.id)
        return Subject(owner, part, segment.start)
    if metric is not None and term_id == "ai_revenue":
        if company != "alibaba" and _is_ai_business(sentence, metric):
            return Subject(company, "ai_business")
        if metric.term.id == "ai_revenue" and _names_cloud(sentence):
            return Subject(company, "cloud")
    named = _company_in_clause(sentence, index, metric)
    if carried is not None and named is None and metric is None:
        return Subject(carried.company or company, carried.segment)
    return Subject(company, "group", named.start if named else None)


def _segment(sentence: Sentence, index: int, metric: Mention | None) -> Mention | None:
    quantity = sentence.quantities[index]
    start, end = sentence.clause(index)
    if metric is None:
        return _growing(sentence, start, quantity.start) or _segment_in(
            sentence, start, quantity.start
        )
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
    return (
        _segment_in(sentence, metric_start, reach)
        or _segment_before(sentence, metric)
        or _segment_to_come(sentence, index)
    )


def _segment_to_come(sentence: Sentence, index: int) -> Mention | None:
    """The segment that the next clause is about where none was named: ARR 5 亿美元，可灵…"""
    number = sentence.quantities[index]
    if sentence.company or _owners(sentence, (sentence.start, number.start)):
        return None
    following = sentence.clauses.next_after(number.end - 1)
    if following is None or sentence.clause(index)[0] > sentence.start:
        return None
    named = sentence.first("segment", following)
    owned = named is not None and named.term.company and named.start - following[0] <= 3
    return named if owned else None


def _is_total(sentence: Sentence, metric: Mention) -> bool:
    return _TOTAL.search(sentence.text, max(0, metric.start - 16), metric.start) is not None


def _names_cloud(sentence: Sentence) -> bool:
    """AI product revenue is part of the cloud unit's where the sentence is about the cloud unit."""
    segment = sentence.first("segment", sentence.whole)
    if segment is None:
        return False
    return re.search("cloud|云", sentence.text[segment.start : segment.end]) is not None


def _is_ai_business(sentence: Sentence, metric: Mention) -> bool:
    """Whether the words of the metric name the business: AI业务收入, "AI business revenue"."""
    words = sentence.text[metric.start : metric.end]
    return "业务" in words or "business" in words


def _is_count(metric: Mention) -> bool:
    return metric.term.unit == "count"


_GROWTH_BEHIND = late_pattern(r"(?:'s)? growth|(?:业务)?(?:增速|增长)")


def _growing(sentence: Sentence, start: int, end: int) -> Mention | None:
    """ "Cloud growth of 34%": a bare word for a segment whose revenue is not said."""
    for mention in reversed(sentence.mentions.within("segment", start, end)):
        if mention.term.bare and _GROWTH_BEHIND.match(sentence.text, mention.end):
            return mention
    return None


_GIANT = late_pattern(r" (?:giant|company|firm|platform|player|leader|titan|conglomerate)(?![a-z])")


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
            return _owner_of(sentence, mention, start)
        break
    after = sentence.mentions.first("segment", metric.end, end)
    if after and _GENITIVE.fullmatch(sentence.text[metric.end : after.start]):
        return after
    return None


def _owner_of(sentence: Sentence, part: Mention, start: int) -> Mention:
    """ "YouTube ad revenue": a bare word for a part gives way to the unit named right before it."""
    if not part.term.bare:
        return part
    unit = sentence.last("segment", (start, part.start))
    beside = unit is not None and part.start - unit.end <= 1 and unit.term.company is not None
    return unit if unit is not None and beside else part


def _near(gap: str, bare: bool) -> bool:
    limit = 14 if bare else 60
    return len(gap) <= limit and not re.search(r"[,，;；。:：]| and |[和及与]", gap)


def _is_oblique(sentence: Sentence, mention: Mention, clause_start: int) -> bool:
    """Whether a preposition makes it an object; one that opens the clause ("with Azure up 40%")
    does not."""
    if MODIFIER.match(sentence.text, mention.end):
        return True
    match = _OBLIQUE.search(sentence.text, max(0, mention.start - 30), mention.start)
    if match is not None:
        return match.start() > clause_start
    joined = _AND_BEFORE.search(sentence.text, clause_start + 1, mention.start)
    if joined is None:
        return False
    for kind in ("company", "segment"):  # "with Google and Broadcom"
        for other in sentence.mentions.within(kind, clause_start, joined.start()):
            if other.end == joined.start() and not MODIFIER.match(sentence.text, other.end):
                return _is_oblique(sentence, other, clause_start)
    return False


def _company(
    sentence: Sentence, index: int, metric: Mention | None, carried: Subject | None
) -> str | None:
    target = _valued(sentence, index, metric) or _funded(sentence, metric)
    if target is None and metric is None:
        target = _behind_a_ticker(sentence, index)
    return target or _owner_before(sentence, index, metric, carried)


def _owner_before(
    sentence: Sentence, index: int, metric: Mention | None, carried: Subject | None
) -> str | None:
    """The subject of the clause, of the figure before, of the sentence or of the document; failing
    that what something is done to, or the subject yet to come."""
    named = _company_in_clause(sentence, index, metric)
    stranger = _stranger(sentence, index, metric, named)
    if stranger is not None:
        return stranger.id
    start = sentence.quantities[index].start
    reach = max(start, metric.start) if metric is not None else start
    before = sentence.start, reach
    if named is None and (carried is None or not carried.company):
        named = _last_owner(sentence, before, sentence.start - 1)
    if named is not None:
        return named.term.company
    if carried is not None and carried.company:
        return carried.company
    known = sentence.company or (sentence.stranger and sentence.stranger.id)
    if known:
        return known
    done_to = _last_owner(sentence, before, sentence.start - 1, objects=True)
    return done_to.term.company if done_to else _company_behind(sentence, index)


def _behind_a_ticker(sentence: Sentence, index: int) -> str | None:
    """ "Workday says …; WDAY is down 40%": the ticker of the sentence's first company."""
    start, _ = sentence.clause(index)
    if start == sentence.start or sentence.company or not _TICKER.match(sentence.cased, start):
        return None
    if _owners(sentence, (start, sentence.quantities[index].start)):
        return None
    owners = _owners(sentence, (sentence.start, start))
    first = owners[0] if owners else None
    if sentence.stranger is not None and (first is None or sentence.stranger.end <= first.start):
        return sentence.stranger.id
    return first.term.company if first is not None else None


def _valued(sentence: Sentence, index: int, metric: Mention | None) -> str | None:
    """Who is worth it: "invest in DeepSeek at a $20B valuation", "Moonshot's round at $18B"."""
    if metric is None or metric.term.id not in ("valuation", "market_cap"):
        return None
    start, end = sentence.before(index)
    named = sentence.last("company", (start, end))
    if named is None:
        return None
    gap = sentence.text[named.end : end]
    return named.term.company if _AT_A_PRICE.fullmatch(gap) else None


def _funded(sentence: Sentence, metric: Mention | None) -> str | None:
    """Whom a round is for: "led a $293M funding round for ShengShu"."""
    if metric is None or metric.term.id != "funding_raised":
        return None
    named = FUNDED.match(sentence.cased, metric.end)
    if named is None:
        return None
    known = sentence.mentions.first("company", named.start(1), named.end(1) + 1)
    return known.term.company if known else slug(named[1])


def _stranger(
    sentence: Sentence, index: int, metric: Mention | None, named: Mention | None
) -> Stranger | None:
    """The unknown company of a quantity where it outranks the known one: it is the subject of the
    clause and `named` its object, or its name stands right before a Chinese metric."""
    start, _ = sentence.clause(index)
    place = sentence.quantities[index].core
    if metric is not None and start <= metric.start < place:
        place = metric.start
    if sentence.company is None and not sentence.text[place : place + 1].isascii():
        beside = find_latin_name(sentence.cased, start, place, sentence.mentions)
        if beside is not None:
            return beside
    subject = sentence.stranger
    if subject is None or named is None or not subject.end <= named.start:
        return None
    if metric is not None and metric.term.id in ("fine", "damages"):
        return None  # "AGCOM fined Google"
    return subject if sentence.clauses.around(subject.start)[0] == start else None


def _company_behind(sentence: Sentence, index: int) -> str | None:
    """The subject of the clause after the number, where the number opens the sentence: "With cloud
    revenue up 34%, Alphabet lifted …"."""
    start = sentence.clause(index)[0]
    if start > sentence.start:
        return None
    ticker = _TICKER.match(sentence.cased, start)
    window = (ticker.end() if ticker else start, sentence.quantities[index].start)
    if names_something_else(sentence, window):
        return None  # "Short sellers notch $8.7B profit as SpaceX shares dip"
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
        given = sentence.text.startswith(" from", metric.end) and not metric.term.result
        if (
            genitive
            and not given
            and _GENITIVE.fullmatch(sentence.text[metric.end : genitive.start])
        ):
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


def _last_owner(
    sentence: Sentence, window: Window, clause_start: int, *, objects: bool = False
) -> Mention | None:
    """The last name that tells the company; `objects`: also one that something is done to."""
    for mention in reversed(_owners(sentence, window)):
        if _is_oblique(sentence, mention, clause_start):
            continue
        start = max(clause_start, mention.start - 40)
        if objects or not _OBJECT.search(sentence.text, start, mention.start):
            return mention
    return None
