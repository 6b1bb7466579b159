"""Writes docs/database.md from the migrations and docs/database_opening.md:
`python docs/make_database_page.py > docs/database.md`.

Names, types and keys are what SQLite says of a database made by the migrations; what each is for is
the comment that stands beside it in them.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from store import database

OPENING = Path(__file__).with_name("database_opening.md")


# the tables whose columns a view, or the index, hands on, and what it makes itself
VIEWS = {
    "headline_list": ("headlines",),
    "headlines_fts": ("headlines",),
    "press_claims": ("figures", "headlines"),
    "record_latest": ("observations",),
    "alert_log": ("events", "alerts", "rules"),
    "feed_status": ("feeds",),
}
MADE_BY_VIEWS = {
    "at": "when it took its place in the stream",
    "source": "the feed's title",
    "topics": "joined by commas",
    "companies": "joined by commas",
    "sources": "how many headlines tell the story",
    "figures": "how many figures the headline states",
    "is_read": "1: read",
    "is_starred": "1: starred",
    "vintages": "how many statements there are about the cell",
    "headline": "the headline it is about",
    "headlines": "how many headlines it has brought",
    "rule": "the rule's number",
}


def comments() -> dict[tuple[str, str], str]:
    """What the migrations say beside each table or view (with column '') and each column."""
    found: dict[tuple[str, str], str] = {}
    for _, _, sql in database.migrations():
        holder = ""
        for line in sql.splitlines():
            code, _, words = line.partition("--")
            if made := re.match(r"create (?:virtual )?(?:table|view) (\w+)", code):
                holder = made[1]
                found[holder, ""] = words.strip()
            elif re.match(r"create (index|unique|trigger)", code):
                holder = ""
            elif words and (column := re.match(r"\s+(\w+)\s", code)):
                found[holder, column[1]] = words.strip()
    return found


def headings() -> Iterator[tuple[str, list[str]]]:
    """What each migration is about, its first comment, and the tables and views it makes."""
    for _, _, sql in database.migrations():
        about = re.match(r"(?:--[^\n]*\n)+", sql)
        words = " ".join(line.lstrip("- ") for line in about[0].splitlines()) if about else ""
        yield words, re.findall(r"^create (?:virtual )?(?:table|view) (\w+)", sql, re.MULTILINE)


def database_page() -> str:
    """The whole page."""
    parts = [OPENING.read_text(encoding="utf-8")]
    said = comments()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(database.open_writer(Path(folder) / "new.sqlite")) as connection,
    ):
        kinds = dict(connection.execute("select name, type from sqlite_master").fetchall())
        for about, names in headings():
            parts.append(f"\n## {about.partition(': ')[0].partition('. ')[0]}\n\n{about}\n")
            for name in names:
                parts.extend(_described(connection, name, kinds[name], said))
    return "".join(parts)


def _described(
    connection: sqlite3.Connection, name: str, kind: str, said: dict[tuple[str, str], str]
) -> Iterator[str]:
    words = said.get((name, ""), "")
    yield f"\n### {name}\n\n{f'A {kind}: {words}.' if words else f'A {kind}.'}\n\n"
    yield "| column | type | holds |\n| --- | --- | --- |\n"
    targets = {row[3]: row[2] for row in connection.execute(f"pragma foreign_key_list({name})")}
    for _, column, type_, required, _, key in connection.execute(f"pragma table_info({name})"):
        holds = said.get((name, column), "") or _handed_on(name, column, said)
        if column in targets:
            holds = f"{holds} → `{targets[column]}`".strip()
        marks = " key" if key else ""
        if kind == "table" and not required and not key and type_:
            marks = " or null"
        yield f"| `{column}` | {type_.lower() or '–'}{marks} | {_cell(holds)} |\n"


def _handed_on(view: str, column: str, said: dict[tuple[str, str], str]) -> str:
    """What a view's column holds."""
    if view in VIEWS and column in MADE_BY_VIEWS:
        return MADE_BY_VIEWS[column]
    held = (said.get((table, column), "") for table in VIEWS.get(view, ()))
    return next(filter(None, held), "")


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.stdout.write(database_page())
