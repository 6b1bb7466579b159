"""Whether a rule about numbers is true of a period, as far as the record tells.

Three values: true, false and unknown (None). What is not on record, or has no meaning (growth off a
loss, a quarter before under another structure), is unknown; unknown never decides anything but what
is decided without it (`false and unknown` is false). Pure: facts come through a small protocol.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Protocol

from store.errors import RuleError
from store.record.observations import LineHistory, Vintage
from store.record.trailing import quarter_before
from store.rules.text import written_quantity
from store.rules.tree import (
    AllOf,
    AnyOf,
    Between,
    Changed,
    Comparison,
    Condition,
    Constant,
    Crossing,
    Measured,
    Missing,
    Not,
    Quantity,
    Ratio,
    Restated,
    Series,
    Trend,
    holds,
    own_unit,
)
from store.rules.types import Unit, plain, recorded

Truth = bool | None

USUAL_LAG = timedelta(days=60)  # from the end of a quarter to its release, where none is on record
_GROWTHS = {"yoy", "qoq"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A value in base units, and the statement it was read from."""

    value: Decimal
    unit: Unit
    vintage: Vintage


MeasuredBefore = dict[tuple[Measured, date, str | None], Measure | None]


class Facts(Protocol):
    """The record, as far as it was known at some moment."""

    @property
    def measured(self) -> MeasuredBefore:
        """What was measured on these facts: hundreds of rules ask for the same few quantities."""

    def history(
        self,
        company: str,
        line: str,
        metric: str,
        *,
        trailing: bool = False,
        as_of: date | None = None,
    ) -> LineHistory:
        """Every vintage of a metric of a line; `trailing`: of its sums over four quarters."""


def both(truths: Iterable[Truth]) -> Truth:
    """Kleene's and. What comes after a false is not looked at."""
    whole: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            whole = None
    return whole


def either(truths: Iterable[Truth]) -> Truth:
    """Kleene's or. What comes after a true is not looked at."""
    whole: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            whole = None
    return whole


def truth_of(condition: Condition, period: date, facts: Facts, today: date) -> Truth:
    """Whether a metric condition is true of the period. Raises RuleError for a unit that turned out
    not to be the one the rule was written in."""
    match condition:
        case AllOf(parts):
            truth = both(truth_of(part, period, facts, today) for part in parts)
        case AnyOf(parts):
            truth = either(truth_of(part, period, facts, today) for part in parts)
        case Not(part):
            inner = truth_of(part, period, facts, today)
            truth = None if inner is None else not inner
        case Comparison(left, comparator, right):
            value, other = value_of(left, period, facts), value_of(right, period, facts)
            truth = None if value is None or other is None else holds(value, comparator, other)
        case Between(quantity, low, high):
            value = value_of(quantity, period, facts)
            truth = None if value is None else low.value <= value <= high.value
        case _:
            truth = _truth_over_time(condition, period, facts, today)
    return truth


def _truth_over_time(condition: Condition, period: date, facts: Facts, today: date) -> Truth:
    match condition:
        case Crossing():
            truth = _crosses(condition, period, facts)
        case Trend():
            truth = _runs(condition, period, facts)
        case Changed(quantity):
            now, then = measure(quantity, period, facts), measure_before(quantity, period, facts)
            truth = None if now is None or then is None else now.value != then.value
        case Restated(series):
            history = history_of(series, facts)
            told = history.chosen(period)
            truth = None if told is None else history.restated(told)
        case Missing(series, overdue):
            history = history_of(series, facts)
            if history.chosen(period) is not None:
                truth = False
            else:
                truth = due(history, period) + overdue <= today
        case _:
            raise AssertionError(condition)
    return truth


def _crosses(crossing: Crossing, period: date, facts: Facts) -> Truth:
    now = measure(crossing.quantity, period, facts)
    then = measure_before(crossing.quantity, period, facts)
    level_now = value_of(crossing.level, period, facts)
    if now is None or then is None or level_now is None:
        return None
    level_then: Decimal | None = level_now
    if not isinstance(crossing.level, Constant):
        before = measure_before(crossing.level, period, facts)
        level_then = None if before is None else before.value
    if level_then is None:
        return None
    if crossing.direction == "above":
        return then.value <= level_then and now.value > level_now
    return then.value >= level_then and now.value < level_now


