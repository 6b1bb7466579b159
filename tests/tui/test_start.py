"""What of the command line opens the app at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.start import plain_options

PATH = Path("news.sqlite")


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], (None, True)),
        (["--no-poll"], (None, False)),
        (["--db", "news.sqlite"], (PATH, True)),
        (["--no-poll", "--db", "news.sqlite"], (PATH, False)),
        (["--db"], None),
        (["--db", "--no-poll"], None),
        (["--db", ""], None),
        (["--db=news.sqlite"], None),
        (["--help"], None),
        (["poll"], None),
        (["--db", "news.sqlite", "poll"], None),
    ],
)
def test_only_the_app_alone_starts_without_the_command_line(
    arguments: list[str], options: tuple[Path | None, bool] | None
) -> None:
    assert plain_options(arguments) == options
