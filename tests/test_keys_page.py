"""docs/keys.md says what the registry says."""

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_keys_page_is_up_to_date() -> None:
    made = subprocess.run(
        [sys.executable, DOCS / "make_keys_page.py"], capture_output=True, text=True, check=True
    )
    page = (DOCS / "keys.md").read_text(encoding="utf-8")
    assert made.stdout == page, "run `python docs/make_keys_page.py > docs/keys.md`"
