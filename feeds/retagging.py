"""Tagging again what is stored, after the rules changed: first what would change, then the change.

The plan holds ids, not titles: a million headlines fit. Headlines whose topics the user set keep
them; what the user hid stays hidden.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from feeds.tagging import Tagger
from store.headlines import retagging
from store.headlines.entries import Tagging
from store.headlines.evidence import EvidenceKind
from store.headlines.marks import hide, unhide
from store.headlines.retagging import Spans, StoredTagging

Progress = Callable[[int], None]  # headlines done since the last call
EXAMPLES = 3  # titles shown for each topic or company that comes or goes


@dataclass(slots=True)
class Difference:
    """What a name (topic or company) gains and loses. Examples are titles."""

    added: int = 0
    removed: int = 0
    examples_added: list[str] = field(default_factory=list)
    examples_removed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RetagPlan:
    """What tagging again would change.

    `renamed` headlines change a topic or company; `changed` are those and the ones that keep them
    for other reasons (evidence). `hide` is by kill rule; `show` are no longer hidden by one.
    """

    ruleset: str
    seen: int = 0
    renamed: int = 0
    changed: array[int] = field(default_factory=lambda: array("q"))
    topics: dict[str, Difference] = field(default_factory=dict)
    companies: dict[str, Difference] = field(default_factory=dict)
    hide: dict[str, array[int]] = field(default_factory=dict)
    show: array[int] = field(default_factory=lambda: array("q"))


def plan_retagging(connection: sqlite3.Connection, tagger: Tagger, progress: Progress) -> RetagPlan:
    """What `tagger` says differently from what is stored. Writes nothing."""
    plan = RetagPlan(tagger.ruleset)
    for batch in retagging.stored_taggings(connection):
        for stored in batch:
            _compare(plan, stored, tagger.tag(stored.title, stored.summary))
        plan.seen += len(batch)
        progress(len(batch))
    return plan


def carry_out(
    connection: sqlite3.Connection, tagger: Tagger, plan: RetagPlan, progress: Progress
) -> None:
    """Write what `plan` found, in batches; what was purged meanwhile is passed over."""
    for done in retagging.retag_stored(connection, plan.changed, tagger.tag):
        progress(done)
    retagging.stamp(connection, plan.ruleset)
    for rule, headlines in plan.hide.items():
        hide(connection, headlines, by=rule)
    if plan.show:
        unhide(connection, plan.show)


def _compare(plan: RetagPlan, stored: StoredTagging, tagging: Tagging) -> None:
    is_other = False
    is_renamed = False
    sides: tuple[tuple[EvidenceKind, dict[str, Spans], dict[str, Difference]], ...] = (
        ("topic", stored.topics, plan.topics),
        ("company", stored.companies, plan.companies),
    )
    for kind, before, differences in sides:
        if kind == "topic" and stored.is_corrected:
            continue
        names = tagging.topics if kind == "topic" else tagging.companies
        now = _spans_by_name(kind, names, tagging)
        if before != now:
            is_other = True
            is_renamed |= _note(differences, stored.title, before.keys(), now.keys())
    if is_other:
        plan.changed.append(stored.headline)
        plan.renamed += is_renamed
    if stored.leads and tagging.hidden_by != stored.hidden_by:
        if tagging.hidden_by is None:
            plan.show.append(stored.headline)
        elif stored.hidden_by is None:
            plan.hide.setdefault(tagging.hidden_by, array("q")).append(stored.headline)


def _spans_by_name(kind: EvidenceKind, names: Iterable[str], tagging: Tagging) -> dict[str, Spans]:
    return {
        name: tuple(
            (each.start, each.end, each.role)
            for each in tagging.evidence
            if each.kind == kind and each.name == name
        )
        for name in names
    }


def _note(
    differences: dict[str, Difference], title: str, before: Iterable[str], now: Iterable[str]
) -> bool:
    """Count the names that come and go; whether there are any."""
    come, go = set(now) - set(before), set(before) - set(now)
    for name in come:
        difference = differences.setdefault(name, Difference())
        difference.added += 1
        if len(difference.examples_added) < EXAMPLES:
            difference.examples_added.append(title)
    for name in go:
        difference = differences.setdefault(name, Difference())
        difference.removed += 1
        if len(difference.examples_removed) < EXAMPLES:
            difference.examples_removed.append(title)
    return bool(come or go)
