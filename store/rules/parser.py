"""The rule language read: lark's syntax tree into the typed tree of store/rules/tree.py.

Types are checked here, where the column of every word is still known. It imports lark, so nothing
that runs before the first paint may import it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Literal, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from store.errors import RuleError
from store.rules import tokens
from store.rules.comparing import amount_for
from store.rules.expectations import expectation
from store.rules.news import NEWS_READERS
from store.rules.numbers import NUMBER_READERS, written_amount
from store.rules.tokens import Branch
from store.rules.tree import (
    AllOf,
    AnyOf,
    Atom,
    Comparison,
    Condition,
    Constant,
    FigureTest,
    FigureVerdict,
    Not,
    Options,
    Pattern,
    QuietHours,
    Rule,
    Scope,
    Silent,
    StoryCount,
    Tag,
    Words,
    atoms,
)
from store.rules.types import Amount

_SCOPE_NAMES: dict[Scope, str] = {
    "metric": "numbers", "story": "headlines", "count": "how many stories", "feed": "feeds",
}  # fmt: skip
_LONGEST_WINDOW = timedelta(days=31)


@cache
def grammar() -> Lark:
    """The parser; built once, in about 30 ms."""
    text = (resources.files("store.rules") / "grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="contextual", propagate_positions=True)


def read_rule(text: str) -> Rule:
    """The rule that `text` states. Raises RuleError."""
    try:
        tree = grammar().parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from error
    condition_tree, *option_trees = cast("list[Branch]", tree.children)
    condition = _condition(condition_tree)
    scope = _scope(condition, tokens.column(condition_tree))
    return Rule(condition, scope, _options(option_trees, condition, scope))


def _explained(error: UnexpectedInput, text: str) -> RuleError:
    if isinstance(error, UnexpectedToken):
        terminals, token = set(error.accepts or error.expected), error.token
        at_end = token.type == "$END"
        column = len(text.rstrip()) + 1 if at_end else int(token.column or 1)
        found = "the end" if at_end else f"{str(token)!r}"
    else:  # the end of the text is a token to this parser
        assert isinstance(error, UnexpectedCharacters)
        terminals, column = set(error.allowed or ()), int(error.column)
        found = f"{text.splitlines()[error.line - 1][column - 1 :][:20]!r}"
    if not text.strip():
        column = 1
    expected = expectation(terminals)
    return RuleError(f"found {found}; expected {', '.join(expected)}", column, expected)


def _condition(tree: Branch) -> Condition:
    reader = _READERS.get(tree.data)
    assert reader is not None, tree.data
    return reader(tree)


def _any_of(tree: Branch) -> Condition:
    parts = _parts(tree, AnyOf)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _all_of(tree: Branch) -> Condition:
    parts = _parts(tree, AllOf)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _parts(tree: Branch, kind: type[AllOf | AnyOf]) -> tuple[Condition, ...]:
    """The conditions side by side, those in needless parentheses among them."""
    parts: list[Condition] = []
    for child in tokens.branches(tree):
        condition = _condition(child)
        parts.extend(condition.parts if isinstance(condition, kind) else (condition,))
    return tuple(parts)


def _negate(tree: Branch) -> Condition:
    part = _condition(tokens.branches(tree)[0])
    return part.part if isinstance(part, Not) else Not(part)


def _story_count(tree: Branch) -> Condition:
    _, inner, comparator, count, _, window = tree.children
    condition = _condition(tokens.branch(inner))
    if _scope(condition, tokens.column(tokens.branch(inner))) != "story":
        raise RuleError(
            "stories(…) counts headlines, for example stories(topic:policy)", tokens.column(tree)
        )
    duration = tokens.duration(tokens.token(window))
    if duration > _LONGEST_WINDOW:
        raise RuleError("at most 31d", int(tokens.token(window).column or 1))
    return StoryCount(
        condition, tokens.comparator(tokens.token(comparator)), int(tokens.token(count)), duration
    )


_READERS: dict[str, Callable[[Branch], Condition]] = {
    **NUMBER_READERS,
    **NEWS_READERS,
    "any_of": _any_of,
    "all_of": _all_of,
    "negate": _negate,
    "story_count": _story_count,
}


def _scope(condition: Condition, column: int) -> Scope:
    """What kind of thing the rule watches. Raises RuleError for a mixture."""
    found: dict[Scope, Atom] = {}
    for atom in atoms(condition):
        found.setdefault(_scope_of(atom), atom)
    if len(found) > 1:
        first, second = (_SCOPE_NAMES[each] for each in list(found)[:2])
        raise RuleError(
            f"a rule watches {first} or {second}, not both at once; make two rules", column
        )
    return next(iter(found))


def _scope_of(atom: Atom) -> Scope:
    match atom:
        case Tag() | Words() | Pattern() | FigureTest() | FigureVerdict():
            return "story"
        case StoryCount():
            return "count"
        case Silent():
            return "feed"
        case _:
            return "metric"


def _options(trees: list[Branch], condition: Condition, scope: Scope) -> Options:
    options = Options()
    seen: set[str] = set()
    for tree in trees:
        name = tree.data.replace("option_step", "option_once")
        if name in seen:
            raise RuleError(f"{tokens.token(tree.children[0])} is there twice", tokens.column(tree))
        seen.add(name)
        options = _with_option(options, tree, condition, scope)
    return options


def _with_option(options: Options, tree: Branch, condition: Condition, scope: Scope) -> Options:
    last = tree.children[-1]
    match tree.data:
        case "option_for":
            _only(scope != "story", "a story is there at once: `for` has no meaning", tree)
            changed = replace(options, hold=tokens.duration(tokens.token(last)))
        case "option_keep":
            changed = replace(options, keep=tokens.duration(tokens.token(last)))
        case "option_clear":
            _only(scope != "story", "a story does not end: `clear when` has no meaning", tree)
            clear = _condition(tokens.branch(last))
            _only(
                _scope(clear, tokens.column(tree)) == scope,
                "`clear when` needs the same kind",
                tree,
            )
            changed = replace(options, clear=clear)
        case "option_once":
            _only(scope == "metric", "only numbers have periods and crossings", tree)
            once = cast('Literal["period", "crossing"]', tokens.token(last).lower())
            changed = replace(options, once=None if once == "period" else once)
        case "option_step":
            changed = replace(options, once="step", step=_step(tree, condition))
        case "option_severity":
            level = cast('Literal["info", "warning", "critical"]', tokens.token(last).lower())
            changed = replace(options, severity=level)
        case "option_group":
            changed = replace(options, group=tokens.unquoted(tokens.token(last)))
        case "option_note":
            changed = replace(options, note=tokens.unquoted(tokens.token(last)))
        case "option_expires":
            changed = replace(options, expires=tokens.day(tokens.token(last)))
        case _:
            changed = replace(options, quiet=_quiet_hours(tokens.token(last)))
    return changed


def _step(tree: Branch, condition: Condition) -> Amount:
    if not isinstance(condition, Comparison) or not isinstance(condition.right, Constant):
        raise RuleError("`once per step` needs one comparison with a number", tokens.column(tree))
    if condition.comparator in ("=", "!="):
        raise RuleError("`once per step` needs < or >", tokens.column(tree))
    branch = tokens.branch(tree.children[-1])
    step = amount_for(condition.left, written_amount(branch), ">", tokens.column(branch))
    _only(step.value > 0, "a step is more than nothing", tree)
    return step


def _only(allowed: bool, otherwise: str, tree: Branch) -> None:
    if not allowed:
        raise RuleError(otherwise, tokens.column(tree))


def _quiet_hours(token: Token) -> QuietHours:
    minutes = []
    for clock in re.split(r"\s*[-–]\s*", str(token)):
        hour, minute = (int(part) for part in clock.split(":"))
        if hour > 24 or minute > 59 or hour * 60 + minute > 1440:
            raise RuleError(f"{clock} is no time of day", int(token.column or 1))
        minutes.append(hour * 60 + minute)
    return QuietHours(minutes[0] % 1440, minutes[1])
