"""Writes the reference of every command: `python docs/make_commands_page.py > docs/commands.md`,
and as a manual page: `python docs/make_commands_page.py --man > docs/alimon.1`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from tui.command_line import alimon

HEAD = """# Commands

Made from the commands themselves by `docs/make_commands_page.py`; a test fails when they differ.
Exit codes: 0 done, 1 it failed, 2 wrong use. `alimon COMMAND --help` shows the same.
"""


@dataclass(frozen=True, slots=True)
class Described:
    """A command as it describes itself. `options`: how one is written, what it does."""

    name: str
    usage: str
    help: str
    options: tuple[tuple[str, str], ...]
    epilog: str


def described(command: click.Command, path: tuple[str, ...] = ("alimon",)) -> Iterator[Described]:
    """`command` and all below it, in the order of their names."""
    context = click.Context(command, info_name=" ".join(path), max_content_width=100)
    pieces = " ".join(command.collect_usage_pieces(context))
    records = [
        parameter.get_help_record(context)
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
    ]
    yield Described(
        name=" ".join(path),
        usage=f"{' '.join(path)} {pieces}".strip(),
        help=_paragraphs(command.help or ""),
        options=tuple(
            (name, words) for name, words in filter(None, records) if "--help" not in name
        ),
        epilog=_paragraphs(command.epilog or ""),
    )
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from described(child, (*path, name))


def _paragraphs(text: str) -> str:
    """Help as click keeps it, without the indentation of the source."""
    return re.sub(r"\n[ ]{4}", "\n", text).strip()


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Paragraphs, and whether each is to be kept line by line (click marks those with `\\b`)."""
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.lstrip().startswith("\b"):
            yield True, paragraph.replace("\b", "").strip("\n")
        elif paragraph.strip():
            yield False, " ".join(paragraph.split())


def commands_page() -> str:
    """Every command as Markdown."""
    parts = [HEAD]
    for each in described(alimon):
        depth = min(each.name.count(" ") + 2, 4)
        parts.append(f"\n{'#' * depth} {each.name}\n\n```\n{each.usage}\n```\n")
        for as_it_is, text in (*_blocks(each.help), *_blocks(each.epilog)):
            parts.append(f"\n```\n{text}\n```\n" if as_it_is else f"\n{_escaped(text)}\n")
        if each.options:
            parts.append("\n| option | does |\n| --- | --- |\n")
            parts.extend(
                f"| `{_cell(name)}` | {_escaped(_cell(words)) or '–'} |\n"
                for name, words in each.options
            )
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")


def manual_page() -> str:
    """Every command as one page for `man`, in the macros of man(7)."""
    parts = [
        '.TH ALIMON 1 "" "alimon" "User commands"\n.SH NAME\n'
        "alimon \\- a terminal monitor for Alibaba's AI turn\n"
    ]
    for each in described(alimon):
        heading = "SH SYNOPSIS" if each.name == "alimon" else f'SS "{_roff(each.name)}"'
        parts.append(f".{heading}\n.B {_roff(each.usage)}\n")
        for as_it_is, text in (*_blocks(each.help), *_blocks(each.epilog)):
            parts.append(f".PP\n.nf\n{_roff(text)}\n.fi\n" if as_it_is else f".PP\n{_roff(text)}\n")
        parts.extend(f".TP\n.B {_roff(name)}\n{_roff(words)}\n" for name, words in each.options)
        if each.name == "alimon":
            parts.append(".SH COMMANDS\n")
    parts.append(
        ".SH EXIT STATUS\n0 done, 1 it failed, 2 wrong use.\n"
        ".SH ENVIRONMENT\n.TP\n.B ALIMON_CONFIG\nanother configuration file.\n"
        ".TP\n.B NO_COLOR\nno colour when set.\n"
    )
    return "".join(parts)


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(
        f"\\&{line}" if line[:1] in (".", "'") else line for line in escaped.split("\n")
    )


if __name__ == "__main__":
    sys.stdout.write(manual_page() if "--man" in sys.argv[1:] else commands_page())
