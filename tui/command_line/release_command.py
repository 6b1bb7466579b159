"""`alimon metrics release`: a results announcement read, checked, and stored if asked."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tui.command_line.json_output import json_option, print_json
from tui.command_line.options import database_option
from tui.command_line.record_access import is_read_only, record

LARGEST_DOCUMENT = 50_000_000


@click.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--commit", is_flag=True, help="Store the observations in the record.")
@json_option
@database_option
def release(path: Path, source: str, commit: bool, as_json: bool) -> None:
    """Read a results announcement of Alibaba (.txt, .html, .pdf) and check its arithmetic.

    Prints the observations it would add, every check with both its numbers, the rules it would
    fire and how the press's claims compare. Exit code 1 when a check fails.

    \b
    alimon metrics release results.pdf
    alimon metrics release https://www.sec.gov/Archives/… --commit
    """
    from feeds.release.outlook import enact, foresee
    from feeds.release.proposal import propose
    from feeds.release.reader import read_document
    from store import times
    from tui.command_line.release_output import release_as_object, release_as_text

    now = times.now()
    url = source if is_url(source) else ""
    reading = read_document(retrieved(source) if url else file_content(Path(source)))
    with record(path) as connection:
        proposal = propose(connection, reading, now.date(), url)
        outlook = None
        if commit:
            outlook = enact(connection, proposal, now)
        elif not is_read_only(connection):
            outlook = foresee(connection, proposal, now)
    if as_json:
        print_json(release_as_object(proposal, outlook))
    else:
        click.echo(release_as_text(proposal, outlook))
    if commit and outlook is not None:
        click.echo(f"{outlook.added} observations stored", err=True)
    elif not as_json:
        click.echo("nothing stored; --commit stores them", err=True)
    if not proposal.proven:
        sys.exit(1)


def is_url(source: str) -> bool:
    """Whether the argument names a page and not a file."""
    return source.startswith(("https://", "http://"))


def file_content(file: Path) -> bytes:
    """The bytes of a file. Raises click.ClickException."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"cannot read {file}: {error.strerror}") from None


def retrieved(url: str) -> bytes:
    """The document at `url`, fetched as feeds are. Raises click.ClickException."""
    import asyncio

    from feeds.fetching.client import open_client, request_for
    from feeds.fetching.http_content import ContentProblem, decode
    from feeds.fetching.retrieval import FetchFailed
    from store import times
    from store.configuration_file import load_configuration

    async def fetch() -> bytes:
        configuration = load_configuration()
        async with open_client(configuration) as client:
            answer = await client.fetch(request_for(url, configuration), times.now())
        if answer.status != 200:
            raise FetchFailed(f"the server answers {answer.status}")
        return decode(answer.body, answer.coding, LARGEST_DOCUMENT)

    try:
        return asyncio.run(fetch())
    except (FetchFailed, ContentProblem) as error:
        raise click.ClickException(f"{url}: {error}; save it and give the file") from None
