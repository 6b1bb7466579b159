"""Layer two: what each quantity of a sentence is: a level, a change, a movement in points, a count
or no claim at all; of which metric; reported, expected, planned or for comparison.

`read_roles` gives one `Reading` per quantity that means something; feeds/figures/claims.py puts
readings together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from feeds.figures.directions import Direction, direction, is_difference, level_direction
from feeds.figures.lexicon import Mention, Term
from feeds.figures.natures import Nature, nature
from feeds.figures.refinement import refined
from feeds.figures.quantities import Quantity
from feeds.figures.sentence import Sentence
from feeds.figures.subjects import Subject, subject

Role = Literal["level", "change", "points"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity, understood. `metric` is the id; `mention` where its words stand, None: implied.

    `loss` says that the words name a loss: a level is negative, a direction already turned.
    """

    index: int
    role: Role
    metric: str
    term: Term
    mention: Mention | None
    subject: Subject
    nature: Nature
    direction: Direction | None = None
    loss: bool = False


PROFITS = frozenset(
    ("operating_income", "net_income", "non_gaap_net_income", "adj_ebita", "adj_ebitda", "profit",
     "free_cash_flow", "operating_cash_flow", "gross_profit")
)  # fmt: skip
PER_SHARE = frozenset(("eps", "non_gaap_eps", "share_price", "dividend"))
ALWAYS_PLANNED = frozenset(("investment_plan", "repurchase_authorization"))
SMALL = Decimal(100_000)

_SMALL_COUNTS = frozenset(("layoffs", "hiring_plan", "derivative_models"))
_CUTS = re.compile(
    r"(?<![a-z])(?:cut|cuts|cutting|slash|eliminat|axe|lay|laid|shed|layoff|job cuts)|裁|优化"
)
_REVENUE = Term("metric", "revenue", result=True)
_NO_RATIO = frozenset(("rnd_expense", "cost", "restructuring_charge"))
_RATIOS = {"sales_marketing_expense": "sales_marketing_ratio", "capex": "capex_ratio"}
_OF_MODELS = frozenset(("model_downloads", "derivative_models", "models_released"))
_MODEL_FAMILY = {"alibaba": "qwen"}  # whose models are a segment of their own
_SHARE_MOVE = Term("metric", "share_price_move", unit="percent", group=True)
_WORKFORCE_CUT = Term("metric", "workforce_cut", unit="percent", group=True)
_SHARE_PRICE = Term("metric", "share_price", group=True)
_EPS = Term("metric", "eps", group=True)
_OF_REVENUE = re.compile(
    r" of (?:its |their |the |our )?(?:total |group |overall |company |quarterly |annual |external )*"
    r"(?:[a-z]+ ){0,2}(?:revenues?|sales|turnover|everything it sold)(?![a-z])"
)
_OWNED = re.compile(r"\s?(?:的份额)?归")
_MARKET_SHARE = Term("metric", "market_share", unit="percent")
_REVENUE_SHARE = Term("metric", "revenue_share", unit="percent")
_GROWTH_BEFORE = re.compile(r"(?<![a-z])growth(?![a-z])|增速|增长率")
_GROWS = re.compile(r"(?<![a-z])gr[eo]w(?:s|n|ing|th)?(?![a-z])|增长|增速|成长")
_PER_SHARE_AFTER = re.compile(
    r"\s?(?:per|a|each|/)\s?(?:share|ads|ordinary share|american deposit)"
)
_TIGHT_AFTER = re.compile(
    r"[ ]?(?:(?:of|in|worth of|to|on|into|for|as|from|toward) )?(?:(?!and |but |or )[a-z0-9&'/-]+ ){0,4}"
    r"|[ ]?(?:的|元)?[ ]?|\s?(?:拟|现金|全资|战略)\s?|\)\s?"
)
_LEFT_OVER = re.compile(r"(?<![a-z])(?:remain(?:s|ed|ing)?|unused|left|still)(?![a-z])|剩余|尚余")
_LONG_PLAN = re.compile(
    r"(?<![a-z])(?:commit(?:s|ted)?|pledge[ds]?|promise[ds]?|(?:two|three|four|five|ten|several|\d+) years)(?![a-z])"
    r"|[两三四五十\d]\s?年(?:内|间|里)?(?:将|投|的|拟|计)"
)
_AT_PRICE = re.compile(r"(?<![a-z])(?:for|in an?|at)\s$|[以为]\s?$")
_OTHER_COUNT = re.compile(
    r"[ -]?(?:people|users|times|tokens|parameters?|params|cards|gpus|chips|units|tons|barrels|miles|"
    r"stores|shops|companies|workers|jobs|households|vehicles|cars|views|followers|shares)"
    r"|\s?(?:人|次|用户|颗|台|部|辆|张|户|吨|平|千瓦|瓦|token|参数|词元|粉丝|个|家|件|单|条|股|斤|公里|份|美|日元|卡|年)"
)


