"""Small feeds, written by us, for the tests of the parser."""

from __future__ import annotations

from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)

GOOD_ITEM = (
    "<item><title>Cloud sales rise</title><link>https://news.example/1</link>"
    '<guid isPermaLink="false">n-1</guid><pubDate>Thu, 20 Aug 2026 11:30:00 GMT</pubDate></item>'
)


def rss(items: str, head: str = "", declaration: str = '<?xml version="1.0"?>') -> str:
    """An RSS 2.0 document with these items and further channel elements."""
    return (
        f'{declaration}<rss version="2.0" {NAMESPACES}><channel><title>Example wire</title>'
        f"<link>https://news.example/</link>{head}{items}</channel></rss>"
    )


def atom(entries: str, head: str = "", attributes: str = "") -> str:
    """An Atom 1.0 document."""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Example wire</title>'
        f'<link href="https://news.example/"/><id>urn:wire</id>{head}{entries}</feed>'
    )


def item(**elements: str) -> str:
    """An RSS item; each text is escaped."""
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in elements.items())
    return f"<item>{inside}</item>"
