"""What a rule says, as values: the typed tree that the language makes and the evaluation walks.

Nodes are built by store/rules/language.py, which checks their types, and written by
store/rules/text.py. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from store.rules.types import Amount, Unit, metric_unit

HOME_COMPANY = "alibaba"

Comparator = Literal["<", "<=", ">", ">=", "=", "!="]
Derivation = Literal["yoy", "qoq", "ttm", "margin"]
Scope = Literal["metric", "story", "count", "feed"]
RuleKind = Literal["metric", "headline", "feed"]


@dataclass(frozen=True, slots=True)
class Series:
    """A metric of a company's line, and what is made of it, in order: `capex.ttm.yoy`.

    `vintage` says which statement of a value counts: the latest, the first, or the latest known on
    the day `as_of`. `rate` is set where it stands beside another currency: how much of `unit`,
    which is then the other's, one unit of its own currency costs.
    """

    company: str
    line: str
    metric: str
    derivations: tuple[Derivation, ...]
    unit: Unit
    vintage: Literal["latest", "first", "asof"] = "latest"
    as_of: date | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """One series over another, of the same period: percent of money, else a multiple."""

    numerator: Series
    denominator: Series
    unit: Unit


@dataclass(frozen=True, slots=True)
class Constant:
    """A fixed amount."""

    amount: Amount


Measured = Series | Ratio
Quantity = Series | Ratio | Constant


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Measured
    comparator: Comparator
    right: Quantity


@dataclass(frozen=True, slots=True)
class Between:
    """Low and high included."""

    quantity: Measured
    low: Amount
    high: Amount


@dataclass(frozen=True, slots=True)
class Crossing:
    """On the other side of `level` than in the period before."""

    quantity: Measured
    direction: Literal["above", "below"]
    level: Quantity


@dataclass(frozen=True, slots=True)
class Trend:
    """A growth that rose (or fell) `times` periods in a row."""

    quantity: Measured
    direction: Literal["accelerating", "decelerating"]
    times: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Different from the period before."""

    quantity: Measured


@dataclass(frozen=True, slots=True)
class Restated:
    """Stated differently than at first."""

    series: Series


@dataclass(frozen=True, slots=True)
class Missing:
    """Not there this long after the release was due."""

    series: Series
    overdue: timedelta


@dataclass(frozen=True, slots=True)
class Tag:
    """A headline's topic, company, source (part of the feed's name) or language."""

    field: Literal["topic", "company", "source", "lang"]
    value: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the title, whole ones; a `*` at the end leaves the last one open."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression found in the title, upper and lower case alike."""

    expression: str


@dataclass(frozen=True, slots=True)
class FigureTest:
    """A press claim about a line: its value, or its stated growth (`change`)."""

    company: str
    line: str
    metric: str
    change: Literal["", "yoy", "qoq"]
    comparator: Comparator
    amount: Amount


@dataclass(frozen=True, slots=True)
class FigureVerdict:
    """A press claim that conflicts, or agrees, with the record."""

    verdict: Literal["conflicts", "agrees"]


@dataclass(frozen=True, slots=True)
class StoryCount:
    """How many stories of the last `window` meet a condition on headlines."""

    condition: Condition
    comparator: Comparator
    count: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Silent:
    """A feed (part of its name) that brought nothing new this long."""

    feed: str
    duration: timedelta


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


MetricAtom = Comparison | Between | Crossing | Trend | Changed | Restated | Missing
StoryAtom = Tag | Words | Pattern | FigureTest | FigureVerdict
Atom = MetricAtom | StoryAtom | StoryCount | Silent
Condition = Atom | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Minutes of the local day, from and to; over midnight where `start` is the later."""

    start: int
    end: int

    def cover(self, minute: int) -> bool:
        """Whether this minute of the local day is quiet."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Options:
    """How a rule fires. None: the default of its scope.

    `hold`: true this long before it fires. `keep`: firing this long after it is no longer true
    (for a story: after it came). `clear`: what must be true for it to end. `once`: an alert a
    period, or a crossing, or every further `step`.
    """

    hold: timedelta | None = None
    keep: timedelta | None = None
    clear: Condition | None = None
    once: Literal["period", "crossing", "step"] | None = None
    step: Amount | None = None
    severity: Literal["info", "warning", "critical"] | None = None
    group: str = ""
    note: str = ""
    expires: date | None = None
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule."""

    condition: Condition
    scope: Scope
    options: Options = field(default_factory=Options)

    @property
    def kind(self) -> RuleKind:
        return {"metric": "metric", "feed": "feed"}.get(self.scope, "headline")  # type: ignore[return-value]

    @property
    def once(self) -> Literal["period", "crossing", "step"]:
        """How often it fires: an alert per period for numbers, one at a time for the rest."""
        return self.options.once or ("period" if self.scope == "metric" else "crossing")


def atoms(condition: Condition) -> Iterator[Atom]:
    """The leaves of a condition, left to right; a story count is a leaf."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            yield condition


def quantities(condition: Condition) -> Iterator[Measured]:
    """What a metric condition measures, left to right."""
    for atom in atoms(condition):
        match atom:
            case Comparison(left, _, right):
                yield left
                if not isinstance(right, Constant):
                    yield right
            case Crossing(quantity, _, level):
                yield quantity
                if not isinstance(level, Constant):
                    yield level
            case Between(quantity) | Trend(quantity) | Changed(quantity):
                yield quantity
            case Restated(series) | Missing(series):
                yield series
            case _:
                pass


def all_series(condition: Condition) -> Iterator[Series]:
    """Every series a metric condition reads."""
    for quantity in quantities(condition):
        if isinstance(quantity, Ratio):
            yield quantity.numerator
            yield quantity.denominator
        else:
            yield quantity


def ratio_unit(numerator: Unit, denominator: Unit) -> Unit | None:
    """The unit of a division: money over money of one currency is a percentage, a count over a
    count a multiple; None where it has no meaning."""
    if numerator != denominator:
        return None
    if numerator.kind == "money":
        return Unit("percent")
    return Unit("multiple") if numerator.kind in ("count", "quarters") else None


def derived_unit(unit: Unit, derivation: Derivation) -> Unit | None:
    """The unit of a derivation; None where it has no meaning."""
    if derivation == "ttm":
        return unit if unit.kind == "money" else None
    if derivation == "margin":
        return Unit("percent") if unit.kind == "money" else None
    if unit.kind in ("percent", "points", "multiple"):
        return Unit("points") if unit.kind != "multiple" else None
    return Unit("percent")


def own_unit(series: Series) -> Unit:
    """The unit a series is stated in, whatever a rate makes of it."""
    unit = metric_unit(series.company, series.metric)
    for derivation in series.derivations:
        unit = derived_unit(unit, derivation) or unit
    return unit


def flipped(comparator: Comparator) -> Comparator:
    """The comparator that says the same with the sides exchanged."""
    return _FLIPPED.get(comparator, comparator)


_FLIPPED: dict[Comparator, Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def holds(value: Decimal | int, comparator: Comparator, other: Decimal | int) -> bool:
    """Whether the comparison is true of two known numbers."""
    return {
        "<": value < other,
        "<=": value <= other,
        ">": value > other,
        ">=": value >= other,
        "=": value == other,
        "!=": value != other,
    }[comparator]