def read_roles(sentence: Sentence) -> list[Reading]:
    """The meaningful quantities of a sentence, in order."""
    readings: list[Reading] = []
    used: set[int] = set()
    for index in range(len(sentence.quantities)):
        reading = _read(sentence, index, readings[-1] if readings else None, used)
        if reading is None:
            continue
        if reading.mention is not None and reading.mention.start >= sentence.quantities[index].end:
            used.add(reading.mention.start)
        readings.append(reading)
    return readings


def _read(
    sentence: Sentence, index: int, previous: Reading | None, used: set[int]
) -> Reading | None:
    quantity = sentence.quantities[index]
    if quantity.kind == "percent":
        return _read_percent(sentence, index, previous, used)
    if quantity.kind == "word":
        return _read_change(sentence, index, previous, used)
    if quantity.kind == "multiple":
        return _read_multiple(sentence, index, previous, used)
    if quantity.kind == "points":
        return _read_points(sentence, index, previous)
    if quantity.kind == "money":
        return _read_money(sentence, index, previous, used)
    return _read_number(sentence, index, previous, used)


# ── percentages ──────────────────────────────────────────────────────────────────────────────────


def _read_percent(
    sentence: Sentence, index: int, previous: Reading | None, used: set[int]
) -> Reading | None:
    window = sentence.before(index)
    before = _last_metric(sentence, index, used)
    following = _tight_metric(sentence, index)
    if _OF_REVENUE.match(sentence.text, sentence.quantities[index].end):
        return _revenue_share(sentence, index, previous)
    if _OWNED.match(sentence.text, sentence.quantities[index].end) and "市场" in sentence.words(
        window
    ):
        return _made(sentence, index, "level", None, previous, None, _MARKET_SHARE)
    if _is_workforce_cut(sentence, index, before, following):
        return _made(sentence, index, "level", before or following, previous, None, _WORKFORCE_CUT)
    if following and following.term.unit == "percent" and not sentence.any("up", window):
        if following.term.id == "revenue_share":
            return _revenue_share(sentence, index, previous)
        return _level(sentence, index, following, previous)
    if before and before.term.unit == "percent":
        if before.term.id == "revenue_share":
            return _revenue_share(sentence, index, previous)
        if before.term.id == "price_change":
            way = direction(sentence, index) or _price_direction(sentence, before)
            return _made(sentence, index, "change", before, previous, way)
        if is_difference(sentence, index) and not _reached(sentence, index):
            return None
        return _level(sentence, index, before, previous)
    if before is None and previous is None and (named := _ratio_named(sentence, index)):
        return _level(sentence, index, named, previous)
    if sentence.any("share_of", window):
        return _revenue_share(sentence, index, previous)
    if previous and previous.term.unit == "percent" and previous.role == "level" and before is None:
        if nature(sentence, index, previous.term).comparator or _reached(sentence, index):
            return _level_of(sentence, index, previous)
    if previous and previous.role == "points" and before is None and _reached(sentence, index):
        return replace(previous, index=index, role="level", nature=nature(sentence, index))
    return _read_change(sentence, index, previous, used)


