"""Every command has help with an example, --db, exit code 2 for wrong use, plain pipes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tui.command_line import COMMANDS, alimon

NEEDS_NO_DATABASE = {"completion", "figures", "parse", "tag"}  # pure: none to choose


def leaves(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths of all commands that do something, groups walked through."""
    if not isinstance(command, click.Group):
        yield path
        return
    with click.Context(command) as context:
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from leaves(child, (*path, name))


def find(path: tuple[str, ...]) -> click.Command:
    command: click.Command = alimon
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    return command


ALL = sorted(leaves(alimon, ()))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_says_what_it_does_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(alimon, [*path, "--help"])

    assert result.exit_code == 0, result.output
    assert re.search(rf"^ +(.*\| )?alimon {' '.join(path)}\b", result.output, re.MULTILINE)
    assert "\x1b" not in result.output


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_the_database_can_be_chosen(path: tuple[str, ...]) -> None:
    options = {option for param in find(path).params for option in param.opts}

    assert "--db" in options or path[0] in NEEDS_NO_DATABASE


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_a_wrong_option_exits_with_two_and_names_it(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(alimon, [*path, "--no-such-option"])

    assert result.exit_code == 2
    assert "--no-such-option" in result.output


def test_the_commands_of_the_design_are_all_there() -> None:
    assert set(COMMANDS) >= {
        "alerts", "demo", "doctor", "feeds", "figures", "headlines", "metrics", "parse", "poll",
        "tag",
    }  # fmt: skip


def test_an_unknown_command_exits_with_two() -> None:
    result = CliRunner().invoke(alimon, ["fly"])

    assert result.exit_code == 2
    assert "fly" in result.output


@pytest.mark.parametrize(("variable", "colored"), [("NO_COLOR", False), ("ALIMON_TEST", True)])
def test_no_color_is_heard_on_a_terminal(tmp_path: Path, variable: str, colored: bool) -> None:
    parent, child = os.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    environment |= {variable: "1", "ALIMON_CONFIG": str(tmp_path / "none.toml")}
    try:
        subprocess.run(
            [sys.executable, "-m", "tui", "doctor", "--db", str(tmp_path / "none.sqlite")],
            stdout=child,
            stderr=child,
            check=False,
            env=environment,
        )
        output = os.read(parent, 65_536)
    finally:
        os.close(child)
        os.close(parent)

    assert output
    assert (b"\x1b[" in output) is colored


@pytest.mark.parametrize(
    "words",
    ["alerts rm", "alerts edit", "alerts log", "alerts log --limit", "headlines --limit"],
)
def test_a_number_that_is_too_large_is_wrong_use(words: str, tmp_path: Path) -> None:
    command = [*words.split(), "9" * 20, "--db", str(tmp_path / "a.sqlite")]

    result = CliRunner().invoke(alimon, command)

    assert result.exit_code == 2
    assert "is not in the range" in result.output


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(alimon, ["feeds", "list", "--db", str(tmp_path)])

    assert str(result.exception) == f"{tmp_path} is a folder; --db names the database file itself"


@pytest.mark.parametrize("words", ["alerts import", "alerts test", "metrics import", "tag"])
def test_a_file_that_is_no_text_is_told_as_such(words: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\xff\xfe\x00\x01")
    group = [] if words in NEEDS_NO_DATABASE else ["--db", str(tmp_path / "a.sqlite")]

    result = CliRunner().invoke(alimon, [*words.split(), str(file), *group])

    assert result.exit_code == 1
    assert "UTF-8" in f"{result.output}{result.exception}"
