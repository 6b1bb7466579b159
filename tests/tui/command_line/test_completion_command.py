"""The tab key in a shell: scripts that the shell accepts, and names from the database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui.command_line import alimon

WORDS = {"bash": "complete", "zsh": "compdef", "fish": "complete"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_that_the_shell_can_read(shell: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(alimon, ["completion", shell])

    assert result.exit_code == 0, result.output
    assert "_ALIMON_COMPLETE" in result.stdout
    assert WORDS[shell] in result.stdout
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(result.stdout, encoding="utf-8")
        subprocess.run([shell, "-n", str(script)], check=True)


def complete(line: str, path: Path) -> list[str]:
    """What the tab key offers at the end of `line`, as click's bash script asks for it."""
    words = line.replace("DB", str(path)).split(" ")
    asked = subprocess.run(
        [sys.executable, "-c", "from tui.command_line import alimon; alimon(prog_name='alimon')"],
        env=os.environ
        | {
            "_ALIMON_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.stderr == ""
    return [offered.split(",", 1)[1] for offered in asked.stdout.split()]


def test_commands_and_names_of_the_database_are_offered(path: Path) -> None:
    assert complete("alimon he", path) == ["headlines"]
    assert complete("alimon headlines --db DB --topic c", path) == ["capex", "cloud"]
    assert complete("alimon headlines --db DB --company al", path) == ["alibaba"]
    assert complete("alimon metrics show --segment clo", path) == ["cloud"]
    assert complete("alimon feeds rm --db DB 2", path) == ["2"]


def test_without_a_database_nothing_is_offered_and_nothing_is_said(tmp_path: Path) -> None:
    assert complete("alimon headlines --db DB --topic c", tmp_path / "none.sqlite") == []