def _ratio_named(sentence: Sentence, index: int) -> Mention | None:
    """ "Net margin, 29% a year ago, slipped to 22%": a ratio named one clause earlier."""
    named = sentence.last("metric", (sentence.start, sentence.quantities[index].start))
    if named is None or named.term.unit != "percent" or named.term.id == "price_change":
        return None
    return named


def _is_workforce_cut(
    sentence: Sentence, index: int, before: Mention | None, following: Mention | None
) -> bool:
    """ "lays off 14% of staff", 裁员10%."""
    if before is not None and before.term.id == "layoffs":
        return sentence.quantities[index].start - before.end <= 20
    staff = following is not None and following.term.id in ("headcount", "layoffs")
    return staff and _CUTS.search(sentence.words(sentence.before(index))) is not None


def _price_direction(sentence: Sentence, metric: Mention) -> Direction:
    words = sentence.text[metric.start : metric.end]
    return "down" if re.search(r"cut|slash|降|下调", words) else "up"


def _reached(sentence: Sentence, index: int) -> bool:
    return (
        re.search(r"(?:to|at)\s$|[至到为达]\s?$", sentence.words(sentence.before(index)))
        is not None
    )


def _revenue_share(sentence: Sentence, index: int, previous: Reading | None) -> Reading | None:
    said = [m.term.id for m in sentence.mentions.within("metric", *sentence.before(index))]
    for expense in said:
        if expense in _RATIOS:
            ratio = replace(_REVENUE_SHARE, id=_RATIOS[expense])
            return _made(sentence, index, "level", None, previous, None, ratio)
    if any(expense in _NO_RATIO for expense in said):
        return None
    if previous is not None and previous.metric in _NO_RATIO:
        return None
    if previous is not None and previous.metric in _RATIOS:
        ratio = replace(_REVENUE_SHARE, id=_RATIOS[previous.metric])
        return _made(sentence, index, "level", None, previous, None, ratio)
    around = (sentence.clause(index)[0], sentence.after(index)[1])
    of_revenue = [m for m in sentence.mentions.within("metric", *around) if m.term.result]
    if not of_revenue and not sentence.any("segment", around):
        return None
    made = _made(sentence, index, "level", None, previous, None, _REVENUE_SHARE)
    whole = sentence.first("segment", sentence.after(index))
    if whole is None:
        return made
    return replace(made, subject=replace(made.subject, segment=whole.term.id))


def _read_change(
    sentence: Sentence, index: int, previous: Reading | None, used: set[int]
) -> Reading | None:
    quantity = sentence.quantities[index]
    way = direction(sentence, index)
    if way is None and quantity.kind == "word":
        way = "up"
    if way is None:
        way = _coordinated_direction(sentence, index, previous)
    metric = _change_metric(sentence, index, used)
    if metric is None and _moves_shares(sentence, index):
        if way is None or sentence.any("gap", sentence.clause(index)):
            return None
        return _made(sentence, index, "change", None, previous, way, _SHARE_MOVE)
    carried = False
    if metric is None:
        metric, carried = _carried_metric(sentence, index, previous), True
    term = metric.term if metric else None
    if carried and previous is not None and metric is previous.mention:
        term = previous.term
    if metric is None:
        if previous is not None and previous.mention is None and _continues(sentence, index):
            term = previous.term
        elif _GROWTH_BEFORE.search(sentence.words(sentence.before(index))):
            term = _REVENUE
        elif _segment_subject(sentence, index) or sentence.any("anaphor", sentence.clause(index)):
            term = _REVENUE
    if term is None or (term.unit == "percent" and term.id != "price_change"):
        return None
    if way is None and term.id == "price_change" and metric is not None:
        way = _price_direction(sentence, metric)
    expected = nature(sentence, index)
    if way is None and (expected.expectation or expected.comparator) and previous:
        way = previous.direction if previous.role == "change" else None
    if way is None:
        return None
    if term.unit == "count" and carried:
        return None
    made = _made(sentence, index, "change", metric, previous, way, term)
    if carried and previous is not None and previous.nature.guidance and metric is previous.mention:
        return replace(made, nature=replace(made.nature, guidance=True))
    return made


