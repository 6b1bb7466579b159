"""Readings put together into claims.

A level and its change are one claim, two changes of one level are two claims with the same value,
and a figure beside its comparator has a direction even where no word gives one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from feeds.figures.quantity import Quantity
from feeds.figures.readings import Reading
from feeds.figures.sentence import Sentence, Window
from store.headlines.entries import Change
from store.late_patterns import late_pattern

ChangeKind = Literal["yoy", "qoq"]
_KINDS: tuple[ChangeKind, ...] = ("yoy", "qoq")


@dataclass(slots=True)
class Draft:
    """A claim in the making; `parts` are the spans of folded text it was read from."""

    reading: Reading
    quantity: Quantity | None
    change: Change
    parts: list[tuple[int, int]]
    changed_by: Quantity | None = None

    @property
    def value(self) -> Decimal | None:
        """The level, negative for a loss."""
        if self.quantity is None or self.quantity.value is None:
            return None
        below_zero = self.reading.term.unit == "percent" and self.quantity.signed == "-"
        if self.reading.loss or (below_zero and self.reading.role == "level"):
            return -abs(self.quantity.high or self.quantity.value)  # the lower end of a range
        return self.quantity.value


def drafts_of(sentence: Sentence, readings: list[Reading]) -> list[Draft]:
    """The readings of a sentence, put together into the claims they make."""
    drafts: list[Draft] = []
    for reading in readings:
        if reading.role == "level":
            _add_level(sentence, drafts, reading)
        else:
            _add_change(sentence, drafts, reading)
    _plan_comparators(sentence, drafts)
    _compare(sentence, drafts)
    return _without_differences(drafts)


def _without_differences(drafts: list[Draft]) -> list[Draft]:
    """By how many users a count changed is a claim only where the count itself is not said, and a
    dividend a share where the whole is not."""
    paid = [draft for draft in drafts if draft.reading.metric == "dividend" and draft.quantity]
    if any(draft.quantity.scaled for draft in paid if draft.quantity):
        drafts = [d for d in drafts if d not in paid or (d.quantity and d.quantity.scaled)]
    levels = [draft for draft in drafts if draft.reading.metric == "users_mau"]
    changes = [draft for draft in drafts if draft.reading.metric == "users_mau_change"]
    for level, change in zip(levels[:1], changes[:1], strict=False):
        if level.reading.direction is None:
            level.reading = replace(level.reading, direction=change.reading.direction)
    return [draft for draft in drafts if not levels or draft not in changes]


_PLAN_SAID = late_pattern(
    r"(?<![a-z])(?:guidance|guides?|forecasts?|outlook|projections?|targets?|range|prior|previous(?:ly)?"
    r"|earlier (?:forecast|plan|estimate|range|guidance)|preliminary|plans?)(?![a-z])"
    r"|指引|预期|预测|目标|计划|原本|原定|此前"
)
_PAST_SAID = late_pattern(
    r"(?<![a-z])(?:last year|this year|a year|year-ago|quarter|20\d\d)"
    r"(?![a-z])|去年|今年|上年|同期|上季"
)


def _plan_comparators(sentence: Sentence, drafts: list[Draft]) -> None:
    """What a plan is compared with is the earlier plan, unless a past period is named."""
    for earlier, draft in pairwise(drafts):
        planned = earlier.reading.nature.guidance and not earlier.reading.nature.comparator
        compared = draft.reading.nature.comparator and not draft.reading.nature.guidance
        if not planned or not compared or earlier.reading.metric != draft.reading.metric:
            continue
        own = sentence.words(sentence.before(draft.reading.index))
        own += sentence.words(sentence.after(draft.reading.index))
        said = sentence.text[sentence.start : sentence.after(draft.reading.index)[1]]
        if _PLAN_SAID.search(said) and not _PAST_SAID.search(own):
            nature = replace(draft.reading.nature, guidance=True)
            draft.reading = replace(draft.reading, nature=nature)


def _add_level(sentence: Sentence, drafts: list[Draft], reading: Reading) -> None:
    quantity, parts = sentence.quantities[reading.index], _parts(sentence, reading)
    if drafts and _says_exactly(sentence, drafts[-1], reading, quantity):
        drafts[-1].quantity = quantity
        drafts[-1].parts += parts
        return
    pending = _pending_change(sentence, drafts, reading)
    if pending is None:
        drafts.append(Draft(reading, quantity, Change(), parts))
        return
    way = pending.reading.direction or reading.direction
    pending.reading, pending.quantity = replace(reading, direction=way), quantity
    pending.parts += parts


def _says_exactly(sentence: Sentence, draft: Draft, level: Reading, quantity: Quantity) -> bool:
    """首次突破千亿，达1180亿元: the amount behind a bound of the same figure."""
    bound = draft.quantity
    if bound is None or bound.qualifier != "more than" or not _same_figure(draft.reading, level):
        return False
    between = sentence.text[bound.end : quantity.start]
    exact = quantity.value is not None and bound.value is not None and quantity.value >= bound.value
    return exact and _AMOUNTS_TO.fullmatch(between) is not None


def _add_change(sentence: Sentence, drafts: list[Draft], reading: Reading) -> None:
    quantity, parts = sentence.quantities[reading.index], _parts(sentence, reading)
    change = _change(sentence, reading, quantity)
    level = None if _leads_to_level(sentence, reading) else _level_for(drafts, reading)
    if level is not None and _stands_apart(sentence, level, reading):
        level = None
    if level is None:
        if drafts and drafts[-1].quantity is None and _rounds(drafts[-1], quantity):
            drafts.pop()
        drafts.append(Draft(reading, None, change, parts, quantity))
    elif level.changed_by is None or reading.role == "points" or _rounds(level, quantity):
        level.change = replace(
            change, pct=change.pct or level.change.pct, pp=change.pp or level.change.pp
        )
        way = reading.direction or level.reading.direction
        level.reading, level.changed_by = replace(level.reading, direction=way), quantity
        level.parts += parts
    else:  # a second change of one level is a claim of its own
        again = replace(level.reading, direction=reading.direction)
        drafts.append(Draft(again, level.quantity, change, parts, quantity))


_LIKE_FOR_LIKE = late_pattern(
    r"like[- ]for[- ]like|同口径|可比口径|同店|constant currency|恒定汇率"
)


def is_like_for_like(sentence: Sentence, index: int) -> bool:
    """Whether its clause, or what was said since the number before it, says so."""
    start, end = sentence.clause(index)
    since = sentence.quantities[index - 1].end if index else sentence.start
    return _LIKE_FOR_LIKE.search(sentence.text, min(start, since), end) is not None


def _rounds(draft: Draft, exact: Quantity) -> bool:
    """ "More than halved, shrinking 53%": the number says what the word rounded."""
    said = draft.changed_by
    return said is not None and said.kind == "word" and 0 < exact.start - said.end <= 40


def _stands_apart(sentence: Sentence, level: Draft, change: Reading) -> bool:
    """Whether a change is of a level that is not said: like for like, or of a metric named anew
    when the level has its change already."""
    own = sentence.clause(change.index)
    later = level.quantity is not None and own[0] > level.quantity.start
    if later and is_like_for_like(sentence, change.index):
        return True
    anew = change.mention is not None and change.mention.start > level.parts[-1][1]
    again = level.changed_by is not None and change_kind(sentence, change.index) in (
        None,
        level.change.kind,
    )
    return anew and again and change.role == "change"


_AMOUNTS_TO = late_pattern(r"[元美港]*[，,] ?(?:达到?|为|至|录得)|, (?:at|to|reaching) ")
_PARTS = late_pattern(r"[、，,;；。]| and |[和及]")
_TO_LEVEL = late_pattern(
    r"(?! (?:[a-z-]+ ){0,4}(?:compared|relative|from) )(?: [a-z-]+){0,5},?"
    r" (?:to|at|reaching|totalling) $|[，,]?[至到达为]$"
)


def _leads_to_level(sentence: Sentence, reading: Reading) -> bool:
    """ "rising 16% to $102.3bn": the change belongs to the level that follows."""
    if reading.role != "change" or reading.index + 1 >= len(sentence.quantities):
        return False
    following = sentence.quantities[reading.index + 1]
    if following.kind not in ("money", "number"):
        return False
    between = sentence.text[sentence.quantities[reading.index].end : following.core]
    return _TO_LEVEL.fullmatch(between) is not None


def _parts(sentence: Sentence, reading: Reading) -> list[tuple[int, int]]:
    quantity = sentence.quantities[reading.index]
    start, end = sentence.clause(reading.index)
    parts = [(quantity.start, quantity.end)]
    if reading.mention is not None and start <= reading.mention.start < end:
        parts.append((reading.mention.start, reading.mention.end))
        named = reading.subject.start
        if named is not None and start <= named <= reading.mention.start:
            parts.append((named, named + 1))
    return parts


def _same_figure(one: Reading, other: Reading) -> bool:
    return (
        one.metric == other.metric
        and one.subject.company == other.subject.company
        and one.subject.segment == other.subject.segment
        and one.nature == other.nature
    ) or {one.metric, other.metric} == {"share_price", "share_price_move"}


def _pending_change(sentence: Sentence, drafts: list[Draft], level: Reading) -> Draft | None:
    """A change stated just before its level: "up 22% to $109.9B"."""
    if not drafts:
        return None
    last = drafts[-1]
    own = sentence.clause(last.reading.index)
    if is_like_for_like(sentence, last.reading.index) and own != sentence.clause(level.index):
        return None
    if last.quantity is None and _same_figure(last.reading, level):
        return last
    return None


def _level_for(drafts: list[Draft], change: Reading) -> Draft | None:
    """The level a change belongs to: the nearest before it of the same figure."""
    for draft in reversed(drafts[-3:]):
        if _same_figure(draft.reading, change):
            word = draft.changed_by is not None and draft.changed_by.kind == "word"
            if draft.quantity is not None or (word and change.index == draft.reading.index + 1):
                return draft
            return draft if change.role == "points" and draft.change.pp is None else None
    return None


def _change(sentence: Sentence, reading: Reading, quantity: Quantity) -> Change:
    shares = reading.metric == "share_price_move"
    kind = None if shares else change_kind(sentence, reading.index)
    if reading.role == "points":
        return Change(kind, direction=reading.direction, pp=quantity.value)
    value = quantity.value
    if quantity.kind == "multiple" and value is not None:
        # 增长3倍 is 300 %, as the words say; "up 13x" stays a word (docs/figures.md)
        value = value * 100 if "倍" in sentence.text[quantity.start : quantity.end] else None
    return Change(kind, value, reading.direction, quantity.high)


def change_kind(sentence: Sentence, index: int) -> ChangeKind | None:
    """Year on year or quarter on quarter, only where the sentence says so.

    The marker beside the number decides; one that stands elsewhere covers the results coordinated
    with it.
    """
    before, after = sentence.before(index), sentence.after(index)
    return (
        _first_marker(sentence, after, near=8)
        or _last_marker(sentence, before)
        or _first_marker(sentence, after)
        or _last_marker(sentence, (sentence.start, before[0]))
        or _first_marker(sentence, (after[1], sentence.end))
    )


def _first_marker(sentence: Sentence, window: Window, near: int | None = None) -> ChangeKind | None:
    said = [(cue.start, kind) for kind in _KINDS if (cue := sentence.first(kind, window))]
    if not said:
        return None
    if near is not None:
        gap = sentence.text[window[0] : min(said)[0]]
        if len(gap) > near or _PARTS.search(gap):
            return None
    return min(said)[1]


def _last_marker(sentence: Sentence, window: Window) -> ChangeKind | None:
    said = [(cue.start, kind) for kind in _KINDS if (cue := sentence.last(kind, window))]
    return max(said)[1] if said else None


def _compare(sentence: Sentence, drafts: list[Draft]) -> None:
    """A figure beside its comparator has a direction even where no word gives one."""
    for draft in drafts:
        if not draft.reading.nature.comparator or draft.quantity is None:
            continue
        for current in drafts:
            nature = current.reading.nature
            if (
                current.quantity is None
                or nature.comparator
                or nature.expectation
                or nature.guidance != draft.reading.nature.guidance
                or current.reading.metric != draft.reading.metric
                or current.reading.subject.company != draft.reading.subject.company
            ):
                continue
            now, then = current.value, draft.value
            if current.reading.direction is None and now is not None and then is not None:
                way: Literal["up", "down"] = "up" if now > then else "down"
                current.reading = replace(current.reading, direction=way)
            if current.change.kind is None:
                kind = change_kind(sentence, draft.reading.index)
                current.change = replace(current.change, kind=kind)
