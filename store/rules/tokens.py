"""Words of lark's syntax tree as values, with the columns that errors point at."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TypeAlias, cast

from lark import Token, Tree

from store.errors import RuleError
from store.rules.tree import Comparator
from store.rules.types import read_duration

Branch: TypeAlias = Tree[Token]

_COMPARATORS: dict[str, Comparator] = {"==": "=", "≥": ">=", "≤": "<=", "≠": "!="}


def comparator(token: Token) -> Comparator:
    """A comparison in its ASCII form."""
    return _COMPARATORS.get(str(token)) or cast(Comparator, str(token))


def duration(token: Token) -> timedelta:
    """A time such as `2d`. Raises RuleError."""
    try:
        return read_duration(str(token))
    except ValueError as error:
        raise RuleError(str(error), int(token.column or 1)) from error


def day(token: Token) -> date:
    """A day such as `2026-06-30`. Raises RuleError."""
    try:
        return date.fromisoformat(str(token))
    except ValueError as error:
        raise RuleError(f"{token} is no date", int(token.column or 1)) from error


def value(tree: Branch, *, folded: bool = False) -> str:
    """A name, bare or in quotes; in lower case if `folded`. Raises RuleError for an empty one."""
    word = token(tree.children[0])
    text = unquoted(word) if word.type == "STRING" else str(word)
    if not text:
        raise RuleError("a name is missing between the quotes", int(word.column or 1))
    return text.lower() if folded else text


def unquoted(token: Token) -> str:
    """A string without its quotes, white space folded."""
    return " ".join(re.sub(r"\\(.)", r"\1", str(token)[1:-1]).split())


def token(child: Token | Branch) -> Token:
    """The child, which the grammar says is a token."""
    assert isinstance(child, Token)
    return child


def branch(child: Token | Branch) -> Branch:
    """The child, which the grammar says is a branch."""
    assert isinstance(child, Tree)
    return child


def branches(tree: Branch) -> list[Branch]:
    """The children that are branches."""
    return [child for child in tree.children if isinstance(child, Tree)]


def column(tree: Branch) -> int:
    """Where a branch begins, counted from 1."""
    return int(getattr(tree.meta, "column", 1))
