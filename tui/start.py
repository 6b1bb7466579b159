"""Where the program starts. The app itself, which is `alimon` without a command, opens from here;
everything else is the command line's, whose framework the app does not pay for.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from store.configuration import Configuration


class NoScreen(StoreError):
    """No screen can be drawn here; the message says what works."""


def main() -> None:
    """The console script: errors in one line on stderr, no traceback."""
    try:
        completing = "_ALIMON_COMPLETE" in os.environ  # the shell asks, not a person
        options = None if completing else plain_options(sys.argv[1:])
        if options is None:
            from tui.command_line import head_start

            head_start.begin(sys.argv[1:])
            from tui.command_line.group import alimon

            if isinstance(sys.stdout, TextIOWrapper) and "utf" not in sys.stdout.encoding.lower():
                from tui.ascii_marks import print_marks_of_the_encoding

                print_marks_of_the_encoding(sys.stdout)
            alimon.main(prog_name="alimon")
        else:
            from store.places import default_database_path

            path, poll = options
            run_app(path or default_database_path(), poll=poll)
    except StoreError as error:
        sys.stderr.write(f"alimon: {error}\n")
        sys.exit(1)


def plain_options(arguments: Sequence[str]) -> tuple[Path | None, bool] | None:
    """The database named and whether to poll, if nothing but the app is asked for; else None."""
    path, poll = None, True
    rest = iter(arguments)
    for argument in rest:
        if argument == "--no-poll":
            poll = False
        elif argument == "--db":
            named = next(rest, "")
            if not named or named.startswith("-"):
                return None  # the command line says what is wrong
            path = Path(named)
        else:
            return None
    return path, poll


def run_app(path: Path, *, poll: bool = True) -> None:
    """Open the app on the database at `path`; the first run makes it and loads the history.

    Raises StoreError.
    """
    require_terminal()
    if os.environ.get("SSH_CONNECTION"):
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")  # half the bytes of true colours
    gc.disable()  # collecting while modules load is a tenth of the start; on after the first paint
    from store import database
    from tui.departure import HUNG_UP, Departure

    if not database.is_current(path):
        connection = database.open_writer(path)
        _load_history(connection)
        connection.close()

    from tui.app import AlimonApp

    departure = Departure()
    app = AlimonApp(
        path,
        poll=poll,
        configuration=user_configuration(),
        prepare=_load_history,
        leaving=departure.begin,
    )
    departure.with_terminal(sys.stdin.fileno(), lambda: app.call_later(app.leave, HUNG_UP))
    try:
        app.run()
    finally:
        app.close()
    if app.return_code:
        sys.exit(app.return_code)


def _load_history(connection: sqlite3.Connection) -> None:
    """What a new version of alimon may bring; next to nothing where it is all there."""
    from store.record.history import load_bundled_history

    load_bundled_history(connection)


def user_configuration() -> Configuration | None:
    """The user's, None without a file: reading it takes 10 ms of imports."""
    from store.places import default_configuration_path

    if not os.path.exists(default_configuration_path()):  # noqa: PTH110 - Path's may raise
        return None
    from store.configuration_file import load_configuration

    return load_configuration()


def require_terminal() -> None:
    """Refuse where no screen can be drawn, and say what works there. Raises NoScreen."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoScreen("the app needs a terminal; `alimon headlines` prints the same as lines")
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise NoScreen(
            f"this terminal (TERM={os.environ.get('TERM', '')!r}) cannot move its cursor; "
            "set TERM, for example to xterm-256color, or use `alimon headlines`"
        )
