"""`alimon digest`, as a user runs it: printed, written, sent."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from store import database, times
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.polling.subscriptions import NewFeed, add_feed
from tui.command_line import alimon


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "alimon.sqlite"
    now = times.now()
    connection = database.open_writer(where, now)
    feed = add_feed(connection, NewFeed("https://a.example/rss", "Example Wire"), now)
    at = now - timedelta(hours=3)
    entry = ParsedEntry("1", "Alibaba lifts AI spending", "https://a.example/1", at, None)
    tagged = TaggedEntry(entry, "en", Tagging(("capex",), ("alibaba",), (), "test"))
    write_poll(connection, FetchRecord(feed, now, 5, "ok"), [tagged], now)
    connection.close()
    return where


def run(path: Path, *arguments: str, config: Path | None = None) -> Result:
    environment = {"ALIMON_CONFIG": str(config or path.with_name("none.toml"))}
    return CliRunner().invoke(alimon, ["digest", "--db", str(path), *arguments], env=environment)


def test_it_is_printed_as_text(path: Path) -> None:
    result = run(path)

    assert result.exit_code == 0, result.output
    assert "CAPITAL SPENDING" in result.stdout
    assert "Alibaba lifts AI spending" in result.stdout


def test_the_span_can_be_chosen(path: Path) -> None:
    assert "No story of any topic" in run(path, "--since", "1h").stdout
    wrong = run(path, "--since", "soon")
    assert wrong.exit_code == 2
    assert "is no time" in wrong.output


def test_it_is_written_to_a_file(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "digest.html"

    assert run(path, "--format", "html", "--output", str(target)).exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")

    missing = run(path, "--output", str(tmp_path / "no" / "digest.txt"))
    assert missing.exit_code == 1
    assert "cannot write" in missing.output


def test_it_is_sent_to_a_command(path: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    out = tmp_path / "out.json"
    script = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    command = json.dumps([sys.executable, "-c", script, str(out)])
    config.write_text(f'[[delivery]]\nname = "desk"\ncommand = {command}\n', encoding="utf-8")

    result = run(path, "--send", "desk", "--format", "md", config=config)

    assert result.exit_code == 0, result.output
    message = json.loads(out.read_text(encoding="utf-8"))
    assert message["title"].startswith("alimon digest, ")
    assert message["format"] == "md"
    assert "Alibaba lifts AI spending" in message["body"]


def test_a_delivery_that_is_not_there_is_named(path: Path) -> None:
    result = run(path, "--send", "desk")

    assert result.exit_code == 1
    assert "no [[delivery]] is named 'desk'" in result.output
