"""What an amount of money or a number is: the level of a metric, a price of a share, a count,
a difference that is no claim."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from feeds.figures.directions import (
    GAP_AFTER,
    Direction,
    direction,
    is_difference,
    level_direction,
    passes_a_mark,
)
from feeds.figures.lexicon import Mention, Term
from feeds.figures.metric_binding import (
    carried_metric,
    metric_behind,
    metric_of_amount,
    metric_of_count,
    refers_back,
)
from feeds.figures.readings import PROFITS, REVENUE, Place, Reading, read_as
from store.late_patterns import late_pattern

_SHARE_PRICE = Term("metric", "share_price", group=True)
_STAKE_SALE = Term("metric", "stake_sale", group=True)
_VALUATION = Term("metric", "valuation", group=True)
_MARKET_CAP_CHANGE = Term("metric", "market_cap_change", group=True)
_EPS = Term("metric", "eps", group=True)
_SMALL_BY_NATURE = frozenset(("eps", "non_gaap_eps", "share_price", "dividend"))
_SMALL = Decimal(100_000)

_NO_LEVEL = frozenset(  # "raise $5bn" says no direction
    ("funding_raised", "share_sale", "bond_issue", "acquisition", "contract_value", "stake_sale")
)
_AT_A_VALUATION = late_pattern(r"(?<![a-z])at (?:an? |the )?$|以\s?$")
_PER_SHARE = late_pattern(r"\s?(?:per|a|each|/)\s?(?:share|ads|ordinary share|american deposit)")
_OTHER_COUNT = late_pattern(
    r"[ -]?(?:people|users|times|tokens|parameters?|params|cards|gpus|chips|units|tons|barrels"
    r"|miles|stores|shops|companies|workers|jobs|households|vehicles|cars|views|followers|shares)"
    r"|\s?(?:[a-f]\+?轮|人|次|用户|颗|台|部|辆|张|户|吨|平|千瓦|瓦|token|参数|词元|粉丝|个|家|件|单|条|股|斤"
    r"|公里|份|美|日元|卡|年)"
)
_OFFERED = late_pattern(r"(?<![a-z])(?:offer|bid|tender|takeover|acquir|buyout|ipo|pric)[a-z]*")
_AT_A_LEVEL = late_pattern(r"(?:to|at|[至到达为]|突破|逼近|破|剩)\s?$|新高")
_PRICED = late_pattern(r"(?<![a-z])(?:to|at)\s$|报\s?$")
_TOTAL_OF = late_pattern(r"(?<![a-z])to (?:a (?:total|record) of )?$")
_VALUE_MOVES = late_pattern(
    r"(?:一夜|一日|一天|单日|昨日?|今日?|[一二三四五六七八九十两\d]+[天日周月年])?"
    r"(?:再|又|狂)?(?:蒸发|[大暴狂]跌|[大暴狂飙]涨|跌掉|跌没|涨出)了?"
)
_VALUED_AT = late_pattern(r"(?<![a-z])valu(?:e[sd]?|ing) [^,;.]{1,60}? at (?:about |around |~)?$")
_MOVED_FROM = late_pattern(r"(?<![a-z])(?:up|down) from (?:about |around |~)?$")
_SOLD_A_STAKE = late_pattern(
    r"(?<![a-z])(?:sold|sells?|selling|offloads?|offloaded|dumps?|dumped)(?![a-z])[^,;.]{0,40}"
    r"(?:stake|holding|shares)[^,;.]{0,24} for (?:about |some |nearly |~)?$"
)
_GIVE_OR_TAKE = late_pattern(r"(?:give or take|plus or minus|\+/-|±|上下浮动|正负)\s?$")
_LOST = late_pattern(r"(?<![a-z])(?:lost|loses|shed|wipe[sd]?|wiping|erase[sd]?|knocked)(?![a-z])")


def read_money(place: Place) -> Reading | None:
    """The reading of an amount, or None where it is no claim."""
    metric = metric_of_amount(place)
    if _GIVE_OR_TAKE.search(place.words_before):
        return None
    if _is_per_share(place, metric):
        offered = metric is None and _OFFERED.search(place.words_before)
        return None if offered else read_as(place, "level", metric, None, _EPS)
    if metric is not None and _is_of_another(place, metric):
        metric = None
    if unnamed := _read_unnamed(place, metric):
        return unnamed
    if metric is None:
        metric = carried_metric(place)
    metric = refers_back(place, metric) or metric
    term = metric.term if metric is not None else _implied_term(place)
    if metric is not None and place.previous is not None and metric == place.previous.mention:
        term = place.previous.term  # what the words around it made of the name holds on
    if term is None or term.unit != "money":
        return None
    if _is_small(place) and term.id not in _SMALL_BY_NATURE:
        return None
    return _read_level(place, metric, term)


def _is_of_another(place: Place, metric: Mention) -> bool:
    """Whether the metric beside an amount is not its own: the IPO of an IPO price, or what stands
    behind an earlier level ("up from $7.5B when it raised money")."""
    if metric.term.id == "funding_raised" and _is_small(place):
        return True
    behind = metric.start >= place.quantity.end
    compared = place.previous is not None and _MOVED_FROM.search(place.words_before)
    return behind and metric.term.weak and bool(compared)


def _read_unnamed(place: Place, metric: Mention | None) -> Reading | None:
    """An amount that says without its name what it is: a price of a share, a valuation ("valuing
    the company at"), what a market value lost."""
    bought = metric is None and (said := carried_metric(place)) and said.term.id == "acquisition"
    named = bought or (metric is not None and metric.term.id == "valuation")
    if _VALUED_AT.search(place.words_before) and not named:
        return read_as(place, "level", None, None, _VALUATION)
    if metric is not None:
        return None
    if _SOLD_A_STAKE.search(place.words_before):
        return read_as(place, "level", None, None, _STAKE_SALE)
    if _is_small(place):
        per_share = place.previous is not None and place.previous.metric in _SMALL_BY_NATURE
        price = _is_price(place) and not (per_share and place.nature.comparator)
        return read_as(place, "level", None, None, _SHARE_PRICE) if price else None
    if _value_moves(place):
        way = direction(place.sentence, place.index)
        return read_as(place, "level", None, way, _MARKET_CAP_CHANGE)
    return None


def _value_moves(place: Place) -> bool:
    """特斯拉一夜暴跌2700亿, DeepSeek让英伟达蒸发4万亿: the market value's move without its name."""
    if not place.quantity.scaled or place.quantity.value is None or place.quantity.value < 10**9:
        return False
    company = place.sentence.last("company", place.before)
    if company is None:
        return False
    between = place.sentence.text[company.end : place.quantity.start]
    return _VALUE_MOVES.fullmatch(between) is not None


def _read_level(place: Place, metric: Mention | None, term: Term) -> Reading | None:
    """The level of a money metric, or None where the amount is a difference."""
    if term.id == "market_cap" and metric is not None and (way := _market_cap_way(place, metric)):
        return read_as(place, "level", metric, way, replace(term, id="market_cap_change"))
    more_than = GAP_AFTER.match(place.sentence.text, place.quantity.end) is not None
    if is_difference(place.sentence, place.index) and (more_than or not term.weak):
        return None
    behind, words = metric_behind(place), place.words_before
    if term.id == "revenue" and behind is not None and behind.term.id == "arr":
        term = behind.term
    way = level_direction(place.sentence, place.index) or _way_of_difference(place)
    if term.id in _NO_LEVEL or (term.id == "valuation" and _AT_A_VALUATION.search(words)):
        return read_as(place, "level", metric, None, term)
    return read_as(place, "level", metric, way or _way_of_turn(place, term), term)


def read_number(place: Place) -> Reading | None:
    """The reading of a number without a currency: a count beside what it counts, or an amount in
    Chinese units (692亿), or None."""
    if counted := metric_of_count(place):
        return _read_count(place, counted)
    if again := _count_again(place):
        return again
    quantity, text = place.quantity, place.sentence.text
    if not quantity.scaled or _OTHER_COUNT.match(text, quantity.end):
        return None
    if not re.search("[万亿兆]", text[quantity.start : quantity.end]):
        return None
    reading = read_money(place)
    ordered = text.startswith(("订单", "单"), quantity.end)
    return None if ordered else reading  # 2000万订单 are orders, no money


def _read_count(place: Place, counted: Mention) -> Reading | None:
    """A count, or by how many users it changed."""
    term = counted.term
    if term.id.startswith("users") and is_difference(place.sentence, place.index):
        if term.id != "users_mau":
            return None
        way = direction(place.sentence, place.index)
        return read_as(place, "level", counted, way, replace(term, id="users_mau_change"))
    return read_as(place, "level", counted, level_direction(place.sentence, place.index))


def _count_again(place: Place) -> Reading | None:
    """ "515 million consumers, compared to 488 million a year ago": the thing is said once."""
    previous = place.previous
    large = place.quantity.scaled or (place.quantity.value or 0) >= 1000
    if previous is None or previous.term.unit != "count" or not large:
        return None
    total = _TOTAL_OF.search(place.words_before) is not None
    if not (place.nature.comparator or total) or metric_behind(place) is not None:
        return None
    term = replace(previous.term, id=previous.term.id.removesuffix("_change"))
    return replace(
        previous, index=place.index, role="level", term=term, nature=place.nature, direction=None
    )


def _is_per_share(place: Place, metric: Mention | None) -> bool:
    per_share = _PER_SHARE.match(place.sentence.text, place.quantity.end) is not None
    return per_share and (metric is None or metric.term.id in PROFITS)


def _is_price(place: Place) -> bool:
    """ "shares at US$135.97", 股价跌2%，报155.6美元."""
    if place.any("shares", place.before):
        return True
    priced = _PRICED.search(place.words_before) is not None
    return priced and place.any("shares", (place.sentence.start, place.quantity.start))


def _implied_term(place: Place) -> Term | None:
    """What an amount without a metric is of: "the figure was", "analysts had looked for"."""
    previous = place.previous
    if previous is not None and previous.mention is None and not place.any("company", place.before):
        return previous.term
    analysts = place.nature.expectation and place.any("analyst", place.sentence.whole)
    return REVENUE if analysts or place.any("anaphor", place.clause) else None


def _is_small(place: Place) -> bool:
    """An amount without a scale: a price, not a company's result."""
    value = place.quantity.value
    return value is not None and not place.quantity.scaled and abs(value) < _SMALL


def _way_of_difference(place: Place) -> Direction | None:
    """ "down 33.8 billion to 10.5 billion": the difference gives the level its direction."""
    sentence, before = place.sentence, place.index - 1
    if before < 0 or sentence.quantities[before].kind not in ("money", "number"):
        return None
    between = sentence.text[sentence.quantities[before].end : place.quantity.start]
    if len(between) > 12 or not is_difference(sentence, before):
        return None
    return direction(sentence, before)


def _way_of_turn(place: Place, term: Term) -> Direction | None:
    """A result said to have turned to a profit (扭亏) or a loss beside its number."""
    sentence, index = place.sentence, place.index
    if term.id not in PROFITS or term.loss:
        return None
    last = index + 1 >= len(sentence.quantities)
    end = sentence.end if last else sentence.quantities[index + 1].start
    window = place.before[0], end
    if place.any("turned_profit", window):
        return "up"
    return "down" if place.any("turned_loss", window) else None


def _market_cap_way(place: Place, metric: Mention) -> Direction | None:
    """Which way a market value moved by an amount; None where the amount is the value itself."""
    if _AT_A_LEVEL.search(place.words_before):
        return None
    if metric.end <= place.quantity.start and passes_a_mark(place.sentence, place.index):
        return None  # "rises above $5 trillion"
    _, end = place.before
    if metric.end > end:  # "gained some $100 billion of market value"
        return direction(place.sentence, place.index)
    ways: tuple[Direction, ...] = ("up", "down")
    moved = [
        (cue.start, way)
        for way in ways
        if (cue := place.sentence.last(way, (metric.end, end))) is not None
    ]
    if moved:
        return max(moved)[1]
    return "down" if _LOST.search(place.words_before) else None
