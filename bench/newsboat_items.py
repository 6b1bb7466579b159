"""newsboat with a given number of items, for bench/app_speed.py.

It reads one feed of one item from a file, so that its cache is its own; the other items are rows
put into that cache, as if the feed had brought them over time.
"""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Bench</title>
<link>https://example.org/</link><item><title>Item 0</title><guid>item-0</guid>
<link>https://example.org/0</link></item></channel></rss>"""
MORE = """
with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ? - 1)
insert into rss_item (guid, title, author, url, feedurl, pubDate, content, unread)
select 'item-' || n, 'Cloud revenue of Alibaba and item ' || n || ' of the day', '',
       'https://example.org/' || n, ?, 1700000000 + n, '', 1 from numbers
"""


def newsboat_command(folder: Path, items: int) -> list[str]:
    """The command that starts newsboat on `items` items; what it needs is made in `folder`."""
    feed, urls, cache = folder / "feed.xml", folder / "urls", folder / "cache.db"
    configuration = folder / "config"
    feed.write_text(FEED, encoding="utf-8")
    urls.write_text(f"{feed.as_uri()}\n", encoding="utf-8")
    configuration.write_text("max-items 0\nauto-reload no\n", encoding="utf-8")
    command = ["newsboat", "-C", str(configuration), "-u", str(urls), "-c", str(cache)]
    subprocess.run([*command, "-x", "reload"], check=True, capture_output=True)
    with closing(sqlite3.connect(cache)) as connection, connection:
        (url,) = connection.execute("select feedurl from rss_item").fetchone()
        connection.execute(MORE, (items, url))
    return command
