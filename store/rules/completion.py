"""What may come next in a rule that is being typed: words of the grammar and names of the record.

    cloud.rev|            → cloud.revenue
    cloud.revenue.yoy |   → > < >= … accelerating crosses_above …
    topic:po|             → policy

Only the form asks; it imports the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lark.exceptions import UnexpectedInput

from store.record.segments import GROUP, LINES, METRICS, known_line, known_metric
from store.rules.names import DERIVATIONS
from store.rules.parser import grammar

MOST = 60

_PARTIAL = re.compile(r"[\w.&@]*\Z")
_FIELD = re.compile(r"(topic|company|source|lang|language|feed|figure)\s*:\s*\Z", re.IGNORECASE)
_WORDS = {
    "AND": ("and",),
    "OR": ("or",),
    "NOT": ("not",),
    "COMPARISON": (">", "<", ">=", "<="),
    "BETWEEN": ("between",),
    "CROSSES": ("crosses_above", "crosses_below"),
    "TREND": ("accelerating", "decelerating"),
    "CHANGED": ("changed",),
    "RESTATED": ("restated",),
    "MISSING": ("missing for",),
    "SILENT": ("silent for",),
    "FIELD": ("topic:", "company:", "source:", "lang:"),
    "FIGURE": ("figure:",),
    "FIGURES": ("figure conflicts", "figure agrees"),
    "STORIES": ("stories(",),
    "FEED": ("feed:",),
    "VERDICT": ("conflicts", "agrees"),
    "FOR": ("for",),
    "IN": ("in",),
    "KEEP": ("keep",),
    "CLEAR": ("clear when",),
    "WHEN": ("when",),
    "ONCE": ("once per",),
    "PER": ("per",),
    "PERIOD": ("period",),
    "CROSSING": ("crossing",),
    "STEP": ("step",),
    "SEVERITY": ("severity",),
    "LEVEL": ("info", "warning", "critical"),
    "GROUP": ("group",),
    "NOTE": ("note",),
    "EXPIRES": ("expires",),
    "QUIET": ("quiet",),
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names that only the database knows."""

    topics: tuple[str, ...] = ("ai", "cloud", "capex", "policy")
    companies: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """`word` may stand at `start` (counted from 0) in place of what is typed from there on."""

    word: str
    start: int


def completions(
    text: str, position: int, vocabulary: Vocabulary = Vocabulary()
) -> tuple[Completion, ...]:
    """What may stand at `position`, the likeliest first; () behind a mistake. Never raises."""
    typed = text[:position]
    match = _PARTIAL.search(typed)
    start = match.start() if match else position
    partial = typed[start:].lower()
    before = typed[:start]
    words = _field_words(before, vocabulary)
    if words is None:
        words = _words(before, partial)
    fitting = [word for word in dict.fromkeys(words) if word.lower().startswith(partial)]
    return tuple(Completion(word, start) for word in fitting if word != typed[start:])[:MOST]


def _field_words(before: str, vocabulary: Vocabulary) -> list[str] | None:
    """The names for a field such as `topic:`; None where none was just typed."""
    field = _FIELD.search(before)
    if field is None or field[1].lower() == "figure":
        return None
    return {
        "topic": list(vocabulary.topics),
        "company": list(vocabulary.companies),
        "lang": ["en", "zh"],
        "language": ["en", "zh"],
    }.get(field[1].lower(), [f'"{feed}"' for feed in vocabulary.feeds])


def _words(before: str, partial: str) -> list[str]:
    try:
        parser = grammar().parse_interactive(before)
        parser.exhaust_lexer()
    except UnexpectedInput:
        return []
    accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]
    words = [word for name, found in _WORDS.items() if name in accepted for word in found]
    if "PATH" not in accepted:
        return words
    return [*_paths(partial), *words] if partial else [*words, *_paths(partial)]


def _paths(partial: str) -> Iterator[str]:
    """Names of metrics: lines and the group's metrics first, then what follows the last dot."""
    owner, dot, _ = partial.rpartition(".")
    if not dot:
        yield from (f"{line.key}." for line in LINES if line.key != GROUP)
        yield from (metric.key for metric in METRICS)
        return
    *_, last = owner.split(".")
    if known_metric(last) is not None:
        yield from (f"{owner}.{derivation}" for derivation in DERIVATIONS)
    elif known_line(last) is not None:
        segmented = last == GROUP
        yield from (f"{owner}.{each.key}" for each in METRICS if each.segmented or segmented)
