"""docs/rules.md keeps its promises: every example is a rule, every command and test in it works."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from store.errors import RuleError
from store.rules.facts import RecordFacts
from store.rules.language import parse, pointed
from store.rules.rule_tests import run_rule_tests
from store.rules.text import canonical
from tui.command_line.alerts_command import alerts

PAGE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
RULES = [
    line
    for block in re.findall(r"```rule\n(.*?)```", PAGE, re.DOTALL)
    for line in block.split("\n")
]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule])
def test_an_example_is_a_rule(rule: str) -> None:
    assert parse(canonical(parse(rule))) == parse(rule)


def test_the_mistake_is_answered_as_the_page_says() -> None:
    with pytest.raises(RuleError) as caught:
        parse("capex > 30%")

    answer = f"{pointed('capex > 30%', caught.value)}\ncolumn {caught.value.column}: {caught.value}"
    assert f"```\n{answer}\n```" in PAGE


def test_the_tests_on_the_page_pass(record: sqlite3.Connection) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

    results = run_rule_tests(text, RecordFacts(record))

    assert len(results) == 4
    assert [result.failures for result in results] == [()] * 4


def test_every_command_is_on_the_page() -> None:
    missing = [name for name in alerts.commands if not re.search(rf"`[^`]*\b{name}\b", PAGE)]

    assert missing == []
