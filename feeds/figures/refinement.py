"""Metrics whose exact name depends on the sentence: adjusted against reported results, downloads of
an app against downloads of a model."""

from __future__ import annotations

from dataclasses import replace

from feeds.figures.lexicon import Mention, Term
from feeds.figures.sentence import Sentence
from store.late_patterns import late_pattern

_APP = late_pattern(r"(?<![a-z])(?:app|apps|chatbot|assistant)(?![a-z])|应用|公测|客户端")
_MODEL = late_pattern(
    r"(?<![a-z])(?:models?|open-source[ds]?|hugging face|qwen)(?![a-z])|模型|开源"
)

_AI_BUSINESS = late_pattern(
    r"(?<![a-z])ai (?:business|revenue|products?|sales)|ai(?:业务|收入|营收)"
)
_IN = late_pattern(r"(?: more| another| additional)?(?: (?:into|in) |的?(?:投资)?入股|向)")
_INTO_AI = late_pattern(r" ?(?:向|于)? ?ai(?![a-z])(?! ?(?:基础|基建|数据中心|infra))")
_ON_AI = late_pattern(r"(?: big| heavily)? on ai(?![a-z])")
_TOWARDS = late_pattern(r"向 ?[^，。；、\s]{2,12} ?$")
_RECEIVED = late_pattern(
    r"(?<![a-z])(?:gets?|got|receive[sd]?|secure[sd]?|lands?|landed|wins?|won|takes?|took)"
    r"(?: (?:a|an|another|new|up to|about|~))*\s?$"
)
_LEFT = late_pattern(
    r"(?<![a-z])(?:leaving|left|remain(?:s|ed|ing)?|unused|under the (?:current )?programme?)"
    r"(?![a-z])|剩余|尚余|余额"
)
_FIRMS = late_pattern(
    r"(?:[a-z'&.-]+ ){0,4}(?:firms?|startups?|compan(?:y|ies)|[a-z]*makers?|giant"
    r"|labs?|developers?|ventures?"
    r"|funds?|unit|rival|arm)(?![a-z])"
)
_OVER_YEARS = late_pattern(r"(?<![a-z])(?:through 20\d\d|over the next (?:several|[a-z]+) years)")
_ONE_YEAR = late_pattern(
    r"(?<![a-z])(?:this|next) (?:fiscal )?year(?![a-z'])|in (?:fiscal (?:year )?)?20\d\d"
    r"|[今明]年|20\d\d\s?年"
)
_SHIPS = late_pattern(r"(?<![a-z])ship(?:s|ped|ping|ments?)?(?![a-z])|出货|交付")
_BUYS = late_pattern(
    r"(?<![a-z])(?:buy|buys|bought|order(?:s|ed)?|purchas(?:e|es|ed))(?![a-z])|[购买]|下单"
)
_BUILDS = late_pattern(
    r"(?<![a-z])(?:build|expand|construct|data cent(?:er|re)s?|infrastructure|factory|factories"
    r"|plants?|fabs?|production|campus)|建设|兴建|扩建|建厂|数据中心|基础设施|基建"
)


def refined(sentence: Sentence, index: int, term: Term, mention: Mention | None) -> Term:
    """The term, or the one the sentence's other words make of it."""
    id_ = _refined_id(sentence, index, term, mention)
    return term if id_ == term.id else replace(term, id=id_)


def _refined_id(sentence: Sentence, index: int, term: Term, mention: Mention | None) -> str:
    id_ = term.id
    match id_:
        case "net_income" | "eps" if _is_adjusted(sentence, index, mention):
            id_ = f"non_gaap_{term.id}"
        case "app_downloads":
            whole = sentence.words(sentence.whole)
            if _MODEL.search(whole) and not _APP.search(whole):
                id_ = "model_downloads"
        case "arr" if _AI_BUSINESS.search(sentence.words(sentence.clause(index))):
            id_ = "ai_revenue"
        case "chip_count":
            id_ = _chips(sentence.words(sentence.clause(index)))
        case "share_repurchases" if _is_left(sentence, index):
            id_ = "repurchase_authorization"
        case "investment_plan" if mention is not None:
            id_ = _investment(sentence, index, term, mention)
        case "contract_value" if term.weak and _is_programme(sentence, index, mention):
            year = _in_one_year(sentence, index, mention)
            id_ = "capex" if year else "investment_plan"
    return id_


def _is_left(sentence: Sentence, index: int) -> bool:
    """ "leaving $19.1 billion under the programme"."""
    words = sentence.words(sentence.before(index)) + sentence.words(sentence.after(index))
    return _LEFT.search(words) is not None


def _investment(sentence: Sentence, index: int, term: Term, mention: Mention) -> str:
    """Money put into another company is an equity investment, money thrown at AI an investment in
    AI, money got from an investor funding; what is announced to be built stays a programme."""
    if _RECEIVED.search(sentence.words(sentence.before(index))):
        return "funding_raised"
    if not term.weak:
        return term.id
    word = sentence.text[mention.start : mention.end]
    on_ai = _ON_AI if word.isascii() else _INTO_AI
    if on_ai.match(sentence.text, mention.end):
        return "ai_investment"
    invests = "invest" in word or "投资" in word
    return (
        "equity_investments" if invests and _into_a_company(sentence, index, mention) else term.id
    )


def _into_a_company(sentence: Sentence, index: int, mention: Mention) -> bool:
    """Whether an investment goes into a company: "in Anthropic", "in photonics firms", 向…投资."""
    text, quantity = sentence.text, sentence.quantities[index]
    towards = _TOWARDS.search(text, max(0, mention.start - 16), mention.start)
    if towards and not sentence.any("place", (towards.start(), mention.start)):
        return True
    named = _IN.match(text, mention.end if mention.start > quantity.end else quantity.end)
    named = named or _IN.search(text, mention.end, quantity.start)
    if named is None:
        return False
    end = min(sentence.clause(index)[1], named.end() + 40)
    into = sentence.mentions.first("company", named.end(), end)
    other = into is not None and into.start - named.end() <= 30
    return other or _FIRMS.match(text, named.end()) is not None


def _chips(clause: str) -> str:
    if _SHIPS.search(clause):
        return "chip_shipments"
    return "chip_purchase" if _BUYS.search(clause) else "chip_count"


def _is_programme(sentence: Sentence, index: int, mention: Mention | None) -> bool:
    """Money pledged ("commits $10 billion to") or spent to build, not to another company."""
    start, end = sentence.clause(index)
    behind = sentence.quantities[index].end, end
    own = sentence.last("company", (sentence.start, sentence.quantities[index].start))
    others = sentence.mentions.within("company", *behind)
    if any(own is None or other.term.company != own.term.company for other in others):
        return False
    if sentence.any("segment", behind):
        return False
    pledged = mention is not None and sentence.text.startswith("commit", mention.start)
    if pledged or _BUILDS.search(sentence.text, start, end) is not None:
        return True
    over_years = _OVER_YEARS.search(sentence.text, start, end) is not None
    return over_years or _in_one_year(sentence, index, mention)


def _in_one_year(sentence: Sentence, index: int, mention: Mention | None) -> bool:
    """ "expects to spend about $125 billion this year": the year's capital spending."""
    if mention is None or not sentence.text.startswith(("spend", "支出"), mention.start):
        return False
    clause = sentence.words(sentence.clause(index))
    return _ONE_YEAR.search(clause) is not None and not _BUILDS.search(clause)


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
