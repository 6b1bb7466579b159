"""The process of one browser tab: `python -m tui.serving.tab --db PATH [--write]`.

textual-serve starts it, and sets the variables that make Textual talk to a browser.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.app import AlimonApp
from tui.departure import Departure
from tui.start import user_configuration


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    app = AlimonApp(
        options.db,
        poll=False,
        read_only=not options.write,
        configuration=user_configuration(),
        leaving=Departure().begin,
    )
    try:
        app.run()
    finally:
        app.close()


if __name__ == "__main__":
    main()
