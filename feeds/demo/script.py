"""The demo's script (feeds/demo/sentences.toml) as values: which feed says what, and when.

Promises: every headline has a source with an address and a date, and a moment in the replay;
a mistake in the file is a ValueError that names the place.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any, Literal

FORMATS = ("atom", "json", "rss")
NEWEST_AT_START = timedelta(minutes=4)  # so that what arrives in the demo is clearly newer
GAP_AT_START = timedelta(minutes=11)


@dataclass(frozen=True, slots=True)
class DemoSource:
    """Where a fact can be read, and the day it was stated."""

    title: str
    url: str
    date: date


@dataclass(frozen=True, slots=True)
class Trouble:
    """How a feed fails on purpose: an HTML page always, or 503 from `start` until `end`."""

    kind: Literal["html", "unavailable"]
    start: timedelta = timedelta(0)
    end: timedelta = timedelta.max


@dataclass(frozen=True, slots=True)
class DemoHeadline:
    """A sentence of ours. `published` counts from the start of the replay, negative for those
    that are there from the start.

    `record` names the figures of the bundled record that it states ("segment metric period_end");
    `conflict`: one of them is wrong on purpose.
    """

    key: str
    title: str
    published: timedelta
    source: DemoSource
    record: tuple[str, ...] = ()
    conflict: bool = False

    @property
    def link(self) -> str:
        """The source's address, and which fact of it: a results release holds many, and headlines
        that link to the same page count as one story."""
        if not self.record:
            return self.source.url
        return f"{self.source.url}#/{self.record[0].replace(' ', '/')}"


@dataclass(frozen=True, slots=True)
class DemoFeed:
    """A feed of the demo: `path` on the server, `language` in BCP 47, headlines newest first."""

    path: str
    format: Literal["atom", "json", "rss"]
    title: str
    language: str
    trouble: Trouble | None
    headlines: tuple[DemoHeadline, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The whole replay and its length, counted from the first request."""

    feeds: tuple[DemoFeed, ...]
    length: timedelta


def load_script() -> Script:
    """The bundled script."""
    text = (resources.files("feeds") / "demo" / "sentences.toml").read_text(encoding="utf-8")
    return read_script(text)


def read_script(text: str) -> Script:
    """The script of a TOML document. Raises ValueError that names the feed, source or headline."""
    document = tomllib.loads(text)
    sources = {key: _source(key, table) for key, table in document.get("source", {}).items()}
    tables = {table["name"]: table for table in document.get("feed", [])}
    headlines: dict[str, list[DemoHeadline]] = {name: [] for name in tables}
    entries = document.get("headline", [])
    for table, published in zip(entries, _publication(entries), strict=True):
        where = f"headline {table.get('title')!r}"
        if table["feed"] not in tables:
            raise ValueError(f"{where}: no feed is called {table['feed']!r}")
        if table["source"] not in sources:
            raise ValueError(f"{where}: no source is called {table['source']!r}")
        told = headlines[table["feed"]]
        told.append(
            DemoHeadline(
                key=f"urn:alimon:demo:{table['feed']}:{len(told) + 1}",
                title=table["title"],
                published=published,
                source=sources[table["source"]],
                record=tuple(table.get("record", ())),
                conflict=table.get("conflict", False),
            )
        )
    return Script(
        feeds=tuple(_feed(table, headlines[name]) for name, table in tables.items()),
        length=max((h.published for told in headlines.values() for h in told), default=timedelta()),
    )


def _source(key: str, table: dict[str, Any]) -> DemoSource:
    if not isinstance(table.get("date"), date):
        raise ValueError(f"source {key!r}: date must be a TOML date such as 2026-08-20")
    if not str(table.get("url", "")).startswith(("http://", "https://")):
        raise ValueError(f"source {key!r}: url must be an http or https address")
    return DemoSource(table["title"], table["url"], table["date"])


def _feed(table: dict[str, Any], headlines: list[DemoHeadline]) -> DemoFeed:
    if table["format"] not in FORMATS:
        raise ValueError(f"feed {table['name']!r}: format is one of {', '.join(FORMATS)}")
    return DemoFeed(
        path=table["path"],
        format=table["format"],
        title=table["title"],
        language=table["language"],
        trouble=_trouble(table["name"], table["trouble"]) if "trouble" in table else None,
        headlines=tuple(sorted(headlines, key=lambda headline: headline.published, reverse=True)),
    )


def _trouble(name: str, table: dict[str, Any]) -> Trouble:
    if table["kind"] == "html":
        return Trouble("html")
    if table["kind"] == "unavailable":
        start, end = (timedelta(seconds=table[key]) for key in ("from", "to"))
        return Trouble("unavailable", start, end)
    raise ValueError(f"feed {name!r}: the kind of trouble is html or unavailable")


def _publication(tables: list[dict[str, Any]]) -> list[timedelta]:
    """When each headline is published. Those there from the start lie in the hours before, the
    feeds taking turns, so that the stream looks like a morning's news and not like seven lists."""
    turns: defaultdict[str, int] = defaultdict(int)
    order: list[tuple[int, int]] = []
    for position, table in enumerate(tables):
        if table["at"] == 0:
            order.append((turns[table["feed"]], position))
            turns[table["feed"]] += 1
    published = [timedelta(seconds=table["at"]) for table in tables]
    for place, (_turn, position) in enumerate(sorted(order)):
        published[position] = -(NEWEST_AT_START + place * GAP_AT_START)
    return published
