"""Metrics whose exact name depends on the sentence: adjusted against reported results, downloads of
an app against downloads of a model."""

from __future__ import annotations

import re
from dataclasses import replace

from feeds.figures.lexicon import Mention, Term
from feeds.figures.sentence import Sentence

_ADJUSTED = {"net_income": "non_gaap_net_income", "eps": "non_gaap_eps"}
_APP = re.compile(r"(?<![a-z])(?:app|apps|chatbot|assistant)(?![a-z])|应用|公测|客户端")
_MODEL = re.compile(r"(?<![a-z])(?:models?|open-source[ds]?|hugging face|qwen)(?![a-z])|模型|开源")

_AI_BUSINESS = re.compile(r"(?<![a-z])ai (?:business|revenue|products?|sales)|ai(?:业务|收入|营收)")
_SHIPS = re.compile(r"(?<![a-z])ship(?:s|ped|ping|ments?)?(?![a-z])|出货|交付")
_BUYS = re.compile(
    r"(?<![a-z])(?:buy|buys|bought|order(?:s|ed)?|purchas(?:e|es|ed))(?![a-z])|采购|购买|订购|下单|购|买"
)
_BUILDS = re.compile(
    r"(?<![a-z])(?:build|expand|construct|data cent(?:er|re)s?|infrastructure|factory|factories|plants?|fabs?|"
    r"production|campus)|建设|兴建|扩建|建厂|数据中心|基础设施|基建"
)


def refined(sentence: Sentence, index: int, term: Term, mention: Mention | None) -> Term:
    """The term, or the one the sentence's other words make of it."""
    if term.id in _ADJUSTED and _is_adjusted(sentence, index, mention):
        return replace(term, id=_ADJUSTED[term.id])
    if term.id == "app_downloads":
        words = sentence.words(sentence.whole)
        if _MODEL.search(words) and not _APP.search(words):
            return replace(term, id="model_downloads")
    if term.id == "arr" and _AI_BUSINESS.search(sentence.words(sentence.clause(index))):
        return replace(term, id="ai_revenue")
    if term.id == "chip_count":
        words = sentence.words(sentence.clause(index))
        if _SHIPS.search(words):
            return replace(term, id="chip_shipments")
        if _BUYS.search(words):
            return replace(term, id="chip_purchase")
    if term.id == "contract_value" and term.weak and _builds(sentence, index):
        return replace(term, id="investment_plan")
    return term


def _builds(sentence: Sentence, index: int) -> bool:
    """Money pledged to build, not to another company."""
    start, end = sentence.clause(index)
    number_end = sentence.quantities[index].end
    if sentence.any("company", (number_end, end)) or sentence.any("segment", (number_end, end)):
        return False
    return _BUILDS.search(sentence.text, start, end) is not None


def _is_adjusted(sentence: Sentence, index: int, mention: Mention | None) -> bool:
    """Words such as 按非公认会计准则 or "on a non-GAAP basis" in the clause of the metric, or in the
    one before it when that holds no quantity."""
    place = mention.start if mention is not None else sentence.quantities[index].start
    start, _ = sentence.clauses.around(place)
    earlier = [quantity.end for quantity in sentence.quantities if quantity.end <= place]
    if earlier and earlier[-1] > start:
        start = earlier[-1]
    elif start > sentence.start:
        before, _ = sentence.clauses.around(start - 1)
        if not earlier or earlier[-1] <= before:
            start = before
    cue = sentence.last("non_gaap", (start, place))
    return cue is not None and not sentence.any("metric", (cue.end, place))
