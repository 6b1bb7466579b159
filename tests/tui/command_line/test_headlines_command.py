"""`alimon headlines`: lines, JSON and CSV of what a query shows."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from store import database, times
from store.headlines import search_index
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.evidence import Evidence
from store.headlines.keeping import write_poll
from tui.command_line import alimon

TITLES = ("Alibaba lifts AI spending", "=SUM(A1) [bold]not markup[/]", "阿里云计算收入增长")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three headlines of an hour ago, one a day ago."""
    where = tmp_path / "alimon.sqlite"
    now = times.now().replace(microsecond=0)
    connection = database.open_writer(where, now)
    connection.execute(
        "insert into feeds (id, url, title, added_at) "
        "values (1, 'https://a.example/rss', 'Example Wire', '2026-01-01T00:00:00Z')"
    )
    entries = []
    for number, title in enumerate((*TITLES, "Yesterday's news")):
        at = now - (
            timedelta(days=1, hours=1) if number == 3 else timedelta(hours=1, seconds=number)
        )
        spans = (Evidence("topic", "ai", 14, 16, "AI", "strong"),) if number == 0 else ()
        tagging = Tagging(
            ("ai",) if spans else (), ("alibaba",) if number in (0, 2) else (), spans, "r"
        )
        entry = ParsedEntry(str(number), title, f"https://a.example/{number}", at, None)
        entries.append(TaggedEntry(entry, "en" if title.isascii() else "zh-Hans", tagging))
    write_poll(connection, FetchRecord(1, now, 5, "ok"), entries, now)
    search_index.index_pending(connection)
    connection.close()
    return where


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(alimon, ["headlines", "--db", str(path), *arguments])


def test_a_line_has_time_marks_company_source_and_title(path: Path) -> None:
    lines = run(path, "--limit", "3").output.splitlines()

    assert len(lines) == 3
    assert "A···  alibaba" in lines[0]
    assert "Example Wire" in lines[0]
    assert [title in line for title, line in zip(TITLES, lines, strict=True)] == [True] * 3
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ((), 4),
        (("--since", "2h"), 3),
        (("--topic", "ai"), 1),
        (("--company", "alibaba"), 2),
        (("云计算",), 1),
        (("alibaba", "spending"), 1),
        (('"lifts ai" -nothing',), 1),
        (("company:alibaba", "--topic", "ai"), 1),
        (("nothing at all",), 0),
    ],
)
def test_words_filters_and_options_narrow_it_down(
    path: Path, arguments: tuple[str, ...], shown: int
) -> None:
    result = run(path, *arguments, "--json")

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == shown


def test_json_has_the_documented_shape(path: Path) -> None:
    first = json.loads(run(path, "--json").stdout.splitlines()[0])

    assert set(first) == {
        *("id", "at", "source", "feed", "title", "link", "language", "topics", "companies"),
        *("read", "starred", "story", "story_size", "figures", "evidence"),
    }
    assert first["title"] == TITLES[0]
    assert first["evidence"] == [
        {"kind": "topic", "name": "ai", "start": 14, "end": 16, "text": "AI", "role": "strong"}
    ]
    assert datetime.fromisoformat(first["at"]).tzinfo == UTC


def test_csv_can_be_opened_in_a_spreadsheet_without_running_anything(path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(path, "--csv").stdout)))

    assert [row["title"] for row in rows[:3]] == [TITLES[0], "'" + TITLES[1], TITLES[2]]
    assert (rows[0]["topics"], rows[0]["companies"], rows[0]["read"]) == ("ai", "alibaba", "0")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("is:nonsense",), "is:unread, is:read, is:starred"),
        (("--since", "soon"), "--since: 'soon' is no time"),
        (("--json", "--csv"), "exclude each other"),
        (("--limit", "0"), "--limit"),
    ],
)
def test_wrong_use_says_what_is_allowed(
    path: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run(path, *arguments)

    assert result.exit_code == 2
    assert message in result.output


def test_nothing_found_is_said_where_it_disturbs_no_pipe(path: Path) -> None:
    result = run(path, "zzzz")

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "no headline matches" in result.stderr


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_what_programs_read_is_utf_8_in_any_locale(path: Path, form: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "tui", "headlines", "--db", str(path), form],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )

    assert "阿里云计算收入增长" in printed.stdout.decode()


def test_a_database_without_headlines_says_where_they_come_from(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    database.open_writer(path).close()

    result = run(path, "--topic", "ai")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "`alimon poll --once` brings them" in result.stderr
