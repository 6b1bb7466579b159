"""The door to the rule language: text in, a checked rule out, or an error that points at a column.

    cloud.revenue.yoy > 30 for 2d severity critical
    topic:ai and company:alibaba ~ "export controls"
    feed:"SEC EDGAR" silent for 2d

docs/rules.md has the whole language. The parser is imported when a rule is read, never before: the
app paints first. Pure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from store.errors import RuleError

if TYPE_CHECKING:
    from store.rules.tree import Rule

LONGEST_RULE = 2_000


@lru_cache(maxsize=2_048)
def parse(text: str) -> Rule:
    """The rule that `text` states. Raises RuleError."""
    if len(text) > LONGEST_RULE:
        raise RuleError(f"a rule has at most {LONGEST_RULE} characters", LONGEST_RULE + 1)
    from store.rules.parser import read_rule  # noqa: PLC0415 - imports lark

    return read_rule(text)


def pointed(text: str, error: RuleError) -> str:
    """The rule with a caret under the column of the error, for a terminal."""
    return f"{text}\n{' ' * (error.column - 1)}^"
