"""One headline as it is read: what is kept of it, what the record holds for each of its figures,
and the words that were searched for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.claims.check import record_words
from store.headlines.detail import HeadlineDetail, headline_detail


@dataclass(frozen=True, slots=True)
class HeadlineReading:
    """`records` holds what the record says, by the position of the figure; `words` are marked."""

    detail: HeadlineDetail
    records: Mapping[int, str]
    words: tuple[str, ...] = ()


def read_headline(
    connection: sqlite3.Connection, headline: int, words: Sequence[str] = ()
) -> HeadlineReading | None:
    """The headline `headline`; None if there is none. A read of a few milliseconds."""
    detail = headline_detail(connection, headline)
    if detail is None:
        return None
    published = (detail.published or detail.arrived).date()
    records = {
        figure.position: record_words(connection, figure.claim, published)
        for figure in detail.figures
        if figure.verdict == "agrees"  # the note of every other verdict says what the record holds
    }
    return HeadlineReading(detail, records, tuple(words))
