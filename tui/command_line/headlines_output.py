"""Headlines as lines of text, JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

import click

from store.headlines.topic_names import KNOWN_TOPICS
from store.headlines.views import HeadlineRow
from store.times import to_text
from tui.command_line.json_output import print_json_line

MARKS = {topic.name: topic.mark for topic in KNOWN_TOPICS}
FIGURES = {"": "", "agrees": " ✓", "conflicts": " ≠", "other_measure": " ≈", "new": " #"}
COLUMNS = (
    "id", "at", "source", "feed", "title", "link", "language", "topics", "companies",
    "read", "starred", "story", "story_size", "figures",
)  # fmt: skip


def line(row: HeadlineRow, now: datetime) -> str:
    """One headline for people: time, topic marks, companies, source, title.

    Colour is for click to keep or drop: it drops it where the output is no terminal.
    """
    local = row.at.astimezone()
    same_day = local.date() == now.astimezone().date()
    when = local.strftime("%H:%M") if same_day else local.strftime("%Y-%m-%d %H:%M")
    known = "".join(mark if topic in row.topics else "·" for topic, mark in MARKS.items())
    others = "".join(f" +{topic}" for topic in row.topics if topic not in MARKS)
    sources = row.story_size - 1
    more = f"  +{sources} source{'s' if sources > 1 else ''}" if sources else ""
    return "  ".join(
        (
            click.style(f"{when:>16}", dim=True),
            f"{known}{others}",
            f"{','.join(row.companies)[:18]:18}",
            click.style(f"{_cut(row.source, 18)}", dim=True),
            f"{'★ ' if row.starred else ''}{row.title}{FIGURES[row.figures]}{more}",
        )
    )


def _cut(text: str, width: int) -> str:
    """`text` in exactly `width` cells: a Chinese character takes two."""
    from rich.cells import set_cell_size

    return set_cell_size(text, width)


def print_rows_as_json(rows: Iterable[HeadlineRow]) -> None:
    """One object a line, in the shape of docs/json.md."""
    for row in rows:
        evidence = [
            {
                "kind": one.kind,
                "name": one.name,
                "start": one.start,
                "end": one.end,
                "text": one.text,
                "role": one.role,
            }
            for one in row.evidence
        ]
        values = dict(zip(COLUMNS, _values(row), strict=True))
        print_json_line({**values, "evidence": evidence})


def as_csv(rows: Iterable[HeadlineRow]) -> str:
    """A header and a line each; several topics or companies are joined by a space."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            " ".join(value) if isinstance(value, tuple) else _plain(value) for value in _values(row)
        )
    return text.getvalue()


def _plain(value: object) -> object:
    """A value that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        return f"'{value}"
    return value


def _values(row: HeadlineRow) -> tuple[object, ...]:
    return (
        row.id, to_text(row.at), row.source, row.feed, row.title, row.link, row.language,
        row.topics, row.companies, row.read, row.starred, row.story, row.story_size, row.figures,
    )  # fmt: skip
