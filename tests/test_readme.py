"""The README says what is true: its commands parse, its files exist, no command is left out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from feeds.catalog import load_catalog
from tui.command_line import COMMANDS, alimon

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
LINES = [line.split("#")[0].strip() for block in SHELL for line in block.splitlines()]
INVOCATIONS = [line for line in LINES if line.startswith("alimon ")]
PATHS = sorted(set(re.findall(r"(?:docs|bench|tests)/[\w./-]*\w", README)))


def check_usage(command: click.Command, words: list[str]) -> None:
    """Parse `words` as the command line would, without running anything. Raises UsageError."""
    while isinstance(command, click.Group) and words:
        context = click.Context(command)
        child = command.get_command(context, words[0])
        if child is None:
            raise click.UsageError(f"no command {words[0]!r}")
        command, words = child, words[1:]
    command.make_context(command.name, words)


@pytest.mark.parametrize("line", INVOCATIONS)
def test_a_command_line_parses(line: str) -> None:
    check_usage(alimon, shlex.split(line)[1:])


def test_a_wrong_command_line_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        check_usage(alimon, ["doctor", "--no-such-option"])


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_a_make_target_exists(line: str) -> None:
    assert re.search(rf"^{line.split()[1]}:", MAKEFILE, re.MULTILINE)


def test_the_table_of_commands_names_them_all_and_no_other() -> None:
    named = set(re.findall(r"^\| `alimon (\w+)", README, re.MULTILINE))

    assert named == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_table_names_every_subcommand(name: str) -> None:
    command = alimon.get_command(click.Context(alimon), name)
    rows = re.findall(rf"^\| `alimon {name} ([\w\\|]+)` \|", README, re.MULTILINE)
    named = {word for row in rows for word in row.split("\\|")}

    if isinstance(command, click.Group):
        assert named == set(command.list_commands(click.Context(command)))


@pytest.mark.parametrize("path", PATHS)
def test_a_file_it_points_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_numbers_of_feeds_and_figures_are_right() -> None:
    record = (ROOT / "store/data/observations.csv").read_text(encoding="utf-8")

    assert f"{len(load_catalog())} of them" in README
    assert f"{len(record.splitlines()) - 1:,} figures" in README
