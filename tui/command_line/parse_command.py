"""`alimon parse`: one feed document as JSON Lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.times import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from store.headlines.entries import ParsedEntry


@click.command(
    short_help="Read one feed document and print its entries.",
    epilog="""\b
Examples:
  alimon parse saved.xml
  curl -s https://example.org/feed | alimon parse - --url https://example.org/feed
  alimon parse saved.xml | jq -r .title
""",
)
@click.argument("file", metavar="FILE|-")
@click.option("--url", metavar="URL", help="Where FILE came from; relative links resolve to it.")
def parse(file: str, url: str | None) -> None:
    """Print the entries of the feed in FILE (- for standard input), one JSON object a line.

    RSS, RDF, Atom and JSON Feed are read. Each line holds id (null where the feed gives none),
    title, link (absolute, null where the entry has none), published and updated (UTC, or null),
    summary and author. A feed without entries prints nothing and succeeds; what is no feed exits
    with 1. What had to be repaired is said on stderr.
    """
    from feeds.parsing.parse import NotAFeed, parse_feed

    try:
        feed = parse_feed(_read(file), url=url)
    except NotAFeed as error:
        raise _failure(f"{_shown(file)}: {error}") from error
    if feed.repaired:
        click.echo(f"alimon: {_shown(file)}: repaired: {feed.repaired}", err=True)
    for entry in feed.entries:
        # bytes: JSON is UTF-8 wherever it goes, also where the locale is not
        click.echo(json.dumps(_record(entry), ensure_ascii=False).encode())


def _read(file: str) -> bytes:
    """The document, or as much of it as shows that it is too large. Raises ClickException."""
    from feeds.parsing.parse import DOCUMENT_LIMIT

    try:
        if file == "-":
            return sys.stdin.buffer.read(DOCUMENT_LIMIT + 1)
        with Path(file).open("rb") as stream:
            return stream.read(DOCUMENT_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise click.BadParameter(f"cannot read {_shown(file)}: {reason}.") from error


def _shown(file: str) -> str:
    from store.safe_text import safe_line

    return "standard input" if file == "-" else safe_line(file)


def _failure(message: str) -> click.ClickException:
    from store.safe_text import safe_line

    return _Failure(safe_line(message, 300))


class _Failure(click.ClickException):
    """One line, in the manner of the other commands, and exit code 1."""

    def show(self, file: object = None) -> None:
        click.echo(f"alimon: {self.message}", err=True)


def _record(entry: ParsedEntry) -> dict[str, str | None]:
    return {
        "id": entry.id,
        "title": entry.title,
        "link": entry.link,
        "published": _time(entry.published),
        "updated": _time(entry.updated),
        "summary": entry.summary,
        "author": entry.author,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)
