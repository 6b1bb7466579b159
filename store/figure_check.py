"""Press figures checked against the record: does the press have it right?

`check_claim` is pure: a claim, the vintages that may speak to it and the day of publication in, a
`Verdict` out. `check_figures` is its SQL side: it reads the claims of some headlines, fetches the
vintages, and writes verdict, note and settled period back to `figures`.

| verdict | means |
| --- | --- |
| agrees | within the rounding of both |
| other_measure | true of something else; the note says of what |
| conflicts | the record holds this measure for this period and says otherwise |
| new | the record holds nothing to compare with: not yet published, a forecast, another company |

A claim never becomes an observation.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from store import claim_json, times
from store.claim_arithmetic import same_amount, same_percent
from store.entries import Claim
from store.fiscal_calendar import Period, candidate_periods, latest_periods, quarter_label
from store.observations import VINTAGE_COLUMNS, Vintage, vintage_of_row
from store.segments import GROUP, line_of, metric, segment_line

VerdictName = Literal["agrees", "conflicts", "other_measure", "new"]

# What a claim's metric is called on record, the likeliest first. Alibaba's press means either net
# income; both are the measure named.
RECORDED = {
    "net_income": ("net_income_attributable", "net_income"),
    "profit": ("net_income_attributable", "net_income"),
    "rnd_expense": ("rnd",),
    "sales_marketing_expense": ("sales_marketing",),
    "cash": ("cash_and_liquid",),
    "share_repurchases": ("share_repurchases_usd",),
    "headcount": ("employees",),
    "ai_revenue": ("ai_product_revenue",),
}
# Segments of claims that are a metric on record.
LINE_METRICS = {
    ("customer_management", "revenue"): "customer_management_revenue",
    ("quick_commerce", "revenue"): "quick_commerce_revenue",
    ("88vip", "paid_members"): "members_88vip",
}
# What the press takes one measure for.
MISTAKEN = {
    "revenue": ("customer_management_revenue", "international_retail_revenue"),
    "net_income": ("non_gaap_net_income", "operating_income"),
    "profit": ("non_gaap_net_income", "operating_income", "adj_ebita"),
    "non_gaap_net_income": ("net_income_attributable", "net_income"),
    "adj_ebitda": ("adj_ebita",),
    "adj_ebita": ("adj_ebitda", "operating_income"),
    "operating_income": ("adj_ebita",),
}
GRACE = timedelta(days=2)  # a release is dated in Hangzhou, the headline perhaps in New York
YEAR_AND_A_BIT = timedelta(days=380)
CONVENIENCE = Decimal("0.06")  # how far a paper's own exchange rate may lie from the release's


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the record says to a claim. `period_end` is the period it was settled on and
    `observation` the id of the vintage compared with, None where there is none. `note` is for
    people."""

    verdict: VerdictName
    note: str = ""
    period_end: date | None = None
    observation: int | None = None


def check_claim(
    claim: Claim, observations: Sequence[Vintage], published: date | None = None
) -> Verdict:
    """Compare a claim with the record.

    `observations` are vintages of the claim's company: of its metric and those it may be taken for,
    for the candidate periods and the ones they grow from. `published` settles phrases without
    a year, and which vintages the writer can have seen.
    """
    if claim.is_estimate_or_expectation:
        return Verdict("new", "an expectation, not a result")
    if claim.is_guidance:
        return Verdict("new", "a plan, not a result")
    measured = _Measured.of(claim, observations)
    readings = _readings(claim, published, measured)
    told = [period for period in readings if measured.vintages(period, published)]
    if not told:
        end = readings[0].end if readings else None
        return Verdict("new", "nothing on record for this yet" if readings else "", end)
    first = told[0]
    for period in told:
        if match := measured.matching(claim, period, published):
            return _agreement(period, first, match)
    if measured.holds_level(claim, first, published):
        return _conflict(claim, measured, first, published)  # the level is right, the change not
    return (
        _another_basis(claim, measured, told)
        or _another_rate(claim, measured, told, published)
        or _another_metric(claim, measured, observations, told, published)
        or _conflict(claim, measured, first, published)
    )


