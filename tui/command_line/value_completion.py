"""What may stand where an option or argument wants a name: for the shell's tab key.

Segments and metrics are those of the catalogue, topics those that alimon has rules for and the
user's own; the rest is read from the database that the line names, or the usual one. A database
that is not there or cannot be read adds nothing: a tab key is no place for an error.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeAlias

import click
from click.shell_completion import CompletionItem

from store.errors import StoreError

Completer: TypeAlias = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

MOST = 50


def _names(sql: str) -> Completer:
    """Complete to the first column of `sql`; its second is the help beside it."""

    def complete(
        context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        try:
            rows = _rows(_database(context), sql)
        except (StoreError, sqlite3.Error):
            return []
        return _starting(rows, incomplete)

    return complete


def _database(context: click.Context) -> Path:
    from store.places import default_database_path

    chosen = context.params.get("path") or context.find_root().params.get("database")
    return Path(chosen) if chosen else default_database_path()


def _rows(path: Path, sql: str) -> list[tuple[object, str]]:
    from store import database
    from store.safe_text import safe_line

    with closing(database.open_reader(path)) as connection:
        return [(safe_line(str(name)), safe_line(words)) for name, words in connection.execute(sql)]


def segments(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The segment lines of the catalogue."""
    from store.record.segments import LINES

    return _starting([(line.key, line.name) for line in LINES], incomplete)


def metrics(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The metrics of the catalogue."""
    from store.record.segments import METRICS

    return _starting([(metric.key, metric.name) for metric in METRICS], incomplete)


def topics(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The topics that a headline may have."""
    from store import database
    from store.headlines.topic_names import TOPICS, known_topics

    known: tuple[str, ...] = TOPICS
    with (
        suppress(StoreError, sqlite3.Error),
        closing(database.open_reader(_database(context))) as connection,
    ):
        known = known_topics(connection)
    return _starting([(topic, "") for topic in known], incomplete)


def _starting(names: Sequence[tuple[object, str]], incomplete: str) -> list[CompletionItem]:
    found = [row for row in names if str(row[0]).casefold().startswith(incomplete.casefold())]
    return [CompletionItem(str(name), help=words or None) for name, words in found[:MOST]]


companies = _names(
    "select company, count(*) || ' headlines' from companies group by 1 order by count(*) desc"
)
issuers = _names("select distinct issuer, '' from observations order by 1")
feeds = _names("select id, title from feeds order by id")
rules = _names("select id, text from rules order by id")
