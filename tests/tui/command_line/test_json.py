"""docs/json.md keeps its promises: every command with --json is there, and answers so."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import made_release
import pytest
from click.testing import CliRunner

from tui.command_line import alimon

PAGE = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Example Wire</title>
<link>https://wire.example/</link><item><guid>1</guid><link>https://wire.example/1</link>
<title>Alibaba Cloud revenue rose 45% to 48.4 billion yuan in the June quarter of 2026 on AI</title>
</item><item><guid>2</guid><link>https://wire.example/2</link>
<title>Alibaba Cloud revenue rose 44% to 360 million yuan in the September quarter of 2026</title>
</item></channel></rss>"""
RULES = '[[rule]]\ntext = "capex > 30bn"\n[[rule]]\ntext = "capex > 30%"\n'
TEST = '[[test]]\nrule = "capex > 30bn"\n[[test.expect]]\nat = 2025-11-25\nstate = "ok"\n'
OPML = '<opml version="2.0"><body><outline xmlUrl="ftp://a.example/x"/></body></opml>'
# The quarter after the last on record, so that it changes alerts and the press may speak of it.
RELEASE = made_release.as_text().replace("2030", "2026").replace("2029", "2025")
CONFIG = '[[delivery]]\nname = "desk"\ncommand = ["true"]\n'

# In one database, one after the other. Some fail for good reason and answer all the same.
STORY = """
feeds add feed.xml
poll --once
feeds list
feeds check
feeds pause 1
feeds resume 1
headlines
alerts add 'topic:ai'
alerts add 'cloud.revenue.yoy > 30' --name Cloud --note Why
alerts edit 2 'cloud.revenue.yoy > 20'
alerts disable 2
alerts enable 2
alerts ack 2
alerts snooze 2
alerts list
poll --once
alerts log
alerts backtest 2
alerts backtest 'topic:ai'
alerts test tests.toml
alerts starter
alerts starter --accept
alerts import rules.toml
alerts rm 2
feeds import feeds.opml
metrics show
metrics show --derived --segment cloud --segment group
metrics import wrong.csv
metrics release release.txt
check 'Alibaba Cloud revenue rose 45% to 48.4 billion yuan in the June quarter of 2026'
check 'Tencent revenue rose 45% to 48.4 billion yuan in the June quarter of 2026'
db tables
db check
db repair
db vacuum
db backup copy.sqlite
db restore copy.sqlite
retag --dry-run
doctor
feeds rm 1
"""
ABSENT = object()
DAY = r"\d{4}-\d\d-\d\d"
TYPES = {
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
    "absent": lambda value: value is ABSENT,
    "time": lambda value: bool(re.fullmatch(DAY + r"T\d\d:\d\d:\d\d(\.\d+)?Z", value or "")),
    "day": lambda value: bool(re.fullmatch(DAY, value or "")),
}


@dataclass(frozen=True)
class Shape:
    """A section of the page: the commands it is about and the types of its keys."""

    commands: tuple[str, ...]
    keys: dict[str, tuple[str, ...]]


def shapes() -> Iterator[Shape]:
    for section in PAGE.split("\n## ")[1:]:
        commands = re.findall(r"`alimon ([\w -]+?) --json`", section.replace("\n", " "))
        rows = re.findall(r"^\| `([\w.\[\]]+)` \| ([\w ]+?) \|", section, re.MULTILINE)
        yield Shape(tuple(commands), {key: tuple(kinds.split(" or ")) for key, kinds in rows})


