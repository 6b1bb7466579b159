"""What a run of the poller is asked to do, who hears of it, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.polling.polled import FeedReport


@dataclass(frozen=True, slots=True)
class PollOptions:
    """How to poll: for ever or `once`; as the `child` of an app or by itself."""

    database: Path
    once: bool = False
    child: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: whether it was `stopped` before it was done; polls, those that failed, and
    those for which there was no network."""

    stopped: bool
    polled: int
    failed: int
    offline: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of it: `report` of every poll, `complain` of troubles that pass."""

    report: Callable[[FeedReport], None]
    complain: Callable[[str], None]
