"""The pages that are made from the code say what the code says."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from shutil import copyfile

import pytest

ROOT = Path(__file__).parents[1]
DATABASE_PAGE = (ROOT / "docs/database.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "maker"),
    [
        ("docs/keys.md", ("docs/make_keys_page.py",)),
        ("docs/commands.md", ("docs/make_commands_page.py",)),
        ("docs/database.md", ("docs/make_database_page.py",)),
        ("docs/alimon.1", ("docs/make_commands_page.py", "--man")),
    ],
)
def test_a_made_page_is_up_to_date(page: str, maker: tuple[str, ...]) -> None:
    made = subprocess.run(
        [sys.executable, *maker], capture_output=True, text=True, check=True, cwd=ROOT
    )

    there = (ROOT / page).read_text(encoding="utf-8")

    assert made.stdout == there, f"run `python {' '.join(maker)} > {page}`"


def test_every_column_says_what_it_holds() -> None:
    page = (ROOT / "docs/database.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `(\w+)` \| [^|]*\|\s*\|$", page, re.MULTILINE) == []


@pytest.mark.parametrize(
    "sql",
    re.findall(r'alimon db query "(.*?)"|"(select.*?)" --table', DATABASE_PAGE)
    + re.findall(r"```sql\n(.*?)```()", DATABASE_PAGE, re.DOTALL),
)
def test_an_example_query_is_answered(sql: tuple[str, str], record: sqlite3.Connection) -> None:
    record.execute("".join(sql)).fetchall()


def test_the_example_in_python_reads_the_record(record_file: Path, tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DATABASE_PAGE, re.DOTALL)
    copyfile(record_file, tmp_path / "alimon.sqlite")

    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(len(cloud))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    assert int(ran.stdout) > 5
