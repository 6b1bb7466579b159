"""`alimon db`: look into the database, ask it in SQL, back it up and restore it."""

from __future__ import annotations

import csv
import io
import sys
from contextlib import closing
from pathlib import Path

import click

from tui.command_line.json_output import (
    json_lines_option,
    json_option,
    print_json,
    print_json_line,
)
from tui.command_line.options import database_option

INDEX = "headlines_fts"  # how SQLite names it in its complaints


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
@json_lines_option
@database_option
def tables(as_json: bool, path: Path) -> None:
    """Every table with its rows and columns."""
    from store import database
    from store.database_tools import table_summaries

    with database.explained(path), closing(database.open_reader(path)) as connection:
        for table in table_summaries(connection):
            if as_json:
                columns = [{"name": name, "type": kind} for name, kind in table.columns]
                print_json_line({"table": table.name, "rows": table.rows, "columns": columns})
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
        text = io.StringIO()  # printed as bytes: UTF-8 also where the locale is not
        writer = None
        for row in answer(connection, sql):
            if not as_csv:
                print_json_line(row)
                continue
            if writer is None:
                writer = csv.DictWriter(text, row.keys(), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)
            click.echo(text.getvalue().encode(), nl=False)
            text.seek(0)
            text.truncate()


@db.command(epilog="\b\nExamples:\n  alimon db backup alimon-2026-08-20.sqlite")
@click.argument("target", type=click.Path(path_type=Path))
@json_option
@database_option
def backup(target: Path, path: Path, as_json: bool) -> None:
    """Copy the database to TARGET, also while a poller writes; overwrites nothing."""
    from store.database_tools import back_up

    size = back_up(path, target)
    if as_json:
        print_json({"database": str(path), "backup": str(target), "bytes": size})
    else:
        click.echo(f"backed up {path} to {target}, {size:,} bytes")


@db.command(epilog="\b\nExamples:\n  alimon db restore alimon-2026-08-20.sqlite")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--stop-poller", is_flag=True, help="End the poller that runs, if one does.")
@json_option
@database_option
def restore(source: Path, stop_poller: bool, path: Path, as_json: bool) -> None:
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
    if as_json:
        before = None if kept is None else str(kept)
        print_json({"database": str(path), "backup": str(source), "kept": before})
        return
    click.echo(f"restored {path} from {source}")
    if kept is not None:
        click.echo(f"what was there is kept as {kept}")


@db.command(epilog="\b\nExamples:\n  alimon db check")
@json_option
@database_option
def check(path: Path, as_json: bool) -> None:
    """Read every page and reference; exit code 1 and a line for each thing that is wrong."""
    from store import database
    from store.database_tools import outdated, problems

    with database.explained(path), closing(database.open_reader(path)) as connection:
        found = problems(connection)
        damage = [problem for problem in found if INDEX not in problem]
        if not damage:
            found += outdated(connection)
    if as_json:
        report = {"database": str(path), "sound": not found, "repairable": not damage}
        print_json({**report, "problems": list(found)})
    else:
        for problem in found:
            click.echo(problem)
    if damage:
        raise click.ClickException(f"{path} is damaged; restore a backup")
    if found:
        raise click.ClickException("`alimon db repair` puts it right; nothing is lost")
    if not as_json:
        click.echo(f"{path} is sound")


@db.command(epilog="\b\nExamples:\n  alimon db repair")
@json_option
@database_option
def repair(path: Path, as_json: bool) -> None:
    """Make anew what is worked out from the headlines: the search index, the counts.

    May run beside the app and the poller; until it has ended a search finds what is indexed by
    then.
    """
    from store import database
    from store.database_tools import repair as make_anew
    from store.headlines.retagging import count_headlines

    with database.explained(path), closing(database.open_writer(path)) as connection:
        total = count_headlines(connection)
        shown = None if sys.stderr.isatty() else io.StringIO()
        with click.progressbar(length=total, label="indexing", file=shown or sys.stderr) as bar:
            indexed, recounted = make_anew(connection, bar.update)
    if as_json:
        print_json({"database": str(path), "indexed": indexed, "recounted": recounted})
        return
    click.echo(f"indexed {indexed:,} headlines anew")
    click.echo("the counts were wrong and are right now" if recounted else "the counts were right")


@db.command(name="vacuum", epilog="\b\nExamples:\n  alimon db vacuum")
@json_option
@database_option
def vacuum_command(path: Path, as_json: bool) -> None:
    """Give freed space back to the disk."""
    from store import database
    from store.database_tools import vacuum

    before = path.stat().st_size if path.exists() else 0
    with database.explained(path), closing(database.open_writer(path)) as connection:
        vacuum(connection)
    after = path.stat().st_size
    if as_json:
        print_json({"database": str(path), "bytes_before": before, "bytes": after})
    else:
        click.echo(f"{path}: {before:,} bytes before, {after:,} now")
