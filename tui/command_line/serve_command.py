"""`alimon serve`: the app in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from tui.command_line.options import database_option


@click.command()
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8127, show_default=True, type=click.IntRange(1, 65535))
@click.option("--write", is_flag=True, help="Let tabs star, mark, edit, poll; they only look else.")
@click.option("--tabs", default=4, show_default=True, type=click.IntRange(1, 64), help="At most.")
@click.option("--no-poll", is_flag=True, help="Only show what is stored; start no poller.")
def serve(path: Path, host: str, port: int, write: bool, tabs: int, no_poll: bool) -> None:
    """Show the app in a browser, for as long as this command runs.

    Only this machine can reach it unless --host says otherwise, only who has the printed address
    may enter, and tabs can change nothing unless --write is given. Each tab is a process of its
    own. What passes is not encrypted: for another machine, use an SSH tunnel.

    \b
    alimon serve
    alimon serve --port 9000 --write
    ssh -L 8127:127.0.0.1:8127 desk alimon serve
    """
    try:
        from tui.serving.server import GatedServer, ServeOptions
    except ImportError as missing:
        from store.optional_libraries import how_to_add

        raise click.ClickException(
            f"textual-serve is not installed: {how_to_add('textual-serve')} adds it"
        ) from missing
    from aiohttp import web

    from store import database
    from store.record.history import load_bundled_history

    connection = database.open_writer(path)
    with database.explained(path):
        load_bundled_history(connection)
    connection.close()

    options = ServeOptions(path, host, port, write=write, poll=not no_poll, tabs=tabs)
    server = GatedServer(options)

    def say(*_: object) -> None:
        looks = "tabs can change what is kept" if write else "read-only"
        click.echo(f"Open {server.address}\n{looks} · ctrl+c ends it")

    try:
        web.run_app(server.make_app(), host=host, port=port, print=say, access_log=None)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {error.strerror or error}; try another --port"
        ) from error
