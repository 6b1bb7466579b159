"""Titles into topics and companies, each with the words that made it so.

The tagger is pure: the same lexicon and title give the same answer. It is built once a process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from feeds.tagging.companies import Named, settle
from feeds.tagging.lexicon import COMPANY, Lexicon
from feeds.tagging.matcher import Matcher, Sighting, leftmost_longest
from feeds.tagging.scoring import Judgement, Scorer, Span, Spans, score
from store.headlines.entries import Tagging
from store.headlines.evidence import Evidence, EvidenceKind

if TYPE_CHECKING:
    from feeds.tagging.explanation import Explanation, TopicExplanation


class Tagger:
    """One lexicon at work. `ruleset` changes whenever a rule does; `problems` are the mistakes in
    the user's own rules, a line each."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.ruleset = lexicon.version
        self.problems = lexicon.problems
        self._matcher = Matcher(lexicon)
        self._scorer = Scorer(lexicon.topics)
        self._hides = bool(lexicon.hidden)
        self._nothing = Tagging((), (), (), self.ruleset)

    def tag(self, title: str, summary: str = "") -> Tagging:
        """What `title` is about. Evidence spans index the title.

        `summary` only settles which of two namesakes is meant (Apple or an apple): a topic is the
        headline's own.
        """
        found = self._matcher.find(title)
        if not found:
            return self._nothing
        names, spans = self._read(title, found, summary)
        by_topic = self._scorer.judge(title, spans, applying_only=True)
        if not by_topic and not names and not self._hides:
            return self._nothing
        topics: list[str] = []
        evidence: list[Evidence] = []
        for index, judgements in sorted(by_topic.items()):
            topic = self._scorer.topics[index]
            if score(judgements) >= topic.threshold:
                topics.append(topic.id)
                evidence += _topic_evidence(title, topic.id, judgements)
        companies: dict[str, None] = {}
        hidden_by = self._hidden_by(found) if self._hides else None
        for named in names:
            if named.counts:
                companies[named.name.company] = None
                evidence += _company_evidence(title, named)
        if not evidence and hidden_by is None:
            return self._nothing
        return Tagging(tuple(topics), tuple(companies), tuple(evidence), self.ruleset, hidden_by)

    def explain(self, title: str, summary: str = "") -> Explanation:
        """Why each topic and company holds or not; topics without any evidence score 0."""
        from feeds.tagging.explanation import CompanyExplanation, Explanation  # noqa: PLC0415

        names, spans = self._read(title, self._matcher.find(title), summary)
        by_topic = self._scorer.judge(title, spans)
        return Explanation(
            title,
            self.ruleset,
            tuple(
                _explained(title, topic.id, topic.name, topic.threshold, by_topic.get(index, []))
                for index, topic in enumerate(self._scorer.topics)
            ),
            tuple(
                CompanyExplanation(
                    named.name.company,
                    named.counts,
                    tuple(_company_evidence(title, named)),
                    named.reason,
                )
                for named in names
            ),
        )

    @staticmethod
    def _hidden_by(found: list[Sighting]) -> str | None:
        return next((each.meaning.hides for each in found if each.meaning.hides), None)

    def _read(
        self, title: str, found: list[Sighting], summary: str
    ) -> tuple[list[Named], dict[str, list[Span]]]:
        spans: dict[str, list[Span]] = {}
        named: list[Sighting] = []
        for sighting in found:
            start, end, meaning = sighting
            if meaning.name is not None:
                named.append(sighting)
            elif meaning.signal is not None:
                if meaning.signal in spans:
                    spans[meaning.signal].append((start, end))
                else:
                    spans[meaning.signal] = [(start, end)]
        if not named:
            return [], spans
        names = settle(title, leftmost_longest(named), self._surroundings(spans, title, summary))
        for each in names:
            if each.counts:
                for signal in (COMPANY, *each.name.groups):
                    spans.setdefault(signal, []).append(each.span)
        return names, spans

    def _surroundings(self, spans: Spans, title: str, summary: str) -> Spans:
        """The signals of the title and, as if they stood after it, of the summary."""
        if not summary:
            return spans
        around = {signal: list(found) for signal, found in spans.items()}
        shift = len(title) + 1
        for sighting in self._matcher.find(summary):
            if sighting.meaning.signal is not None:
                span = (sighting.start + shift, sighting.end + shift)
                around.setdefault(sighting.meaning.signal, []).append(span)
        return around


def _topic_evidence(title: str, topic: str, judgements: Iterable[Judgement]) -> list[Evidence]:
    found: list[Evidence] = []
    for judgement in judgements:
        if judgement.applies:
            found += _evidence(title, "topic", topic, judgement.spans, judgement.rule.role.value)
            if judgement.supporters:
                found += _evidence(title, "topic", topic, judgement.supporters, "supporter")
    return found


def _company_evidence(title: str, named: Named) -> list[Evidence]:
    company = named.name.company
    start, end = named.span
    own = Evidence("company", company, start, end, title[start:end], named.name.names.role)
    if not named.evidence:
        return [own]
    role = "disambiguator" if named.counts else "negative"
    return [own, *_evidence(title, "company", company, named.evidence, role)]


def _evidence(
    title: str, kind: EvidenceKind, name: str, spans: Sequence[Span], role: str
) -> list[Evidence]:
    """The spans within the title, without those inside another."""
    outer = spans if len(spans) == 1 else _outermost(spans)
    return [
        Evidence(kind, name, start, end, title[start:end], role)
        for start, end in outer
        if end <= len(title)
    ]


def _outermost(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each[0], -each[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept


def _explained(
    title: str, topic: str, name: str, threshold: float, judgements: list[Judgement]
) -> TopicExplanation:
    from feeds.tagging.explanation import (  # noqa: PLC0415 - pollers explain nothing
        Blocked,
        Missing,
        TopicExplanation,
    )

    missing: list[Missing] = []
    blocked: list[Blocked] = []
    for judgement in judgements:
        words = tuple(_evidence(title, "topic", topic, judgement.spans, judgement.rule.role.value))
        if judgement.lacks:
            missing += [Missing(each, judgement.lacks, judgement.where) for each in words]
        elif judgement.blockers:
            against = tuple(_evidence(title, "topic", topic, judgement.blockers, "negative"))
            blocked += [Blocked(each, against) for each in words]
    return TopicExplanation(
        topic,
        name,
        max(0.0, score(judgements)),
        threshold,
        tuple(_topic_evidence(title, topic, judgements)),
        tuple(missing),
        tuple(blocked),
    )
