"""Why a title has a topic, and what was missing for the topics it has not."""

from __future__ import annotations

from dataclasses import dataclass

from store.headlines.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Missing:
    """A weak word without the support it needs: one of `needs` (names of signals), `where`."""

    evidence: Evidence
    needs: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A word that would have counted, and the words that spoke against it."""

    evidence: Evidence
    by: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TopicExplanation:
    """How a topic's score came about. It holds when `score` reaches `threshold`."""

    topic: str
    name: str
    score: float
    threshold: float
    evidence: tuple[Evidence, ...]
    missing: tuple[Missing, ...]
    blocked: tuple[Blocked, ...]

    @property
    def holds(self) -> bool:
        return self.score >= self.threshold


@dataclass(frozen=True, slots=True)
class CompanyExplanation:
    """A company name seen. `holds` is false for a homonym or a mere comparison, `reason` says."""

    company: str
    holds: bool
    evidence: tuple[Evidence, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every topic, and every company that was named."""

    title: str
    ruleset: str
    topics: tuple[TopicExplanation, ...]
    companies: tuple[CompanyExplanation, ...]
