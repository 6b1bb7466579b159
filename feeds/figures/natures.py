"""Whether a number is reported, expected by others, planned by the company, or a thing of the past
that serves as comparison."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.figures.lexicon import Mention, Term
from feeds.figures.sentence import Sentence, Window
from store.late_patterns import late_pattern


@dataclass(frozen=True, slots=True)
class Nature:
    """None of the three: reported."""

    expectation: bool = False
    guidance: bool = False
    comparator: bool = False


_BEAT = late_pattern(
    r"(?<![a-z])(?:beat(?:s|ing)?|topp(?:ed|ing)|tops|exceed(?:s|ed|ing)?|miss(?:es|ed|ing)?"
    r"|above|below|ahead of|better than|surpass(?:es|ed|ing)?|lagg(?:ed|ing)|meeting|met"
    r"|in line with)(?![a-z])|[超高好低逊优差强弱]于?|超过|不及|符合"
)
_OF = late_pattern(r"\s?(?:of|for|at|:|是|为|的)\s?(?:the |a |an |just |only |some )*$")
_COMPARED = late_pattern(
    r"(?:(?<![a-z])(?:from|versus|vs\.?|compared (?:with|to)|against|than|below|above|having been)"
    r"|[较比](?:去年|上年|上季度?|一年前)?同期的?"
    r"|[较比](?:去年|上年|上季度?)的?|较|相比|从|由|低于|高于|对比|扭转)\s?"
    r"(?:the |a |an |its |just |only |earlier |last year's |year-ago |previous |prior "
    r"|(?:net )?(?:profit|loss|inflow|outflow|income|gain|level|figure|total"
    r"|projection|forecast|target) of )*$"
)
_BASE_OF_CHANGE = late_pattern(
    r"(?:(?<![a-z])(?:from|than|with|to|on|over|of|against)|[较比])"
    r"(?: (?:in|the|a|that|of|those|its))*\s?$"
)
_GUIDED_AFTER = late_pattern(
    r"\s?(?:(?:the company |it |that )*(?:has |had )?(?:promised|pledged|committed|earmarked)"
    r"|(?:three-year |five-year )?(?:target|plan|goal|pledge|commitment)(?![a-z])"
    r"|(?:will|is planned|are planned|is set|are set|is expected|had been its previous)"
    r"|的(?:投资|回购|投入)?计划|计划|的目标)"
)
_ANNOUNCED = late_pattern(
    r"(?<![a-z])(?:announce[ds]?|unveil(?:s|ed)?|launch(?:es|ed)?)(?![a-z])|宣布|推出"
)
_ITS_EARLIER = late_pattern(r"(?<![a-z])(?:earlier|prior|previous|preliminary|initial)\s$")
_FORECAST_BEHIND = late_pattern(
    r" (?:(?:average|mean|median|consensus|analyst|market) )*"
    r"(?:forecast|projection|prediction|call)"
    r"s?(?![a-z])"
)
_OWN_WORDS = frozenset(("projected", "predicted", "estimated", "expected"))
_PLANNED = frozenset(("capex", "investment_plan"))
_RESET = late_pattern(  # a company that raises this year's spending speaks of what is to come
    r"(?<![a-z])(?:rais|lift|hik|boost|trim|lower|up|cut)(?:e?s|ed|p?ing|s|ped)?"
    r"(?: [a-z'0-9-]+){0,4} (?:20\d\d|capex|capital|spending|forecast|guidance)"
    r"|上调|下调|调高|调低"
)


def nature(sentence: Sentence, index: int, metric: Term | None = None) -> Nature:
    """What a quantity is, from the words of its clause; `metric` is what it measures, if known."""
    expectation = _expected(sentence, index)
    guidance = False if expectation else _guided(sentence, index, metric)
    if guidance and _analysts_say(sentence, index):
        expectation, guidance = True, False
    comparator = not expectation and _compared(sentence, index, metric)
    return Nature(expectation, guidance, comparator)


def _analysts_say(sentence: Sentence, index: int) -> bool:
    """Whether a forecast is the analysts', not the company's: they are named without a number of
    their own."""
    clause = sentence.clause(index)
    for cue in sentence.mentions.within("analyst", *sentence.whole):
        start, end = sentence.clauses.around(cue.start)
        others = (q for q in sentence.quantities if start <= q.core < end)
        if (start, end) == clause or not any(others):
            return True
    return False


def _expected(sentence: Sentence, index: int) -> bool:
    before, after = sentence.before(index), sentence.after(index)
    if _said_behind(sentence, after) or sentence.any("scenario", before):
        return True
    if _BEAT.search(sentence.text, *before) and _FORECAST_BEHIND.match(sentence.text, after[0]):
        return True  # "beating the RMB60.9 billion forecast"
    cue = sentence.last("expect", before) or sentence.last("analyst", before)
    if cue is None or _says_itself(sentence, cue):
        return False
    if _ITS_EARLIER.search(sentence.text, max(before[0], cue.start - 16), cue.start):
        return False  # "up from an earlier forecast": the company's own
    if _BEAT.search(sentence.text, before[0], cue.start):
        return _OF.fullmatch(sentence.text[cue.end : before[1]]) is not None
    return True


def _said_behind(sentence: Sentence, after: Window) -> bool:
    """ "the $81 billion that analysts had expected"."""
    for kind in ("expect", "analyst"):
        cue = sentence.first(kind, after)
        near = cue is not None and cue.start - after[0] <= 40
        if cue and near and not _BEAT.search(sentence.text, after[0], cue.start):
            return True
    return False


def _says_itself(sentence: Sentence, cue: Mention) -> bool:
    """ "OpenAI projected $2.5B": the company's own words."""
    word = sentence.text[cue.start : cue.end]
    if word not in _OWN_WORDS:
        return False
    return any(
        mention.end == cue.start - 1
        for mention in sentence.mentions.within("company", cue.start - 40, cue.start)
    )