def leaves(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its name, groups walked through."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    with click.Context(command) as context:
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from leaves(child, f"{path} {name}".strip())


ALL = dict(leaves(alimon))
SHAPES = {command: shape for shape in shapes() for command in shape.commands}


@dataclass(frozen=True)
class Stated:
    """An object in an answer: where it stands (empty at the top), and its values."""

    path: str
    values: dict[str, Any]


def objects(value: Any, path: str = "") -> Iterator[Stated]:
    if isinstance(value, dict):
        yield Stated(path, value)
        for key, inner in value.items():
            yield from objects(inner, f"{path}.{key}".strip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, f"{path}[]")


def listed(document: Any) -> list[Any]:
    return document if isinstance(document, list) else [document]


def mistakes(keys: dict[str, tuple[str, ...]], document: Any) -> Iterator[str]:
    """What an answer has otherwise than the page says; a list's objects are told one by one."""
    for stated in [each for part in listed(document) for each in objects(part)]:
        prefix = f"{stated.path}." if stated.path else ""
        wanted = {key.removeprefix(prefix) for key in keys if key.startswith(prefix)}
        wanted = {key for key in wanted if not re.search(r"[.\[]", key)}
        needed = {key for key in wanted if "absent" not in keys[prefix + key]}
        if not needed <= set(stated.values) <= wanted:
            yield f"{stated.path}: {sorted(wanted ^ set(stated.values))}"
        for name in wanted & set(stated.values):
            value, kinds = stated.values[name], keys[prefix + name]
            if not any(TYPES[kind](value) for kind in kinds):
                yield f"{prefix}{name}: {value!r} is no {' or '.join(kinds)}"
            for item in value if isinstance(value, list) else ():
                kinds = keys.get(f"{prefix}{name}[]", ("object",))
                if not any(TYPES[kind](item) for kind in kinds):
                    yield f"{prefix}{name}[]: {item!r} is no {' or '.join(kinds)}"


def documents(output: str) -> list[Any]:
    decoder, found, position = json.JSONDecoder(), [], 0
    text = output.strip()
    while position < len(text):
        document, position = decoder.raw_decode(text, position)
        position += len(text[position:]) - len(text[position:].lstrip())
        found.append(document)
    return found


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What each command of the story printed, by command."""
    folder = tmp_path_factory.mktemp("story")
    files = {
        "feed.xml": FEED,
        "rules.toml": RULES,
        "tests.toml": TEST,
        "feeds.opml": OPML,
        "wrong.csv": "a,b\n",
        "release.txt": RELEASE,
        "config.toml": CONFIG,
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    found: dict[str, list[Any]] = {}  # by command
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ALIMON_CONFIG", str(folder / "config.toml"))
        for line in STORY.split("\n"):
            words = shlex.split(line)
            if not words:
                continue
            result = CliRunner().invoke(alimon, ["--db", "a.sqlite", *words, "--json"])
            assert result.exit_code in (0, 1), (line, result.output)
            assert result.exception is None or isinstance(result.exception, SystemExit), line
            names = [name for name in SHAPES if f"{' '.join(words)} ".startswith(f"{name} ")]
            name = max(names, key=len)
            if "--accept" in words:
                name = "alerts list"  # the page says so
            found.setdefault(name, []).extend(documents(result.stdout))
    return found


def test_every_command_with_json_is_on_the_page_once() -> None:
    with_json = {name for name, command in ALL.items() if has_json(command)}

    without_options = {name.partition(" --")[0] for name in SHAPES}
    assert without_options == with_json - {"digest"}  # docs/digest.md, with a test of its own
    assert sum(len(shape.commands) for shape in shapes()) == len(SHAPES)


ANSWERS_WITHOUT = {
    "completion", "serve", "demo",  # a script, a screen
    "db query", "figures", "parse", "tag",  # JSON anyway
    "alerts export", "feeds export", "metrics export",  # a format of their own
}  # fmt: skip


def has_json(command: click.Command) -> bool:
    return any("--json" in parameter.opts for parameter in command.params)


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_command_that_answers_has_json(name: str) -> None:
    assert has_json(ALL[name]) is (name not in ANSWERS_WITHOUT)


@pytest.mark.parametrize("command", sorted(SHAPES))
def test_an_answer_is_what_the_page_says(command: str, answers: dict[str, list[Any]]) -> None:
    found = [
        mistake
        for document in answers[command]
        for mistake in mistakes(SHAPES[command].keys, document)
    ]

    assert answers[command]
    assert found == []


@pytest.mark.parametrize(
    ("command", "list_in"),
    [
        ("metrics release", lambda answer: answer["observations"]),
        ("metrics release", lambda answer: answer["outlook"]["events"]),
        ("metrics release", lambda answer: answer["outlook"]["claims"]),
        ("metrics show --derived", lambda answer: answer),
    ],
)
def test_what_the_page_says_of_lists_was_held_against_lists_that_hold_something(
    command: str, list_in: Callable[[Any], list[Any]], answers: dict[str, list[Any]]
) -> None:
    assert all(list_in(answer) for answer in answers[command])
