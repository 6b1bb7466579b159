"""Rules as TOML, to keep, share and bring back: `[[rule]]` tables with text, name, note, enabled.

Export writes what import reads. Importing a rule that is there already (the same text) changes
nothing, so a file may be read again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from store import toml_lines
from store.errors import RuleError
from store.rules.language import parse
from store.rules.saved import add_rule
from store.rules.text import canonical


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule of a file. `line` counts from 1; 0 for one that comes from the database."""

    text: str
    name: str = ""
    note: str = ""
    severity: str = "warning"
    enabled: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules of a file that make sense, and what is wrong with the others, by line."""

    rules: tuple[RuleEntry, ...]
    mistakes: tuple[toml_lines.Mistake, ...]


def read_rule_file(text: str) -> RuleFile:
    """Read and check `text`. Never raises: a mistake costs the rule it is in."""
    document = toml_lines.read(text)
    mistakes = list(document.mistakes)
    entries: list[RuleEntry] = []
    tables = document.values.get("rule", [])
    for index, table in enumerate(tables if isinstance(tables, list) else []):
        line = document.line(f"rule.{index}.text")
        try:
            entries.append(_entry(table, line))
        except RuleError as error:
            mistakes.append(toml_lines.Mistake(line, f"column {error.column}: {error.message}"))
        except ValueError as error:
            mistakes.append(toml_lines.Mistake(line, str(error)))
    if not entries and not mistakes:  # or a [rule], a table of its own instead of one of a list
        mistakes.append(toml_lines.Mistake(document.line("rule"), "no [[rule]] in it"))
    return RuleFile(tuple(entries), tuple(sorted(mistakes, key=lambda each: each.line)))


def _entry(table: Any, line: int) -> RuleEntry:
    """One table as a rule. Raises RuleError, or ValueError for a key that is not what it should."""
    if not isinstance(table, dict) or not isinstance(table.get("text"), str):
        raise ValueError('text is missing: the rule, for example text = "cloud.revenue.yoy > 30"')
    if unknown := sorted(table.keys() - {"text", "name", "note", "severity", "enabled"}):
        raise ValueError(f"{unknown[0]} is no key; allowed: text, name, note, severity, enabled")
    severity = table.get("severity", "warning")
    if severity not in ("info", "warning", "critical"):
        raise ValueError(f"severity {severity!r} is not allowed; info, warning or critical is")
    name, note, enabled = table.get("name", ""), table.get("note", ""), table.get("enabled", True)
    if not isinstance(name, str) or not isinstance(note, str) or not isinstance(enabled, bool):
        raise ValueError("name and note are texts, enabled is true or false")
    return RuleEntry(canonical(parse(table["text"])), name, note, severity, enabled, line)


def import_rules(
    connection: sqlite3.Connection, entries: Iterable[RuleEntry], now: datetime
) -> list[int]:
    """Add the rules that are not there yet; their ids."""
    there = {row[0] for row in connection.execute("select text from rules")}
    added: list[int] = []
    for entry in entries:
        if entry.text in there:
            continue
        there.add(entry.text)
        added.append(
            add_rule(
                connection,
                entry.text,
                now,
                name=entry.name,
                note=entry.note,
                severity=entry.severity,  # type: ignore[arg-type] # checked by _entry
                enabled=entry.enabled,
            )
        )
    return added


def export_rules(connection: sqlite3.Connection) -> str:
    """Every rule as TOML."""
    rows = connection.execute("select text, name, note, severity, enabled from rules order by id")
    return "\n".join(_written(row) for row in rows)


def _written(row: sqlite3.Row) -> str:
    # a JSON string is a TOML basic string, but for DEL, which no rule has
    lines = ["[[rule]]"]
    lines += [
        f"{key} = {json.dumps(row[key], ensure_ascii=False)}"
        for key in ("text", "name", "note", "severity")
        if row[key]
    ]
    if not row["enabled"]:
        lines.append("enabled = false")
    return "\n".join(lines) + "\n"


def starter_rules() -> tuple[RuleEntry, ...]:
    """The bundled dozen, in the order they are offered."""
    text = (resources.files("store.rules") / "starter_rules.toml").read_text(encoding="utf-8")
    return read_rule_file(text).rules


def accept_starter_rules(
    connection: sqlite3.Connection, now: datetime, names: Collection[str] | None = None
) -> list[int]:
    """Add the bundled rules (those with these `names`, None: all) that are not there yet; their
    ids."""
    wanted = (rule for rule in starter_rules() if names is None or rule.name in names)
    return import_rules(connection, wanted, now)
