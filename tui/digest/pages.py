"""A digest written out. Titles are text whatever they hold: escaped for HTML and for Markdown, and
one clean line each in plain text. Links are http and https only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, tzinfo
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from store.alerts.events import EventRow
from store.digest.page import Digest
from store.headlines.topic_names import KNOWN_TOPICS
from store.safe_text import safe_line
from store.times import to_text

Format = Literal["text", "md", "html", "json"]

TOPIC_TITLES: Mapping[str, str] = {topic.name: topic.title for topic in KNOWN_TOPICS}
VERDICTS: Mapping[str, str] = {
    "agrees": "✓ agrees with the record",
    "conflicts": "≠ conflicts with the record",
    "other_measure": "≈ is another measure",
    "new": "# not published yet",
}
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~&]")
_MARKDOWN_AT_START = re.compile(r"^([#+=-]|\d+[.)])")
_UNSAFE_IN_LINK = re.compile(r"[\s<>()\[\]\\\"'`]")


def written(digest: Digest, form: Format, zone: tzinfo | None = None) -> str:
    """The digest as a document in `form`, with times in `zone` (None: this computer's; in JSON they
    are UTC, ISO-8601)."""
    if form == "json":
        return json.dumps(asdict(digest), ensure_ascii=False, default=_plain) + "\n"
    environment = Environment(
        loader=PackageLoader("tui.digest", "templates"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_filters(zone))
    template = environment.get_template(f"digest.{form}.j2")
    return template.render(digest=digest, title=title(digest, zone)).rstrip() + "\n"


def title(digest: Digest, zone: tzinfo | None = None) -> str:
    """What the page is called, in our own words only."""
    return f"alimon digest, {_time(digest.since, zone)} to {_time(digest.until, zone)}"


def _filters(zone: tzinfo | None) -> Mapping[str, Callable[..., str]]:
    return {
        "line": safe_line,
        "markdown": markdown,
        "link": link,
        "time": lambda moment: _time(moment, zone),
        "topic": lambda topic: TOPIC_TITLES.get(topic, topic),
        "verdict": lambda verdict: VERDICTS[verdict],
        "event": event_words,
        "count": lambda number: f"{number:,}",
    }


def markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", safe_line(text))
    return _MARKDOWN_AT_START.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", escaped)


def link(address: str | None) -> str:
    """An http or https address that ends no attribute or parenthesis; '' for any other."""
    if address is None or not address.startswith(("http://", "https://")):
        return ""
    return _UNSAFE_IN_LINK.sub(
        lambda found: f"%{ord(found.group()):02X}", safe_line(address, 2_000)
    )


def event_words(event: EventRow) -> str:
    """One change of an alert in a line."""
    became = {"firing": "fires", "ok": "is over", "withdrawn": "is withdrawn", "error": "fails"}
    about = event.title or " · ".join(part for part in (event.value, event.note) if part)
    rule = event.rule_name or event.rule_text
    return safe_line(f"{rule} {became.get(event.state_to, event.state_to)}: {about}".rstrip(": "))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is none of a digest's values")


def _time(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
