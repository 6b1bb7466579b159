"""Regular expressions that are compiled when they are first used.

The poller and its reading process have two hundred of them, of which the first documents need a
third; compiling all took a fifth of the time until the first headline was there.
"""

from __future__ import annotations

import re
from typing import Any, cast


def late_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` returns, for nearly nothing until it is used. Where the pattern is wrong
    its first use raises re.error."""
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))


class _LatePattern:
    """Stands for a pattern. What is asked of it once it then has itself, so that nothing stands
    between a later use and the pattern."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._source)
        for each in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)
