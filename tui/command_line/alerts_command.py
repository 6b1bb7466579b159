"""`alimon alerts`: rules and their alerts from the shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tui.command_line import value_completion
from tui.command_line.alerts_output import (
    event_as_object,
    event_line,
    firing_as_object,
    firing_line,
    status_as_object,
    status_line,
)
from tui.command_line.json_output import (
    json_lines_option,
    json_option,
    print_json,
    print_json_line,
)
from tui.command_line.options import database_option
from tui.command_line.record_access import record
from tui.command_line.rule_files_command import export, import_, starter, test

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from store.errors import RuleError
    from store.rules.saved import RuleStatus

NUMBER = click.IntRange(1, 2**63 - 1)  # what SQLite counts with


@click.group(
    epilog="""\b
Examples:
  alimon alerts add 'cloud.revenue.yoy > 30'
  alimon alerts backtest 'capex / group.revenue > 15%'
  alimon alerts list
"""
)
def alerts() -> None:
    """Rules and their alerts: list, write, test and replay them. docs/rules.md has the language."""


@alerts.command("list", epilog="\b\nExamples:\n  alimon alerts list\n  alimon alerts list --json")
@json_lines_option
@database_option
def list_rules(path: Path, as_json: bool) -> None:
    """Every rule, what it sees now, and since when."""
    from store.rules.saved import rules_with_state

    with record(path) as connection:
        statuses = rules_with_state(connection)
    if as_json:
        for status in statuses:
            print_json_line(status_as_object(status))
        return
    for status in statuses:
        click.echo(status_line(status))
    if not statuses:
        click.echo("no rules yet; `alimon alerts add 'cloud.revenue.yoy > 30'` makes one")


@alerts.command(
    epilog="""\b
Examples:
  alimon alerts add 'cloud.revenue.yoy > 30'
  alimon alerts add 'topic:policy and company:alibaba ~ "export"' --severity critical
  alimon alerts add 'feed:"SEC EDGAR" silent for 2d' --name 'Filings quiet'
"""
)
@click.argument("rule")
@click.option("--name", default="", help="What to call it in lists and notices.")
@click.option("--note", default="", help="Words of your own.")
@click.option("--severity", type=click.Choice(["info", "warning", "critical"]), default="warning")
@json_option
@database_option
def add(path: Path, rule: str, name: str, note: str, severity: Any, as_json: bool) -> None:
    """Watch RULE from now on; it is kept and echoed in canonical form."""
    from store import times
    from store.errors import RuleError
    from store.rules import saved as rules

    with record(path) as connection:
        try:
            number = rules.add_rule(
                connection, rule, times.now(), name=name, note=note, severity=severity
            )
        except RuleError as error:
            _wrong_rule(rule, error)
        _evaluate_and_show(connection, number, "added", as_json)


@alerts.command(epilog="\b\nExamples:\n  alimon alerts edit 3 'cloud.revenue.yoy > 35'")
@click.argument("number", type=NUMBER, shell_complete=value_completion.rules)
@click.argument("rule")
@json_option
@database_option
def edit(path: Path, number: int, rule: str, as_json: bool) -> None:
    """Replace the text of rule NUMBER with RULE; its open alerts end."""
    from store import times
    from store.errors import RuleError
    from store.rules import saved as rules

    with record(path) as connection:
        try:
            rules.edit_rule(connection, number, rule, times.now())
        except RuleError as error:
            _wrong_rule(rule, error)
        _evaluate_and_show(connection, number, "changed", as_json)


@alerts.command(epilog="\b\nExamples:\n  alimon alerts rm 3")
@click.argument("number", type=NUMBER, shell_complete=value_completion.rules)
@json_option
@database_option
def rm(path: Path, number: int, as_json: bool) -> None:
    """Remove rule NUMBER with its alerts and their history."""
    from store.rules.saved import remove_rule

    with record(path) as connection:
        removed = remove_rule(connection, number)
    if as_json:
        print_json({"id": number, "rule": removed.text})
    else:
        click.echo(f"removed rule {number}: {removed.text}")


@alerts.command(epilog="\b\nExamples:\n  alimon alerts enable 3")
@click.argument("number", type=NUMBER, shell_complete=value_completion.rules)
@json_option
@database_option
def enable(path: Path, number: int, as_json: bool) -> None:
    """Watch rule NUMBER again; what came while it rested is the past."""
    from store.rules.saved import set_enabled

    with record(path) as connection:
        set_enabled(connection, number, enabled=True)
        _evaluate_and_show(connection, number, "enabled", as_json)


@alerts.command(epilog="\b\nExamples:\n  alimon alerts disable 3")
@click.argument("number", type=NUMBER, shell_complete=value_completion.rules)
@json_option
@database_option
def disable(path: Path, number: int, as_json: bool) -> None:
    """Let rule NUMBER rest without forgetting it."""
    from store.rules.saved import set_enabled

    with record(path) as connection:
        set_enabled(connection, number, enabled=False)
        _tell(connection, number, f"disabled rule {number}", as_json)


@alerts.command(epilog="\b\nExamples:\n  alimon alerts ack 3")
@click.argument("number", type=NUMBER, shell_complete=value_completion.rules)
@json_option
@database_option
def ack(path: Path, number: int, as_json: bool) -> None:
    """Acknowledge the open alerts of rule NUMBER: known, no longer asking for attention."""
    from store import times
    from store.alerts import attention

    with record(path) as connection:
        attention.acknowledge(connection, _open_alert(connection, number), times.now())
        _tell(connection, number, f"acknowledged the alerts of rule {number}", as_json)


@alerts.command(
    epilog="""\b