def check_figures(connection: sqlite3.Connection, headlines: Iterable[int]) -> int:
    """Check the figures of some headlines and write what was found; how many figures there were.

    Runs inside the caller's transaction if there is one. Raises sqlite3.Error.
    """
    checked = 0
    for headline in headlines:
        rows = connection.execute(
            "select f.position, f.claim, coalesce(h.published_at, h.arrived_at) from figures f "
            "join headlines h on h.id = f.headline where f.headline = ?",
            (headline,),
        ).fetchall()
        for position, text, published_at in rows:
            claim = claim_json.from_json(text)
            published = times.from_text(published_at).date()
            found = check_claim(
                claim, candidate_observations(connection, claim, published), published
            )
            connection.execute(
                "update figures set verdict = ?, verdict_note = ?, period_end = ? "
                "where headline = ? and position = ?",
                (
                    found.verdict,
                    found.note,
                    found.period_end.isoformat() if found.period_end else None,
                    headline,
                    position,
                ),
            )
            checked += 1
    return checked


def check_company_again(connection: sqlite3.Connection, company: str) -> int:
    """Check every figure about a company anew, after a release was read; how many there were."""
    headlines = connection.execute(
        "select distinct headline from figures where company = ?", (company,)
    ).fetchall()
    return check_figures(connection, [headline for (headline,) in map(tuple, headlines)])


def candidate_observations(
    connection: sqlite3.Connection, claim: Claim, published: date | None
) -> list[Vintage]:
    """The vintages that may speak to a claim; none for a company the record does not follow."""
    metrics = {*recorded_metrics(claim), *MISTAKEN.get(claim.metric, ())}
    ends = [period.end for period in claimed_periods(claim, published)]
    if claim.company is None or not ends:
        return []
    marks = ", ".join("?" * len(metrics))
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"select {VINTAGE_COLUMNS} from observations "  # noqa: S608 - columns are ours
        f"where issuer = ? and metric in ({marks}) and period_end between ? and ? "
        "and period_type in ('quarter', 'fiscal_year', 'point')",
        (
            claim.company,
            *sorted(metrics),
            (min(ends) - YEAR_AND_A_BIT).isoformat(),
            max(ends).isoformat(),
        ),
    )
    return [vintage_of_row(row) for row in rows]


# ── what is measured ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Measured:
    """The vintages of one measure of one line, and comparing a claim with them."""

    line: str
    told: tuple[Vintage, ...]

    @classmethod
    def of(
        cls, claim: Claim, observations: Sequence[Vintage], metrics: Sequence[str] = ()
    ) -> _Measured:
        """The vintages of a claim's line, of its own metrics or of those given."""
        wanted = metrics or recorded_metrics(claim)
        line = recorded_line(claim)
        return cls(
            line,
            tuple(
                sorted(
                    (
                        vintage
                        for vintage in observations
                        if vintage.metric in wanted
                        and vintage.value is not None
                        and not vintage.provisional
                        and (not line or line_of(vintage.segment, vintage.basis).key == line)
                    ),
                    key=lambda vintage: (
                        wanted.index(vintage.metric),
                        -vintage.known_at.toordinal(),
                    ),
                )
            ),
        )

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


def recorded_metrics(claim: Claim) -> tuple[str, ...]:
    """What a claim's metric is called on record, the likeliest first."""
    if special := LINE_METRICS.get((claim.segment, claim.metric)):
        return (special,)
    return RECORDED.get(claim.metric, (metric(claim.metric).key,))


def recorded_line(claim: Claim) -> str:
    """The key of the line a claim is about; '' where the metric alone tells it."""
    if (claim.segment, claim.metric) in LINE_METRICS or claim.metric == "ai_revenue":
        return ""
    return segment_line(claim.segment).key


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
        if (recorded := _in_base_units(vintage, currency)) is not None
    )


def _amounts(claim: Claim) -> list[tuple[str | None, Decimal]]:
    amounts = [(claim.currency, claim.value)] if claim.value is not None else []
    if claim.alt is not None:
        amounts.append((claim.alt.currency, claim.alt.value))
    return amounts


def _in_base_units(vintage: Vintage, currency: str | None) -> Decimal | None:
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


# ── which period ─────────────────────────────────────────────────────────────────────────────────


def claimed_periods(claim: Claim, published: date | None) -> tuple[Period, ...]:
    """Every period the claim's words may mean, the likeliest first."""
    readings = candidate_periods(claim.period or "", published=published)
    if readings or claim.is_comparator or published is None:
        return readings
    return latest_periods(published)


