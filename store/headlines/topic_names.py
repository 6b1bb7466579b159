"""Topics: those that alimon has rules for, and the user's own. Reads only."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that alimon has rules for: its letter in every list, its heading in a digest."""

    name: str
    mark: str
    title: str


KNOWN_TOPICS = (  # the broadest first: a digest tells a story under the narrowest of its topics
    Topic("ai", "A", "AI"),
    Topic("cloud", "C", "Cloud"),
    Topic("capex", "X", "Capital spending"),
    Topic("policy", "P", "Policy"),
)
TOPICS = tuple(topic.name for topic in KNOWN_TOPICS)
_NAME = re.compile(r"\w[\w-]{0,39}")

# every distinct value by one step in the index each, however many headlines there are
_IN_USE = """
    with recursive used (topic) as (
        select min(topic) from topics
        union all
        select (select min(topic) from topics where topic > used.topic) from used
        where used.topic is not null
    )
    select topic from used where topic is not null
"""


def known_topics(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Those, then every other topic that a headline has, by name."""
    used = (topic for (topic,) in connection.execute(_IN_USE))
    return (*TOPICS, *(topic for topic in used if topic not in TOPICS))


def read_topic_names(text: str) -> tuple[str, ...]:
    """The names in `text`, parted by spaces or commas, in lower case.

    Raises ValueError, saying what a name is, for one that no filter could name.
    """
    names = tuple(dict.fromkeys(text.casefold().replace(",", " ").split()))
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no topic; letters, digits, - and _ make one, up to 40")
    return names
