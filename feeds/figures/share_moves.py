"""Whether a percentage is a movement of the shares: said so, or of a company that "falls 13 %"
without a word of what fell."""

from __future__ import annotations

from feeds.figures.readings import Place
from store.late_patterns import late_pattern

GROWS = late_pattern(r"(?<![a-z])gr[eo]w(?:s|n|ing|th)?(?![a-z])|增长|增速|成长")
_MOVES = (  # what a share price does, and nothing a company does to a thing of its own
    r"(?:up|down|rose|ris(?:es?|ing)|gain(?:s|ed|ing)?|fell|fall(?:s|ing)?|jump(?:s|ed|ing)?"
    r"|surg(?:e[sd]?|ing)|soar(?:s|ed|ing)?|climb(?:s|ed|ing)?|pop(?:s|ped)?|plung(?:e[sd]?|ing)"
    r"|drop(?:s|ped|ping)?|slid(?:es?|ing)?|s[ai]nk(?:s|ing)?|tumbl(?:e[sd]?|ing)|slip(?:s|ped)?"
    r"|slump(?:s|ed|ing)?|rall(?:y|ies|ied)|leap(?:s|t|ed)?|explode[sd]?|rocket(?:s|ed)?|skid(?:s|ded)?"
    r"|spike[sd]?|crater(?:s|ed)?|tank(?:s|ed)?|crash(?:e[sd])?|advance[sd]?|dip(?:s|ped)?|add(?:s|ed)?"
    r"|los(?:es?|t|ing)|shed(?:s|ding)?|skyrocket(?:s|ed)?|nosedive[sd]?|rebound(?:s|ed)?|edge[sd]?"
    r"|climbing|end(?:s|ed)|close[sd]?|open(?:s|ed)?|trad(?:es?|ing|ed)|quoted|higher|lower|[+-])"
)
_BETWEEN_NAME_AND_MOVE = late_pattern(
    rf"(?:[ ,]|\([^()]*\)|{_MOVES}(?![a-z])|(?<![a-z])(?:shares?|stock|was|were|is|are|has|had|have"
    r"|been|also|briefly|currently|now|recently|nearly|almost|as much as|more than|over|about"
    r"|around"
    r"|some|a|an|another|further|by|at|slightly|sharply|early|late|each|both|respectively|than|holdings?"
    r"|group|inc|corp|and|semiconductor|today|on|when)(?![a-z])|[~*&.'\"])*+"
)
_TRADED = late_pattern(
    r"[，,、 ]*(?:股价)?"
    r"(?:昨日?|今日?|当日|周[一二三四五]|盘后|盘前|盘中|早盘|尾盘|午后|开盘|收盘|截至收盘)"
    r"(?:一度)?[大暴飙急劲]?(?:收?[涨跌]|上涨|下跌)(?:幅?[达超逾近约]|近)?"
)
_TICKER = late_pattern(rf"[;,—\s]*[A-Z]{{2,5}} (?=(?:was |is |ended |closed )?{_MOVES})")
_CHINESE_MOVE = late_pattern(
    r"(?:股价|股票|美股|港股|a股|盘后|盘前|盘中|早盘|尾盘|午后|开盘|收盘|一度|现|昨日?|今日?|周[一二三四五]|夜盘|收|大|高开|低开"
    r"|上涨|下跌|涨|跌|升|降|扬|挫|累计|续|再|曾|逾|超|近|约|幅|[飙飆暴急劲重狂直拉回跳反]|弹|开|走|低|高|股|均|齐|皆"
    r"|上市|首日|年内|今年|较年初|凭什么|为何|[一两二三四五六七八九十\d]+[天日周月年夜]"
    r"|\([^()]*\)|-? ?w(?![a-z])|[、，, ])*+"
)
_LIKELIER = late_pattern(r" (?:less|more|fewer|faster|slower|cheaper|smaller|better)(?: [a-z]|$)")
_POSSESSED = late_pattern(r"(?:'s?|的)(?! (?:shares?|stock|adrs?)(?![a-z]))(?=[ \u3400-\u9fff])")


def moves_shares(place: Place) -> bool:
    """A company that falls 13 % without saying what of: its shares do."""
    start, _ = place.clause
    if _TRADED.fullmatch(place.sentence.text, start, place.quantity.start):
        return True  # 昨日上涨3.62%
    metrics = place.sentence.mentions.within("metric", start, place.quantity.start)
    if any(not mention.term.verb for mention in metrics):
        own_words = place.any("metric", place.before)
        return place.any("shares", place.before) and not own_words
    if place.any("shares", place.reach):
        return True
    if GROWS.search(place.sentence.text, *place.reach):
        return False
    whole = place.sentence.whole
    if place.any("shares", whole) and not place.any("metric", whole):
        return True
    return _company_moves(place)


def _company_moves(place: Place) -> bool:
    """Whether the company itself is what moved, not a thing it has, makes or changes."""
    if place.quantity.kind == "word" or _LIKELIER.match(place.sentence.text, place.quantity.end):
        return False
    if _is_ticker_move(place):
        return True
    company = place.sentence.last("company", place.before)
    if company is None or _POSSESSED.match(place.sentence.text, company.end):
        return False
    between = place.sentence.text[company.end : place.quantity.start]
    return bool(_BETWEEN_NAME_AND_MOVE.fullmatch(between) or _CHINESE_MOVE.fullmatch(between))


def _is_ticker_move(place: Place) -> bool:
    """ "BMBL jumps 30%": a ticker that no lexicon knows opens the clause."""
    start, end = place.before
    cased = place.sentence.cased[start:end]
    known = place.any("segment", place.before) or place.any("company", place.before)
    return not known and _TICKER.match(cased) is not None and not cased.isupper()
