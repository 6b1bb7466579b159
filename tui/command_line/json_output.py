"""What `--json` prints: one shape of option, one way of writing. docs/json.md has every shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def json_lines_option(command: Command) -> Command:
    """`--json` of a command that answers with any number of things."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


def json_option(command: Command) -> Command:
    """`--json` of a command that answers once."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")(
        command
    )


def json_text(value: Any) -> str:
    """One JSON document, readable by people too."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def print_json(value: Any) -> None:
    """Print one JSON document, as bytes: JSON is UTF-8 also where the locale is not."""
    click.echo(json_text(value).encode())


def print_json_line(value: Any) -> None:
    """Print one object on a line, as bytes too; a value that JSON lacks is written as text."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str).encode())