def _runs(trend: Trend, period: date, facts: Facts) -> Truth:
    """Known as soon as one step goes the wrong way, even where an older one is unknown."""
    steps: list[Truth] = []
    later = measure(trend.quantity, period, facts)
    for _ in range(trend.times):
        earlier_period = _period_before(trend.quantity, period, facts)
        if later is None or earlier_period is None:
            steps.append(None)
            break
        earlier = measure(trend.quantity, earlier_period, facts)
        if earlier is None:
            steps.append(None)
            break
        rising = later.value > earlier.value
        falling = later.value < earlier.value
        steps.append(rising if trend.direction == "accelerating" else falling)
        later, period = earlier, earlier_period
    return both(steps)


def value_of(quantity: Quantity, period: date, facts: Facts) -> Decimal | None:
    """The value in base units; None where it is unknown."""
    if isinstance(quantity, Constant):
        return quantity.amount.value
    found = measure(quantity, period, facts)
    return None if found is None else found.value


def measure(
    quantity: Measured, period: date, facts: Facts, basis: str | None = None
) -> Measure | None:
    """What the record says of a quantity in a period (under one basis, if given)."""
    key = quantity, period, basis
    if key not in facts.measured:
        facts.measured[key] = _measured(quantity, period, facts, basis)
    return facts.measured[key]


def _measured(quantity: Measured, period: date, facts: Facts, basis: str | None) -> Measure | None:
    if isinstance(quantity, Ratio):
        return _ratio(quantity, period, facts, basis)
    found = _derived(quantity, quantity.derivations, period, facts, basis)
    expected = own_unit(quantity)
    if found is not None and found.unit != expected:
        raise RuleError(
            f"{written_quantity(quantity)} is on record as {found.unit}, the rule took it for "
            f"{expected}"
        )
    if found is None or quantity.rate is None:
        return found
    return Measure(found.value * quantity.rate, quantity.unit, found.vintage)


def measure_before(quantity: Measured, period: date, facts: Facts) -> Measure | None:
    """The quantity one period earlier: amounts under the same basis, growth under any."""
    before = _period_before(quantity, period, facts)
    now = measure(quantity, period, facts)
    if before is None or now is None:
        return None
    growth = isinstance(quantity, Series) and bool(_GROWTHS & {*quantity.derivations})
    return measure(quantity, before, facts, None if growth else now.vintage.basis)


def history_of(series: Series, facts: Facts) -> LineHistory:
    """The vintages behind a series."""
    return facts.history(
        series.company,
        series.line,
        series.metric,
        trailing="ttm" in series.derivations,
        as_of=series.as_of,
    )


def periods_of(quantity: Measured, facts: Facts) -> tuple[date, ...]:
    """The periods a quantity is on record for, oldest first."""
    series = quantity.numerator if isinstance(quantity, Ratio) else quantity
    return history_of(series, facts).periods()


def due(history: LineHistory, period: date) -> date:
    """The day a period's value was to be expected: as long after its end as a year before, else
    the usual time."""
    lags = {
        end: told.known_at - end
        for end in history.periods()
        if (told := history.chosen(end, first=True)) is not None
        and timedelta(0) < told.known_at - end < timedelta(days=200)
    }
    for end, lag in lags.items():
        if (end.year + 1, end.month) == (period.year, period.month):
            return period + lag
    days = median(lag.days for lag in lags.values()) if lags else USUAL_LAG.days
    return period + timedelta(days=int(days))


