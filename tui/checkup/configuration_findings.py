"""What the doctor says about the user's configuration file."""

from __future__ import annotations

import re

from store.configuration import Configuration
from tui.checkup.finding import Finding
from tui.key_config import user_keymap


def configuration_findings(configuration: Configuration, exists: bool) -> tuple[Finding, ...]:
    """Where the file is, and every mistake in it."""
    if not exists:
        words = f"{configuration.path} does not exist: everything is as it comes"
        return (Finding("configuration", "fine", words),)
    problems = (*configuration.problems, *user_keymap(configuration).problems)
    if not problems:
        return (Finding("configuration", "fine", f"{configuration.path} has no mistakes"),)
    return tuple(Finding("configuration", "warning", each, _remedy(each)) for each in problems)


def _remedy(problem: str) -> str:
    if re.search(r":\d+: ", problem):
        return "mend the line; until then what it sets is as it comes"
    return "make it a file that can be read; until then everything is as it comes"
