"""What a rule reads, as keys: only rules whose keys arrived are evaluated. Pure.

What the keys are is said in store/rules/arrival_keys.py.
"""

from __future__ import annotations

from store.rules.arrival_keys import ANY_HEADLINE, CLAIM, CLOCK
from store.rules.tree import (
    AllOf,
    AnyOf,
    Condition,
    FigureTest,
    FigureVerdict,
    Missing,
    Rule,
    StoryCount,
    Tag,
    all_series,
    atoms,
)


def metric_key(company: str, line: str, metric: str) -> str:
    """The key of a metric of a line."""
    return f"metric:{company}/{line}/{metric}"


def reads(rule: Rule) -> frozenset[str]:
    """The keys of a rule; something that concerns it always carries one of them."""
    conditions = [rule.condition, *([rule.options.clear] if rule.options.clear else [])]
    keys: set[str] = set()
    for condition in conditions:
        if rule.scope == "metric":
            keys |= _metric_reads(condition)
        elif rule.scope == "story":
            keys |= headline_keys(condition)
        elif rule.scope == "count":
            for atom in atoms(condition):
                if isinstance(atom, StoryCount):
                    keys |= headline_keys(atom.condition)
        else:
            keys.add(CLOCK)
    return frozenset(keys)


def _metric_reads(condition: Condition) -> set[str]:
    keys: set[str] = set()
    for series in all_series(condition):
        keys.add(metric_key(series.company, series.line, series.metric))
        if "margin" in series.derivations:
            keys.add(metric_key(series.company, series.line, "revenue"))
    if any(isinstance(atom, Missing) for atom in atoms(condition)):
        keys.add(CLOCK)
    return keys


def headline_keys(condition: Condition) -> frozenset[str]:
    """Keys of which a headline that meets the condition has at least one."""
    match condition:
        case Tag("topic" | "company" as field, value):
            return frozenset({f"{field}:{value}"})
        case FigureTest() | FigureVerdict():
            return frozenset({CLAIM})
        case AllOf(parts):
            return min((headline_keys(part) for part in parts), key=_breadth)
        case AnyOf(parts):
            return frozenset().union(*(headline_keys(part) for part in parts))
        case _:
            return frozenset({ANY_HEADLINE})


def _breadth(keys: frozenset[str]) -> tuple[bool, bool, int]:
    """How many headlines carry such keys, roughly: any, then topics, then companies."""
    return ANY_HEADLINE in keys, any(key.startswith("topic:") for key in keys), len(keys)
