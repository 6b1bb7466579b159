"""`alimon metrics`: the record in the shell: tables, exports, imports and results releases."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from store.record import segments
from store.record.observations import TRAILING
from store.record.segment_tables import GROUP_METRICS, SegmentTable, group_table, segment_table
from tui.command_line import value_completion
from tui.command_line.json_output import json_option, json_text, print_json
from tui.command_line.options import database_option
from tui.command_line.output_file import write_output
from tui.command_line.record_access import record
from tui.command_line.release_command import release

if TYPE_CHECKING:
    _DayType = click.ParamType[date]
else:
    _DayType = click.ParamType  # generic from click 8.4 on

KEY_FIGURES = "key"  # the word for the table of the group's key figures
PERIOD_TYPES = ("quarter", "fiscal_year", TRAILING, "point")


class Day(_DayType):
    """A day as 2026-06-30."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write 2026-06-30", param, ctx)


def table_options(command: Any) -> Any:
    """The options that choose a table."""
    for option in reversed(
        (
            click.option(
                "--metric", default="revenue", show_default=True, metavar="M",
                shell_complete=value_completion.metrics,
                help="revenue, adj_ebita, capex, fcf …, or `key` for the group's key figures.",
            ),
            click.option(
                "--segment", "wanted", multiple=True, metavar="S",
                shell_complete=value_completion.segments,
                help="Only this segment line (cloud, aidc, all_others, group …); repeatable.",
            ),
            click.option(
                "--periods", type=click.IntRange(1, 60), default=8, show_default=True,
                help="How many periods, counted back from the newest.",
            ),
            click.option(
                "--period-type", type=click.Choice(PERIOD_TYPES), default="quarter",
                show_default=True, help="trailing: the sum of four quarters.",
            ),
            click.option(
                "--basis", metavar="B",
                help="Only this segment structure (A, B, B2, C, D); the newest otherwise.",
            ),
            click.option(
                "--as-of", type=Day(), metavar="DAY", help="What was known by the end of that day."
            ),
            click.option(
                "--currency", type=click.Choice(["CNY", "USD"]), default="CNY", show_default=True,
                help="USD: the convenience figures of the releases; growth stays in CNY.",
            ),
            click.option(
                "--first", is_flag=True,
                help="Each period as it was told first, under the structure of then.",
            ),
            click.option(
                "--issuer", default="alibaba", show_default=True, metavar="ID",
                shell_complete=value_completion.issuers, help="Whose figures.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def metrics() -> None:
    """Segment tables from the record; export, import, and results releases.

    \b
    alimon metrics show --metric adj_ebita --segment cloud
    alimon metrics export --format csv --output record.csv
    alimon metrics import nvidia.csv --dry-run
    alimon metrics release results.pdf
    """


@metrics.command()
@table_options
@click.option(
    "--derived",
    is_flag=True,
    help="Growth, acceleration, margins, shares … of the group, or of each --segment, by quarter.",
)
@json_option
@database_option
def show(path: Path, as_json: bool, derived: bool, **options: Any) -> None:
    """Print a metric by segment and period.

    \b
    alimon metrics show
    alimon metrics show --metric capex --periods 12
    alimon metrics show --metric key
    alimon metrics show --basis C --as-of 2026-06-01 --json
    alimon metrics show --derived --segment cloud
    """
    from tui.command_line.metrics_output import table_as_object, table_as_text

    period_type: str = options["period_type"]
    if derived:
        show_derived(path, as_json, options)
        return
    with record(path) as connection:
        table = chosen_table(connection, **options)
    if as_json:
        print_json(table_as_object(table, period_type))
    else:
        click.echo(table_as_text(table, period_type))


def show_derived(path: Path, as_json: bool, options: dict[str, Any]) -> None:
    """Print the derived figures of the lines asked for."""
    from tui.presenters.derived_view import derived_table

    if options["period_type"] != "quarter" or options["currency"] != "CNY" or options["first"]:
        raise click.UsageError("derived figures are by quarter, in CNY, of what was told last")
    with record(path) as connection:
        tables = [
            derived_table(
                connection, line, issuer=options["issuer"], basis=options["basis"],
                as_of=options["as_of"], periods=options["periods"],
            )
            for line in options["wanted"] or (segments.GROUP,)
        ]  # fmt: skip
    known = [table for table in tables if table is not None]
    if not known:
        raise click.ClickException("nothing on record to derive figures from")
    if as_json:
        print_json(
            [
                {
                    "segment": table.line, "name": table.name, "basis": table.basis or None,
                    "quarters": table.quarters,
                    "period_ends": [day.isoformat() for day in table.period_ends],
                    "figures": table.rows,
                }
                for table in known
            ]
        )  # fmt: skip
        return
    for table in known:
        is_within_basis = table.basis and table.line != segments.GROUP
        basis = f" · basis {table.basis}" if is_within_basis else ""
        click.echo("\n".join([f"{table.name} · derived · quarter{basis}", "", *table.as_lines()]))
        click.echo()


@metrics.command()
@table_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json", "md", "parquet"]),
    default="csv",
    show_default=True,
    help="csv and parquet: every observation of the metric with its source; json, md: the table.",
)
@click.option("--all", "everything", is_flag=True, help="csv and parquet: every metric.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; standard output otherwise.",
)
@database_option
def export(path: Path, form: str, everything: bool, output: Path | None, **options: Any) -> None:
    """Write the record, or a table of it, for other programs.

    \b
    alimon metrics export --all --output record.csv
    alimon metrics export --metric revenue --format md
    alimon metrics export --all --format parquet --output record.parquet
    """
    from store.record.observation_export import observations_as_csv, observations_as_parquet
    from tui.command_line.metrics_output import table_as_markdown, table_as_object

    if form == "parquet" and output is None:
        raise click.UsageError("parquet is not text: say where with --output FILE")
    key = None if everything else segments.metric(options["metric"]).key
    with record(path) as connection:
        if form == "parquet":
            assert output is not None
            write_output(output, observations_as_parquet(connection, options["issuer"], key))
        elif form == "csv":
            write_text(output, observations_as_csv(connection, options["issuer"], key))
        else:
            table = chosen_table(connection, **options)
            if form == "md":
                write_text(output, table_as_markdown(table, options["period_type"]) + "\n")
            else:
                write_text(output, json_text(table_as_object(table, options["period_type"])) + "\n")


@metrics.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file and report; change nothing.")
@json_option
@database_option
def import_(path: Path, file: Path, dry_run: bool, as_json: bool) -> None:
    """Add observations of any company from a CSV file in the columns of `export`.

    Every line is checked first; if one is wrong nothing is imported.

    \b
    alimon metrics import nvidia.csv --dry-run
    """
    from store.record.observation_import import add_observations, check_csv

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{file} is not UTF-8 (byte {error.start}); save it so"
        ) from None
    checked = check_csv(lines)
    added = 0
    if not checked.bad and not dry_run:
        with record(path) as connection:
            added = add_observations(connection, checked.rows, "import")
    if as_json:
        mistakes = [{"line": bad.number, "problem": bad.message} for bad in checked.bad]
        print_json({"good_lines": len(checked.rows), "imported": added, "mistakes": mistakes})
    for bad in checked.bad:
        click.echo(f"{file}:{bad.number}: {bad.message}", err=True)
    if checked.bad:
        click.echo(
            f"{len(checked.bad)} mistakes, {len(checked.rows)} good lines; nothing imported",
            err=True,
        )
        sys.exit(1)
    if as_json:
        return
    if dry_run:
        click.echo(f"{len(checked.rows)} good lines; nothing imported (dry run)")
    else:
        click.echo(f"{added} imported, {len(checked.rows) - added} were in the record already")


metrics.add_command(release)


def chosen_table(
    connection: sqlite3.Connection,
    *,
    metric: str,
    wanted: Sequence[str],
    periods: int,
    period_type: str,
    basis: str | None,
    as_of: date | None,
    currency: str,
    first: bool,
    issuer: str,
) -> SegmentTable:
    """The table the options ask for. Raises click.ClickException when there is none."""
    if metric == KEY_FIGURES:
        table = group_table(
            connection, issuer=issuer, metrics=GROUP_METRICS, period_type=period_type,
            periods=periods, as_of=as_of, currency=currency, first=first,
        )  # fmt: skip
    else:
        table = segment_table(
            connection, issuer=issuer, metric=metric, period_type=period_type, periods=periods,
            basis=basis, as_of=as_of, currency=currency, first=first,
        )  # fmt: skip
    if not table.rows:
        raise click.ClickException(nothing_known(connection, issuer, metric, period_type))
    if not wanted:
        return table
    keys = {segments.segment_line(word).key for word in wanted}
    missing = keys - {row.line.key for row in table.rows}
    if missing:
        there = ", ".join(row.line.key for row in table.rows)
        raise click.ClickException(
            f"no {', '.join(sorted(missing))} under basis {table.basis}; there is: {there}"
        )
    return replace(table, rows=tuple(row for row in table.rows if row.line.key in keys))


def nothing_known(
    connection: sqlite3.Connection, issuer: str, metric: str, period_type: str
) -> str:
    """Why there is no table, and what there is that is spelled alike."""
    import difflib

    stored = "quarter" if period_type == TRAILING else period_type
    told = connection.execute(
        "select distinct metric, period_type from observations where issuer = ? order by 1, 2",
        (issuer,),
    ).fetchall()
    others = [kind for key, kind in told if key == segments.metric(metric).key]
    if others:
        return f"{metric} is not told by {period_type}; use --period-type {' or '.join(others)}"
    known = [key for key, kind in told if kind == stored]
    if not known:
        return f"nothing on record for {issuer} by {period_type}"
    close = difflib.get_close_matches(metric, known, n=5, cutoff=0.4) or known[:5]
    return f"nothing on record for {metric} by {period_type}; did you mean {', '.join(close)}?"


def write_text(output: Path | None, text: str) -> None:
    """Write to the file, or to standard output."""
    if output is None:
        click.echo(text.encode(), nl=False)
    else:
        write_output(output, text.encode())
