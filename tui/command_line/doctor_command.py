"""`alimon doctor`: looks at everything alimon stands on and says what to mend."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store import database, times
from store.errors import StoreError
from tui.command_line.json_output import json_option, print_json
from tui.command_line.options import database_option

if TYPE_CHECKING:
    from store.database_health import DatabaseHealth
    from tui.checkup.finding import Finding

MARKS = {"fine": "ok", "note": "note", "warning": "warn", "broken": "BROKEN"}
COLORS = {"fine": "green", "note": "cyan", "warning": "yellow", "broken": "red"}


@click.command(
    short_help="Look for what is wrong, and say what to do about it.",
    epilog="""\b
Examples:
  alimon doctor
  alimon doctor --db /srv/alimon/alimon.sqlite
  alimon doctor --json | jq -r '.findings[] | select(.level != "fine") | .text'
""",
)
@database_option
@json_option
def doctor(path: Path, as_json: bool) -> None:
    """Check the program, configuration, database, poller, feeds, terminal, disk and clock.

    Changes nothing. Every line that is not fine says what to do. Exits with 1 when something is
    broken, with 0 when there are only notes and warnings.
    """
    findings = examine(path, times.now())
    broken = any(finding.level == "broken" for finding in findings)
    if as_json:
        report = {"broken": broken, "findings": [asdict(finding) for finding in findings]}
        print_json(report)
    else:
        for finding in findings:
            click.echo(line(finding))
            if finding.remedy:
                click.echo(f"{'':23}{finding.remedy}")
    sys.exit(1 if broken else 0)


def line(finding: Finding) -> str:
    """A finding as a line of the report: its mark, its area, what was found."""
    mark = click.style(f"{MARKS[finding.level]:<7}", fg=COLORS[finding.level])
    return f"{mark} {finding.area:<14} {finding.text}"


def examine(path: Path, now: datetime) -> tuple[Finding, ...]:
    """Everything there is to say about this machine and the database at `path`."""
    from store.configuration_file import load_configuration
    from store.database_health import examine_database
    from store.polling.poller_presence import poller_running
    from tui.checkup.configuration_findings import configuration_findings
    from tui.checkup.database_findings import database_findings
    from tui.checkup.feed_findings import poller_findings
    from tui.checkup.machine_findings import (
        clock_findings,
        disk_findings,
        free_space,
        program_findings,
    )
    from tui.checkup.terminal_findings import (
        notice_findings,
        terminal_findings,
        this_terminal,
    )
    from tui.terminal_kind import this_notice_way

    configuration = load_configuration()
    health = examine_database(path)
    notices = configuration.notifications
    newest_poll = health.contents.newest_poll if health.contents else None
    return (
        *program_findings(),
        *configuration_findings(configuration, configuration.path.exists()),
        *database_findings(health),
        *poller_findings(poller_running(path), newest_poll, now),
        *_feeds(health, now),
        *terminal_findings(this_terminal(sys.stdout)),
        *notice_findings(this_notice_way(notices), notices.terminal),
        *disk_findings(free_space(path), path.absolute().parent),
        *clock_findings(health.contents, now),
    )


def _feeds(health: DatabaseHealth, now: datetime) -> tuple[Finding, ...]:
    """How the feeds do, where the database can be read."""
    from store.polling.feed_health import feed_health
    from tui.checkup.feed_findings import feed_findings
    from tui.checkup.finding import Finding

    if health.contents is None or health.full:
        return ()
    try:
        connection = database.open_reader(health.path)
    except StoreError as error:
        words = f"the feed list cannot be read: {error}"
        return (Finding("feeds", "warning", words, "run `alimon doctor` again"),)
    with closing(connection), database.explained(health.path):
        return feed_findings(feed_health(connection, now))
