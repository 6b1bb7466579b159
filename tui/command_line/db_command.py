"""`alimon db`: look into the database, ask it in SQL, back it up and restore it."""

from __future__ import annotations

import csv
import json
import sys
from contextlib import closing
from pathlib import Path

import click

from tui.command_line.options import database_option


@click.group(
    short_help="Look into the database, back it up, check it.",
    epilog="""\b
Examples:
  alimon db tables
  alimon db query "select company, count(*) from companies group by 1 order by 2 desc limit 5"
  alimon db backup alimon-2026-08-20.sqlite
""",
)
def db() -> None:
    """The one SQLite file: its tables, your questions to it, its safety."""


@db.command(epilog="\b\nExamples:\n  alimon db tables --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@database_option
def tables(as_json: bool, path: Path) -> None:
    """Every table with its rows and columns."""
    from store import database
    from store.database_tools import table_summaries

    with database.explained(path), closing(database.open_reader(path)) as connection:
        for table in table_summaries(connection):
            if as_json:
                columns = [{"name": name, "type": kind} for name, kind in table.columns]
                click.echo(
                    json.dumps({"table": table.name, "rows": table.rows, "columns": columns})
                )
            else:
                click.echo(
                    f"{table.name:<20}{table.rows:>12,}  {', '.join(n for n, _ in table.columns)}"
                )


@db.command(epilog='\b\nExamples:\n  alimon db query "select * from feeds limit 3" --csv')
@click.argument("sql")
@click.option("--csv", "as_csv", is_flag=True, help="CSV with a header line, instead of JSON.")
@database_option
def query(sql: str, as_csv: bool, path: Path) -> None:
    """Answer SQL, one JSON object a line. Nothing can be changed this way."""
    from store import database
    from store.database_tools import answer

    with database.explained(path), closing(database.open_reader(path)) as connection:
        writer = None
        for row in answer(connection, sql):
            if not as_csv:
                click.echo(json.dumps(row, ensure_ascii=False, default=str))
                continue
            if writer is None:
                writer = csv.DictWriter(sys.stdout, row.keys(), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)


@db.command(epilog="\b\nExamples:\n  alimon db backup alimon-2026-08-20.sqlite")
@click.argument("target", type=click.Path(path_type=Path))
@database_option
def backup(target: Path, path: Path) -> None:
    """Copy the database to TARGET, also while a poller writes; overwrites nothing."""
    from store.database_tools import back_up

    size = back_up(path, target)
    click.echo(f"backed up {path} to {target}, {size:,} bytes")


@db.command(epilog="\b\nExamples:\n  alimon db restore alimon-2026-08-20.sqlite")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--stop-poller", is_flag=True, help="End the poller that runs, if one does.")
@database_option
def restore(source: Path, stop_poller: bool, path: Path) -> None:
    """Put the backup SOURCE in the database's place.

    What was there is kept beside it. Close the app first; a poller is ended with --stop-poller.
    """
    from feeds.polling.lock import end_poller, poll_lock
    from store import times
    from store.database_tools import restore as put_back
    from store.polling.poller_presence import poller_running

    if stop_poller:
        end_poller(path)
    elif (info := poller_running(path)) is not None:
        raise click.ClickException(f"a poller is running ({info}); --stop-poller ends it first")
    now = times.now()
    with poll_lock(path, child=False, now=now):
        kept = put_back(source, path, now)
    click.echo(f"restored {path} from {source}")
    if kept is not None:
        click.echo(f"what was there is kept as {kept}")


@db.command(epilog="\b\nExamples:\n  alimon db check")
@database_option
def check(path: Path) -> None:
    """Read every page and reference; exit code 1 and a line for each thing that is wrong."""
    from store import database
    from store.database_tools import problems

    with database.explained(path), closing(database.open_reader(path)) as connection:
        found = problems(connection)
    for problem in found:
        click.echo(problem)
    if found:
        raise click.ClickException(f"{path} is damaged; restore a backup")
    click.echo(f"{path} is sound")


@db.command(name="vacuum", epilog="\b\nExamples:\n  alimon db vacuum")
@database_option
def vacuum_command(path: Path) -> None:
    """Give freed space back to the disk."""
    from store import database
    from store.database_tools import vacuum

    before = path.stat().st_size if path.exists() else 0
    with database.explained(path), closing(database.open_writer(path)) as connection:
        vacuum(connection)
    click.echo(f"{path}: {before:,} bytes before, {path.stat().st_size:,} now")
