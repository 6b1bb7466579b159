"""`alimon digest`: what happened, on one page, to read or to send."""

from __future__ import annotations

from pathlib import Path

import click

from tui.command_line import value_completion
from tui.command_line.json_output import json_option
from tui.command_line.options import database_option
from tui.command_line.output_file import write_output


@click.command(
    short_help="What happened, on one page, to read or to send.",
    epilog="""\b
Examples:
  alimon digest
  alimon digest --since 7d --format md > week.md
  alimon digest --format html --output digest.html
  alimon digest --company alibaba --send desk

--send hands the page to a [[delivery]] of the configuration: to apprise as a message (e-mail,
Slack, ntfy …), to a command as JSON on standard input with title, format and body.
docs/digest.md shows it in cron and systemd, and what the JSON holds.
""",
)
@click.option(
    "--since",
    default="24h",
    show_default=True,
    help="From then on: 30m, 6h, 2d, 1w, today, 2026-08-20.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "html", "json"]),
    default="text",
    show_default=True,
    help="Plain text, Markdown, one self-contained HTML page, or one JSON object.",
)
@click.option(
    "--company",
    shell_complete=value_completion.companies,
    help="Only this company: alibaba, tencent, nvidia …",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)
@click.option("--send", "channel", metavar="NAME", help="Send to this delivery instead.")
@json_option
@database_option
def digest(
    path: Path,
    since: str,
    form: str,
    company: str | None,
    output: Path | None,
    channel: str | None,
    as_json: bool,
) -> None:
    """Stories by topic with their sources, figures against the record, alerts, what is due."""
    from contextlib import closing
    from typing import cast

    from store import database, times
    from store.digest.gathering import gather
    from store.headlines.query import QueryError, parse_bound
    from tui.digest.pages import Format, title, written

    now = times.now()
    try:
        begin = parse_bound(since, now).at
    except QueryError as error:
        raise click.BadParameter(str(error), param_hint="--since") from error
    if begin >= now:
        raise click.BadParameter("that is not in the past", param_hint="--since")
    with database.explained(path), closing(database.open_reader(path)) as connection:
        gathered = gather(connection, begin, now, company)
    form = "json" if as_json else form
    page = written(gathered, cast(Format, form))
    if channel is not None:
        _send(channel, title(gathered), page, form)
    elif output is not None:
        write_output(output, page.encode())
    else:
        click.echo(page.encode() if form == "json" else page, nl=False)


def _send(name: str, title: str, page: str, form: str) -> None:
    import os

    from feeds.delivery import DeliveryFailed, send_page
    from store.configuration_file import load_configuration

    configuration = load_configuration()
    found = next((each for each in configuration.deliveries if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in configuration.deliveries) or "none"
        raise click.ClickException(
            f"no [[delivery]] is named {name!r} in {configuration.path}; there is {known}"
        )
    try:
        send_page(title, page, form, found, os.environ)
    except DeliveryFailed as error:
        raise click.ClickException(f"not sent to {name}: {error}") from error
    click.echo(f"sent to {name}", err=True)
