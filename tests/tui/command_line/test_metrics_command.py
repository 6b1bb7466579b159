"""`alimon metrics` as a person and a program use it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pandas
import pytest
from click.testing import CliRunner, Result

from tui.command_line.metrics_command import metrics


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("metrics") / "alimon.sqlite"


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(metrics, [arguments[0], "--db", str(path), *arguments[1:]])


def test_show_on_a_fresh_database_has_the_bundled_history(path: Path) -> None:
    result = run(path, "show", "--as-of", "2026-09-01", "--periods", "2")
    assert result.exit_code == 0
    assert "Revenue · CNY bn · quarter · YoY · basis D" in result.stdout
    assert "AI Cloud and Compute" in result.stdout
    assert "48.4  +45%" in result.stdout


def test_show_as_json_is_one_object_with_numbers(path: Path) -> None:
    result = run(path, "show", "--segment", "cloud", "--basis", "C", "--json")
    table = json.loads(result.stdout)
    assert [row["segment"] for row in table["rows"]] == ["cloud"]
    newest = table["rows"][0]["cells"][-1]
    assert (newest["value"], newest["yoy_pct"], newest["unit"]) == (41_626, 38, "CNY_mn")


def test_show_key_figures(path: Path) -> None:
    result = run(path, "show", "--metric", "key", "--periods", "1", "--as-of", "2026-09-01")
    assert "Free cash flow" in result.stdout
    assert "−44.7" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "--metric", "capx"), "did you mean capex"),
        (("show", "--metric", "88vip_members"), "did you mean"),
        (("show", "--metric", "members_88vip"), "use --period-type point"),
        (("show", "--segment", "robots"), "there is: ecommerce"),
        (("show", "--issuer", "nobody"), "nothing on record for nobody"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(
    path: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run(path, *arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_wrong_use_is_exit_two(path: Path) -> None:
    assert run(path, "show", "--as-of", "yesterday").exit_code == 2
    assert run(path, "export", "--format", "parquet").exit_code == 2


def test_export_as_markdown(path: Path) -> None:
    result = run(path, "export", "--format", "md", "--basis", "C", "--periods", "2")
    assert "| Cloud Intelligence Group | 43.3  +36% | 41.6  +38% |" in result.stdout


def test_export_as_csv_has_the_source_of_every_row(path: Path) -> None:
    result = run(path, "export", "--metric", "fcf")
    header, *rows = result.stdout.splitlines()
    assert "source_url" in header
    assert len(rows) > 40
    assert all("https://" in row or "research note" in row for row in rows)


def test_export_into_a_folder_that_is_not_there(path: Path) -> None:
    result = run(path, "export", "--output", str(path.parent / "none" / "a.csv"))
    assert result.exit_code == 1
    assert "cannot write" in result.stderr


def test_import_reports_lines_and_imports_nothing(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(
        "issuer,segment,metric,period_type,period_end,value,unit,kind,known_at\n"
        "nvidia,group,revenue,quarter,2026-04-26,1,USD_mn,reported,2026-05-27\n"
        "nvidia,group,revenue,quarter,2026-04-26,lots,USD_mn,reported,2026-05-27\n"
    )
    result = run(path, "import", str(file))
    assert result.exit_code == 1
    assert "bad.csv:3: value 'lots' is no number" in result.stderr
    assert run(path, "show", "--issuer", "nvidia").exit_code == 1


def test_import_dry_run_then_for_good(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "good.csv"
    file.write_text(
        "issuer,segment,metric,period_type,period_end,value,unit,kind,known_at\n"
        "amd,group,revenue,quarter,2026-06-27,9000,USD_mn,reported,2026-08-04\n"
    )
    assert "1 good lines; nothing imported" in run(path, "import", str(file), "--dry-run").stdout
    assert "1 imported" in run(path, "import", str(file)).stdout
    assert "9.0" in run(path, "show", "--issuer", "amd").stdout


def test_show_as_first_reported(path: Path) -> None:
    arguments = ("show", "--segment", "all_others", "--metric", "adj_ebita", "--periods", "5",
                 "--as-of", "2026-09-01", "--json")  # fmt: skip
    now, first = (json.loads(run(path, *arguments, *more).stdout) for more in ((), ("--first",)))
    june_2025 = [table["rows"][0]["cells"][0]["value"] for table in (now, first)]
    assert june_2025 == [687, -1_415]


def test_show_derived_figures(path: Path) -> None:
    """The figures themselves are worked out by hand in tests/store/record/test_derived.py."""
    arguments = ("show", "--derived", "--segment", "cloud", "--basis", "C")
    text = run(path, *arguments).stdout
    assert "Cloud Intelligence Group · derived · quarter · basis C" in text
    assert "Incremental margin" in text
    (table,) = json.loads(run(path, *arguments, "--json", "--periods", "1").stdout)
    assert (table["quarters"], table["figures"]["revenue_ttm"]) == (["Mar 26"], [158_132])
    assert run(path, *arguments, "--currency", "USD").exit_code == 2
    assert "nothing on record to derive" in run(path, "show", "--derived", "--issuer", "x").stderr


def test_export_as_parquet_or_what_is_missing_for_it(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "record.parquet"
    result = run(path, "export", "--all", "--format", "parquet", "--output", str(file))

    if importlib.util.find_spec("pyarrow") is None:
        assert "needs pyarrow" in str(result.exception)
    else:
        assert pandas.read_parquet(file)["value"].size > 4_000
