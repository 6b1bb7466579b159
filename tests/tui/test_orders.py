"""Feeds and rules in other orders: the cursor keeps its item, and a restart the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from app_keys import NARROW, NORMAL, main, press, settle
from sample_news import NOW

from store import database
from store.polling.feed_health import FeedHealth, feed_health
from store.polling.subscriptions import NewFeed, add_feeds, subscriptions
from store.rules import saved as rules
from tui.app import AlimonApp
from tui.presenters.orders import FEED_ORDERS, after, ordered_feeds

FEEDS = ("Zeta", "alpha", "Beta", "omega")


@pytest.fixture
def health(path: Path) -> Sequence[FeedHealth]:
    """Four feeds of which one fails, one is paused and one never brought anything."""
    with database.open_writer(path, NOW) as connection:
        feed = feed_health(connection, NOW)[0]
    zeta, alpha, beta, omega = (
        replace(feed, id=number, title=title, next_poll_at=NOW + timedelta(hours=4 - number))
        for number, title in enumerate(FEEDS)
    )
    return (
        replace(zeta, paused_reason="by you", last_new_at=NOW - timedelta(days=3)),
        replace(alpha, state="failing", failure_streak=3, last_new_at=NOW - timedelta(hours=1)),
        replace(beta, next_poll_at=None, last_new_at=None),
        replace(omega, failure_streak=1, last_new_at=NOW - timedelta(days=1)),
    )


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("list", "Zeta alpha Beta omega"),
        ("title", "alpha Beta omega Zeta"),
        ("next poll", "Beta omega alpha Zeta"),
        ("failures", "alpha omega Zeta Beta"),
        ("newest", "alpha omega Zeta Beta"),
        ("an order of a later version", "Zeta alpha Beta omega"),
    ],
)
def test_feeds_in_order(health: Sequence[FeedHealth], order: str, expected: str) -> None:
    assert " ".join(feed.title for feed in ordered_feeds(health, order)) == expected


def test_the_orders_go_round() -> None:
    order, seen = FEED_ORDERS[0], []
    for _ in FEED_ORDERS:
        order = after(FEED_ORDERS, order)
        seen.append(order)
    assert sorted(seen) == sorted(FEED_ORDERS)
    assert after(FEED_ORDERS, "none of them") == FEED_ORDERS[0]


async def test_the_cursor_keeps_its_feed_and_its_line(app: AlimonApp, path: Path) -> None:
    with database.open_writer(path, NOW) as connection:
        more = [NewFeed(f"https://more.example.org/{n}", f"{99 - n} more") for n in range(80)]
        add_feeds(connection, more, NOW)
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "5", *["j"] * 40)
        pane = main(app).feeds
        chosen, line = pane.feed, pane.list.cursor_line
        assert chosen is not None
        await press(pilot, "v")
        assert pane.order == "title"
        assert pane.feed is not None
        assert pane.feed.id == chosen.id
        assert pane.list.cursor_line == line
        titles = [feed.title for feed in subscriptions(app.desk.reader)]
        shown = [feed.title for feed in pane.list.model.rows(0, 100)]
        assert shown == sorted(titles, key=str.casefold)
        await pilot.press("q")
    app.desk.write(lambda connection: None).result()  # until what q keeps is written
    again = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    async with again.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        assert main(again).feeds.order == "title"
    again.close()


async def test_rules_by_name_keep_the_cursor_on_theirs(app: AlimonApp, path: Path) -> None:
    with database.open_writer(path, NOW) as connection:
        for text in ("revenue > 1bn", "capex > 3bn", "cloud.revenue.yoy > 30"):
            rules.add_rule(connection, text, NOW)
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        await press(pilot, "3", "j")
        pane = main(app).alerts
        chosen = pane.status
        assert chosen is not None
        await press(pilot, "v")
        assert [status.text for status in pane.statuses] == sorted(
            status.text for status in pane.statuses
        )
        assert pane.status is not None
        assert pane.status.id == chosen.id


async def test_a_narrow_feed_list_shows_no_trace_of_folders(app: AlimonApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        feeds = main(app).feeds.list
        shown = [feeds.render_line(line).text for line in range(3)]
        assert not any("…" in line[:30] for line in shown)
