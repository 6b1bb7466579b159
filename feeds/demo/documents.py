"""Feed documents of the demo's headlines: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from feeds.demo.script import DemoFeed, DemoHeadline
from store import times

SITE = "https://demo.invalid/"  # RFC 6761: a name that never leads anywhere
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document as sent."""

    content_type: str
    body: bytes


def feed_document(feed: DemoFeed, headlines: Iterable[DemoHeadline], began: datetime) -> Document:
    """`headlines` of `feed` in its format; `began` is when the replay's clock was at zero."""
    match feed.format:
        case "rss":
            return Document("application/rss+xml; charset=utf-8", _rss(feed, headlines, began))
        case "atom":
            return Document("application/atom+xml; charset=utf-8", _atom(feed, headlines, began))
        case "json":
            return Document("application/feed+json", _json(feed, headlines, began))


def summary(headline: DemoHeadline, language: str) -> str:
    """One line below the title: the event's date, the source, and that the sentence is ours."""
    source, day = headline.source.title, headline.source.date.isoformat()
    if language == "zh-Hant":
        wrong = "，其中的數字故意與記錄不符" if headline.conflict else ""
        return f"{day}。來源：{source}。alimon 示範用句{wrong}。"
    if language.startswith("zh"):
        wrong = "，其中的数字故意与记录不符" if headline.conflict else ""
        return f"{day}。来源：{source}。alimon 演示用句{wrong}。"
    wrong = "; it contradicts the source on purpose" if headline.conflict else ""
    return f"{day}. Source: {source}. Written for the demo{wrong}."


def _rss(feed: DemoFeed, headlines: Iterable[DemoHeadline], began: datetime) -> bytes:
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _leaf(channel, "title", feed.title)
    _leaf(channel, "link", SITE)
    _leaf(channel, "description", "Sentences of the alimon demo")
    _leaf(channel, "language", feed.language)
    for headline in headlines:
        item = ElementTree.SubElement(channel, "item")
        _leaf(item, "guid", headline.key, isPermaLink="false")
        _leaf(item, "title", headline.title)
        _leaf(item, "link", headline.link)
        _leaf(item, "description", summary(headline, feed.language))
        _leaf(item, "pubDate", format_datetime(_published(headline, began), usegmt=True))
    return _serialised(root)


def _atom(feed: DemoFeed, headlines: Iterable[DemoHeadline], began: datetime) -> bytes:
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _leaf(root, "id", f"urn:alimon:demo:{feed.path}")
    _leaf(root, "title", feed.title)
    _leaf(root, "updated", times.to_text(began))
    _leaf(root, "link", "", href=SITE)
    for headline in headlines:
        published = times.to_text(_published(headline, began))
        entry = ElementTree.SubElement(root, "entry")
        _leaf(entry, "id", headline.key)
        _leaf(entry, "title", headline.title)
        _leaf(entry, "link", "", href=headline.link)
        _leaf(entry, "published", published)
        _leaf(entry, "updated", published)
        _leaf(entry, "summary", summary(headline, feed.language))
    return _serialised(root)


def _json(feed: DemoFeed, headlines: Iterable[DemoHeadline], began: datetime) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": SITE,
        "language": feed.language,
        "items": [
            {
                "id": headline.key,
                "url": headline.link,
                "title": headline.title,
                "content_text": summary(headline, feed.language),
                "date_published": times.to_text(_published(headline, began)),
            }
            for headline in headlines
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _published(headline: DemoHeadline, began: datetime) -> datetime:
    return (began + headline.published).astimezone(UTC)


def _leaf(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = text


def _serialised(root: ElementTree.Element) -> bytes:
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document
