"""Read a TOML document that a person wrote, and know the line each value stands on.

`tomllib` stops at the first mistake and forgets lines. Here a line that cannot be read is reported
and left out, and the rest is read; a broken table header takes its table with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.late_patterns import late_pattern

_MOST_MISTAKES = 20
_HEADER = late_pattern(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]")
_ASSIGNMENT = late_pattern(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w"'-]+)*)\s*=""")
_POSITION = late_pattern(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong on a line (counted from 1)."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a document, the mistakes in its form, and its `rows` as they were read."""

    values: Mapping[str, Any]
    mistakes: tuple[Mistake, ...]
    rows: Sequence[str]

    @property
    def lines(self) -> Mapping[str, int]:
        """Where each key stands, by its path: tables by name, arrays of tables by name and index
        from 0, joined by dots ("network.private", "feed.0.url"). Looked for at each call."""
        return _lines(self.rows)

    def line(self, path: str) -> int:
        """The line of the key at `path`, or of the nearest table around it; 1 if none is known."""
        lines = self.lines
        while path:
            if path in lines:
                return lines[path]
            path = path.rpartition(".")[0]
        return 1


def read(text: str) -> Document:
    """Read `text` as TOML, leaving out what cannot be read. Never raises."""
    import tomllib  # noqa: PLC0415 - most users have no configuration

    rows = text.splitlines()
    mistakes: list[Mistake] = []
    while True:
        try:
            values = tomllib.loads("\n".join(rows))
            return Document(values, tuple(mistakes), rows)
        except tomllib.TOMLDecodeError as error:
            problem, line = _located(str(error), rows)
            mistakes.append(Mistake(line, problem))
            if len(mistakes) == _MOST_MISTAKES:
                return Document({}, tuple(mistakes), ())
            _leave_out(rows, line)


def _located(message: str, rows: list[str]) -> tuple[str, int]:
    match = _POSITION.search(message)
    problem = _POSITION.sub("", message)
    if match and match[1]:
        return f"not TOML: {problem}", max(1, min(int(match[1]), len(rows)))
    last = next((i for i in range(len(rows), 0, -1) if rows[i - 1].strip()), 1)
    return f"not TOML: {problem}", last


def _leave_out(rows: list[str], line: int) -> None:
    first = line - 1
    last = first
    if rows[first].lstrip().startswith("["):
        while last + 1 < len(rows) and not _HEADER.match(rows[last + 1]):
            last += 1
    for index in range(first, last + 1):
        rows[index] = ""


def _lines(rows: Sequence[str]) -> dict[str, int]:
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, row in enumerate(rows, start=1):
        if header := _HEADER.match(row):
            table = _bare(header[2])
            if header[1] == "[[":
                index = counts.get(table, 0)
                counts[table] = index + 1
                table = f"{table}.{index}"
            lines.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(row):
            key = _bare(assignment[1])
            lines.setdefault(f"{table}.{key}" if table else key, number)
    return lines


def _bare(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
