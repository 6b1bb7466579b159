"""The values an entry passes through on its way from a feed into the database.

    ParsedEntry ── tag, read figures ──► TaggedEntry ── write ──► a row of `headlines`

They live in the lowest room because both `feeds` and `store` speak of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from store.headlines.evidence import Evidence
from store.headlines.wording import Wording


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item as a feed states it, its text already clean (see store/safe_text.py).

    `id` is the feed's own (guid, atom:id, JSON Feed id) verbatim but clean, None where it has none.
    `link` is absolute and http(s), not canonicalised; None where the entry has none.
    `published` and `updated` are aware UTC times as stated, None where absent or unreadable; where
    only `updated` is stated, `published` is the same.
    """

    id: str | None
    title: str
    link: str | None
    published: datetime | None
    updated: datetime | None
    summary: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, read. `repaired` says in words what was wrong with it; None: well formed.

    `suggested_interval` is the feed's own wish in seconds (RSS <ttl>, sy:updatePeriod) or None.
    `language` is the feed's own word for it (RFC 5646, as stated), '' where it has none.
    """

    format: str
    title: str
    site_url: str | None
    entries: tuple[ParsedEntry, ...]
    repaired: str | None = None
    suggested_interval: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Tagging:
    """What a title is about: topic and company ids in a stable order, and why.

    `hidden_by` names the user's kill rule that matches the title, None where none does.
    """

    topics: tuple[str, ...]
    companies: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    ruleset: str
    hidden_by: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A movement a sentence states. `pct` is never negative; `direction` carries the sign."""

    kind: Literal["yoy", "qoq"] | None = None
    pct: Decimal | None = None
    direction: Literal["up", "down"] | None = None
    pct_high: Decimal | None = None
    pp: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """The same fact in a second currency."""

    currency: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure a sentence states about a company; a press claim, never an observation.

    `value` is exact and in base units (38.6 billion yuan is 38600000000), negative for a loss.
    `text[start:end]` are the words. The fields follow the annotation guide in docs/figures.md.
    """

    company: str | None
    segment: str
    metric: str
    unit: Literal["money", "percent", "count"]
    start: int
    end: int
    span: str
    value: Decimal | None = None
    value_high: Decimal | None = None
    currency: str | None = None
    change: Change = field(default_factory=Change)
    period: str | None = None
    qualifier: str | None = None
    is_estimate_or_expectation: bool = False
    is_guidance: bool = False
    is_comparator: bool = False
    alt: Amount | None = None


@dataclass(frozen=True, slots=True)
class TaggedEntry:
    """A parsed entry with what was read out of it, ready to be written. `wording` is that of its
    title; None leaves it to be read when stories are looked for."""

    entry: ParsedEntry
    language: str
    tagging: Tagging
    claims: tuple[Claim, ...] = ()
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """How one poll of one feed went: a row of `fetches`."""

    feed: int
    started_at: datetime
    duration_ms: int
    outcome: Literal["ok", "not_modified", "failed"]
    message: str = ""
    http_status: int | None = None
    wire_bytes: int = 0
    decoded_bytes: int = 0
    entries: int = 0
