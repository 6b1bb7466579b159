"""`alimon poll`: the poller without the app, for cron, systemd or a look."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.command_line.json_output import json_lines_option, print_json_line
from tui.command_line.options import database_option

if TYPE_CHECKING:
    from feeds.polling.polled import FeedReport
    from store.configuration import Configuration


@click.command(
    epilog="""\b
Examples:
  alimon poll --once              poll every feed once, then exit
  alimon poll                     poll for ever, each feed in its own time
  alimon poll --once --db /tmp/a.sqlite
"""
)
@click.option("--once", is_flag=True, help="Poll every feed that is not paused once and exit.")
@json_lines_option
@database_option
def poll(path: Path, once: bool, as_json: bool) -> None:
    """Poll the feeds without the app.

    Shows progress on a terminal and one line per feed (key=value) otherwise. With --once the exit
    code is 1 if every feed failed. Only one poller runs per database.
    """
    from feeds.poller import run
    from feeds.polling.options import Audience, PollOptions

    on_terminal = sys.stdout.isatty() and not as_json
    report = _print_as_json if as_json else _show if on_terminal else _log
    ending = run(
        PollOptions(path, once=once),
        _configuration,
        Audience(
            report=report,
            complain=lambda problem: click.echo(f"alimon: {problem}", err=True),
        ),
    )
    if on_terminal:
        offline = f", {ending.offline} without a network" if ending.offline else ""
        click.echo(f"{ending.polled} polls, {ending.failed} failed{offline}")
    if once and ending.stopped:
        click.echo(f"alimon: stopped after {ending.polled} feeds", err=True)
        sys.exit(1)
    if once and ending.polled and ending.offline == ending.polled:
        click.echo("alimon: no network: no feed could be reached", err=True)
        sys.exit(1)
    if once and ending.polled and ending.failed + ending.offline == ending.polled:
        click.echo("alimon: every feed failed; `alimon feeds list` says why", err=True)
        sys.exit(1)


def _configuration() -> Configuration:
    from store.configuration_file import load_configuration

    configuration = load_configuration()
    for problem in configuration.problems:
        click.echo(f"alimon: {problem}", err=True)
    return configuration


def _show(report: FeedReport) -> None:
    """One line a person reads."""
    mark, colour = {
        "ok": ("✓", "green"),
        "not_modified": ("=", None),
        "failed": ("✗", "red"),
        "offline": ("·", "yellow"),
    }[report.outcome]
    words = {
        "ok": f"{report.new} new of {report.entries}",
        "not_modified": "nothing changed",
    }.get(report.outcome, report.message)
    click.echo(f"{click.style(mark, fg=colour)} {report.name[:50]:50}  {words}")


def _log(report: FeedReport) -> None:
    """One line a program reads."""
    from feeds.polling.log_line import poll_line

    click.echo(poll_line(report))


def _print_as_json(report: FeedReport) -> None:
    from dataclasses import asdict

    milliseconds = round(report.duration.total_seconds() * 1_000)
    print_json_line({**asdict(report), "duration": milliseconds / 1_000})