def _coordinated_direction(
    sentence: Sentence, index: int, previous: Reading | None
) -> Direction | None:
    """ "revenue grew 38% and EBITDA 37%": the verb said once holds for both."""
    if index and re.search(r"[,，] ?(?:or|即|i\.e\.) ?$", sentence.words(sentence.before(index))):
        return direction(sentence, index - 1)  # "increased by RMB20,482 million, or 62.6%"
    if previous is None or previous.role != "change" or previous.index != index - 1:
        return None
    between = sentence.text[sentence.quantities[index - 1].end : sentence.quantities[index].start]
    if len(between) > 60 or re.search(r"[.;。；]", between):
        return None
    return _unturned(previous)


def _unturned(reading: Reading) -> Direction | None:
    if reading.direction is None or not reading.loss:
        return reading.direction
    return "up" if reading.direction == "down" else "down"


def _change_metric(sentence: Sentence, index: int, used: set[int]) -> Mention | None:
    before = _last_metric(sentence, index, used)
    if before is not None and (
        before.term.verb
        or (before.term.weak and before.term.loss and sentence.any("shares", sentence.whole))
    ):
        before = None
    if before is not None and not (
        before.term.weak and before.term.id not in ("profit", "net_income")
    ):
        return before
    following = _tight_metric(sentence, index)
    if following is not None and not following.term.weak:
        return following
    return before or following


def _moves_shares(sentence: Sentence, index: int) -> bool:
    """A company that falls 13 % without saying what of: its shares do."""
    start, end = sentence.clause(index)
    window = (start, sentence.after(index)[1])
    if sentence.any("metric", (start, sentence.quantities[index].start)):
        return sentence.any("shares", sentence.before(index)) and not sentence.any(
            "metric", sentence.before(index)
        )
    if sentence.any("shares", window):
        return True
    if _GROWS.search(sentence.text, start, window[1]):
        return False
    if not sentence.any("metric", sentence.whole) and sentence.any("shares", sentence.whole):
        return True
    named = sentence.any("company", sentence.before(index))
    return named and sentence.any("company", (start, end))


def _segment_subject(sentence: Sentence, index: int) -> bool:
    start, _ = sentence.clause(index)
    reach = (start, sentence.after(index)[1])
    return sentence.any("segment", (start, sentence.quantities[index].start)) or (
        bool(_GROWS.search(sentence.text, *reach)) and sentence.any("segment", sentence.whole)
    )


def _read_multiple(
    sentence: Sentence, index: int, previous: Reading | None, used: set[int]
) -> Reading | None:
    quantity = sentence.quantities[index]
    around = (sentence.clause(index)[0], sentence.after(index)[1])
    ratio = [m for m in sentence.mentions.within("metric", *around) if m.term.id == "pe_ratio"]
    if ratio:
        return _made(sentence, index, "level", ratio[0], previous, None)
    grows = re.search(r"(?:增长?|增加|涨|升|up|grew|rose|jumped|surged|increased)(?:了|超|近|逾|约| )*$",
                      sentence.text[max(0, quantity.start - 14) : quantity.start])  # fmt: skip
    metric = _last_metric(sentence, index, used)
    if grows and metric is not None and quantity.value is not None:
        return _made(sentence, index, "change", metric, previous, "up")
    return None


def _read_points(sentence: Sentence, index: int, previous: Reading | None) -> Reading | None:
    metric = _last_metric(sentence, index, set())
    if metric is None and previous is not None and previous.term.unit == "percent":
        metric = previous.mention
    if metric is None:
        metric = _carried_metric(sentence, index, previous)
    if metric is None or metric.term.unit != "percent":
        if previous is None or previous.term.unit != "percent":
            return None
        return replace(previous, index=index, role="points", direction=direction(sentence, index))
    return _made(sentence, index, "points", metric, previous, direction(sentence, index))


# ── amounts and counts ───────────────────────────────────────────────────────────────────────────


