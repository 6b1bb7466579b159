"""`alimon figures`: the claims of sentences, JSON Lines in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import click

from store.headlines.entries import Claim


@click.command(
    epilog="""\b
Examples:
  echo '{"id": 1, "text": "Alibaba Cloud revenue up 34% to 39.8bn yuan"}' | alimon figures
  alimon figures sentences.jsonl
"""
)
@click.argument("file", type=click.File("rb"), default="-")
def figures(file: IO[bytes]) -> None:
    """Read the figures that sentences state.

    FILE (or standard input) holds one JSON object a line: "id", "text", and where known "published"
    (an ISO date) and "company" (the id of the company the document is about). For each line one
    object is printed: "id" and "claims", in the shape described in docs/figures.md.
    """
    from feeds.figures import extract_claims

    for number, row in _rows(file):
        text, company = row.get("text"), row.get("company")
        if not isinstance(text, str):
            raise click.ClickException(f'line {number}: no "text"; each line needs one')
        claims = extract_claims(
            text,
            company=company if isinstance(company, str) else None,
            published=_day(row.get("published"), number),
        )
        answer = {"id": row.get("id"), "claims": [as_json(claim) for claim in claims]}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _rows(file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise click.ClickException(f"line {number} is no JSON ({error})") from error
        if not isinstance(row, dict):
            raise click.ClickException(f"line {number} is no JSON object")
        yield number, row


def _day(value: object, number: int) -> date | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError as error:
        raise click.ClickException(
            f'line {number}: "published" is {value!r}, not an ISO date such as 2025-08-29'
        ) from error


def as_json(claim: Claim) -> dict[str, Any]:
    """A claim as an object for JSON, in the annotation guide's shape."""
    change: dict[str, Any] = {
        "kind": claim.change.kind,
        "pct": _number(claim.change.pct),
        "direction": claim.change.direction,
    }
    if claim.change.pct_high is not None:
        change["pct_high"] = _number(claim.change.pct_high)
    if claim.change.pp is not None:
        change["pp"] = _number(claim.change.pp)
    shape: dict[str, Any] = {
        "company": claim.company,
        "segment": claim.segment,
        "metric": claim.metric,
        "value": _number(claim.value),
        "unit": claim.unit,
        "currency": claim.currency,
        "scale_applied": True,
        "change": change,
        "period": claim.period,
        "qualifier": claim.qualifier,
        "is_estimate_or_expectation": claim.is_estimate_or_expectation,
        "is_guidance": claim.is_guidance,
        "span": claim.span,
    }
    if claim.value_high is not None:
        shape["value_high"] = _number(claim.value_high)
    if claim.alt is not None:
        shape["alt"] = {"currency": claim.alt.currency, "value": _number(claim.alt.value)}
    if claim.is_comparator:
        shape["is_comparator"] = True
    return shape


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
