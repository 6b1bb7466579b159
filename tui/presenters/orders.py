"""The orders that the feeds and the rules can stand in. Pure.

Headlines have one order, that of their arrival: docs/decisions.md says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from store.polling.feed_health import FeedHealth
from store.rules.saved import RuleStatus

FEED_ORDERS = ("list", "title", "next poll", "failures", "newest")
RULE_ORDERS = ("state", "name")

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)

# What the first, smallest comes by; feeds that are equal stay in the order of the list.
_FEED_KEYS: dict[str, Callable[[FeedHealth], Any]] = {
    "title": lambda feed: feed.title.casefold(),
    "next poll": lambda feed: (
        feed.paused_reason is not None,
        feed.next_poll_at or (_LONG_AGO if feed.paused_reason is None else _NEVER),
    ),
    "failures": lambda feed: (feed.state != "failing", -feed.failure_streak),
    "newest": lambda feed: -(feed.last_new_at or _LONG_AGO).timestamp(),
}


def ordered_feeds(feeds: Sequence[FeedHealth], order: str) -> tuple[FeedHealth, ...]:
    """The feeds in one of `FEED_ORDERS`; "list" is how they come, by folder."""
    key = _FEED_KEYS.get(order)
    return tuple(feeds if key is None else sorted(feeds, key=key))


def rules_by_name(statuses: Sequence[RuleStatus]) -> tuple[RuleStatus, ...]:
    """The rules by what they are called: their name, or else their words."""
    return tuple(sorted(statuses, key=lambda rule: ((rule.name or rule.text).casefold(), rule.id)))


def after(orders: Sequence[str], order: str) -> str:
    """The order that follows; the first after the last, or after one there is not."""
    place = orders.index(order) if order in orders else -1
    return orders[(place + 1) % len(orders)]
