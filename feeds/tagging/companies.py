"""Companies from their names: homonyms settled, mere yardsticks left out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from feeds.tagging.lexicon import COMPANY
from feeds.tagging.matcher import CompanyName, Sighting
from feeds.tagging.scoring import Span, Spans

COMPARISON = "comparison"  # the signal of words that make the next name a yardstick
_STEP = 12  # characters between a comparing word and its yardstick
_LINKS = frozenset(
    {"and", "or", "&", ",", "、", "和", "與", "与", "及", "以及", "或", ", and", "/"}
)


class Named(NamedTuple):
    """A company's name in a title and whether it counts; `reason` says why not."""

    span: Span
    name: CompanyName
    reason: str = ""
    evidence: tuple[Span, ...] = ()

    @property
    def counts(self) -> bool:
        return not self.reason


def settle(title: str, sightings: Sequence[Sighting], spans: Spans) -> list[Named]:
    """Each name judged by the signals of the title. `sightings` are in order, without overlaps."""
    names = [((each.start, each.end), each.meaning.name) for each in sightings if each.meaning.name]
    certain = [span for span, name in names if not name.names.along]
    settled: list[Named] = []
    yardstick_end: int | None = None
    for span, name in names:
        if _is_yardstick(title, span, spans.get(COMPARISON, ()), yardstick_end):
            yardstick_end = span[1]
            settled.append(Named(span, name, "named for comparison"))
        else:
            settled.append(_judged(span, name, spans, certain))
    return settled


def _judged(span: Span, name: CompanyName, spans: Spans, certain: Sequence[Span]) -> Named:
    against = _apart(name.names.unless, spans, span)
    if against:
        return Named(span, name, "the title speaks of something else of that name", against)
    if not name.names.along:
        return Named(span, name)
    support = _apart(name.names.along, spans, span)
    if COMPANY in name.names.along:
        support += tuple(each for each in certain if each != span)
    if not support:
        return Named(span, name, "nothing in the title says that the company is meant")
    return Named(span, name, evidence=support[:1])


def _apart(signals: Sequence[str], spans: Spans, own: Span) -> tuple[Span, ...]:
    return tuple(
        each
        for signal in signals
        for each in spans.get(signal, ())
        if each[0] >= own[1] or own[0] >= each[1]
    )


def _is_yardstick(
    title: str, span: Span, comparisons: Sequence[Span], previous_end: int | None
) -> bool:
    if previous_end is not None and title[previous_end : span[0]].strip() in _LINKS:
        return True
    return any(0 <= span[0] - end <= _STEP for _, end in comparisons)
