"""Which way a number points, and whether an amount is a difference and not a level.

Directions are those of the thing itself; turning them for losses is feeds/figures/roles.py's.
"""

from __future__ import annotations

from typing import Literal

from feeds.figures.lexicon import Mention
from feeds.figures.sentence import Sentence, Window
from store.late_patterns import late_pattern

Direction = Literal["up", "down"]

# 多, 少, 高 and 低 are also parts of other words: they count only right before their number
_CLOSE_ONLY = {"多", "少", "高", "低", "多了", "少了"}
_ADJACENT_AFTER = late_pattern(
    r"[ ]?(?:的|yoy|y/y|year-on-year|year-over-year|annual|annualized|quarterly|a year|overall)?"
    r"[ ]?(?:[a-z&'/-]+ ){0,4}"
)
_REACHED = late_pattern(
    r"(?:(?<![a-z])(?:to|at|reach(?:ed|es|ing)?|totall?(?:ed|ing)|was|were|is|of|hit|hitting)"
    r"|[至到达为]|剩|只剩|录得|报)"
    r"(?: (?:the|a|an|some|between|just|only|all of))?\s?(?:了)?$"
)
_BY = late_pattern(r"(?<![a-z])by(?: (?:a|an|another|some))?\s?$")
INCREASE_OF = late_pattern(
    r"(?<![a-z])(?:increase|decrease|decline|rise|drop|fall|jump|reduction|addition)s?"
    r" of (?:about |some )?$"
)
_MARK_PASSED = late_pattern(  # "surges past $30 billion", "fell below $5 billion": what was reached
    r"above|below|under|past|topp?(?:s|ed|ing)?(?![a-z])|surpass|exceed|crosse"
    r"|突破|破|冲破|越过|站上|逼近|直逼"
)
GAP_AFTER = late_pattern(
    r"\s(?:shy|short|more than|less than|above|below|higher|lower|ahead of|better|worse)(?![a-z])"
)


def direction(sentence: Sentence, index: int) -> Direction | None:
    """Up or down for a percentage or a change word, from the words around it."""
    quantity = sentence.quantities[index]
    if quantity.signed:
        return "up" if quantity.signed == "+" else "down"
    if quantity.kind == "word" and quantity.value is not None:
        return "down" if quantity.qualifier == "halved" or quantity.value == 50 else "up"
    before = _before(sentence, index)
    after = _after(sentence, index)
    if before is not None and after is not None:
        if sentence.text.startswith(" over", quantity.end):
            return before  # "shrank 55% over the same quarter"
        return after if _is_adjacent(sentence, index) else before
    return before or after


def level_direction(sentence: Sentence, index: int) -> Direction | None:
    """Up or down for a level: "fell to RMB5.3 billion", "raises its capex to", 降至38亿元."""
    window = sentence.before(index)
    words = sentence.words(window)
    if not _REACHED.search(words):
        return _way_past_a_mark(sentence, index)
    narrowed = sentence.quantities[index].high is not None and "narrow" in words
    return None if narrowed else _before(sentence, index)


def is_difference(sentence: Sentence, index: int) -> bool:
    """Whether an amount says by how much, not how much: "beat by $0.20", 按年多204亿元."""
    start, end = sentence.before(index)
    words = sentence.text[start:end]
    if INCREASE_OF.search(words):
        return True
    if passes_a_mark(sentence, index):
        return False
    if _BY.search(words) or GAP_AFTER.match(sentence.text, sentence.quantities[index].end):
        return True
    cue = _last_cue(sentence, (start, end))
    if cue is None or _REACHED.search(words):
        return False
    named = sentence.last("metric", (start, end))
    if named is not None and (named.end == cue[0].end or named.start >= cue[0].end):
        return False  # "lost Rmb540mn": the verb is the metric
    gap = sentence.text[cue[0].end : end]
    return len(gap.strip()) <= 2 and not cue[0].term.noun


def passes_a_mark(sentence: Sentence, index: int) -> bool:
    """Whether the words that qualify an amount name it as what was passed or neared."""
    quantity = sentence.quantities[index]
    return bool(quantity.lead) and _MARK_PASSED.match(sentence.text, quantity.start) is not None


def _way_past_a_mark(sentence: Sentence, index: int) -> Direction | None:
    start, end = sentence.before(index)
    named = sentence.last("metric", (start, end))
    cue = _last_cue(sentence, (named.end if named else start, end))
    return cue[1] if cue and passes_a_mark(sentence, index) else None


def _before(sentence: Sentence, index: int) -> Direction | None:
    window = sentence.before(index)
    ways: tuple[Direction, ...] = ("up", "down")
    nouns = [
        (mention, way)
        for way in ways
        for mention in sentence.mentions.within(way, *window)
        if mention.term.noun
    ]
    if nouns:  # "growth slowed to 5%": the noun holds
        return min(nouns, key=lambda found: found[0].start)[1]
    cue = _last_cue(sentence, window)
    return cue[1] if cue else None


def _last_cue(sentence: Sentence, window: Window) -> tuple[Mention, Direction] | None:
    found: list[tuple[Mention, Direction]] = []
    ways: tuple[Direction, ...] = ("up", "down")
    for way in ways:
        for mention in reversed(sentence.mentions.within(way, *window)):
            word = sentence.text[mention.start : mention.end]
            if word in _CLOSE_ONLY and window[1] - mention.end > 2:
                continue
            found.append((mention, way))
            break
    return max(found, key=lambda cue: cue[0].start, default=None)


def _after(sentence: Sentence, index: int) -> Direction | None:
    window = sentence.after(index)
    found: list[tuple[Mention, Direction]] = []
    kinds: tuple[tuple[str, Direction], ...] = (
        ("up", "up"), ("up_after", "up"), ("down", "down"), ("down_after", "down"),
    )  # fmt: skip
    for kind, way in kinds:
        mention = sentence.first(kind, window)
        if mention and _ADJACENT_AFTER.fullmatch(sentence.text[window[0] : mention.start]):
            found.append((mention, way))
    return min(found, key=lambda cue: cue[0].start)[1] if found else None


def _is_adjacent(sentence: Sentence, index: int) -> bool:
    window = sentence.after(index)
    starts = [
        mention.start
        for kind in ("up", "up_after", "down", "down_after")
        if (mention := sentence.first(kind, window))
    ]
    return bool(starts) and min(starts) - window[0] <= 1
