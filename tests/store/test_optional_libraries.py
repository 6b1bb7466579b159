"""A library that is not there: the command that puts it beside this alimon."""

from __future__ import annotations

import pytest

from store.optional_libraries import how_to_add


@pytest.mark.parametrize(
    ("prefix", "command"),
    [
        ("/home/a/.local/share/pipx/venvs/alimon", "pipx inject alimon pyarrow"),
        ("/home/a/.local/pipx/venvs/alimon", "pipx inject alimon pyarrow"),
        (
            "/home/a/.local/share/uv/tools/alimon",
            "uv pip install --python /home/a/.local/share/uv/tools/alimon pyarrow",
        ),
        ("/home/a/alimon/.venv", "/home/a/alimon/.venv/bin/python -m pip install pyarrow"),
        ("/usr", "/usr/bin/python -m pip install pyarrow"),
    ],
)
def test_the_command_fits_how_alimon_was_installed(prefix: str, command: str) -> None:
    assert how_to_add("pyarrow", prefix) == command
