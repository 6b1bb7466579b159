"""Feed lists as OPML 2.0, in and out: folders and titles survive the round trip.

An OPML file is somebody else's text: only http and https feeds come out of it, nothing in it is
fetched or expanded, and its size and depth are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Xml
from xml.parsers import expat

from store.polling.subscriptions import NewFeed, Subscription, is_subscribable
from store.safe_text import safe_line

SIZE_LIMIT = 5_000_000
DEPTH_LIMIT = 20
FOLDER_SEPARATOR = " / "


class NotOpml(ValueError):
    """The document is no OPML; the message says why."""


@dataclass(frozen=True, slots=True)
class FeedList:
    """What an OPML document lists: feeds to subscribe to, each once, and the addresses that are
    left out because they are not http or https."""

    feeds: tuple[NewFeed, ...]
    left_out: tuple[str, ...]


def read_opml(document: bytes) -> FeedList:
    """The feeds in an OPML document. Raises NotOpml."""
    if len(document) > SIZE_LIMIT:
        raise NotOpml(f"it is larger than {SIZE_LIMIT / 1_000_000:g} MB")
    reader = _Reader()
    try:
        reader.read(document)
    except expat.ExpatError as error:
        raise NotOpml(f"it is not well-formed XML: {error}") from error
    return FeedList(tuple(reader.feeds.values()), tuple(reader.left_out))


def write_opml(feeds: Iterable[Subscription], now: datetime) -> str:
    """An OPML document of `feeds`, each folder an outline around its feeds."""
    root = Xml.Element("opml", version="2.0")
    head = Xml.SubElement(root, "head")
    Xml.SubElement(head, "title").text = "alimon"
    Xml.SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    body = Xml.SubElement(root, "body")
    folders: dict[str, Xml.Element] = {}
    for feed in feeds:
        if not is_subscribable(feed.url):
            continue
        parent = body
        if feed.folder:
            if feed.folder not in folders:
                folders[feed.folder] = Xml.SubElement(
                    body, "outline", text=feed.folder, title=feed.folder
                )
            parent = folders[feed.folder]
        outline = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": feed.url}
        if feed.site_url:
            outline["htmlUrl"] = feed.site_url
        if feed.language:
            outline["language"] = feed.language
        Xml.SubElement(parent, "outline", outline)
    Xml.indent(root)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"
    )


class _Reader:
    """One pass of expat, which is told to refuse entities (a document has no need of them)."""

    def __init__(self) -> None:
        self.feeds: dict[str, NewFeed] = {}
        self.left_out: list[str] = []
        self._folders: list[str] = []

    def read(self, document: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = _refuse_entity
        self._seen_root = False
        parser.Parse(document, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._seen_root:
            if name.lower() != "opml":
                raise NotOpml(f"its first element is <{safe_line(name, 40)}>, not <opml>")
            self._seen_root = True
        if name.lower() != "outline":
            return
        if len(self._folders) >= DEPTH_LIMIT:
            raise NotOpml(f"its outlines are nested deeper than {DEPTH_LIMIT}")
        values = {key.lower(): value for key, value in attributes.items()}
        label = safe_line(values.get("title") or values.get("text") or "")
        url = values.get("xmlurl", "").strip()
        if url:
            self._add(url, label, values)
        self._folders.append("" if url else label)

    def _end(self, name: str) -> None:
        if name.lower() == "outline":
            self._folders.pop()

    def _add(self, url: str, title: str, values: dict[str, str]) -> None:
        if not is_subscribable(url) or not url.isprintable():
            self.left_out.append(safe_line(url, 200))
            return
        site = values.get("htmlurl", "").strip()
        self.feeds.setdefault(
            url,
            NewFeed(
                url=url,
                title=title,
                site_url=site if is_subscribable(site) and site.isprintable() else "",
                folder=FOLDER_SEPARATOR.join(filter(None, self._folders)),
                language=safe_line(values.get("language", ""), 20),
            ),
        )


def _refuse_entity(*_declaration: object) -> None:
    raise NotOpml("it declares entities, which no feed list needs")
