"""Imports run one way, and starting costs only what it needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("store", "feeds", "tui")  # each may import those before it
COSTLY = {"pandas", "sqlite_utils", "feedparser"}  # up to half a second each
OWN_PROCESS = {"feeds/parsing/repair_worker.py"}  # started as a program, imported by nobody


@cache
def modules(*folders: str) -> dict[str, ast.Module]:
    """Every module of the folders, parsed, by its path in the tree."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def imported(tree: ast.AST) -> Iterator[str]:
    """The packages that a tree imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


def imported_at_once(tree: ast.Module) -> Iterator[str]:
    """The packages imported when the module is: not those in functions or for type checkers."""
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.Try):
            yield from imported(statement)


def offenders(
    folders: tuple[str, ...], imports: Callable[[ast.Module], Iterator[str]], forbidden: set[str]
) -> dict[str, set[str]]:
    """Which modules import what they should not."""
    found = {name: set(imports(tree)) & forbidden for name, tree in modules(*folders).items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def loaded_by(statement: str) -> set[str]:
    """The packages in memory after a fresh interpreter ran `statement`."""
    code = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def test_store_imports_nothing_of_ours() -> None:
    assert offenders(("store",), imported, {"feeds", "tui"}) == {}


def test_feeds_imports_nothing_of_tui() -> None:
    assert offenders(("feeds",), imported, {"tui"}) == {}


def test_only_the_command_line_reaches_feeds() -> None:
    reaching = offenders(("tui",), imported, {"feeds"})

    assert {name for name in reaching if not name.startswith("tui/command_line/")} == set()


def test_what_is_slow_to_import_is_imported_when_it_is_needed() -> None:
    assert offenders(ROOMS, imported_at_once, COSTLY).keys() <= OWN_PROCESS


def test_starting_the_app_loads_nothing_that_only_other_commands_need() -> None:
    loaded = loaded_by("import tui.start, tui.app")

    assert "textual" in loaded
    assert loaded & {*COSTLY, "numpy", "aiohttp", "click", "pypdf", "selectolax", "feeds"} == set()


def test_the_command_line_alone_loads_neither_the_app_nor_a_parser() -> None:
    loaded = loaded_by("import tui.command_line.group")

    assert loaded & {*COSTLY, "textual", "rich", "aiohttp", "lark", "ahocorasick", "pypdf"} == set()
