"""`alimon alerts test|export|import|starter`: rules that lie in files."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from tui.command_line.alerts_output import status_as_object
from tui.command_line.json_output import (
    json_lines_option,
    json_option,
    print_json,
    print_json_line,
)
from tui.command_line.options import database_option
from tui.command_line.record_access import record


@click.command(
    epilog="""\b
Examples:
  alimon alerts test my-rules-test.toml

\b
A test:
  [[test]]
  rule = "cloud.revenue.yoy > 30"
  [[test.expect]]
  at = 2025-11-25
  period_end = 2025-09-30
  state = "firing"
"""
)
@click.argument("file", type=click.File("rb"))
@json_lines_option
@database_option
def test(path: Path, file: BinaryIO, as_json: bool) -> None:
    """Run the tests that you wrote for your rules (TOML; docs/rules.md shows all of it)."""
    from store.rules.facts import RecordFacts
    from store.rules.rule_tests import run_rule_tests

    with record(path) as connection:
        results = run_rule_tests(_text(file), RecordFacts(connection))
    for result in results:
        if as_json:
            print_json_line({"ok": not result.failures, **asdict(result)})
        else:
            click.echo(f"{'FAILED' if result.failures else 'ok    '} {result.name}")
        for failure in result.failures:
            click.echo(f"{file.name}:{result.line}: {failure}", err=True)
    if any(result.failures for result in results):
        sys.exit(1)


@click.command(epilog="\b\nExamples:\n  alimon alerts export > rules.toml")
@database_option
def export(path: Path) -> None:
    """Print every rule as TOML."""
    from store.rules.rule_files import export_rules

    with record(path) as connection:
        click.echo(export_rules(connection), nl=False)


@click.command("import", epilog="\b\nExamples:\n  alimon alerts import rules.toml")
@click.argument("file", type=click.File("rb"))
@json_option
@database_option
def import_(path: Path, file: BinaryIO, as_json: bool) -> None:
    """Add the rules of a TOML file that are not there yet; mistakes are named by line."""
    from store import times
    from store.alerts.evaluation import evaluate
    from store.rules.rule_files import import_rules, read_rule_file

    read = read_rule_file(_text(file))
    now = times.now()
    with record(path) as connection:
        added = import_rules(connection, read.rules, now)
        for number in added:
            evaluate(connection, now, rule=number)
    if as_json:
        mistakes = [asdict(mistake) for mistake in read.mistakes]
        print_json({"added": added, "good_rules": len(read.rules), "mistakes": mistakes})
    else:
        click.echo(f"added {len(added)} of {len(read.rules)} rules")
    for mistake in read.mistakes:
        click.echo(f"{file.name}:{mistake.line}: {mistake.problem}", err=True)
    if read.mistakes:
        sys.exit(1)


@click.command(epilog="\b\nExamples:\n  alimon alerts starter\n  alimon alerts starter --accept")
@click.option("--accept", is_flag=True, help="Watch them from now on.")
@json_lines_option
@database_option
def starter(path: Path, accept: bool, as_json: bool) -> None:
    """Print the bundled rules, or with --accept keep them."""
    from store import times
    from store.alerts.evaluation import evaluate
    from store.rules.rule_files import accept_starter_rules, starter_rules
    from store.rules.saved import rules_with_state

    if not accept:
        for rule in starter_rules():
            if as_json:
                print_json_line({"name": rule.name, "rule": rule.text})
            else:
                click.echo(f"{rule.name:32}  {rule.text}")
        click.echo("`alimon alerts starter --accept` keeps them", err=True)
        return
    now = times.now()
    with record(path) as connection:
        added = accept_starter_rules(connection, now)
        for number in added:
            evaluate(connection, now, rule=number)
        statuses = [each for each in rules_with_state(connection) if each.id in added]
    if as_json:
        for status in statuses:
            print_json_line(status_as_object(status))
    else:
        click.echo(f"added {len(added)} rules")


def _text(file: BinaryIO) -> str:
    """What a file of rules holds. Raises ClickException where it is no text."""
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{file.name} is not UTF-8 text (byte {error.start}); save it so"
        ) from None
