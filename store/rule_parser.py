"""The rule language read: lark's syntax tree into the typed tree of store/rule_tree.py.

Types are checked here, where the column of every word is still known. Only store/rule_language.py
imports this module, because it imports lark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal, cast

import regex
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from store import rule_names
from store.rule_comparing import amount_for, comparable
from store.rule_expectations import expectation
from store.rule_language import RuleError
from store.rule_tree import (
    AllOf,
    AnyOf,
    Atom,
    Between,
    Changed,
    Comparator,
    Comparison,
    Condition,
    Constant,
    Crossing,
    Derivation,
    FigureTest,
    FigureVerdict,
    Measured,
    Missing,
    Not,
    Options,
    Pattern,
    Quantity,
    QuietHours,
    Ratio,
    Restated,
    Rule,
    Scope,
    Series,
    Silent,
    StoryCount,
    Tag,
    Trend,
    Words,
    atoms,
    derived_unit,
    flipped,
    ratio_unit,
)
from store.rule_types import Amount, WrittenAmount, metric_unit, read_amount, read_duration

Branch = Tree[Token]

_COMPARATORS: dict[str, Comparator] = {"==": "=", "≥": ">=", "≤": "<=", "≠": "!="}
_SCOPE_NAMES: dict[Scope, str] = {
    "metric": "numbers", "story": "headlines", "count": "how many stories", "feed": "feeds",
}  # fmt: skip
_REGEX_LENGTH = 300
_LONGEST_WINDOW = timedelta(days=31)


@cache
def grammar() -> Lark:
    """The parser; built once, in about 30 ms."""
    text = (resources.files("store") / "rule_grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="contextual", propagate_positions=True)


def read_rule(text: str) -> Rule:
    """The rule that `text` states. Raises RuleError."""
    try:
        tree = grammar().parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from error
    condition_tree, *option_trees = cast("list[Branch]", tree.children)
    condition = _condition(condition_tree)
    scope = _scope(condition, _column(condition_tree))
    return Rule(condition, scope, _options(option_trees, condition, scope))


def _explained(error: UnexpectedInput, text: str) -> RuleError:
    if isinstance(error, UnexpectedToken):
        terminals, token = set(error.accepts or error.expected), error.token
        at_end = token.type == "$END"
        column = len(text.rstrip()) + 1 if at_end else int(token.column or 1)
        found = "the end" if at_end else f"{str(token)!r}"
    elif isinstance(error, UnexpectedCharacters):
        terminals, column = set(error.allowed or ()), int(error.column)
        found = f"{text.splitlines()[error.line - 1][column - 1 :][:20]!r}"
    else:
        assert isinstance(error, UnexpectedEOF)
        terminals, column, found = set(error.expected), len(text) + 1, "the end"
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
    for child in _branches(tree):
        condition = _condition(child)
        parts.extend(condition.parts if isinstance(condition, kind) else (condition,))
    return tuple(parts)


def _negate(tree: Branch) -> Condition:
    part = _condition(_branches(tree)[0])
    return part.part if isinstance(part, Not) else Not(part)


# --- numbers ---------------------------------------------------------------------------------


def _comparison(tree: Branch) -> Condition:
    left, comparator, right = tree.children
    compared = _comparator(_token(comparator))
    first, second = _quantity(_branch(left)), _quantity(_branch(right))
    if isinstance(first, WrittenAmount):
        if isinstance(second, WrittenAmount):
            raise RuleError("two numbers; one side must be a metric", _column(tree))
        return Comparison(
            second, flipped(compared), _limit(second, first, flipped(compared), _column(tree))
        )
    return Comparison(first, compared, _limit(first, second, compared, _column(_branch(right))))


def _between(tree: Branch) -> Condition:
    quantity, _, low, _, high = tree.children
    measured = _measured(_branch(quantity))
    limits = [
        amount_for(measured, _amount(_branch(each)), ">", _column(_branch(each)))
        for each in (low, high)
    ]
    if limits[0].value > limits[1].value:
        raise RuleError("the lower limit comes first", _column(_branch(low)))
    return Between(measured, *limits)


def _crossing(tree: Branch) -> Condition:
    quantity, crosses, level = tree.children
    measured = _measured(_branch(quantity))
    direction = cast('Literal["above", "below"]', _token(crosses).lower()[-5:])
    compared: Comparator = ">" if direction == "above" else "<"
    limit = _limit(measured, _quantity(_branch(level)), compared, _column(_branch(level)))
    return Crossing(measured, direction, limit)


def _trend(tree: Branch) -> Condition:
    quantity, trend, times = tree.children
    measured = _measured(_branch(quantity))
    column = _column(tree)
    growing = isinstance(measured, Series) and bool({"yoy", "qoq"} & {*measured.derivations})
    if not growing and measured.unit.kind != "percent":
        raise RuleError(
            f"a growth accelerates, {_source(_branch(quantity))} is {measured.unit}; "
            f"did you mean {_source(_branch(quantity))}.yoy {_token(trend)}?",
            column,
        )
    count = 1 if times is None else int(_token(times))
    if not 1 <= count <= 12:
        raise RuleError("from 1 to 12 periods in a row", int(_token(times).column or column))
    direction = cast('Literal["accelerating", "decelerating"]', _token(trend).lower())
    return Trend(measured, direction, count)


def _changed(tree: Branch) -> Condition:
    return Changed(_measured(_branch(tree.children[0])))


def _restated(tree: Branch) -> Condition:
    return Restated(_stated_series(tree, "restated"))


def _missing(tree: Branch) -> Condition:
    return Missing(_stated_series(tree, "missing"), _duration(_token(tree.children[-1])))


def _stated_series(tree: Branch, word: str) -> Series:
    measured = _measured(_branch(tree.children[0]))
    if not isinstance(measured, Series) or measured.derivations or measured.vintage != "latest":
        raise RuleError(f"only a metric itself can be {word}, such as capex", _column(tree))
    return measured


def _measured(tree: Branch) -> Measured:
    quantity = _quantity(tree)
    if isinstance(quantity, WrittenAmount):
        raise RuleError("a number stands where a metric is needed", _column(tree))
    return quantity


def _quantity(tree: Branch) -> Measured | WrittenAmount:
    """A series, a ratio of two, or an amount whose unit is still to be found."""
    branches = _branches(tree)
    if branches[0].data == "amount":
        return _amount(branches[0])
    numerator = _series(branches[0])
    if len(branches) == 1 or branches[1] is None:
        return numerator
    denominator = _series(branches[1])
    unit = ratio_unit(numerator.unit, denominator.unit)
    if unit is None:
        raise RuleError(
            f"{numerator.metric} is {numerator.unit}, {denominator.metric} is {denominator.unit}: "
            "only like divides by like",
            _column(branches[1]),
        )
    return Ratio(numerator, denominator, unit)


def _series(tree: Branch) -> Series:
    path = _token(tree.children[0])
    series = rule_names.series(str(path), int(path.column or 1))
    vintage = tree.children[1] if len(tree.children) > 1 else None
    if vintage is None:
        return series
    words = [_token(each) for each in _branch(vintage).children]
    if len(words) == 2:
        return replace(series, vintage="asof", as_of=_date(words[1]))
    return replace(series, vintage="first" if words[0].lower() == "@first" else "latest")


def _limit(
    measured: Measured, side: Measured | WrittenAmount, compared: Comparator, column: int
) -> Quantity:
    if isinstance(side, WrittenAmount):
        return Constant(amount_for(measured, side, compared, column))
    comparable(measured, side, column)
    return side


def _amount(tree: Branch) -> WrittenAmount:
    word = _token(tree.children[0])
    rates = [Decimal(str(token)) for token in tree.children if _is_rate(token)]
    price = rates[0] if rates else None
    if price == 0:
        raise RuleError("a rate is more than nothing", int(word.column or 1))
    try:
        return read_amount(str(word), price)
    except ValueError as error:
        raise RuleError(str(error), int(word.column or 1)) from error


# --- headlines and feeds ---------------------------------------------------------------------


def _field(tree: Branch) -> Condition:
    name, value, pattern = tree.children
    word = _token(name).rstrip(": \t").lower()
    tag = Tag(
        cast(
            'Literal["topic", "company", "source", "lang"]', "lang" if word == "language" else word
        ),
        _value(_branch(value), folded=word in ("topic", "company")),
    )
    return tag if pattern is None else AllOf((tag, _pattern(_branch(pattern))))


def _pattern(tree: Branch) -> Words | Pattern:
    token = _token(tree.children[0])
    if token.type == "STRING":
        words = _unquoted(token)
        if not words.strip(" *"):
            raise RuleError("words to find are missing between the quotes", int(token.column or 1))
        return Words(words)
    expression = str(token)[1:-1]
    if len(expression) > _REGEX_LENGTH:
        raise RuleError(f"at most {_REGEX_LENGTH} characters", int(token.column or 1))
    try:
        regex.compile(expression, regex.IGNORECASE)
    except regex.error as error:
        column = int(token.column or 1) + 1 + int(error.pos or 0)
        raise RuleError(f"not a regular expression: {error.msg}", column) from error
    return Pattern(expression)


def _figure(tree: Branch) -> Condition:
    _, path, comparator, amount = tree.children
    column = int(_token(path).column or 1)
    name = rule_names.resolve(str(_token(path)), column)
    if name.derivations not in ((), ("yoy",), ("qoq",)):
        raise RuleError("a press claim has a value, a .yoy or a .qoq", column)
    unit = metric_unit(name.company, name.metric.key)
    change: Derivation | None = name.derivations[0] if name.derivations else None
    if change is not None:
        unit = derived_unit(unit, change) or unit
    claimed = Series(name.company, name.line, name.metric.key, name.derivations, unit)
    compared = _comparator(_token(comparator))
    limit = amount_for(claimed, _amount(_branch(amount)), compared, _column(_branch(amount)))
    return FigureTest(
        name.company,
        name.line,
        name.metric.key,
        cast('Literal["", "yoy", "qoq"]', change or ""),
        compared,
        limit,
    )


def _verdict(tree: Branch) -> Condition:
    return FigureVerdict(cast('Literal["conflicts", "agrees"]', _token(tree.children[1]).lower()))


def _story_count(tree: Branch) -> Condition:
    _, inner, comparator, count, _, window = tree.children
    condition = _condition(_branch(inner))
    if _scope(condition, _column(_branch(inner))) != "story":
        raise RuleError(
            "stories(…) counts headlines, for example stories(topic:policy)", _column(tree)
        )
    duration = _duration(_token(window))
    if duration > _LONGEST_WINDOW:
        raise RuleError("at most 31d", int(_token(window).column or 1))
    return StoryCount(condition, _comparator(_token(comparator)), int(_token(count)), duration)


def _silent(tree: Branch) -> Condition:
    _, value, _, _, duration = tree.children
    return Silent(_value(_branch(value)), _duration(_token(duration)))


def _pattern_condition(tree: Branch) -> Condition:
    return _pattern(tree)


_READERS: dict[str, Callable[[Branch], Condition]] = {
    "any_of": _any_of,
    "all_of": _all_of,
    "negate": _negate,
    "comparison": _comparison,
    "between": _between,
    "crossing": _crossing,
    "trend": _trend,
    "changed": _changed,
    "restated": _restated,
    "missing": _missing,
    "field": _field,
    "pattern": _pattern_condition,
    "figure": _figure,
    "verdict": _verdict,
    "story_count": _story_count,
    "silent": _silent,
}


# --- the whole rule --------------------------------------------------------------------------


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
            raise RuleError(f"{_token(tree.children[0])} is there twice", _column(tree))
        seen.add(name)
        options = _with_option(options, tree, condition, scope)
    return options


def _with_option(options: Options, tree: Branch, condition: Condition, scope: Scope) -> Options:
    last = tree.children[-1]
    match tree.data:
        case "option_for":
            _only(scope != "story", "a story is there at once: `for` has no meaning", tree)
            changed = replace(options, hold=_duration(_token(last)))
        case "option_keep":
            changed = replace(options, keep=_duration(_token(last)))
        case "option_clear":
            _only(scope != "story", "a story does not end: `clear when` has no meaning", tree)
            clear = _condition(_branch(last))
            _only(_scope(clear, _column(tree)) == scope, "`clear when` needs the same kind", tree)
            changed = replace(options, clear=clear)
        case "option_once":
            _only(scope == "metric", "only numbers have periods and crossings", tree)
            once = cast('Literal["period", "crossing"]', _token(last).lower())
            changed = replace(options, once=None if once == "period" else once)
        case "option_step":
            changed = replace(options, once="step", step=_step(tree, condition))
        case "option_severity":
            level = cast('Literal["info", "warning", "critical"]', _token(last).lower())
            changed = replace(options, severity=level)
        case "option_group":
            changed = replace(options, group=_unquoted(_token(last)))
        case "option_note":
            changed = replace(options, note=_unquoted(_token(last)))
        case "option_expires":
            changed = replace(options, expires=_date(_token(last)))
        case _:
            changed = replace(options, quiet=_quiet_hours(_token(last)))
    return changed


def _step(tree: Branch, condition: Condition) -> Amount:
    if not isinstance(condition, Comparison) or not isinstance(condition.right, Constant):
        raise RuleError("`once per step` needs one comparison with a number", _column(tree))
    if condition.comparator in ("=", "!="):
        raise RuleError("`once per step` needs < or >", _column(tree))
    branch = _branch(tree.children[-1])
    step = amount_for(condition.left, _amount(branch), ">", _column(branch))
    _only(step.value > 0, "a step is more than nothing", tree)
    return step


def _only(allowed: bool, otherwise: str, tree: Branch) -> None:
    if not allowed:
        raise RuleError(otherwise, _column(tree))


def _quiet_hours(token: Token) -> QuietHours:
    minutes = []
    for clock in regex.split(r"\s*[-–]\s*", str(token)):
        hour, minute = (int(part) for part in clock.split(":"))
        if hour > 24 or minute > 59 or hour * 60 + minute > 1440:
            raise RuleError(f"{clock} is no time of day", int(token.column or 1))
        minutes.append(hour * 60 + minute)
    return QuietHours(minutes[0] % 1440, minutes[1])


# --- tokens ----------------------------------------------------------------------------------


def _comparator(token: Token) -> Comparator:
    return _COMPARATORS.get(str(token)) or cast(Comparator, str(token))


def _duration(token: Token) -> timedelta:
    try:
        return read_duration(str(token))
    except ValueError as error:
        raise RuleError(str(error), int(token.column or 1)) from error


def _date(token: Token) -> date:
    try:
        return date.fromisoformat(str(token))
    except ValueError as error:
        raise RuleError(f"{token} is no date", int(token.column or 1)) from error


def _value(tree: Branch, *, folded: bool = False) -> str:
    token = _token(tree.children[0])
    text = _unquoted(token) if token.type == "STRING" else str(token)
    if not text:
        raise RuleError("a name is missing between the quotes", int(token.column or 1))
    return text.lower() if folded else text


def _unquoted(token: Token) -> str:
    return " ".join(regex.sub(r"\\(.)", r"\1", str(token)[1:-1]).split())


def _is_rate(child: Token | Branch | None) -> bool:
    return isinstance(child, Token) and child.type == "RATE"


def _token(child: Token | Branch) -> Token:
    assert isinstance(child, Token)
    return child


def _branch(child: Token | Branch) -> Branch:
    assert isinstance(child, Tree)
    return child


def _branches(tree: Branch) -> list[Branch]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _column(tree: Branch) -> int:
    return int(getattr(tree.meta, "column", 1))


def _source(tree: Branch) -> str:
    """The words of a quantity, as they were typed."""
    return " ".join(str(token) for token in tree.scan_values(lambda each: isinstance(each, Token)))
