"""The digest as values: what a page about a span of time says, before it is written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from store.alerts.events import EventRow
from store.headlines.views import Verdict


@dataclass(frozen=True, slots=True)
class Teller:
    """One source of a story, and where it tells it (None: the feed gives no link)."""

    source: str
    link: str | None


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """A figure the press stated: its words, how it stands to the record, and why in words."""

    words: str
    verdict: Verdict
    note: str


@dataclass(frozen=True, slots=True)
class Story:
    """One piece of news. `tellers`: its sources, the first teller first; `figures`: of the headline
    that leads it."""

    id: int
    at: datetime
    title: str
    companies: tuple[str, ...]
    tellers: tuple[Teller, ...]
    figures: tuple[CheckedFigure, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The stories of one topic, the weightiest first, and how many more there were."""

    topic: str
    stories: tuple[Story, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is to come: results of a company, or the deadline of a target."""

    on: date
    kind: Literal["results", "target"]
    words: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A page. `checked`: stories whose figures the record does not bear out, whatever their topic.

    `headlines`: how many arrived in the span. `failing`: titles of feeds that bring nothing.
    `waiting`: results releases found and not in the record yet.
    """

    since: datetime
    until: datetime
    headlines: int
    sections: tuple[Section, ...]
    checked: tuple[Story, ...]
    events: tuple[EventRow, ...]
    waiting: tuple[str, ...]
    due: tuple[Due, ...]
    failing: tuple[str, ...]
