"""docs/configuration.md shows every setting, in an example that is read without a mistake."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from store.configuration_file import read_configuration

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
SHOWN = tomllib.loads(EXAMPLES[0])


def tables(shown: Mapping[str, object], path: str = "") -> Iterator[tuple[str, set[str]]]:
    """The tables of an example as their TOML headers, with the keys set in any of their kind."""
    yield path, set(shown)
    for key, value in shown.items():
        if isinstance(value, dict) and key not in ("keys", "headers") and not path:
            yield f"[{key}]", set(value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"[[{key}]]", {name for each in value for name in each}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_read_without_a_mistake(example: str) -> None:
    assert read_configuration(example, Path("config.toml")).problems == ()


@pytest.mark.parametrize(
    ("header", "keys"), tables(SHOWN), ids=lambda value: value if isinstance(value, str) else " "
)
def test_every_setting_of_a_table_is_shown(header: str, keys: set[str]) -> None:
    problems = read_configuration(f"{header}\nno_such_setting = 1\n", Path("c.toml")).problems

    (allowed,) = [
        re.search(r"allowed here: (.*)", each) for each in problems if "is no set" in each
    ]
    assert allowed is not None
    assert set(allowed[1].split(", ")) == keys
