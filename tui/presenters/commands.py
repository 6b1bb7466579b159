"""What the words on the `:` line may mean, the likeliest first. Pure.

`alibaba` narrows the headlines down, `cloud revenue` goes to a figure, `feeds` to a pane,
`since 2h` is a filter, `alert cloud.revenue.yoy > 30` begins a rule. Whatever else is typed is
looked for in the names of actions, companies, feeds, figures, watchlists and themes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from store.headlines.query import QueryError, parse_query
from store.record.segments import LINES, folded_word, known_line, known_metric
from tui.actions import ACTIONS, Action
from tui.company_labels import TICKERS
from tui.presenters.segment_view import METRICS as TABLES

MOST_HITS = 200
FILTER_WORDS = ("since", "until", "topic", "company", "feed", "source", "lang", "is")

Kind = Literal["action", "filter", "figure", "alert", "headline", "theme", "save", "add feed"]


@dataclass(frozen=True, slots=True)
class Command:
    """What to do. `argument`: the action's id; the filter; `line metric`; the rule; the headline's
    id; the theme; the watchlist's name; the feed's address."""

    kind: Kind
    argument: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A line to choose: what it does in words, and a word on the right (keys, kind)."""

    title: str
    note: str
    command: Command


@dataclass(frozen=True, slots=True)
class Names:
    """The names there are to find. `feeds` by number and title; `watchlists` by name and filter."""

    companies: Sequence[str] = ()
    topics: Sequence[str] = ()
    feeds: Sequence[tuple[int, str]] = ()
    watchlists: Sequence[tuple[str, str]] = ()
    themes: Sequence[str] = ()
    actions: Sequence[Action] = field(
        default_factory=lambda: tuple(action for action in ACTIONS if action.palette)
    )


def hits(text: str, names: Names, now: datetime) -> tuple[Hit, ...]:
    """What `text` may mean, at most `MOST_HITS`; every action while nothing is typed."""
    words = text.strip()
    if not words:
        return tuple(_action_hit(action) for action in names.actions)
    found = dict.fromkeys(_said(words, names, now))
    for hit in _found(words.casefold(), names):
        found.setdefault(hit)
    found.setdefault(Hit(f"search headlines for “{words}”", "search", Command("filter", words)))
    return tuple(found)[:MOST_HITS]


# ── words that say what to do ──


def _said(words: str, names: Names, now: datetime) -> Iterator[Hit]:
    first, _, rest = words.partition(" ")
    verb, rest = first.casefold(), rest.strip()
    if verb == "alert":
        yield Hit(f"set an alert: {rest}" if rest else "set an alert", "a", Command("alert", rest))
    elif verb == "save" and rest:
        yield Hit(f"keep the filter as watchlist “{rest}”", "v", Command("save", rest))
    elif verb == "add" and rest.removeprefix("feed").strip():
        address = rest.removeprefix("feed ").strip()
        yield Hit(f"add the feed {address}", "feed", Command("add feed", address))
    elif verb in FILTER_WORDS and rest:
        yield from _filter_hit(f"{verb}:{_quoted(rest)}", now)
    elif verb.partition(":")[0] in FILTER_WORDS and ":" in verb:
        yield from _filter_hit(words, now)
    name = words.casefold()
    yield from (_action_hit(action) for action in names.actions if action.title.casefold() == name)
    yield from (_filter(company, "company") for company in names.companies if _is(name, company))
    yield from (_filter(topic, "topic") for topic in names.topics if topic == name)
    yield from _named_figure(words)


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _filter_hit(text: str, now: datetime) -> Iterator[Hit]:
    """The filter, if it is one; what is wrong with it is said when it is run."""
    try:
        described = parse_query(text, now).describe()
    except QueryError as problem:
        yield Hit(f"{text}: {problem}", "filter", Command("filter", text))
    else:
        yield Hit(f"headlines {described}", "filter", Command("filter", described))


def _is(name: str, company: str) -> bool:
    return name in {company, company.replace("_", " "), TICKERS.get(company, "").casefold()}


def _filter(name: str, key: str) -> Hit:
    return Hit(f"headlines of {key} {name}", key, Command("filter", f"{key}:{name}"))


def _named_figure(words: str) -> Iterator[Hit]:
    """`cloud revenue`: a line and a metric that a table has, in this order."""
    parts = words.split()
    for place in range(len(parts)):
        line = known_line("_".join(parts[:place])) if place else None
        metric = known_metric("_".join(parts[place:]))
        if metric is None or (place and line is None):
            continue
        if line is not None and metric.key in TABLES:
            yield _figure(line.key, line.name, metric.key, metric.name)
        elif line is None or line.key == "group":
            yield _figure("group", "Group", metric.key, metric.name)
    line = known_line(folded_word(words))
    if line is not None:
        yield _figure(line.key, line.name, "revenue", "Revenue")


def _figure(line: str, line_name: str, metric: str, metric_name: str) -> Hit:
    return Hit(
        f"{line_name}: {metric_name.lower()}", "figure", Command("figure", f"{line} {metric}")
    )


# ── words that names hold ──


def _found(words: str, names: Names) -> Iterator[Hit]:
    parts = words.split()

    def holds(text: str) -> bool:
        text = text.casefold()
        return all(part in text for part in parts)

    by_title = [action for action in names.actions if holds(action.title)]
    yield from (_action_hit(action) for action in by_title)
    yield from (_filter(name, "company") for name in names.companies if _begins(words, name))
    yield from (_filter(name, "topic") for name in names.topics if holds(name))
    for name, query in names.watchlists:
        if holds(f"{name} {query}"):
            yield Hit(f"watchlist {name}: {query}", "watchlist", Command("filter", query))
    for number, title in names.feeds:
        if holds(title):
            yield Hit(f"headlines of {title}", "feed", Command("filter", f"feed:{number}"))
    for line in LINES:
        for key in TABLES:
            metric = known_metric(key)
            if metric is not None and holds(f"{line.name} {line.key} {metric.name}"):
                yield _figure(line.key, line.name, metric.key, metric.name)
    for theme in names.themes:
        if holds(f"theme {theme}"):
            yield Hit(f"theme {theme}", "theme", Command("theme", theme))
    yield from (
        _action_hit(action)
        for action in names.actions
        if action not in by_title and holds(f"{action.scope} {action.title} {action.help}")
    )


def _begins(words: str, company: str) -> bool:
    return company.replace("_", " ").startswith(words) or TICKERS.get(
        company, ""
    ).casefold().startswith(words)


def _action_hit(action: Action) -> Hit:
    title = f"{action.scope}: {action.help}" if action.scope != "app" else action.help
    return Hit(title, action.shown_keys, Command("action", action.id))
