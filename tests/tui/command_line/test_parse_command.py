"""`alimon parse`: entries as JSON Lines on stdout, everything else in one line on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui.command_line import alimon

FEED = """<rss version="2.0"><channel><title>Wire</title>
<item><title>云计算 sales rise</title><link>/1</link><guid isPermaLink="false">n-1</guid>
<pubDate>Thu, 20 Aug 2026 19:30:00 +0800</pubDate><description>Up</description></item>
<item><title>No id, no link</title></item></channel></rss>"""


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(alimon, ["parse", *arguments], input=stdin, prog_name="alimon")


def test_each_entry_is_a_line_of_json(tmp_path: Path) -> None:
    saved = tmp_path / "saved.xml"
    saved.write_text(FEED, encoding="utf-8")
    result = run(str(saved), "--url", "https://news.example/feed")
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first == {
        "id": "n-1",
        "title": "云计算 sales rise",
        "link": "https://news.example/1",
        "published": "2026-08-20T11:30:00Z",
        "updated": None,
        "summary": "Up",
        "author": "",
    }
    assert (second["id"], second["link"], second["published"]) == (None, None, None)


def test_a_dash_reads_standard_input() -> None:
    result = run("-", stdin=FEED)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


def test_a_feed_without_entries_succeeds_and_prints_nothing() -> None:
    result = run("-", stdin="<rss><channel/></rss>")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_what_was_repaired_is_said_beside_the_entries() -> None:
    result = run("-", stdin=FEED.replace("sales", "&sales"))
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr.startswith("alimon: standard input: repaired: malformed XML")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("", "an empty document"),
        ("<html></html>", "an HTML page, not a feed"),
        ('{"a": 1}', "JSON, but not a feed"),
        (b"\x00\xff\x1b[31m", "neither a feed nor"),
    ],
)
def test_no_feed_is_exit_1_and_one_line(document: str | bytes, what: str) -> None:
    result = run("-", stdin=document)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("alimon: standard input: ")
    assert what in result.stderr
    assert result.stderr.count("\n") == 1


WRONG_USE = [[], ["missing.xml"], ["."], ["bad\0name"], ["-", "--nonsense"], ["-", "another"]]


@pytest.mark.parametrize("arguments", WRONG_USE, ids=repr)
def test_wrong_use_is_exit_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


def test_help_shows_examples() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "alimon parse saved.xml" in result.stdout
