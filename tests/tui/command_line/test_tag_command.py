"""`alimon tag` and `alimon retag` as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from store import database
from tui.command_line.retag_command import retag
from tui.command_line.tag_command import tag


@pytest.fixture(autouse=True)
def _no_user_lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIMON_CONFIG", str(tmp_path / "config.toml"))


def test_tag_answers_a_line_for_a_line() -> None:
    lines = [{"id": 7, "title": "阿里AI新品"}, {"id": "b", "title": "Rain", "summary": None}]
    result = CliRunner().invoke(tag, input="\n".join(map(json.dumps, lines)) + "\n\n")
    first, second = map(json.loads, result.output.splitlines())
    assert first == {
        "id": 7,
        "topics": ["ai"],
        "companies": ["alibaba"],
        "evidence": [
            {"kind": "topic", "name": "ai", "start": 2, "end": 4, "text": "AI", "role": "strong"},
            {"kind": "company", "name": "alibaba", "start": 0, "end": 2, "text": "阿里",
             "role": "alias"},
        ],
    }  # fmt: skip
    assert second == {"id": "b", "topics": [], "companies": [], "evidence": []}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"nonsense", "not JSON"),
        (b"[1]", '{"id", "title"} is wanted'),
        (b'{"id": 1}', '"title" is missing'),
        (b'{"id": 1, "title": 3}', '"title" is missing or no text'),
        (b'{"id": 1, "title": "a", "summary": 3}', '"summary" is no text'),
        (b'{"id": {}, "title": "a"}', '"id" is neither'),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_by_its_number(line: bytes, words: str) -> None:
    result = CliRunner().invoke(tag, input=b'{"id": 1, "title": "fine"}\n' + line + b"\n")
    assert result.exit_code == 1
    assert "standard input, line 2: " in str(result.exception)
    assert words in str(result.exception)


def test_explain_says_what_counted_and_what_was_missing() -> None:
    lines = [{"id": 1, "title": "Alibaba Cloud cuts prices"}, {"id": 2, "title": "Dark clouds"}]
    result = CliRunner().invoke(tag, ["--explain"], input="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, result.output.splitlines())
    topics = {topic["topic"]: topic for topic in first["topics"]}
    assert set(topics) >= {"ai", "cloud", "capex", "policy"}
    assert topics["cloud"]["holds"]
    assert topics["cloud"]["score"] >= topics["cloud"]["threshold"]
    assert topics["cloud"]["evidence"]
    assert [company["company"] for company in first["companies"]] == ["alibaba"]
    assert not any(topic["holds"] for topic in second["topics"])


def test_a_missing_file_is_wrong_use() -> None:
    assert CliRunner().invoke(tag, ["no-such-file"]).exit_code == 2


def test_mistakes_in_the_users_lexicon_are_told_and_the_rest_counts(tmp_path: Path) -> None:
    (tmp_path / "lexicon.toml").write_text("[signals]\nai_word = 3\n", encoding="utf-8")
    result = CliRunner().invoke(tag, input='{"id": 1, "title": "AI"}\n')
    assert "lexicon.toml:2: " in result.stderr
    assert json.loads(result.stdout)["topics"] == ["ai"]


def test_retag_without_anyone_to_ask_is_wrong_use_only_when_something_would_change(
    tmp_path: Path,
) -> None:
    path = tmp_path / "alimon.sqlite"
    database.open_writer(path).close()
    result = CliRunner().invoke(retag, ["--db", str(path)])
    assert (result.exit_code, "Nothing would change." in result.output) == (0, True)


def test_retag_needs_a_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(retag, ["--dry-run", "--db", str(tmp_path / "none.sqlite")])
    assert result.exit_code == 1
    assert "no database at" in str(result.exception)
