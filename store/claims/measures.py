"""The vintages of one measure of one line, and whether a press claim agrees with them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from store.claims.arithmetic import same_amount, same_percent
from store.headlines.entries import Claim
from store.record.fiscal_calendar import Period
from store.record.observations import Vintage
from store.record.segments import GROUP, line_of

GRACE = timedelta(days=2)  # a release is dated in Hangzhou, the headline perhaps in New York


@dataclass(frozen=True, slots=True)
class Measured:
    """The vintages of one measure of one line, and comparing a claim with them."""

    line: str
    told: tuple[Vintage, ...]

    @classmethod
    def of(cls, observations: Sequence[Vintage], line: str, metrics: Sequence[str]) -> Measured:
        """The official vintages of some metrics, the first metric's first, of each the newest
        first; of one line, or of any where `line` is ''."""
        told = [
            vintage
            for vintage in observations
            if vintage.metric in metrics
            and vintage.value is not None
            and not vintage.provisional
            and (not line or line_of(vintage.segment, vintage.basis).key == line)
        ]
        told.sort(key=lambda v: (metrics.index(v.metric), -v.known_at.toordinal()))
        return cls(line, tuple(told))

    def vintages(self, period: Period, published: date | None) -> list[Vintage]:
        """What was on record for a period when the claim appeared, or else what is now."""
        of_period = [vintage for vintage in self.told if _is_of(vintage, period)]
        if published is None:
            return of_period
        known = [vintage for vintage in of_period if vintage.known_at <= published + GRACE]
        return known or of_period

    def matching(self, claim: Claim, period: Period, published: date | None) -> Vintage | None:
        """A vintage of the period that the claim agrees with in everything it states."""
        vintages = self.vintages(period, published)
        for vintage in vintages:
            level = _level_agrees(claim, vintage)
            if claim.value is not None and not level:
                continue
            if self._change_agrees(claim, period, vintages) is not False:
                return vintage
        return None

    def holds_level(self, claim: Claim, period: Period, published: date | None) -> bool:
        """Whether the amount alone is right."""
        return claim.value is not None and any(
            _level_agrees(claim, vintage) for vintage in self.vintages(period, published)
        )

    def was_out(self, period: Period, published: date) -> bool:
        """Whether anything was on record for a period when the claim appeared."""
        return any(
            _is_of(vintage, period) and vintage.known_at <= published + GRACE
            for vintage in self.told
        )

    def under_any_basis(self, claim: Claim, period: Period) -> Vintage | None:
        """A vintage of the period, whenever told, that the claim's amount agrees with."""
        for vintage in self.told:
            if (
                _is_of(vintage, period)
                and claim.value is not None
                and _level_agrees(claim, vintage)
            ):
                return vintage
        return None

    def _change_agrees(
        self, claim: Claim, period: Period, vintages: Sequence[Vintage]
    ) -> bool | None:
        """None where the claim states no change, or the record has none to compare."""
        stated = _signed(claim)
        if stated is None and claim.qualifier not in ("triple-digit", "double-digit"):
            return None
        growths = self.growths(claim, period, vintages)
        if not growths:
            return None if claim.value is not None else False
        return any(
            same_percent(stated or Decimal(0), growth, claim.qualifier) for growth in growths
        )

    def growths(self, claim: Claim, period: Period, vintages: Sequence[Vintage]) -> list[Decimal]:
        """The growth of a period in percent, printed or worked out, in the reporting currency."""
        if claim.change.kind == "qoq":
            return self._worked_out(period, vintages, months=3)
        printed = [v.yoy_printed for v in vintages if v.yoy_printed is not None]
        return printed or self._worked_out(period, vintages, months=12)

    def _worked_out(
        self, period: Period, vintages: Sequence[Vintage], months: int
    ) -> list[Decimal]:
        base_end = period.months_before(months)
        found = []
        for vintage in vintages:
            for base in self.told:
                comparable = (
                    base.period_end == base_end
                    and base.period_type == vintage.period_type
                    and base.unit == vintage.unit
                    and base.metric == vintage.metric
                    and base.unit != "USD_mn"
                    and (base.basis == vintage.basis or self.line == GROUP)
                )
                if comparable and vintage.value is not None and base.value and base.value > 0:
                    found.append((vintage.value / base.value - 1) * 100)
        return found


def _is_of(vintage: Vintage, period: Period) -> bool:
    if vintage.period_end != period.end:
        return False
    wanted = {"quarter": ("quarter", "point"), "fiscal_year": ("fiscal_year", "point")}
    return vintage.period_type in wanted.get(period.type, ())


def _level_agrees(claim: Claim, vintage: Vintage) -> bool:
    if vintage.value is None:
        return False
    if claim.unit == "percent":
        return (
            claim.value is not None
            and vintage.unit == "pct"
            and same_percent(claim.value, vintage.value, claim.qualifier)
        )
    return any(
        same_amount(value, recorded, claim.qualifier)
        for currency, value in _amounts(claim)
        if (recorded := in_base_units(vintage, currency)) is not None
    )


def _amounts(claim: Claim) -> list[tuple[str | None, Decimal]]:
    amounts = [(claim.currency, claim.value)] if claim.value is not None else []
    if claim.alt is not None:
        amounts.append((claim.alt.currency, claim.alt.value))
    return amounts


def in_base_units(vintage: Vintage, currency: str | None) -> Decimal | None:
    """The value in units of `currency` (None: a count), None where it is in another unit."""
    if vintage.value is None:
        return None
    unit = "count" if currency is None else f"{currency}_mn"
    if vintage.unit != unit:
        return None
    return vintage.value if currency is None else vintage.value * 1_000_000


def _signed(claim: Claim) -> Decimal | None:
    if claim.change.pct is None:
        return None
    return -claim.change.pct if claim.change.direction == "down" else claim.change.pct
