"""`alimon metrics release`: read, show, check, and store only when asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui.command_line.metrics_command import metrics

RELEASE = """
Alibaba Group Announces September Quarter 2030 Results
Hangzhou, China, November 20, 2030 - Alibaba Group Holding Limited told today how the quarter ended
September 30, 2030 went.
Here is a breakdown of our revenue by segment:
Three months ended September 30, 2029 2030 RMB RMB US$ YoY % Change (in millions)
AI Cloud and Compute 250 360 45 44%
AI Labs and Applications 50 64 8 28%
All others 700 776 97 11%
Consolidated revenue 1,000 1,200 150 20%
(1) Amounts were translated at RMB8.0000 to US$1.00.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "results.txt"
    path.write_text(RELEASE)
    return path


def run(tmp_path: Path, *arguments: str) -> Result:
    database = ["--db", str(tmp_path / "alimon.sqlite")]
    return CliRunner().invoke(metrics, [arguments[0], *database, *arguments[1:]])


def test_a_release_is_shown_with_every_check_and_nothing_is_stored(
    tmp_path: Path, file: Path
) -> None:
    result = run(tmp_path, "release", str(file))
    assert result.exit_code == 0
    assert "FY2031Q2 · released 2030-11-20 · basis D" in result.stdout
    assert "ok   segments add up: revenue: 1,200 and 1,200" in result.stdout
    assert "every check holds" in result.stdout
    assert "nothing stored" in result.stderr
    assert "Sep 30" not in run(tmp_path, "show").stdout


def test_a_committed_release_is_on_record(tmp_path: Path, file: Path) -> None:
    assert "12 observations stored" in run(tmp_path, "release", str(file), "--commit").stderr
    assert "0 observations stored" in run(tmp_path, "release", str(file), "--commit").stderr
    shown = run(tmp_path, "show", "--segment", "cloud", "--periods", "1", "--json")
    cell = json.loads(shown.stdout)["rows"][0]["cells"][0]
    assert (cell["period_end"], cell["value"], cell["yoy_pct"]) == ("2030-09-30", 360, 44)


def test_json_is_one_object_with_the_columns_of_the_record(tmp_path: Path, file: Path) -> None:
    told = json.loads(run(tmp_path, "release", str(file), "--json").stdout)
    assert told["release"]["fiscal_label"] == "FY2031Q2"
    assert told["release"]["basis"] == "D"
    cloud = next(
        each
        for each in told["observations"]
        if each["segment"] == "ai_cloud_compute" and each["period_end"] == "2030-09-30"
    )
    assert (cloud["metric"], cloud["value"], cloud["kind"]) == ("revenue", 360, "reported")
    assert set(told["checks"][0]) == {"name", "ok", "left", "right", "note"}


def test_a_check_that_fails_shows_both_numbers_and_exits_with_one(
    tmp_path: Path, file: Path
) -> None:
    file.write_text(RELEASE.replace("700 776", "700 777"))
    result = run(tmp_path, "release", str(file))
    assert result.exit_code == 1
    assert "FAIL segments add up: revenue: 1,201 and 1,200" in result.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [("just words", "not a results release"), (None, "cannot read")],
)
def test_what_cannot_be_read_is_one_line_on_stderr(
    tmp_path: Path, content: str | None, message: str
) -> None:
    path = tmp_path / "x.txt"
    if content is not None:
        path.write_text(content)
    result = run(tmp_path, "release", str(path))
    assert result.exit_code == 1
    assert message in (result.stderr or str(result.exception))


def test_an_address_is_fetched_under_the_guard_of_every_feed(tmp_path: Path) -> None:
    result = run(tmp_path, "release", "http://127.0.0.1:9/exhibit.htm")
    assert result.exit_code == 1
    assert "private" in result.stderr
    assert "save it and give the file" in result.stderr