Examples:
  alimon alerts snooze 3
  alimon alerts snooze 3 --for 2d
  alimon alerts snooze 3 --until '2026-09-01 08:00'
  alimon alerts snooze 3 --until clears
"""
)
@click.argument("number", type=NUMBER, shell_complete=value_completion.rules)
@click.option("--for", "duration", default="1d", show_default=True, help="So long: 90m, 6h, 2d.")
@click.option(
    "--until",
    help="Until then: 08:30, 2026-09-01, '2026-09-01 08:00' (local), clears, 'next period'.",
)
@json_option
@database_option
def snooze(path: Path, number: int, duration: str, until: str | None, as_json: bool) -> None:
    """Keep rule NUMBER quiet for a time, until its alert clears, or until the next period."""
    from store import times
    from store.alerts import attention

    now = times.now()
    try:
        end = attention.read_snooze(until or duration, now)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    words = f"it {end}" if end == "clears" else end
    if not isinstance(end, str):
        words = f"{end.astimezone():%Y-%m-%d %H:%M}"
    with record(path) as connection:
        attention.snooze(connection, _open_alert(connection, number), end, now)
        _tell(connection, number, f"rule {number} is quiet until {words}", as_json)


@alerts.command(
    epilog="""\b
Examples:
  alimon alerts backtest 'cloud.revenue.yoy > 30'
  alimon alerts backtest 'all_others.adj_ebita < -10bn' --json
  alimon alerts backtest 3
