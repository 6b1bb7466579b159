"""Answers of commands that no other test asks for: mistakes, empty lists, other forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from store import database
from tui.command_line import alimon


def run(path: Path, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(alimon, ["--db", str(path), *arguments], input=typed)


def answer(result: Result) -> str:
    return f"{result.output}{result.exception or ''}"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("alerts", "backtest", "capex > 30%"), 1, "column 9: capex is money"),
        (("alerts", "ack", "1"), 1, "has no open alert"),
        (("db", "tables"), 0, "headlines  "),
        (("digest", "--since", "2099-01-01"), 2, "that is not in the past"),
        (("metrics", "show", "--metric", "margin"), 0, "Alibaba Group "),
        (("completion", "bash"), 0, "_ALIMON_COMPLETE"),
        (("figures", "-"), 1, "line 1 is no JSON object"),
    ],
)
def test_the_answer_of(path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    run(path, "alerts", "add", "free_cash_flow > 900bn")
    result = run(path, *arguments, typed="[1]\n")
    assert (result.exit_code, words in answer(result)) == (code, True), answer(result)


def test_an_edit_that_makes_no_sense_leaves_the_rule(path: Path) -> None:
    run(path, "alerts", "add", "free_cash_flow < 0")
    result = run(path, "alerts", "edit", "1", "capex > 30%")
    assert (result.exit_code, "column 9" in answer(result)) == (1, True)
    assert "free_cash_flow < 0" in run(path, "alerts", "list").output


def test_a_list_without_feeds_says_how_to_get_some(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite"
    database.open_writer(empty).close()
    assert "no feeds yet; `alimon feeds add URL`" in run(empty, "feeds", "list").output


def test_a_count_of_stories_is_replayed_with_its_moments(path: Path) -> None:
    result = run(path, "alerts", "backtest", "stories(topic:ai) > 2 in 31d")
    assert result.exit_code == 0
    assert " stories  " in result.output


def test_a_claim_is_told_with_its_range_and_that_it_is_a_comparator(path: Path) -> None:
    text = "Meta narrowed its capex guidance to $70-72 billion, from $66-72 billion previously."
    line = json.dumps({"id": 1, "text": text})
    claims = json.loads(run(path, "figures", "-", typed=line).output)["claims"]
    assert [(c.get("value_high"), c.get("is_comparator")) for c in claims] == [
        (72_000_000_000, None),
        (72_000_000_000, True),
    ]


def test_the_table_is_exported_as_json(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.json"
    result = run(path, "metrics", "export", "--format", "json", "--output", str(file))
    assert result.exit_code == 0, answer(result)
    assert json.loads(file.read_text())["rows"]
