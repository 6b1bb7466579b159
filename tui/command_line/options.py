"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from store.places import default_database_path

Command = TypeVar("Command", bound=Callable[..., Any])


def _database_path(context: click.Context, _parameter: click.Parameter, value: str | None) -> Path:
    chosen = value or context.find_root().params.get("database")
    return Path(chosen) if chosen else default_database_path()


def database_option(command: Command) -> Command:
    """`--db PATH`, before or after the command's name; the platform's data directory otherwise."""
    return click.option(
        "--db", "path", metavar="PATH", callback=_database_path, help="The database file to use."
    )(command)