def _read_money(
    sentence: Sentence, index: int, previous: Reading | None, used: set[int]
) -> Reading | None:
    quantity = sentence.quantities[index]
    metric = _money_metric(sentence, index, used)
    if _PER_SHARE_AFTER.match(sentence.text, quantity.end) and (
        metric is None or metric.term.id in PROFITS
    ):
        return _made(sentence, index, "level", metric, previous, None, _EPS)
    if metric is None and sentence.any("shares", sentence.before(index)) and _is_small(quantity):
        return _made(sentence, index, "level", None, previous, None, _SHARE_PRICE)
    if metric is None:
        metric = _carried_metric(sentence, index, previous)
    if _refers_back(sentence, index, metric, previous):
        assert previous is not None
        metric = previous.mention
    term = metric.term if metric else None
    if metric is None:
        if previous is not None and previous.mention is None and _continues(sentence, index):
            term = previous.term
        elif sentence.any("anaphor", sentence.clause(index)) or (
            nature(sentence, index).expectation and sentence.any("analyst", sentence.whole)
        ):
            term = _REVENUE
    if term is None or term.unit != "money":
        return None
    if term.id == "market_cap" and (change := _market_cap_change(sentence, index, metric)):
        return _made(sentence, index, "level", metric, previous, change,
                     replace(term, id="market_cap_change"))  # fmt: skip
    following = _tight_metric(sentence, index)
    if term.id == "revenue" and following is not None and following.term.id == "arr":
        term = following.term
    if _is_small(quantity) and term.id not in PER_SHARE:
        return None
    if is_difference(sentence, index) and not term.weak:
        return None
    way = level_direction(sentence, index) or _after_difference(sentence, index)
    return _made(sentence, index, "level", metric, previous, way, term)


def _after_difference(sentence: Sentence, index: int) -> Direction | None:
    """ "down 33.8 billion to 10.5 billion": the difference gives the level its direction."""
    if not index or sentence.quantities[index - 1].kind not in ("money", "number"):
        return None
    between = sentence.text[sentence.quantities[index - 1].end : sentence.quantities[index].start]
    if len(between) > 12 or not is_difference(sentence, index - 1):
        return None
    return direction(sentence, index - 1)


def _refers_back(
    sentence: Sentence, index: int, metric: Mention | None, previous: Reading | None
) -> bool:
    """A bare "profit" or 亏损 after a named profit speaks of that one."""
    return (
        metric is not None
        and metric.term.weak
        and metric.term.id in PROFITS
        and previous is not None
        and previous.mention is not None
        and previous.metric in PROFITS
        and not previous.mention.term.weak
        and not sentence.any("company", sentence.before(index))
        and not sentence.any("segment", sentence.before(index))
    )


def _is_small(quantity: Quantity) -> bool:
    return quantity.value is not None and not quantity.scaled and abs(quantity.value) < SMALL


def _market_cap_change(sentence: Sentence, index: int, metric: Mention | None) -> Direction | None:
    start, end = sentence.before(index)
    if metric is None or re.search(
        r"(?:to|at|[至到达为]|突破|逼近|破)\s?$", sentence.text[start:end]
    ):
        return None
    if metric.end > end:  # "gained some $100 billion of market value"
        return direction(sentence, index)
    ways: tuple[Direction, ...] = ("up", "down")
    moved = [(cue.start, way) for way in ways if (cue := sentence.last(way, (metric.end, end)))]
    return max(moved)[1] if moved else _gained(sentence, index)


def _gained(sentence: Sentence, index: int) -> Direction | None:
    """ "lost $100bn in market value" has its verb before the metric and the amount."""
    lost = re.search(
        r"(?<![a-z])(?:lost|loses|shed|wiped|erased)(?![a-z])",
        sentence.words(sentence.before(index)),
    )
    return "down" if lost else None


