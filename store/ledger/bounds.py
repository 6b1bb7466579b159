"""What can be said about AI cost inside "All others", and nothing more.

All others earned E (its adjusted EBITA). If the other businesses in it earned N, and the AI inside
had revenue A and cost C, then N + A − C = E, so C = N + A − E. N and A are the reader's own
assumptions, given as ranges; without them C lies between 0 and revenue − E, all that was spent.
There is no middle of such a range worth printing. Pure: millions of yuan in, millions out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both possible."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the reader supposes, None where nothing: N, what the other businesses in All others
    earned, and A, the AI revenue inside. Millions of yuan for the quarter."""

    others_earned: Range | None = None
    ai_revenue: Range | None = None


@dataclass(frozen=True, slots=True)
class CostBound:
    """The range of C. `requires` is the sentence that needs no assumption; `contradictions` say
    which assumptions the figures rule out, and then `cost` is None."""

    cost: Range | None
    requires: str
    contradictions: tuple[str, ...]
    assumed: bool


def cost_bound(revenue: Decimal, result: Decimal, assumptions: Assumptions) -> CostBound:
    """Bound C from the segment's revenue and its adjusted EBITA E (`result`)."""
    most = revenue - result
    contradictions = tuple(_contradictions(revenue, result, assumptions))
    earned = assumptions.others_earned
    inside = assumptions.ai_revenue or Range(Decimal(0), revenue)
    cost: Range | None
    if contradictions:
        cost = None
    elif earned is None:
        cost = Range(Decimal(0), most)
    else:
        cost = Range(
            max(Decimal(0), earned.low + inside.low - result),
            min(most, earned.high + inside.high - result),
        )
    return CostBound(
        cost,
        requirement(max(Decimal(0), -result), result),
        contradictions,
        assumed=assumptions != Assumptions(),
    )


def requirement(cost: Decimal, result: Decimal) -> str:
    """What a cost above `cost` requires, with no AI revenue inside: N = C + E."""
    return (
        f"AI cost above {cost:,} requires the other businesses to have earned more than "
        f"{cost + result:,}"
    )


def _contradictions(revenue: Decimal, result: Decimal, assumptions: Assumptions) -> Iterator[str]:
    named = (
        ("what the other businesses earned", assumptions.others_earned),
        ("AI revenue inside", assumptions.ai_revenue),
    )
    for name, supposed in named:
        if supposed is None:
            continue
        if supposed.low > supposed.high:
            yield f"{name}: from {supposed.low:,} to {supposed.high:,} is no range"
        if supposed.low > revenue:
            yield f"{name}: {supposed.low:,} is more than the segment's revenue of {revenue:,}"
    inside = assumptions.ai_revenue
    if inside is not None and inside.low < 0:
        yield f"AI revenue inside: {inside.low:,} is below zero"
    earned = assumptions.others_earned
    if earned is None:
        return
    least = earned.low + (Decimal(0) if inside is None else inside.low)
    if earned.low <= revenue < least:
        yield f"together at least {least:,}, more than the segment's revenue of {revenue:,}"
    most_inside = revenue if inside is None else inside.high
    if earned.high + most_inside < result:
        yield (
            f"the segment earned {result:,}, more than {earned.high:,} with {most_inside:,} of AI "
            "revenue allow even at no AI cost"
        )
