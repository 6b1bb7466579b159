"""Why a headline is about a topic or a company: the words that made it so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EvidenceKind = Literal["topic", "company"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the text (`text[start:end]`, code points) and the part it played.

    `role` is one of: strong, weak, supporter, negative, alias, ticker, parent, disambiguator,
    model.
    """

    kind: EvidenceKind
    name: str
    start: int
    end: int
    text: str
    role: str
