"""`alimon` without a command: the terminal app."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import click

from store import database
from store.configuration import load_configuration
from store.record.history import load_bundled_history


def run_app(path: Path, *, poll: bool = True) -> None:
    """Open the app on the database at `path`; the first run makes it and loads the history.

    Raises StoreError, click.ClickException.
    """
    require_terminal()
    gc.disable()  # collecting while modules load is a tenth of the start; on after the first paint
    connection = database.open_writer(path)
    with database.explained(path):
        load_bundled_history(connection)
    connection.close()

    from tui.app import AlimonApp

    app = AlimonApp(path, poll=poll, configuration=load_configuration())
    try:
        app.run()
    finally:
        app.close()
    if app.return_code:
        sys.exit(app.return_code)


def require_terminal() -> None:
    """Refuse where no screen can be drawn, and say what works there."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException(
            "the app needs a terminal; `alimon headlines` prints the same as lines"
        )
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise click.ClickException(
            f"this terminal (TERM={os.environ.get('TERM', '')!r}) cannot move its cursor; "
            "set TERM, for example to xterm-256color, or use `alimon headlines`"
        )