def _readings(claim: Claim, published: date | None, measured: _Measured) -> list[Period]:
    """The readings of the claim's period, those whose release was out by then first."""
    readings = claimed_periods(claim, published)

    def was_out(period: Period) -> bool:
        return any(
            _is_of(vintage, period) and vintage.known_at <= published + GRACE
            for vintage in measured.told
            if published is not None
        )

    return sorted(readings, key=lambda period: not was_out(period))


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────


def _agreement(period: Period, first: Period, match: Vintage) -> Verdict:
    where = _source(match)
    if period != first and period.reading == "fiscal":
        note = (
            f"true of the company's own {match.fiscal_label}, not of the calendar period; {where}"
        )
        return Verdict("other_measure", note, period.end, match.observation)
    return Verdict("agrees", where, period.end, match.observation)


def _another_basis(claim: Claim, measured: _Measured, told: Sequence[Period]) -> Verdict | None:
    """True under another structure of segments, which was told later or earlier."""
    for period in told:
        for vintage in measured.told:
            if (
                _is_of(vintage, period)
                and claim.value is not None
                and _level_agrees(claim, vintage)
            ):
                note = f"true under another basis ({vintage.basis or 'none'}); {_source(vintage)}"
                return Verdict("other_measure", note, period.end, vintage.observation)
    return None


def _another_rate(
    claim: Claim, measured: _Measured, told: Sequence[Period], published: date | None
) -> Verdict | None:
    """Dollars that a paper converted itself."""
    if claim.currency != "USD" or claim.value is None:
        return None
    for period in told:
        for vintage in measured.vintages(period, published):
            recorded = _in_base_units(vintage, "USD")
            if recorded and abs(claim.value / recorded - 1) <= CONVENIENCE:
                note = f"dollars at another rate than the release's; {_source(vintage)}"
                return Verdict("other_measure", note, period.end, vintage.observation)
    return None


def _another_metric(
    claim: Claim,
    measured: _Measured,
    observations: Sequence[Vintage],
    told: Sequence[Period],
    published: date | None,
) -> Verdict | None:
    """True of a measure the press takes for this one, such as customer management revenue."""
    for other in MISTAKEN.get(claim.metric, ()):
        taken_for = _Measured.of(claim, observations, (other,))
        for period in told:
            if match := taken_for.matching(claim, period, published):
                note = (
                    f"true of {metric(other).name.lower()}, not of {_named(claim)}: "
                    f"{_stated_by(claim, measured, period, published)}"
                )
                return Verdict("other_measure", note, period.end, match.observation)
    return None


def _conflict(claim: Claim, measured: _Measured, period: Period, published: date | None) -> Verdict:
    vintage = measured.vintages(period, published)[0]
    note = f"the record says {_stated_by(claim, measured, period, published)}"
    return Verdict("conflicts", note, period.end, vintage.observation)


def _stated_by(claim: Claim, measured: _Measured, period: Period, published: date | None) -> str:
    """What the record holds, in words: "101,369 million CNY, +9 %; FY2025Q4 release"."""
    vintages = measured.vintages(period, published)
    same_currency = [v for v in vintages if _in_base_units(v, claim.currency) is not None]
    vintage = (same_currency or vintages)[0]
    words = _value_in_words(vintage)
    if growths := measured.growths(claim, period, vintages):
        words += f", {growths[0]:+.0f} %"
    return f"{words}; {_source(vintage)}"


def _value_in_words(vintage: Vintage) -> str:
    value = f"{vintage.value:,}"
    if vintage.unit.endswith("_mn"):
        return f"{value} million {vintage.unit.removesuffix('_mn')}"
    return f"{value} %" if vintage.unit == "pct" else value


def _source(vintage: Vintage) -> str:
    label = vintage.fiscal_label or (
        quarter_label(vintage.period_end) if vintage.period_type == "quarter" else ""
    )
    if vintage.release and vintage.release != label:
        return f"{label}, as told in the {vintage.release} release"
    return f"{label} release" if vintage.release else label


def _named(claim: Claim) -> str:
    line = segment_line(claim.segment)
    name = metric(recorded_metrics(claim)[0]).name.lower()
    return name if line.key == GROUP else f"the {name} of {line.name}"
