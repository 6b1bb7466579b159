"""The small language that narrows headlines down, and the query it stands for. Pure.

    alibaba "export control" -earnings topic:policy,ai company:alibaba since:2d is:unread

Words and phrases must all be there, what has a minus must not. Filters of different kinds, and a
filter given twice, must all hold; names joined by a comma are alternatives. A query is answered
by store/headlines/views.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

# Compiled (and kept, by `re`) when a query is first read: the first paint needs neither.
_PIECE = r"""(?x)(?P<space>\s+)
      | (?P<minus>-)?(?:
            (?P<open>["“”](?P<phrase>[^"“”]*)(?P<close>["“”])?)
          | (?P<key>[A-Za-z]+):(?:["“](?P<quoted>[^"“”]*)["”]?|(?P<value>[^\s"“”]*))
          | (?P<word>[^\s"“”]+)
        )
      | (?P<stray>-)"""
_AGE = r"(\d{1,4})(m|h|d|w)"
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MARKS = ("unread", "read", "starred", "figures", "conflict", "corrected")


class QueryError(ValueError):
    """What in a query cannot be understood; `column` counts characters from 0."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True, slots=True)
class Bound:
    """A moment as typed (`2d`, `2026-08-20`) and as it was then understood, in UTC."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class HeadlineQuery:
    """What a list of headlines shows. The empty query shows everything that is not hidden.

    `words` holds single words and phrases alike. Each tuple of `topics`, `companies`, `feeds` and
    `languages` holds alternatives; all tuples must be met. `feeds` are ids or parts of titles.
    `is_typing`: the last word is unfinished, longer words match too. `one_per_story`: of the
    matches that tell one story only the first is shown; lists of one feed show all of its own.
    """

    words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()
    without_topics: tuple[str, ...] = ()
    companies: tuple[tuple[str, ...], ...] = ()
    without_companies: tuple[str, ...] = ()
    feeds: tuple[tuple[str, ...], ...] = ()
    without_feeds: tuple[str, ...] = ()
    languages: tuple[tuple[str, ...], ...] = ()
    since: Bound | None = None
    until: Bound | None = None
    is_read: bool | None = None
    is_starred: bool | None = None
    has_figures: bool | None = None
    has_conflict: bool | None = None
    is_corrected: bool | None = None
    one_per_story: bool = True
    is_typing: bool = False

    def with_topic(self, topic: str | None) -> HeadlineQuery:
        """This query for `topic` and no other; None for any topic."""
        return replace(self, topics=((topic,),) if topic else ())

    def with_company(self, company: str | None) -> HeadlineQuery:
        """This query for `company` and no other; None for any company."""
        return replace(self, companies=((company,),) if company else ())

    def with_feed(self, feed: int | None) -> HeadlineQuery:
        """This query for the feed with that id and no other; None for any feed."""
        return replace(self, feeds=((str(feed),),) if feed is not None else ())

    def unread_only(self) -> HeadlineQuery:
        """This query for what has not been read."""
        return replace(self, is_read=False)

    def and_also(self, other: HeadlineQuery) -> HeadlineQuery:
        """What both queries show; where they set the same bound or mark, `other` has the word."""
        return HeadlineQuery(
            words=self.words + other.words,
            without_words=self.without_words + other.without_words,
            topics=self.topics + other.topics,
            without_topics=self.without_topics + other.without_topics,
            companies=self.companies + other.companies,
            without_companies=self.without_companies + other.without_companies,
            feeds=self.feeds + other.feeds,
            without_feeds=self.without_feeds + other.without_feeds,
            languages=self.languages + other.languages,
            since=other.since or self.since,
            until=other.until or self.until,
            is_read=self.is_read if other.is_read is None else other.is_read,
            is_starred=self.is_starred if other.is_starred is None else other.is_starred,
            has_figures=self.has_figures if other.has_figures is None else other.has_figures,
            has_conflict=self.has_conflict if other.has_conflict is None else other.has_conflict,
            is_corrected=self.is_corrected if other.is_corrected is None else other.is_corrected,
            one_per_story=self.one_per_story and other.one_per_story,
            is_typing=other.is_typing,
        )

    @property
    def is_everything(self) -> bool:
        """Whether it narrows nothing down."""
        return self.describe() == ""

    def describe(self) -> str:
        """The query in the language, filters first: what `parse_query` reads back as this."""
        parts: list[str] = []
        for key, positive, negative in (
            ("topic", self.topics, self.without_topics),
            ("company", self.companies, self.without_companies),
            ("feed", self.feeds, self.without_feeds),
            ("lang", self.languages, ()),
        ):
            parts += [f"{key}:{_quoted_value(','.join(names))}" for names in positive]
            parts += [f"-{key}:{_quoted_value(name)}" for name in negative]
        parts += [
            f"{key}:{bound.text}"
            for key, bound in (("since", self.since), ("until", self.until))
            if bound is not None
        ]
        for mark, value in (
            ("read", self.is_read),
            ("starred", self.is_starred),
            ("figures", self.has_figures),
            ("conflict", self.has_conflict),
            ("corrected", self.is_corrected),
        ):
            if value is not None:
                parts.append(_mark(mark, value))
        parts += [f"-{_quoted_word(word)}" for word in self.without_words]
        parts += [_quoted_word(word) for word in self.words]
        return " ".join(parts)


def parse_query(text: str, now: datetime, *, is_typing: bool = False) -> HeadlineQuery:
    """The query that `text` stands for; ages like `2d` count back from `now`.

    `is_typing`: `text` is still being written: its last word may go on, and a filter that is
    not finished (`topic:`) is left out instead of being an error. Raises QueryError.
    """
    query = HeadlineQuery()
    position = 0
    ends_in_word = False
    while position < len(text):
        token = re.compile(_PIECE).match(text, position)
        assert token is not None  # the pattern takes any character
        if token["space"] is None and token["stray"] is None:
            query = _with_token(query, token, now, is_typing=is_typing)
            ends_in_word = token["word"] is not None and token["minus"] is None
        else:
            ends_in_word = False
        position = token.end()
    return replace(query, is_typing=is_typing and ends_in_word)


def _with_token(
    query: HeadlineQuery, token: re.Match[str], now: datetime, *, is_typing: bool
) -> HeadlineQuery:
    negative = token["minus"] is not None
    key = (token["key"] or "").lower()
    if token["open"] is not None or token["word"] is not None or key not in _FILTERS:
        # an unknown key is no filter: "10:30" and "note:this" are words
        words = token["phrase"] if token["open"] is not None else token[0].removeprefix("-")
        if not words.strip():
            return query
        if negative:
            return replace(query, without_words=(*query.without_words, words))
        return replace(query, words=(*query.words, words))
    value = token["quoted"] if token["quoted"] is not None else token["value"]
    column = token.start()
    if not value:
        if is_typing:
            return query
        raise QueryError(f"{key}: needs a value, as in {_EXAMPLES[key]}", column)
    try:
        return _FILTERS[key](query, value, negative, now)
    except QueryError as error:
        if is_typing and token.end() == len(token.string):
            return query
        raise QueryError(error.message, column) from None


def _names(value: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in value.split(",") if name.strip())
    if not names:
        raise QueryError(f"no name in {value!r}", 0)
    return names


def _topic(query: HeadlineQuery, value: str, negative: bool, now: datetime) -> HeadlineQuery:
    if negative:
        return replace(query, without_topics=query.without_topics + _names(value))
    return replace(query, topics=(*query.topics, _names(value)))


def _company(query: HeadlineQuery, value: str, negative: bool, now: datetime) -> HeadlineQuery:
    if negative:
        return replace(query, without_companies=query.without_companies + _names(value))
    return replace(query, companies=(*query.companies, _names(value)))


def _feed(query: HeadlineQuery, value: str, negative: bool, now: datetime) -> HeadlineQuery:
    if negative:
        return replace(query, without_feeds=query.without_feeds + _names(value))
    return replace(query, feeds=(*query.feeds, _names(value)))


def _language(query: HeadlineQuery, value: str, negative: bool, now: datetime) -> HeadlineQuery:
    if negative:
        raise QueryError("lang: cannot be excluded; name the languages you want: lang:en", 0)
    return replace(query, languages=(*query.languages, _names(value)))


def _since(query: HeadlineQuery, value: str, negative: bool, now: datetime) -> HeadlineQuery:
    if negative:
        raise QueryError("-since: says nothing; use until:", 0)
    return replace(query, since=parse_bound(value, now))


def _until(query: HeadlineQuery, value: str, negative: bool, now: datetime) -> HeadlineQuery:
    if negative:
        raise QueryError("-until: says nothing; use since:", 0)
    return replace(query, until=parse_bound(value, now))


def _marked(query: HeadlineQuery, value: str, negative: bool, now: datetime) -> HeadlineQuery:
    mark = value.lower()
    if mark not in _MARKS:
        raise QueryError(f"is:{value} is unknown; there are is:{', is:'.join(_MARKS)}", 0)
    if mark in ("read", "unread"):
        return replace(query, is_read=(mark == "read") is not negative)
    if mark == "starred":
        return replace(query, is_starred=not negative)
    if mark == "figures":
        return replace(query, has_figures=not negative)
    if mark == "corrected":
        return replace(query, is_corrected=not negative)
    return replace(query, has_conflict=not negative)


_FILTERS: dict[str, Callable[[HeadlineQuery, str, bool, datetime], HeadlineQuery]] = {
    "topic": _topic,
    "company": _company,
    "feed": _feed,
    "source": _feed,
    "lang": _language,
    "since": _since,
    "until": _until,
    "is": _marked,
}
_EXAMPLES = {
    "topic": "topic:policy",
    "company": "company:alibaba",
    "feed": "feed:12",
    "source": "source:cnbc",
    "lang": "lang:zh",
    "since": "since:2d",
    "until": "until:2026-08-20",
    "is": "is:unread",
}


def parse_bound(text: str, now: datetime) -> Bound:
    """An age (`30m`, `6h`, `2d`, `1w`), `today`, `yesterday`, a date, or a UTC time.

    Raises QueryError with column 0.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if age := re.fullmatch(_AGE, text.lower()):
        return Bound(now - timedelta(**{_UNITS[age[2]]: int(age[1])}), text.lower())
    if text.lower() == "today":
        return Bound(midnight, "today")
    if text.lower() == "yesterday":
        return Bound(midnight - timedelta(days=1), "yesterday")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(
            f"{text!r} is no time; use an age (30m, 6h, 2d, 1w), today, yesterday or a date "
            "(2026-08-20)",
            0,
        ) from None
    return Bound(moment if moment.tzinfo else moment.replace(tzinfo=UTC), text)


def _mark(mark: str, value: bool) -> str:
    if mark == "read":
        return "is:read" if value else "is:unread"
    return f"is:{mark}" if value else f"-is:{mark}"


def _quoted_value(value: str) -> str:
    return f'"{value}"' if re.search(r"\s", value) else value


def _quoted_word(word: str) -> str:
    token = re.fullmatch(_PIECE, word)
    is_plain = token is not None and token["word"] is not None and token["minus"] is None
    return word if is_plain else f'"{word}"'
