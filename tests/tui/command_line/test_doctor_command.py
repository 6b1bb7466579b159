"""`alimon doctor` ends with a report whatever it finds; its exit code says how bad it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from store import database
from tui.command_line import alimon


def sound(path: Path) -> None:
    database.open_writer(path).close()


def missing(_path: Path) -> None:
    pass


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage " * 1_000)


def newer(path: Path) -> None:
    sound(path)
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 999")
    connection.close()


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("ALIMON_CONFIG", str(tmp_path / "config.toml"))
    path = tmp_path / "alimon.sqlite"

    def runs(prepare: Callable[[Path], None], *options: str) -> Result:
        prepare(path)
        return CliRunner().invoke(alimon, ["doctor", "--db", str(path), *options])

    return runs


@pytest.mark.parametrize(
    ("prepare", "code", "said"),
    [
        (sound, 0, "the feed list is empty"),
        (missing, 0, "does not exist yet"),
        (garbage, 1, "not an alimon database"),
        (newer, 1, "upgrade alimon"),
        (a_folder, 1, "is a folder, not a database file"),
    ],
)
def test_every_kind_of_database_gets_a_report(
    run: Callable[..., Result], prepare: Callable[[Path], None], code: int, said: str
) -> None:
    result = run(prepare)

    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


def test_json_has_one_object_with_every_finding(run: Callable[..., Result]) -> None:
    report = json.loads(run(garbage, "--json").stdout)

    assert report["broken"] is True
    assert {"area", "level", "text", "remedy"} == set(report["findings"][0])
    areas = {finding["area"] for finding in report["findings"]}
    assert {"program", "sqlite", "database", "poller", "terminal", "disk", "clock"} <= areas


def test_a_mistake_in_the_configuration_is_a_warning(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text("colour = 1\n")

    result = run(sound)

    assert result.exit_code == 0
    assert "config.toml:1" in result.output


def test_what_is_not_fine_says_what_to_do(run: Callable[..., Result]) -> None:
    report = json.loads(run(missing, "--json").stdout)

    silent = [
        f for f in report["findings"] if f["level"] in ("warning", "broken") and not f["remedy"]
    ]
    assert silent == []
