"""The pages that are made from the code say what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("page", "maker"),
    [
        ("docs/keys.md", ("docs/make_keys_page.py",)),
        ("docs/commands.md", ("docs/make_commands_page.py",)),
        ("docs/alimon.1", ("docs/make_commands_page.py", "--man")),
    ],
)
def test_a_made_page_is_up_to_date(page: str, maker: tuple[str, ...]) -> None:
    made = subprocess.run(
        [sys.executable, *maker], capture_output=True, text=True, check=True, cwd=ROOT
    )

    there = (ROOT / page).read_text(encoding="utf-8")

    assert made.stdout == there, f"run `python {' '.join(maker)} > {page}`"
