"""The demo's database: the bundled history, the demo's feeds, and rules that fire as you watch."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from feeds.demo.documents import SITE
from feeds.demo.script import Script, load_script
from store import database
from store.polling.subscriptions import NewFeed, add_feed, set_interval
from store.record.history import load_bundled_history
from store.rules.saved import add_rule

POLLED_EVERY = timedelta(seconds=3)
RULES = (
    "cloud.revenue.yoy > 30",  # true in the record, so there is an alert from the start
    "topic:policy and company:nvidia",  # fires when the H20 licence is told, half a minute in
    "stories(topic:policy) > 8 in 6h",  # fires when enough of it has come, in the first minute
)


def prepare_demo(path: Path, base_url: str, now: datetime, script: Script | None = None) -> None:
    """Make the database at `path` for the replay served at `base_url`. Raises StoreError."""
    with closing(database.open_writer(path, now)) as connection, database.explained(path):
        load_bundled_history(connection)
        for feed in (script or load_script()).feeds:
            subscription = NewFeed(
                f"{base_url}{feed.path}", feed.title, SITE, "Demo", feed.language
            )
            number = add_feed(connection, subscription, now, "demo")
            set_interval(connection, number, POLLED_EVERY)
        for text in RULES:
            add_rule(connection, text, now)
