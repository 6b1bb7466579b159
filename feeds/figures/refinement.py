"""Metrics whose exact name depends on the sentence: adjusted against reported results, downloads of
an app against downloads of a model."""

from __future__ import annotations

import re
from dataclasses import replace

from feeds.figures.lexicon import Mention, Term
from feeds.figures.sentence import Sentence

_APP = re.compile(r"(?<![a-z])(?:app|apps|chatbot|assistant)(?![a-z])|应用|公测|客户端")
_MODEL = re.compile(r"(?<![a-z])(?:models?|open-source[ds]?|hugging face|qwen)(?![a-z])|模型|开源")

_AI_BUSINESS = re.compile(r"(?<![a-z])ai (?:business|revenue|products?|sales)|ai(?:业务|收入|营收)")
_SHIPS = re.compile(r"(?<![a-z])ship(?:s|ped|ping|ments?)?(?![a-z])|出货|交付")
_BUYS = re.compile(
    r"(?<![a-z])(?:buy|buys|bought|order(?:s|ed)?|purchas(?:e|es|ed))(?![a-z])|[购买]|下单"
)
_BUILDS = re.compile(
    r"(?<![a-z])(?:build|expand|construct|data cent(?:er|re)s?|infrastructure|factory|factories"
    r"|plants?|fabs?|production|campus)|建设|兴建|扩建|建厂|数据中心|基础设施|基建"
)


def refined(sentence: Sentence, index: int, term: Term, mention: Mention | None) -> Term:
    """The term, or the one the sentence's other words make of it."""
    id_ = _refined_id(sentence, index, term, mention)
    return term if id_ == term.id else replace(term, id=id_)


def _refined_id(sentence: Sentence, index: int, term: Term, mention: Mention | None) -> str:
    match term.id:
        case "net_income" | "eps":
            adjusted = _is_adjusted(sentence, index, mention)
            return f"non_gaap_{term.id}" if adjusted else term.id
        case "app_downloads":
            whole = sentence.words(sentence.whole)
            of_model = _MODEL.search(whole) and not _APP.search(whole)
            return "model_downloads" if of_model else term.id
        case "arr":
            ai = _AI_BUSINESS.search(sentence.words(sentence.clause(index)))
            return "ai_revenue" if ai else term.id
        case "chip_count":
            return _chips(sentence.words(sentence.clause(index)))
        case "contract_value":
            programme = term.weak and _is_programme(sentence, index, mention)
            return "investment_plan" if programme else term.id
        case _:
            return term.id


def _chips(clause: str) -> str:
    if _SHIPS.search(clause):
        return "chip_shipments"
    return "chip_purchase" if _BUYS.search(clause) else "chip_count"


def _is_programme(sentence: Sentence, index: int, mention: Mention | None) -> bool:
    """Money pledged ("commits $10 billion to") or spent to build, not to another company."""
    start, end = sentence.clause(index)
    behind = sentence.quantities[index].end, end
    if sentence.any("company", behind) or sentence.any("segment", behind):
        return False
    pledged = mention is not None and sentence.text.startswith("commit", mention.start)
    return pledged or _BUILDS.search(sentence.text, start, end) is not None


def _is_adjusted(sentence: Sentence, index: int, mention: Mention | None) -> bool:
    """Words such as 按非公认会计准则 or "on a non-GAAP basis" in the clause of the metric, or in
    the one before it when that holds no quantity."""
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
