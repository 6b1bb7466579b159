"""From the sentence to the verdict: what four articles said, in our own words, read and held
against the bundled record. One of them is wrong in print."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from feeds.figures import extract_claims
from store.claims.check import Verdict, candidate_observations, check_claim
from store.claims.verdicts import is_contradicted


def verdicts(record: sqlite3.Connection, text: str, published: date) -> list[Verdict]:
    return [
        check_claim(claim, candidate_observations(record, claim, published), published)
        for claim in extract_claims(text, company="alibaba", published=published)
    ]


FEBRUARY_2025, MAY_2025 = date(2025, 2, 21), date(2025, 5, 20)
AUGUST_2025, AUGUST_2026 = date(2025, 8, 30), date(2026, 8, 22)
TRUE = [
    ("Alibaba's capital expenditure came to 38.6 billion yuan in the latest quarter, up 220% year"
     " on year", AUGUST_2025),
    ("Cloud revenue was up 18% from a year earlier", MAY_2025),
    ("Alibaba Cloud's revenue growth quickened to 26%", AUGUST_2025),
    ("Revenue at the cloud unit surged about 38 percent year on year", MAY_2025.replace(year=2026)),
    ("International commerce sales rose 32% year on year in the fourth quarter of 2024",
     FEBRUARY_2025),
    ("AIDC revenue was $5.17 billion in the fourth quarter of 2024", FEBRUARY_2025),
    ("Free cash flow dropped 76% to RMB3.74 billion", MAY_2025),
    ("Revenue for the fourth quarter of 2024 was 280.2 billion yuan ($38.6 billion)",
     FEBRUARY_2025),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published"), TRUE, ids=[text[:44] for text, _ in TRUE])
def test_what_is_true_agrees(record: sqlite3.Connection, text: str, published: date) -> None:
    found = verdicts(record, text, published)
    assert [verdict.verdict for verdict in found] == ["agrees"] * len(found)
    assert found


def test_what_is_wrong_in_print_is_caught_in_words(record: sqlite3.Connection) -> None:
    (found,) = verdicts(record, "Taobao and Tmall Group's revenue rose 12% in Q1", MAY_2025)
    assert found.verdict == "other_measure"
    assert is_contradicted(found.verdict, found.note)
    assert found.note == (
        "wrong measure: +12% is customer management revenue; the revenue of Taobao and Tmall Group"
        " was 101,369 million CNY, +9%; FY2025Q4 release"
    )