def next_period(history: LineHistory) -> date | None:
    """The period after the newest on record; None where there is none."""
    periods = history.periods()
    if not periods:
        return None
    end = periods[-1]
    after = end
    for _ in range(4):  # forwards a quarter is three quarters back from a year on
        after = after.replace(day=28) + timedelta(days=31)
        if quarter_before(_month_end(after)) == end:
            return _month_end(after)
    return None


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _derived(
    series: Series,
    derivations: tuple[str, ...],
    period: date,
    facts: Facts,
    basis: str | None,
) -> Measure | None:
    if not derivations or derivations == ("ttm",):
        told = history_of(series, facts).chosen(period, basis, first=series.vintage == "first")
        return None if told is None else _stated(told)
    inner, last = derivations[:-1], derivations[-1]
    if last == "margin":
        return _margin(series, period, facts, basis)
    now = _derived(series, inner, period, facts, basis)
    if now is None:
        return None
    if last == "yoy" and inner in ((), ("ttm",)) and now.unit.kind == "money":
        return _growth(series, now, facts)
    if last == "qoq":
        before = _period_before(series, period, facts)
    else:
        before = history_of(series, facts).year_before(period)
    if before is None:
        return None
    same_basis = None if _GROWTHS & {*inner} else now.vintage.basis
    then = _derived(series, inner, before, facts, same_basis)
    return None if then is None else _change(now, then)


def _stated(told: Vintage) -> Measure | None:
    if told.value is None:
        return None
    value, unit = recorded(told.value, told.unit)
    return Measure(value, unit, told)


def _growth(series: Series, now: Measure, facts: Facts) -> Measure | None:
    """The growth of a vintage; where a re-cut left the newest one without a year to compare with,
    the growth that was stated before it."""
    history = history_of(series, facts)
    candidates = [now.vintage]
    if series.vintage != "first":
        told = history.of(now.vintage.period_end)
        candidates += [v for v in reversed(told) if v.value is not None and not v.provisional]
    for vintage in candidates:
        growth = history.growth(vintage)
        if growth.pct is not None:
            return Measure(growth.pct, Unit("percent"), vintage)
        if growth.note == "n/m":
            return None
    return None


def _change(now: Measure, then: Measure) -> Measure | None:
    """Percent for amounts, percentage points for percentages; none off a base of zero or less."""
    if now.unit.kind in ("percent", "points"):
        return Measure(now.value - then.value, Unit("points"), now.vintage)
    if then.value <= 0 or now.unit != then.unit:
        return None
    if now.unit.kind == "money" and now.value < 0:
        return None
    return Measure(_percentage(now.value - then.value, then.value), Unit("percent"), now.vintage)


def _margin(series: Series, period: date, facts: Facts, basis: str | None) -> Measure | None:
    result = _derived(series, (), period, facts, basis)
    if result is None:
        return None
    revenue = facts.history(series.company, series.line, "revenue", as_of=series.as_of).chosen(
        period, result.vintage.basis, first=series.vintage == "first"
    )
    if revenue is None or revenue.value is None or revenue.value <= 0:
        return None
    over, unit = recorded(revenue.value, revenue.unit)
    if unit != result.unit:
        return None
    return Measure(_percentage(result.value, over), Unit("percent"), result.vintage)


def _ratio(ratio: Ratio, period: date, facts: Facts, basis: str | None) -> Measure | None:
    above = measure(ratio.numerator, period, facts, basis)
    if above is None:
        return None
    below = measure(ratio.denominator, period, facts, above.vintage.basis or None)
    if below is None or below.value <= 0:
        return None
    if ratio.unit.kind == "percent":
        return Measure(_percentage(above.value, below.value), ratio.unit, above.vintage)
    return Measure(plain(round(above.value / below.value, 4)), ratio.unit, above.vintage)


def _percentage(part: Decimal, whole: Decimal) -> Decimal:
    return plain(round(part / whole * 100, 4))


def _period_before(quantity: Measured, period: date, facts: Facts) -> date | None:
    """One quarter back for what is told by quarter ends, else the one told before."""
    quarter = quarter_before(period)
    if quarter != period and _month_end(period) == period:
        return quarter
    earlier = [end for end in periods_of(quantity, facts) if end < period]
    return earlier[-1] if earlier else None
