"""`alimon headlines`: search and list from the shell, for people, pipes and screen readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.command_line import value_completion
from tui.command_line.json_output import json_lines_option
from tui.command_line.options import database_option

if TYPE_CHECKING:
    from datetime import datetime

    from store.headlines.query import HeadlineQuery


@click.command(
    epilog="""\b
Examples:
  alimon headlines
  alimon headlines 云计算 --since 7d
  alimon headlines '"export control" -earnings is:unread' --topic policy
  alimon headlines --company alibaba --json --limit 1000 | jq -r .title
  alimon headlines is:corrected --json --limit 100000 > corrections.jsonl

QUERY is what the app's / takes: words, "phrases", -excluded, topic: company: feed: source: lang:
since: until: is:unread is:starred is:figures is:conflict is:corrected. It may be given in several
words.

With --json each line is one object: id, at (when it took its place, UTC ISO-8601), source, feed,
title, link (or null), language, topics, companies, read, starred, story, story_size, figures
("" without any, else agrees, conflicts, other_measure or new), evidence (kind, name, start, end,
text, role; positions in the title).
"""
)
@click.argument("query", nargs=-1)
@click.option(
    "--topic",
    shell_complete=value_completion.topics,
    help="Only this topic: ai, cloud, capex, policy or one of yours.",
)
@click.option(
    "--company",
    shell_complete=value_completion.companies,
    help="Only this company: alibaba, tencent, nvidia …",
)
@click.option("--since", help="Only from then on: 30m, 6h, 2d, 1w, today, 2026-08-20.")
@click.option(
    "--limit",
    type=click.IntRange(1, 2**63 - 1),
    default=50,
    show_default=True,
    help="At most so many.",
)
@click.option("--all-sources", is_flag=True, help="Every headline of a story, not one of each.")
@json_lines_option
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values with a header.")
@database_option
def headlines(
    path: Path,
    query: tuple[str, ...],
    topic: str | None,
    company: str | None,
    since: str | None,
    limit: int,
    all_sources: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Search and list headlines, the newest first."""
    from store import database, times
    from store.headlines.views import counts, headline_ids, headline_rows
    from tui.command_line import headlines_output

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    wanted = _query(" ".join(query), topic, company, since, all_sources, times.now())
    connection = database.open_reader(path)
    try:
        with database.snapshot(connection):
            rows = headline_rows(connection, headline_ids(connection, wanted, limit=limit))
            kept = counts(connection).total
    finally:
        connection.close()
    if as_json:
        headlines_output.print_rows_as_json(rows)
    elif as_csv:
        click.echo(headlines_output.as_csv(rows).encode(), nl=False)
    elif rows:
        for row in rows:
            click.echo(headlines_output.line(row, times.now()))
    else:
        none_yet = "no headlines yet; `alimon poll --once` brings them, and so does the app"
        click.echo("no headline matches" if kept else none_yet, err=True)


def _query(
    text: str,
    topic: str | None,
    company: str | None,
    since: str | None,
    all_sources: bool,
    now: datetime,
) -> HeadlineQuery:
    """What is asked for by words and by options. Raises click.UsageError."""
    from dataclasses import replace

    from store.headlines.query import HeadlineQuery, QueryError, parse_bound, parse_query

    try:
        asked = parse_query(text, now)
    except QueryError as error:
        pointer = f"\n  {text}\n  {' ' * error.column}^" if text.isascii() else ""
        raise click.UsageError(f"{error.message}{pointer}") from error
    try:
        bound = parse_bound(since, now) if since else None
    except QueryError as error:
        raise click.UsageError(f"--since: {error.message}") from error
    options = HeadlineQuery(
        topics=((topic.lower(),),) if topic else (),
        companies=((company.lower(),),) if company else (),
        since=bound,
    )
    return replace(asked.and_also(options), one_per_story=not all_sources)
