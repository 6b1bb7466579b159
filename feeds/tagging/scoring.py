"""Topics from signals: each rule judged, the scores added up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from feeds.tagging.lexicon import EvidenceRule, Role, Topic

REACH = 90  # characters of ASCII text between a weak word and its supporter
CHARACTERS_A_WORD = 3  # of ASCII text that say as much as one Chinese character

_LAST_ALPHABET = "\u2e7f"  # Chinese and its punctuation come after

Span = tuple[int, int]
Spans = Mapping[str, Sequence[Span]]  # by signal


class Judgement(NamedTuple):
    """What a rule made of a title: it applies when `lacks` and `blockers` are empty."""

    rule: EvidenceRule
    spans: tuple[Span, ...]
    supporters: tuple[Span, ...] = ()
    lacks: tuple[str, ...] = ()
    where: str = ""
    blockers: tuple[Span, ...] = ()

    @property
    def applies(self) -> bool:
        return not self.lacks and not self.blockers


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A rule of the topic at `topic`, with what must and must not be in the title at all."""

    topic: int
    rule: EvidenceRule
    wanted: tuple[frozenset[str], ...]
    unless: frozenset[str]

    def may_apply(self, spans: Spans) -> bool:
        """A cheap look before the judgement: false only where the rule cannot apply."""
        for wanted in self.wanted:
            if wanted.isdisjoint(spans):
                return False
        return self.unless.isdisjoint(spans)


class Scorer:
    """The rules of all topics, found by the signals that set them off."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        self.topics = topics
        self._candidates: dict[str, list[_Candidate]] = {}
        for index, topic in enumerate(topics):
            for rule in topic.rules:
                wanted = tuple(frozenset(s) for s in (rule.near, rule.along, rule.also) if s)
                candidate = _Candidate(index, rule, wanted, frozenset(rule.unless))
                for signal in rule.signals:
                    self._candidates.setdefault(signal, []).append(candidate)

    def judge(
        self, title: str, spans: Spans, *, applying_only: bool = False
    ) -> dict[int, list[Judgement]]:
        """The judgements by index of topic, for every rule that one of the signals sets off.

        `applying_only` leaves out rules that do not apply, in a quarter of the time.
        """
        triggers = self._candidates.keys() & spans.keys()
        if not triggers:
            return {}
        candidates = {
            candidate: None
            for signal in spans
            if signal in triggers
            for candidate in self._candidates[signal]
            if not applying_only or candidate.may_apply(spans)
        }
        judgements: dict[int, list[Judgement]] = {}
        for candidate in candidates:
            judgement = judge(candidate.rule, title, spans)
            if judgement.applies or not applying_only:
                judgements.setdefault(candidate.topic, []).append(judgement)
        return judgements


def score(judgements: Iterable[Judgement]) -> float:
    """The sum of the weights of the rules that apply."""
    total = 0.0
    for rule, _, _, lacks, _, blockers in judgements:
        if not lacks and not blockers:
            total += rule.weight if rule.role is not Role.NEGATIVE else -rule.weight
    return total


def judge(rule: EvidenceRule, title: str, spans: Spans) -> Judgement:
    """What `rule` says about a title with these signals."""
    own = _of(rule.signals, spans)
    if not (rule.near or rule.along or rule.also or rule.unless):
        return Judgement(rule, tuple(own))
    if rule.unless and (blockers := _of(rule.unless, spans)):
        return Judgement(rule, tuple(own), blockers=tuple(blockers))
    supporters: list[Span] = []
    for wanted in (rule.along, rule.also):
        present = _apart(_of(wanted, spans), own)
        if wanted and not present:
            return Judgement(rule, tuple(own), lacks=wanted, where="in the title")
        supporters += present
    if rule.near:
        candidates = _of(rule.near, spans)
        reach = REACH if rule.within is None else rule.within
        pairs = [
            (span, candidate)
            for span in own
            for candidate in candidates
            if _close(title, span, candidate, reach)
        ]
        if not pairs:
            return Judgement(rule, tuple(own), lacks=rule.near, where="close by")
        own = list(dict.fromkeys(span for span, _ in pairs))
        supporters += [candidate for _, candidate in pairs]
    return Judgement(rule, tuple(own), tuple(dict.fromkeys(supporters)))


def _of(signals: Iterable[str], spans: Spans) -> list[Span]:
    return [span for signal in signals if signal in spans for span in spans[signal]]


def _apart(candidates: list[Span], own: list[Span]) -> list[Span]:
    return [each for each in candidates if any(each[0] >= o[1] or o[0] >= each[1] for o in own)]


def _close(title: str, one: Span, other: Span, reach: int) -> bool:
    """Whether two spans do not overlap and what lies between them is short."""
    start, end = (one[1], other[0]) if one[0] < other[0] else (other[1], one[0])
    if start > end:
        return False
    between = title[start:end]
    width = len(between)
    if not between.isascii():
        width += (CHARACTERS_A_WORD - 1) * sum(each > _LAST_ALPHABET for each in between)
    return width <= reach
