"""Is it the feed or is it us? Telling a dead server from a dead network. Pure.

A failure to reach a host is held back until it is clear whose fault it is: somebody else was
reached, so it counts against the feed; or nobody was, and then nothing counts against anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

ENOUGH_HOSTS = 3
REACHED_LATELY = 60.0

Verdict = Literal["theirs", "ours", "ask_others"]


@dataclass(frozen=True, slots=True)
class Connectivity:
    """What is known: the hosts that could not be reached since one last was, and when that was
    (seconds of a monotonic clock; None: never)."""

    unreachable: frozenset[str] = frozenset()
    reached_at: float | None = None

    def reached(self, at: float) -> Connectivity:
        """Some host answered."""
        return Connectivity(frozenset(), at)

    def failed(self, host: str) -> Connectivity:
        """`host` could not be reached."""
        return replace(self, unreachable=self.unreachable | {host})

    def verdict(self, at: float, hosts: int) -> Verdict:
        """Whose fault the failures are, with nothing left under way and `hosts` in the list."""
        if self.reached_at is not None and at - self.reached_at < REACHED_LATELY:
            return "theirs"
        if len(self.unreachable) >= ENOUGH_HOSTS:
            return "ours"
        return "ask_others" if hosts >= ENOUGH_HOSTS else "theirs"
