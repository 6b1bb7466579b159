"""The rules as values: what is looked for, and what follows from finding it.

    terms ──► signals ──► evidence rules ──► topics
          └─► company names ──► companies

A *signal* is a named set of terms that mean the same to the rules ("tariff", "export control" and
关税 are all `trade_barrier`). Topics are defined over signals only, so a new word goes into one
list and every rule that speaks of it follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

COMPANY = "company"  # the signal every company name gives
MASK = "mask"  # the signal that hides what it covers


class Role(StrEnum):
    """The part a signal plays for a topic."""

    STRONG = "strong"
    WEAK = "weak"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """What one of `signals` says about a topic.

    The rule applies where one of `near` stands close to the signal (within `within` characters;
    None: the usual reach), one of `along` and one of `also` stand anywhere in the title, and none
    of `unless` does. An empty tuple asks for nothing. `weight` is added to the topic's score once,
    however often the rule applies; a negative rule takes it away.
    """

    role: Role
    signals: tuple[str, ...]
    near: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    within: int | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic holds when its rules together reach `threshold`."""

    id: str
    name: str
    rules: tuple[EvidenceRule, ...]
    threshold: float = 1.0


@dataclass(frozen=True, slots=True)
class Names:
    """Spellings that stand for a company.

    `role` is alias, ticker or parent (a product or a subsidiary). They count only where one of
    `along` stands somewhere in the title (empty: always) and none of `unless` does.
    """

    terms: tuple[str, ...]
    role: str = "alias"
    along: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """A company. Its names give the signals in `groups` besides `company`."""

    id: str
    names: tuple[Names, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HideRule:
    """Headlines with one of `terms` are hidden, never deleted."""

    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the tagger knows. `problems` are mistakes in the user's own file, by line."""

    signals: Mapping[str, tuple[str, ...]]
    topics: tuple[Topic, ...]
    companies: tuple[Company, ...]
    hidden: tuple[HideRule, ...] = ()
    version: str = ""
    problems: tuple[str, ...] = ()