"""
)
@click.argument("rule")
@json_lines_option
@database_option
def backtest(path: Path, rule: str, as_json: bool) -> None:
    """When RULE (its text or its number) would have fired, on what was known then."""
    from store import times
    from store.alerts.backtest import backtest as replay
    from store.alerts.backtest import why_not_replayed
    from store.errors import RuleError
    from store.rules.saved import rule_text

    now = times.now()
    with record(path) as connection:
        text = rule_text(connection, int(rule)) if is_number(rule) else rule
        try:
            firings = replay(connection, text, now)
        except RuleError as error:
            _wrong_rule(text, error)
        known = "" if as_json else _periods_known(connection, text, now)
    if as_json and not why_not_replayed(text):
        for firing in firings:
            print_json_line(firing_as_object(firing))
        return
    for firing in firings:
        click.echo(firing_line(firing))
    if reason := why_not_replayed(text):
        raise click.ClickException(reason)
    fired = f"fired {len(firings)} times" if len(firings) != 1 else "fired once"
    click.echo(f"{fired}{known}", err=True)


def _periods_known(connection: sqlite3.Connection, text: str, now: datetime) -> str:
    """How much a rule on figures could have seen: the record has gaps, and what it lacks cannot
    fire."""
    from store.alerts.backtest import preview
    from store.rules.language import parse

    if parse(text).scope != "metric":
        return ""
    seen = preview(connection, text, now)
    return f"; true in {seen.times_true} of the {seen.of} periods that the record has a value for"


@alerts.command(epilog="\b\nExamples:\n  alimon alerts log\n  alimon alerts log 3 --json")
@click.argument("number", type=NUMBER, required=False, shell_complete=value_completion.rules)
@click.option("--limit", type=NUMBER, default=50, show_default=True, help="At most so many events.")
@json_lines_option
@database_option
def log(path: Path, number: int | None, limit: int, as_json: bool) -> None:
    """What happened to the alerts (of rule NUMBER), the newest first, and what was delivered."""
    from store.alerts.deliveries import attempts
    from store.alerts.events import alert_history, latest_events
    from store.rules.saved import rule_text

    with record(path) as connection:
        if number is None:
            events = latest_events(connection, limit)
        else:
            rule_text(connection, number)
            events = alert_history(connection, number, limit)
        for event in events:
            sent = attempts(connection, event.id)
            if as_json:
                print_json_line(event_as_object(event, sent))
                continue
            click.echo(event_line(event))
            for each in sent:
                click.echo(f"{'':18}{each.channel} {each.tried_at:%H:%M}: {each.result}")


def is_number(text: str) -> bool:
    """Whether this names a rule by its number, and is no rule itself."""
    return text.isdecimal() and int(text) in range(1, 2**63)


def _status(connection: sqlite3.Connection, number: int) -> RuleStatus:
    from store.rules.saved import rules_with_state

    return next(each for each in rules_with_state(connection) if each.id == number)


def _tell(connection: sqlite3.Connection, number: int, done: str, as_json: bool) -> None:
    """What was done, or the rule as it is now."""
    if as_json:
        print_json(status_as_object(_status(connection, number)))
    else:
        click.echo(done)


def _evaluate_and_show(
    connection: sqlite3.Connection, number: int, done: str, as_json: bool
) -> None:
    from store import times
    from store.alerts.evaluation import evaluate
    from store.rules.language import parse
    from store.rules.vocabulary import read_vocabulary, remarks

    evaluate(connection, times.now(), rule=number)
    status = _status(connection, number)
    _tell(connection, number, f"{done} rule {number}: {status.text}", as_json)
    for remark in remarks(parse(status.text), read_vocabulary(connection)):
        click.echo(f"note: {remark}", err=True)
    if status.value and not as_json:
        click.echo(f"now {f'{status.value} {status.period}'.strip()}: {status.state}")


def _open_alert(connection: sqlite3.Connection, number: int) -> int:
    """The alert of a rule that wants attention most; ends the command where there is none."""
    from store.rules.saved import rule_text

    text = rule_text(connection, number)
    status = _status(connection, number)
    if status.alert is None:
        click.echo(f"alimon: {text} has no open alert", err=True)
        sys.exit(1)
    return status.alert


def _wrong_rule(text: str, error: RuleError) -> NoReturn:
    """The rule with a caret under the mistake, and what was expected there."""
    from store.rules.language import pointed

    click.echo(pointed(text, error), err=True)
    click.echo(f"alimon: column {error.column}: {error.message}", err=True)
    sys.exit(1)


for command in (test, export, import_, starter):
    alerts.add_command(command)
