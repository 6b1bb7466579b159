"""What may come next in a rule that is being typed: words of the grammar and names of the record.

    cloud.rev|            → cloud.revenue
    cloud.revenue.yoy |   → > < >= … accelerating crosses_above …
    topic:po|             → policy

Only the form asks; it imports the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lark.exceptions import UnexpectedInput

from store.completion import Completion, fits
from store.record.segments import GROUP, LINES, METRICS, Metric, known_line, known_metric
from store.rules.names import DERIVATIONS
from store.rules.parser import grammar
from store.rules.vocabulary import Vocabulary

MOST = 60

_PARTIAL = re.compile(r"[\w.&@]*\Z")
_OPEN_NAME = re.compile(r'"[^"]*\Z')  # a name in quotes that is being typed
_FIELD = re.compile(r"(topic|company|source|lang|language|feed|figure)\s*:\s*\Z", re.IGNORECASE)
_CLOSING = (*"%)/", '"')
_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "COMPARISON": (
        (">", "more than"), ("<", "less than"), (">=", "at least"), ("<=", "at most"),
    ),
    "BETWEEN": (("between", "… and …, both included"),),
    "CROSSES": (
        ("crosses_above", "it was not above a period before"),
        ("crosses_below", "it was not below a period before"),
    ),
    "TREND": (
        ("accelerating", "a growth that rose, so many periods in a row"),
        ("decelerating", "a growth that fell, so many periods in a row"),
    ),
    "CHANGED": (("changed", "other than the period before"),),
    "RESTATED": (("restated", "first stated differently"),),
    "MISSING": (("missing for", "so long after its release was due"),),
    "SLASH": (("/", "divided by a metric of the same kind"),),
    "SILENT": (("silent for", "nothing new so long"),),
    "AND": (("and", "both"),),
    "OR": (("or", "one of them"),),
    "FIELD": (
        ("topic:", "headlines tagged so"),
        ("company:", "headlines about it"),
        ("source:", "headlines of feeds with this name"),
        ("lang:", "headlines in a language"),
    ),
    "TILDE": (("~", 'words in the title: ~ "export*", or a pattern: ~ /chips?/'),),
    "FIGURE": (("figure:", "headlines that state such a figure"),),
    "FIGURES": (
        ("figure conflicts", "headlines whose figure is not that of the record"),
        ("figure agrees", "headlines whose figure is that of the record"),
    ),
    "STORIES": (("stories(", "how many stories: stories(topic:policy) > 10 in 6h"),),
    "FEED": (("feed:", "a feed that brings nothing"),),
    "NOT": (("not", "the opposite"),),
    "VERDICT": (("conflicts", ""), ("agrees", "")),
    "FOR": (("for", "true so long before it fires"),),
    "IN": (("in", "the last 6h"),),
    "DURATION": (("6h", ""), ("1d", ""), ("2d", ""), ("14d", ""), ("100d", "")),
    "AT": (("at", "a rate: 5bn USD at 7.1"),),
    "KEEP": (("keep", "on so long after it is over"),),
    "CLEAR": (("clear when", "ends only when this is true"),),
    "WHEN": (("when", ""),),
    "ONCE": (("once per", "period, crossing or step"),),
    "PER": (("per", ""),),
    "PERIOD": (("period", "an alert for every period"),),
    "CROSSING": (("crossing", "one alert until it is over"),),
    "STEP": (("step", "one more for every further step"),),
    "SEVERITY": (("severity", "info, warning or critical"),),
    "LEVEL": (("info", ""), ("warning", ""), ("critical", "")),
    "GROUP": (("group", "words of your own to keep rules together"),),
    "NOTE": (("note", "words of your own"),),
    "EXPIRES": (("expires", "the day it ends"),),
    "QUIET": (("quiet", "no notice in these hours: 22:00-07:00"),),
}  # fmt: skip
_VINTAGES = (
    ("@latest", "as it is now"),
    ("@first", "as first stated"),
    ("@asof(", "as known on a day: @asof(2025-09-01)"),
)
_DERIVED = {
    "yoy": "against the year before",
    "qoq": "against the quarter before",
    "ttm": "four quarters added up",
    "margin": "over revenue of the same line",
}
_UNITS = {
    "money": "money", "percent": "percent", "count": "a count", "quarters": "quarters", "text": "",
}  # fmt: skip


def completions(text: str, position: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """What may stand at `position`, the likeliest first; () behind a mistake. Never raises."""
    typed = text[:position]
    if typed[-1:] in _CLOSING:
        return ()  # a space comes first
    start = _start(typed)
    partial = typed[start:].lower()
    before = typed[:start]
    words = _field_words(before, vocabulary)
    if words is None:
        words = () if partial.startswith('"') else tuple(_words(before, partial, vocabulary))
    fitting = {word: about for word, about in words if fits(word, partial)}
    fitting.pop(typed[start:], None)
    return tuple(Completion(word, start, about, _goes_on(word)) for word, about in fitting.items())[
        :MOST
    ]


def _start(typed: str) -> int:
    """Where the word that is being typed begins."""
    open_name = _OPEN_NAME.search(typed)
    if open_name and typed.count('"') % 2 and _FIELD.search(typed[: open_name.start()]):
        return open_name.start()
    match = _PARTIAL.search(typed)
    return match.start() if match else len(typed)


def _goes_on(word: str) -> bool:
    """Whether more may follow without a space: `cloud.`, `topic:`, a metric without growth."""
    last = word.rpartition(".")[2]
    return word.endswith((".", ":", "(")) or known_metric(last) is not None


def _field_words(before: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...] | None:
    """The names for a field such as `topic:`; None where none was just typed."""
    field = _FIELD.search(before)
    if field is None or field[1].lower() == "figure":
        return None
    if field[1].lower() in ("lang", "language"):
        return (("en", "English"), ("zh", "Chinese"))
    names = {
        "topic": vocabulary.topics,
        "company": vocabulary.companies,
    }.get(field[1].lower(), tuple(f'"{feed}"' for feed in vocabulary.feeds))
    return tuple((name, "") for name in names)


def _words(before: str, partial: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    try:
        parser = grammar().parse_interactive(before)
        parser.exhaust_lexer()
    except UnexpectedInput:
        return
    accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]
    words = [word for name, found in _WORDS.items() if name in accepted for word in found]
    if "PATH" not in accepted:
        yield from words
        if not partial and "VINTAGE" in accepted:
            yield from _VINTAGES
        return
    paths = _paths(partial, vocabulary)
    yield from (*paths, *words) if partial else (*words, *paths)


def _paths(partial: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Names of metrics: lines and the group's metrics first, then what follows the last dot."""
    path, at, _ = partial.partition("@")
    if at:
        yield from ((f"{path}{vintage}", about) for vintage, about in _VINTAGES)
        return
    owner, dot, last = partial.rpartition(".")
    if not dot:
        yield from ((f"{line.key}.", line.name) for line in LINES if line.key != GROUP)
        yield from ((metric.key, _about(metric)) for metric in METRICS)
        yield from ((f"{issuer}.", "another company") for issuer in vocabulary.issuers)
    else:
        yield from _parts(owner)
    if known_metric(last) is not None:
        yield from _derivations(partial)


def _parts(owner: str) -> Iterator[tuple[str, str]]:
    """What may follow `owner` and a dot."""
    *before, last = owner.split(".")
    if known_metric(last) is not None or last in DERIVATIONS:
        yield from _derivations(owner)
    elif known_line(last) is not None:
        yield from _metrics(owner, segmented_only=last != GROUP)
    elif not before:  # a company: its group's metrics, and its lines
        yield from _metrics(owner, segmented_only=False)
        yield from ((f"{owner}.{line.key}.", line.name) for line in LINES if line.key != GROUP)


def _metrics(owner: str, *, segmented_only: bool) -> Iterable[tuple[str, str]]:
    return (
        (f"{owner}.{metric.key}", _about(metric))
        for metric in METRICS
        if metric.segmented or not segmented_only
    )


def _derivations(owner: str) -> Iterable[tuple[str, str]]:
    done = set(owner.split("."))
    return (
        (f"{owner}.{derivation}", _DERIVED[derivation])
        for derivation in DERIVATIONS
        if derivation not in done
    )


def _about(metric: Metric) -> str:
    unit = _UNITS[metric.unit_kind]
    return f"{metric.name}, {unit}" if unit else metric.name
