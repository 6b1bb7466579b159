"""`alimon db`, as a user runs it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from store import database
from tui.command_line import alimon


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(alimon, ["db", *arguments, "--db", str(path)])


def test_tables_are_named_with_their_rows_and_columns(path: Path) -> None:
    lines = [json.loads(line) for line in run(path, "tables", "--json").stdout.splitlines()]
    tables = {line["table"]: line for line in lines}
    assert tables["headlines"]["rows"] == 60
    assert {"name": "title", "type": "TEXT"} in tables["headlines"]["columns"]
    assert not [name for name in tables if name.startswith("headlines_fts_")]


def test_a_query_is_answered_as_json_or_csv(path: Path) -> None:
    sql = "select title, url from feeds order by id"
    first = json.loads(run(path, "query", sql).stdout.splitlines()[0])
    assert first == {"title": "Example Wire", "url": "https://wire1.example.org/rss"}
    assert run(path, "query", sql, "--csv").stdout.splitlines()[:2] == [
        "title,url",
        "Example Wire,https://wire1.example.org/rss",
    ]


@pytest.mark.parametrize("sql", ["delete from headlines", "selec 1", "select 1; select 2"])
def test_a_query_that_changes_or_makes_no_sense_is_refused(path: Path, sql: str) -> None:
    answer = run(path, "query", sql)
    assert answer.exit_code == 1
    assert "SQLite answered" in str(answer.exception)
    assert json.loads(run(path, "query", "select count(*) n from headlines").stdout)["n"] == 60


def test_a_backup_holds_everything_and_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    with closing(database.open_writer(path)):  # a writer is at work
        assert run(path, "backup", str(target)).exit_code == 0
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("select count(*) from headlines").fetchone() == (60,)
    again = run(path, "backup", str(target))
    assert again.exit_code == 1
    assert "exists already" in str(again.exception)


def test_a_sound_database_is_said_to_be_so(path: Path) -> None:
    assert "is sound" in run(path, "check").stdout
    assert run(path, "vacuum").exit_code == 0
    assert "is sound" in run(path, "check").stdout


def test_a_dangling_reference_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("insert into headline_versions values (1, 'now', 'a', 'b', null)")
        connection.commit()
    found = run(path, "check")
    assert found.exit_code == 1
    assert "refers to a missing headlines" in found.stdout
