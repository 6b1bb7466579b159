"""The README says what is true: its commands parse, its files exist, no command is left out."""

from __future__ import annotations

import re
import shlex
import tomllib
from contextlib import suppress
from pathlib import Path
from shutil import copyfile

import click
import pytest
from click.testing import CliRunner

from feeds.catalog import load_catalog
from store.headlines.topic_names import KNOWN_TOPICS, Topic
from store.places import default_database_path
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
    with suppress(click.exceptions.Exit):  # --help
        command.make_context(command.name, words)


@pytest.mark.parametrize("line", INVOCATIONS)
def test_a_command_line_parses(line: str) -> None:
    check_usage(alimon, shlex.split(line)[1:])


OPENS_A_SCREEN_OR_RUNS_ON = {"alimon demo", "alimon poll"}
ASKS_THE_NETWORK_OR_A_DELIVERY = ("--send", "poll --once", "feeds check", "feeds add")
NEEDS_A_FILE = ("metrics release",)


def runnable(line: str) -> bool:
    """Whether a test can run the line: it ends by itself and needs nothing from outside."""
    return line not in OPENS_A_SCREEN_OR_RUNS_ON and not any(
        words in line for words in (*ASKS_THE_NETWORK_OR_A_DELIVERY, *NEEDS_A_FILE)
    )


@pytest.mark.parametrize("line", filter(runnable, INVOCATIONS))
def test_a_command_line_does_what_it_says(
    line: str, record_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))  # what other platforms go by
    default_database_path().parent.mkdir(parents=True)
    copyfile(record_file, default_database_path())

    result = CliRunner().invoke(alimon, shlex.split(line)[1:])

    assert result.exit_code == 0, result.output or result.exception


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


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=~ ]", line)[0] for line in project["dependencies"]}
    decisions = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    reasons = re.findall(r"^- ([\w, -]+):", decisions.partition("## Dependencies")[2], re.MULTILINE)

    assert {name for line in reasons for name in line.split(", ")} == names


@pytest.mark.parametrize("topic", KNOWN_TOPICS, ids=lambda topic: topic.name)
def test_the_mark_of_every_topic_is_told(topic: Topic) -> None:
    assert f"`{topic.mark}` {topic.title}".lower() in README.lower()
