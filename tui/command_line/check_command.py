"""`alimon check`: a sentence's figures, each held against the record."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.command_line.json_output import json_lines_option, print_json_line
from tui.command_line.options import database_option

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from store.claims.check import Verdict
    from store.headlines.entries import Claim
    from store.record.observations import Vintage

MARKS = {"agrees": "✓", "conflicts": "≠", "other_measure": "≈", "new": "#"}
COLORS = {"agrees": "green", "conflicts": "red", "other_measure": "yellow", "new": None}
WORDS = {
    "agrees": "the record agrees",
    "conflicts": "the record contradicts it",
    "other_measure": "the record has this for another measure",
    "new": "nothing on record to compare with",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim, what the record says to it, and the vintage it was compared with."""

    claim: Claim
    verdict: Verdict
    vintage: Vintage | None


@click.command(
    short_help="Hold the figures of a sentence against the record.",
    epilog="""\b
Examples:
  alimon check "Alibaba Cloud revenue rose 45% to 48.4 billion yuan in the June quarter of 2026"
  alimon check --published 2025-05-16 "Taobao and Tmall Group posted a 12% revenue increase"
  alimon headlines is:figures --limit 1 --json | jq -r .title | alimon check - --json

With --json each figure is one line: span, company, segment, metric, verdict (agrees, conflicts,
other_measure or new), note, period_end, record (value, unit, yoy_pct, known_at, source, url,
locator; or null).
""",
)
@click.argument("sentence", metavar="SENTENCE|-")
@click.option(
    "--published",
    metavar="DAY",
    help="When it was published (2025-05-16): settles what “this quarter” is. Today otherwise.",
)
@click.option("--company", metavar="ID", help="Whom it is about, where it does not say.")
@json_lines_option
@database_option
def check(
    path: Path, sentence: str, published: str | None, company: str | None, as_json: bool
) -> None:
    """Say of every figure in SENTENCE whether the record bears it out, and where that stands.

    A minus reads the sentence from standard input. The record is that of the database.
    """
    from contextlib import closing

    from store import database

    text = sys.stdin.read() if sentence == "-" else sentence
    day = _day(published)
    with database.explained(path), closing(database.open_reader(path)) as connection:
        found = list(checked(connection, text, company, day))
    for each in found:
        if as_json:
            print_json_line(_as_json(each))
        else:
            _show(each)
    if not found and not as_json:
        click.echo("no figure of a company in it")


def checked(
    connection: sqlite3.Connection, text: str, company: str | None, published: date
) -> Iterator[Checked]:
    """The figures of `text`, each with its verdict."""
    from feeds.figures import extract_claims
    from store.claims.check import candidate_observations, check_claim
    from store.record.observations import observation

    for claim in extract_claims(text, company=company, published=published):
        candidates = candidate_observations(connection, claim, published)
        verdict = check_claim(claim, candidates, published)
        vintage = (
            observation(connection, verdict.observation)
            if verdict.observation is not None
            else None
        )
        yield Checked(claim, verdict, vintage)


def _day(text: str | None) -> date:
    from store import times

    if text is None:
        return times.now().date()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise click.BadParameter(
            f"{text!r} is no day such as 2025-05-16", param_hint="--published"
        ) from error


def _show(found: Checked) -> None:
    from store.safe_text import safe_line

    claim, verdict = found.claim, found.verdict
    about = " · ".join(filter(None, (claim.company, claim.segment, claim.metric, claim.period)))
    mark = click.style(MARKS[verdict.verdict], fg=COLORS[verdict.verdict])
    click.echo(f"{mark} “{safe_line(claim.span)}”  {about}")
    click.echo(f"  {WORDS[verdict.verdict]}{f': {verdict.note}' if verdict.note else ''}")
    if found.vintage is not None:
        click.echo(f"  {_source(found.vintage)}")


def _source(vintage: Vintage) -> str:
    from store.number_format import format_growth, format_money, unit_header

    growth = (
        f" ({format_growth(vintage.yoy_printed)} YoY)" if vintage.yoy_printed is not None else ""
    )
    value = f"{format_money(vintage.value, vintage.unit)} {unit_header(vintage.unit)}{growth}"
    where = ", ".join(filter(None, (vintage.source_title, vintage.locator)))
    known = f"{value}, known since {vintage.known_at.isoformat()}"
    return f"{known}: {where}" if where else known


def _as_json(found: Checked) -> dict[str, object]:
    claim, verdict, vintage = found.claim, found.verdict, found.vintage
    return {
        "span": claim.span,
        "company": claim.company,
        "segment": claim.segment,
        "metric": claim.metric,
        "verdict": verdict.verdict,
        "note": verdict.note,
        "period_end": verdict.period_end.isoformat() if verdict.period_end else None,
        "record": None
        if vintage is None
        else {
            "value": str(vintage.value),
            "unit": vintage.unit,
            "yoy_pct": None if vintage.yoy_printed is None else str(vintage.yoy_printed),
            "known_at": vintage.known_at.isoformat(),
            "source": vintage.source_title,
            "url": vintage.source_url,
            "locator": vintage.locator,
        },
    }