def _read_number(
    sentence: Sentence, index: int, previous: Reading | None, used: set[int]
) -> Reading | None:
    quantity = sentence.quantities[index]
    counted = _count_metric(sentence, index)
    if counted is not None:
        return _made(sentence, index, "level", counted, previous, level_direction(sentence, index))
    if not quantity.scaled or _OTHER_COUNT.match(sentence.text, quantity.end):
        return None
    if not any(mark in sentence.text[quantity.start : quantity.end] for mark in "万亿"):
        return None
    return _read_money(sentence, index, previous, used)


def _count_metric(sentence: Sentence, index: int) -> Mention | None:
    """A count stands right beside what it counts."""
    quantity = sentence.quantities[index]
    following = _tight_metric(sentence, index)
    cut = sentence.last("metric", sentence.before(index))
    if cut is not None and cut.term.id == "layoffs" and following is not None:
        return cut  # "lays off 14,000 employees"
    if following is not None and following.term.unit == "count":
        if following.term.id == "layoffs" and not _CUTS.search(sentence.words(sentence.whole)):
            return None
        return following if following.term.id != "pe_ratio" else None
    before = sentence.last("metric", sentence.before(index))
    if before is None or before.term.unit != "count":
        return None
    gap = sentence.text[before.end : quantity.start]
    if len(gap) > 14 or re.search(r"[年薪均,，;；]", gap):
        return None
    return before if quantity.scaled or before.term.id in _SMALL_COUNTS else None


# ── metrics ──────────────────────────────────────────────────────────────────────────────────────


def _last_metric(sentence: Sentence, index: int, used: set[int]) -> Mention | None:
    """The metric before a quantity in its window; a specific profit outlasts a bare one."""
    found = [
        mention
        for mention in sentence.mentions.within("metric", *sentence.before(index))
        if mention.start not in used
    ]
    if not found:
        return None
    last = found[-1]
    if last.term.weak:
        for mention in reversed(found[:-1]):
            if not mention.term.weak and (
                last.term.id in PROFITS
                and mention.term.id in PROFITS
                or last.term.id not in PROFITS
            ):
                return mention
    return last


def _tight_metric(sentence: Sentence, index: int) -> Mention | None:
    window = sentence.after(index)
    metric = sentence.first("metric", window)
    if metric is None:
        return None
    gap = sentence.text[window[0] : metric.start]
    return metric if _TIGHT_AFTER.fullmatch(gap) else None


def _money_metric(sentence: Sentence, index: int, used: set[int]) -> Mention | None:
    before = _last_metric(sentence, index, used)
    if before is not None and before.term.unit != "money":
        before = None
    following = _tight_metric(sentence, index)
    if following is not None and following.term.unit != "money":
        following = None
    if before is not None and not before.term.weak:
        return before
    if following is not None and not following.term.weak:
        return following
    if before is not None:
        gap = sentence.text[before.end : sentence.quantities[index].start]
        reach = 6 if before.term.id in PROFITS or following is not None else 18
        if before.term.id in PROFITS and _reached(sentence, index):
            reach = 60  # "losses at the food delivery business widened to"
        if len(gap) <= reach or (len(gap) <= 80 and _AT_PRICE.search(gap)):
            return before
    return following


def _carried_metric(sentence: Sentence, index: int, previous: Reading | None) -> Mention | None:
    """The metric said last in the sentence, else the first one that follows."""
    quantity = sentence.quantities[index]
    start, _ = sentence.clause(index)
    if _opens_sentence(sentence, index) and (ahead := _metric_ahead(sentence, index)):
        return ahead
    said = [
        mention
        for mention in sentence.mentions.within("metric", sentence.start, quantity.start)
        if not mention.term.weak
    ]
    if previous is not None and (not said or _holds(sentence, previous, said[-1])):
        return previous.mention
    if said:
        return said[-1]
    opening = (start, quantity.start)
    states = sentence.any("company", opening) or sentence.any("segment", opening)
    return None if states else _metric_ahead(sentence, index)


def _holds(sentence: Sentence, previous: Reading, said: Mention) -> bool:
    """Whether the last figure's metric is still the topic: nothing was named since its number."""
    return said.start < sentence.quantities[previous.index].end