def _guided(sentence: Sentence, index: int, metric: Term | None) -> bool:
    quantity = sentence.quantities[index]
    start, _ = sentence.clause(index)
    if sentence.any("guide", (start, quantity.start)):
        return True
    own = sentence.last("expect", (start, quantity.start))
    if own is not None and _says_itself(sentence, own):
        return True
    if metric is not None and _is_planned_by_nature(sentence, index, metric):
        return True
    after = sentence.after(index)
    cue = sentence.first("guide", after)
    return cue is not None and _GUIDED_AFTER.match(sentence.text, after[0]) is not None


def _is_planned_by_nature(sentence: Sentence, index: int, metric: Term) -> bool:
    """A range of capital spending, a budget that is reset, an announced buyback."""
    quantity = sentence.quantities[index]
    words = sentence.text[sentence.clause(index)[0] : quantity.start]
    if metric.id == "share_repurchases":
        return _ANNOUNCED.search(words) is not None
    if metric.id not in _PLANNED:
        return False
    ranged = metric.id == "capex" and quantity.high is not None
    return ranged or _RESET.search(words) is not None


def _compared(sentence: Sentence, index: int, metric: Term | None) -> bool:
    quantity = sentence.quantities[index]
    words = sentence.text[max(0, quantity.start - 48) : quantity.start]
    qualified = sentence.text[quantity.start : quantity.start + 7]
    if _COMPARED.search(words) or (index and qualified.startswith(("below ", "above "))):
        return not sentence.any("expect", sentence.after(index))
    if quantity.kind in ("percent", "word") and not (metric and metric.unit == "percent"):
        return False  # "34% higher than a year earlier": the base of the change
    start, end = sentence.clause(index)
    if index + 1 < len(sentence.quantities):
        end = min(end, max(quantity.end, sentence.quantities[index + 1].start))
    return any(
        not _BASE_OF_CHANGE.search(sentence.text, max(start, cue.start - 12), cue.start)
        for cue in sentence.mentions.within("earlier", sentence.before(index)[0], end)
    )
