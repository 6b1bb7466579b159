"""What may come next in a filter that is being typed: its own words, and names of the database.

    to|              → topic:
    topic:ai,po|     → policy
    -is:|            → unread read starred …

A word of the search is not completed: nothing is offered behind a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.completion import Completion, fits

if TYPE_CHECKING:  # the first paint needs none of the rules
    from store.rules.vocabulary import Vocabulary

MOST = 60

_LAST = (  # compiled (and kept, by `re`) when it is first used
    r'(?:^|\s)(?P<minus>-?)(?:(?P<key>[A-Za-z]+):(?P<value>"[^"]*|[^\s"]*)|(?P<word>[A-Za-z]*))\Z'
)
_FILTERS = (
    ("topic:", "tagged so; a comma between alternatives"),
    ("company:", "about this company"),
    ("feed:", "from feeds with this in their name"),
    ("is:", "unread, starred, with figures …"),
    ("since:", "an age, a day or a time"),
    ("until:", "an age, a day or a time"),
    ("lang:", "in this language"),
)
_CAN_BE_EXCLUDED = ("topic:", "company:", "feed:", "is:")
_MARKS = (
    ("unread", ""),
    ("read", ""),
    ("starred", ""),
    ("figures", "with figures in the title"),
    ("conflict", "with a figure that is not that of the record"),
    ("corrected", "with topics you set"),
)
_MOMENTS = (
    ("today", "from midnight, UTC"),
    ("yesterday", "the midnight before"),
    ("2h", "two hours ago"),
    ("1d", "a day ago"),
    ("7d", "a week ago"),
    ("30d", "30 days ago"),
)
_LANGUAGES = (("en", "English"), ("zh", "Chinese"))


def completions(text: str, position: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """What may stand at `position`, () where nothing of the language may. Never raises."""
    typed = text[:position]
    last = re.search(_LAST, typed)
    if last is None or typed[: last.start()].count('"') % 2:  # within a phrase
        return ()
    if last["key"] is None:
        if not last["word"] and (last["minus"] or typed.strip()):
            return ()
        filters = (each for each in _FILTERS if not last["minus"] or each[0] in _CAN_BE_EXCLUDED)
        return _fitting(filters, last["word"], last.start("word"), goes_on=True)
    value, start = last["value"], last.start("value")
    key = last["key"].lower()
    if key in ("topic", "company", "lang") and not value.startswith('"'):
        named, comma, value = value.rpartition(",")
        start += len(named) + len(comma)
        taken = named.lower().split(",")
        names = (each for each in _values(key, vocabulary) if each[0].lower() not in taken)
        return _fitting(names, value, start)
    return _fitting(_values(key, vocabulary), value, start)


def _values(key: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a filter can be set to, each with what it means."""
    if key == "topic":
        yield from ((name, "") for name in vocabulary.topics)
    elif key == "company":
        yield from ((name, "") for name in vocabulary.companies)
    elif key in ("feed", "source"):
        yield from ((_feed_name(title), "") for title in vocabulary.feeds)
    elif key == "lang":
        yield from _LANGUAGES
    elif key == "is":
        yield from _MARKS
    elif key in ("since", "until"):
        yield from _MOMENTS


def _feed_name(title: str) -> str:
    """So much of a feed's title as a filter can hold: a comma would begin another."""
    part = re.split(r'[,"“”]', title)[0].strip() or title
    return f'"{part}"' if re.search(r"\s", part) else part


def _fitting(
    words: Iterator[tuple[str, str]], typed: str, start: int, *, goes_on: bool = False
) -> tuple[Completion, ...]:
    partial = typed.lower()
    found = {word: about for word, about in words if word != typed and fits(word, partial)}
    offered = (Completion(word, start, about, goes_on) for word, about in found.items())
    return tuple(offered)[:MOST]
