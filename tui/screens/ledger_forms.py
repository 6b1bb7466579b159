"""The forms of the ledger: the reader's assumptions, and a target of their own."""

from __future__ import annotations

import sqlite3
from datetime import date

from textual.content import Content

from store.ledger.assumptions import kept_assumptions, range_as_text, range_from_text
from store.ledger.bounds import Assumptions
from store.ledger.questions import bounded_quarter, inside_all_others
from store.ledger.target_words import TargetWords, target_from_words
from store.ledger.targets import target_progress
from store.number_format import format_money, unit_header
from tui.screens.fields_form import Field, FieldsForm, Words


def assumptions_of(words: Words) -> Assumptions:
    """The two fields as ranges. Raises StoreError."""
    earned, inside = words
    return Assumptions(range_from_text(earned), range_from_text(inside))


def assumptions_form(connection: sqlite3.Connection) -> FieldsForm | None:
    """N and A, with the bound that follows from them as one types; None where the record has no
    quarter to bound."""
    others = bounded_quarter(connection)
    if others is None:
        return None
    kept = kept_assumptions(connection)

    def bound(words: Words) -> Content:
        lines = inside_all_others(others, assumptions_of(words))
        return Content("\n").join(
            Content.assemble(
                (f"{line.grade}  ", "$warning bold"),
                f"{line.text}\n",
                (f"   {line.source}", "$foreground 60%"),
            )
            for line in lines
        )

    return FieldsForm(
        "What you suppose, in millions of yuan for the quarter; a number, a range, or nothing",
        (
            Field(
                "N  the other businesses earned",
                range_as_text(kept.others_earned),
                "-3,000 to 1,000",
            ),
            Field("A  AI revenue inside", range_as_text(kept.ai_revenue), "0 to 2,000"),
        ),
        bound,
    )


def target_form(connection: sqlite3.Connection, today: date) -> FieldsForm:
    """A target, with how far the record is on the way to it as one types."""

    def progress(words: Words) -> Content:
        target = target_from_words(TargetWords(*words), today)
        so_far = target_progress(connection, target)
        header = unit_header(target.unit)
        return Content(
            f"{target.name}: {format_money(so_far.so_far, target.unit)} of "
            f"{format_money(target.goal, target.unit)} {header}, {so_far.share:.0%}, from "
            f"{so_far.quarters} reported quarters; {target.note}"
        )

    return FieldsForm(
        "A target to track",
        (
            Field("name", example="Cloud revenue of 300 billion"),
            Field("goal", example="300 bn CNY, or US$40 bn"),
            Field("measured", example="cloud.revenue, or capex"),
            Field("since (empty: a yearly level)", example="2025-04-01"),
            Field("until", example="2028-03-31"),
        ),
        progress,
    )
