"""Rules in a file: what is read, and how a mistake in one is told."""

from __future__ import annotations

import pytest

from store.rules.rule_files import RuleEntry, read_rule_file


def test_a_rule_is_read_with_what_its_owner_says_of_it() -> None:
    text = """
[[rule]]
text = "cloud.revenue.yoy > 30"
name = "growth"
severity = "critical"
enabled = false
"""
    file = read_rule_file(text)
    assert file.mistakes == ()
    assert file.rules == (RuleEntry("cloud.revenue.yoy > 30%", "growth", "", "critical", False, 3),)


MISTAKES = [
    ("[[rule]]\nname = 'x'", 1, "text is missing"),
    ("[[rule]]\ntext = 'topic:ai'\ncolour = 1", 2, "colour is no key; allowed: text, name"),
    ("[[rule]]\ntext = 'topic:ai'\nseverity = 'loud'", 2, "info, warning or critical is"),
    ("[[rule]]\ntext = 'topic:ai'\nenabled = 'yes'", 2, "enabled is true or false"),
    ("[[rule]]\ntext = 'capex > 30%'", 2, "column 9: capex is money"),
    ("[[rule]\ntext = 'topic:ai'", 1, "not TOML"),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_a_mistake_is_told_by_line_and_costs_its_rule_only(
    text: str, line: int, words: str
) -> None:
    file = read_rule_file(f"[[rule]]\ntext = 'topic:policy'\n{text}")
    assert [entry.text for entry in file.rules] == ["topic:policy"]
    assert words in file.mistakes[0].problem
    assert file.mistakes[0].line == line + 2


@pytest.mark.parametrize("text", ["", "rule = 3", "[rule]\ntext = 'topic:ai'", "rule = []"])
def test_a_file_without_rules_is_told_to_have_none(text: str) -> None:
    (mistake,) = read_rule_file(text).mistakes
    assert (mistake.line, mistake.problem) == (1, "no [[rule]] in it")
