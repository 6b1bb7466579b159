"""`alimon check`: a sentence held against the record, for people and programs."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copyfile

import pytest
from click.testing import CliRunner, Result

from tui.command_line import alimon


@pytest.fixture
def path(record_file: Path, tmp_path: Path) -> Path:
    return copyfile(record_file, tmp_path / "alimon.sqlite")


def run(path: Path, *arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(alimon, ["check", "--db", str(path), *arguments], input=text)


CASES = [
    ("Alibaba Cloud revenue rose 45% in the June quarter of 2026", "✓", "FY2027Q1 release"),
    ("Alibaba Cloud revenue rose 54% in the June quarter of 2026", "≠", "+45%"),
    (
        "Taobao and Tmall Group posted a 12% revenue increase in the March quarter of 2025",
        "≈",
        "customer management revenue",
    ),
]


@pytest.mark.parametrize(("sentence", "mark", "words"), CASES)
def test_each_figure_is_said_to_be_right_or_not_with_its_source(
    path: Path, sentence: str, mark: str, words: str
) -> None:
    result = run(path, sentence)

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(mark)
    assert words in result.stdout
    assert "known since" in result.stdout


def test_the_day_of_publication_settles_the_quarter(path: Path) -> None:
    sentence = "Alibaba Cloud revenue up 18%"

    assert run(path, sentence, "--published", "2025-05-16").stdout.startswith("✓")
    assert run(path, sentence, "--published", "2026-08-21").stdout.startswith("≠")


def test_json_has_the_record_beside_the_claim(path: Path) -> None:
    result = run(path, "-", "--json", text=CASES[0][0])

    (line,) = result.stdout.splitlines()
    found = json.loads(line)
    assert (found["segment"], found["verdict"], found["period_end"]) == (
        "cloud", "agrees", "2026-06-30",
    )  # fmt: skip
    assert found["record"]["value"] == "48437"
    assert found["record"]["url"].startswith("https://")


def test_a_sentence_without_figures_says_so(path: Path) -> None:
    assert run(path, "Qwen3-235B-A22B runs on H20").stdout == "no figure of a company in it\n"


def test_a_wrong_day_is_wrong_use(path: Path) -> None:
    result = run(path, "x", "--published", "soon")

    assert result.exit_code == 2
    assert "no day such as" in result.output
