"""The bundled feed list (feeds/feeds.toml), read into values.

Promises: every feed has an absolute http(s) address that occurs once, a folder, a language and a
reason to be there; a mistake in the file is a ValueError that names the entry. Whether a feed is
subscribed is store/polling/subscriptions.py's business.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
KINDS = ("aggregator", "blog", "company", "filings", "news", "regulator")


@dataclass(frozen=True, slots=True)
class CatalogFeed:
    """One feed of the list. `language` is BCP 47; `why` is the reason it is on the list."""

    url: str
    title: str
    site_url: str
    folder: str
    language: str
    kind: str
    why: str


def load_catalog() -> tuple[CatalogFeed, ...]:
    """The bundled feeds in the order of the file, which is the order to show them in."""
    text = Path(__file__).with_name("feeds.toml").read_text(encoding="utf-8")
    return read_catalog(text)


def read_catalog(text: str) -> tuple[CatalogFeed, ...]:
    """The feeds of a TOML document with a `[[feed]]` table each.

    Raises ValueError that names the feed, the key and what is allowed.
    """
    feeds = tuple(
        _feed(table, position)
        for position, table in enumerate(tomllib.loads(text).get("feed", []), start=1)
    )
    seen: set[str] = set()
    for feed in feeds:
        if feed.url in seen:
            raise ValueError(f"feed {feed.title!r}: {feed.url} is on the list twice")
        seen.add(feed.url)
    return feeds


def _feed(table: dict[str, Any], position: int) -> CatalogFeed:
    name = f"feed {table.get('title', position)!r}"
    wanted = {"url", "title", "site", "folder", "language", "kind", "why"}
    if table.keys() != wanted:
        odd = ", ".join(sorted(table.keys() ^ wanted))
        raise ValueError(
            f"{name}: missing or unknown key {odd}; wanted {', '.join(sorted(wanted))}"
        )
    for key in sorted(wanted):
        if not isinstance(table[key], str) or not table[key].strip():
            raise ValueError(f"{name}: {key} must be text, not {table[key]!r}")
    for key in ("url", "site"):
        address = urlsplit(table[key])
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise ValueError(f"{name}: {key} must be an http or https address, not {table[key]!r}")
    if table["language"] not in LANGUAGES:
        raise ValueError(f"{name}: language is one of {', '.join(LANGUAGES)}")
    if table["kind"] not in KINDS:
        raise ValueError(f"{name}: kind is one of {', '.join(KINDS)}")
    return CatalogFeed(
        url=table["url"],
        title=table["title"],
        site_url=table["site"],
        folder=table["folder"],
        language=table["language"],
        kind=table["kind"],
        why=table["why"],
    )