def _opens_sentence(sentence: Sentence, index: int) -> bool:
    words = sentence.text[sentence.start : sentence.quantities[index].start].strip(" \"'")
    return (
        index == 0
        and len(words) < 24
        and not sentence.mentions.any("metric", sentence.start, sentence.quantities[index].start)
    )


def _metric_ahead(sentence: Sentence, index: int) -> Mention | None:
    following = sentence.clauses.next_after(sentence.quantities[index].end - 1)
    end = following[1] if following else sentence.end
    ahead = sentence.mentions.within("metric", sentence.quantities[index].end, end)
    strong = [m for m in ahead if not m.term.weak]
    return strong[0] if strong else None


def _continues(sentence: Sentence, index: int) -> bool:
    return not sentence.any("company", sentence.before(index))


# ── putting a reading together ───────────────────────────────────────────────────────────────────


def _level(sentence: Sentence, index: int, metric: Mention, previous: Reading | None) -> Reading:
    return _made(sentence, index, "level", metric, previous, level_direction(sentence, index))


def _level_of(sentence: Sentence, index: int, previous: Reading) -> Reading:
    return replace(previous, index=index, nature=nature(sentence, index), direction=None)


def _made(
    sentence: Sentence,
    index: int,
    role: Role,
    mention: Mention | None,
    previous: Reading | None,
    way: Direction | None,
    term: Term | None = None,
) -> Reading:
    term = refined(sentence, index, term or (mention.term if mention else _REVENUE), mention)
    kind_of = nature(sentence, index, term)
    if (
        term.id in ALWAYS_PLANNED
        and not kind_of.expectation
        and not _LEFT_OVER.search(sentence.words(sentence.clause(index)))
    ):
        kind_of = replace(kind_of, guidance=True)
    if (
        term.id == "capex"
        and kind_of.guidance
        and _LONG_PLAN.search(sentence.words(sentence.whole))
    ):
        term = replace(term, id="investment_plan")
    if mention is not None and mention.start >= sentence.quantities[index].end:
        start, _ = sentence.clauses.around(mention.start)
        planned = sentence.any("guide", (start, mention.end)) and not kind_of.expectation
        kind_of = replace(kind_of, guidance=kind_of.guidance or planned)
    loss = _is_loss(sentence, index, term, role)
    if loss:
        way = _turned(sentence, index, way)
    whose = subject(sentence, index, mention, previous.subject if previous else None)
    if term.id == "loss_per_order":
        loss = False
    if term.id in _OF_MODELS and whose.segment == "group" and whose.company in _MODEL_FAMILY:
        whose = replace(whose, segment=_MODEL_FAMILY[whose.company])
    return Reading(index, role, term.id, term, mention, whose, kind_of, way, loss)


def _is_loss(sentence: Sentence, index: int, term: Term, role: Role) -> bool:
    if term.loss:
        gained = sentence.last("profit_now", sentence.before(index))
        named = sentence.last("metric", sentence.before(index))
        return gained is None or (
            named is not None and named.term.loss and named.start >= gained.start
        )
    if term.id not in PROFITS and term.id not in ("eps", "non_gaap_eps"):
        return False
    if role == "change":
        return sentence.any("loss_now", sentence.before(index)) and not sentence.any(
            "turned_profit", sentence.before(index)
        )
    window, after = sentence.before(index), sentence.after(index)
    behind = sentence.first("loss_now", after)
    if behind is not None and behind.start - after[0] <= 3:
        return True
    lost = sentence.last("loss_now", window)
    if lost is None:
        return False
    kinds = ("profit_now", "turned_profit")
    return not any(
        (cue := sentence.last(kind, window)) is not None and cue.start > lost.start
        for kind in kinds
    )


def _turned(sentence: Sentence, index: int, way: Direction | None) -> Direction | None:
    """The direction of the thing itself: a loss that grows is a result that falls."""
    window = sentence.before(index)
    if sentence.any("worse", window):
        return "down"
    if sentence.any("better", window):
        return "up"
    if way is None:
        return None
    return "down" if way == "up" else "up"
