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
def test_a_script_is_printed(shell: str) -> None:
    result = CliRunner().invoke(alimon, ["completion", shell])

    assert result.exit_code == 0, result.output
    assert "_ALIMON_COMPLETE" in result.stdout
    assert WORDS[shell] in result.stdout


# The tab key after `alimon metrics show --segment clo`, pressed in the shell itself.
PRESSED = {
    "bash": """source "$1"; f=$(complete -p alimon | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
        COMP_WORDS=(alimon metrics show --segment clo); COMP_CWORD=4; $f alimon
        echo "${COMPREPLY[@]}" """,
    "zsh": """autoload -Uz compinit && compinit -u -D && source "$1"
        echo "cloud ${_comps[alimon]}" """,
    "fish": """source $argv[1]; complete -C "alimon metrics show --segment clo" """,
}


@pytest.mark.parametrize("shell", sorted(PRESSED))
def test_the_shell_itself_completes(shell: str, tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "alimon"
    if shutil.which(shell) is None or not program.exists():
        pytest.skip(f"{shell} or the alimon program is not installed")
    script = tmp_path / "script"
    script.write_text(CliRunner().invoke(alimon, ["completion", shell]).stdout, encoding="utf-8")
    plain = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    name = [] if shell == "fish" else [shell]
    done = subprocess.run(
        [shell, *plain, "-c", PRESSED[shell], *name, str(script)],
        env={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("cloud"), done.stderr
    if shell == "fish":
        assert "AI Cloud and Compute" in done.stdout


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
    assert complete("alimon headlines --db DB --topic c", path) == ["cloud", "capex"]
    assert complete("alimon headlines --db DB --company al", path) == ["alibaba"]
    assert complete("alimon metrics show --segment clo", path) == ["cloud"]
    assert complete("alimon feeds rm --db DB 2", path) == ["2"]


def test_without_a_database_what_alimon_knows_is_offered_and_nothing_is_said(
    tmp_path: Path,
) -> None:
    nowhere = tmp_path / "none.sqlite"
    assert complete("alimon headlines --db DB --topic c", nowhere) == ["cloud", "capex"]
    assert complete("alimon headlines --db DB --company a", nowhere) == []
