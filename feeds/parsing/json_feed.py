"""JSON Feed 1.0 and 1.1 (jsonfeed.org), each field checked for its type by itself.

A field of the wrong type counts as absent and costs nothing else; an item that is no object is
left out. Numbers are never computed with, so `NaN`, `1e999` and ten thousand digits are harmless.
"""

from __future__ import annotations

import json
from typing import Any

from feeds.parsing.errors import NotAFeed
from feeds.parsing.stated import MOST_ENTRIES, StatedEntry, StatedFeed, TextKind
from store.late_patterns import late_pattern
from store.safe_text import safe_line

_VERSION = late_pattern(r"https?://(?:www\.)?jsonfeed\.org/version/([\d.]{1,10})")
_LONGEST_NUMBER = 30  # digits of an id; ids may be numbers, says the specification


def looks_like_json(text: str) -> bool:
    """Whether `text` begins as a JSON object or array does."""
    return text.lstrip()[:1] in ("{", "[")


def parse_json_feed(text: str) -> StatedFeed:
    """What the JSON Feed in `text` states. Raises NotAFeed."""
    try:
        document = json.loads(text, parse_int=_Number, parse_float=_Number, parse_constant=_Number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NotAFeed(f"JSON that breaks off or is malformed ({where})") from error
    except RecursionError as error:
        raise NotAFeed("JSON nested too deeply to be a feed") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise NotAFeed(_what_it_is(document))
    if len(document["items"]) > MOST_ENTRIES:
        raise NotAFeed(f"more than {MOST_ENTRIES:,} entries")
    version = _VERSION.match(_text(document, "version"))
    return StatedFeed(
        format=f"JSON Feed {version[1] if version else ''}".strip(),
        title=_text(document, "title"),
        title_kind=TextKind.PLAIN,
        link=_text(document, "home_page_url"),
        language=_text(document, "language"),
        entries=[_entry(item) for item in document["items"] if isinstance(item, dict)],
    )


class _Number(str):
    """A number as written."""

    __slots__ = ()


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value.strip() if isinstance(value, str) and not isinstance(value, _Number) else ""


def _entry(item: dict[str, Any]) -> StatedEntry:
    return StatedEntry(
        id=_identifier(item.get("id")),
        title=_text(item, "title"),
        title_kind=TextKind.PLAIN,
        link=_text(item, "url") or _text(item, "external_url"),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        summary=_text(item, "summary") or _text(item, "content_text"),
        summary_kind=TextKind.PLAIN,
        content=_text(item, "content_html"),
        author=_author(item),
    )


def _identifier(value: object) -> str:
    if isinstance(value, _Number) and len(value) > _LONGEST_NUMBER:
        return ""
    return str(value) if isinstance(value, str) else ""


def _author(item: dict[str, Any]) -> str:
    """The first author's name: `authors` since 1.1, `author` before."""
    authors = item.get("authors")
    candidates = authors if isinstance(authors, list) else []
    for author in (*candidates, item.get("author")):
        if isinstance(author, dict) and (name := _text(author, "name")):
            return name
    return ""


def _what_it_is(document: object) -> str:
    if isinstance(document, dict) and isinstance(document.get("error"), (dict, str)):
        error = document["error"]
        message = _text(error, "message") if isinstance(error, dict) else error
        return f"an error message in JSON, not a feed: {safe_line(message, 120)}".rstrip(": ")
    return "JSON, but not a feed"
