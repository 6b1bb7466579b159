"""Press figures checked against the record: does the press have it right?

`check_claim` is pure: a claim, the vintages that may speak to it and the day of publication in, a
`Verdict` out. `check` fetches the vintages; `check_figures` reads the claims of some headlines and
writes verdict, note and settled period back to `figures`.

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
from typing import Literal, NamedTuple

from store import times
from store.claims import claim_json
from store.claims.measures import Measured, in_base_units
from store.claims.verdicts import WRONG_MEASURE
from store.headlines.entries import Claim
from store.number_format import format_growth, signed
from store.record.fiscal_calendar import Period, candidate_periods, latest_periods, quarter_label
from store.record.observations import VINTAGE_COLUMNS, Vintage, vintage_of_row
from store.record.segments import GROUP, metric, segment_line

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
    measured = Measured.of(observations, recorded_line(claim), recorded_metrics(claim))
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
        _an_earlier_quarter(claim, measured, published)
        or _another_basis(claim, measured, told)
        or _another_rate(claim, measured, told, published)
        or _another_metric(claim, measured, observations, told, published)
        or _conflict(claim, measured, first, published)
    )


class RecordReader:
    """The record of a database as it stands: what was read for a claim serves the next one that
    asks for the same. For one transaction, in which the record does not change."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._read: dict[_Wanted, list[Vintage]] = {}

    def check(self, claim: Claim, published: date | None) -> Verdict:
        """Compare a claim with what the record holds. Raises sqlite3.Error."""
        to_come = claim.is_estimate_or_expectation or claim.is_guidance  # settled by no observation
        wanted = None if to_come else _wanted(claim, published)
        if wanted is None:
            return check_claim(claim, (), published)
        if wanted not in self._read:
            self._read[wanted] = _observations(self._connection, wanted)
        return check_claim(claim, self._read[wanted], published)


def check(connection: sqlite3.Connection, claim: Claim, published: date | None) -> Verdict:
    """Compare a claim with what the database's record holds now. Raises sqlite3.Error."""
    return RecordReader(connection).check(claim, published)


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
            found = check(connection, claim, published)
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


def record_words(connection: sqlite3.Connection, claim: Claim, published: date | None) -> str:
    """The official value that settles a claim, with its growth and release: "41,626 million CNY,
    +38% YoY · FY2026Q4 release"; '' where there is none."""
    observations = candidate_observations(connection, claim, published)
    found = check_claim(claim, observations, published)
    vintage = next((v for v in observations if v.observation == found.observation), None)
    if vintage is None:
        return ""
    measured = Measured.of(observations, recorded_line(claim), recorded_metrics(claim))
    words = _value_in_words(vintage).replace("-", "−")
    readings = _readings(claim, published, measured)
    period = next((each for each in readings if each.end == vintage.period_end), None)
    if period is not None and (growths := measured.growths(claim, period, [vintage])):
        since = "QoQ" if claim.change.kind == "qoq" else "YoY"
        words += f", {growths[0]:+.0f}% {since}".replace("-", "−")
    return f"{words} · {_source(vintage)}"


def candidate_observations(
    connection: sqlite3.Connection, claim: Claim, published: date | None
) -> list[Vintage]:
    """The vintages that may speak to a claim; none for a company the record does not follow."""
    wanted = _wanted(claim, published)
    return [] if wanted is None else _observations(connection, wanted)


class _Wanted(NamedTuple):
    """Which vintages may speak to a claim: of a company and some metrics, in order of their names,
    for periods that ended within a span."""

    company: str
    metrics: tuple[str, ...]
    earliest: date
    latest: date


def _wanted(claim: Claim, published: date | None) -> _Wanted | None:
    metrics = {*recorded_metrics(claim), *MISTAKEN.get(claim.metric, ())}
    ends = [period.end for period in claimed_periods(claim, published)]
    if claim.company is None or not ends:
        return None
    earliest = min(ends) - YEAR_AND_A_BIT
    return _Wanted(claim.company, tuple(sorted(metrics)), earliest, max(ends))


def _observations(connection: sqlite3.Connection, wanted: _Wanted) -> list[Vintage]:
    marks = ", ".join("?" * len(wanted.metrics))
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"select {VINTAGE_COLUMNS} from observations "  # noqa: S608 - columns are ours
        f"where issuer = ? and metric in ({marks}) and period_end between ? and ? "
        "and period_type in ('quarter', 'fiscal_year', 'point')",
        (
            wanted.company,
            *wanted.metrics,
            wanted.earliest.isoformat(),
            wanted.latest.isoformat(),
        ),
    )
    return [vintage_of_row(row) for row in rows]


# ── what is measured ─────────────────────────────────────────────────────────────────────────────


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


# ── which period ─────────────────────────────────────────────────────────────────────────────────


def claimed_periods(claim: Claim, published: date | None) -> tuple[Period, ...]:
    """Every period the claim's words may mean, the likeliest first."""
    readings = candidate_periods(claim.period or "", published=published)
    if readings or claim.is_comparator or published is None:
        return readings
    return latest_periods(published)


def _readings(claim: Claim, published: date | None, measured: Measured) -> list[Period]:
    """The readings of the claim's period, those whose release was out by then first."""
    readings = list(claimed_periods(claim, published))
    if published is None:
        return readings
    return sorted(readings, key=lambda period: not measured.was_out(period, published))


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────


def _agreement(period: Period, first: Period, match: Vintage) -> Verdict:
    where = _source(match)
    if period != first and period.reading == "fiscal":
        note = (
            f"true of the company's own {match.fiscal_label}, not of the calendar period; {where}"
        )
        return Verdict("other_measure", note, period.end, match.observation)
    return Verdict("agrees", where, period.end, match.observation)


def _an_earlier_quarter(claim: Claim, measured: Measured, published: date | None) -> Verdict | None:
    """Agreement with an earlier quarter than the newest, for an amount that names no period: a text
    that looks back, or is read long after it was written."""
    if claim.period or claim.value is None:
        return None
    ends = {v.period_end for v in measured.told if v.period_type == "quarter"}
    for end in sorted(ends, reverse=True):
        if match := measured.matching(claim, Period("quarter", end, "calendar"), published):
            note = f"of an earlier quarter than the newest; {_source(match)}"
            return Verdict("agrees", note, end, match.observation)
    return None


def _another_basis(claim: Claim, measured: Measured, told: Sequence[Period]) -> Verdict | None:
    """True under another structure of segments, which was told later or earlier."""
    for period in told:
        if vintage := measured.under_any_basis(claim, period):
            note = f"true under another basis ({vintage.basis or 'none'}); {_source(vintage)}"
            return Verdict("other_measure", note, period.end, vintage.observation)
    return None


def _another_rate(
    claim: Claim, measured: Measured, told: Sequence[Period], published: date | None
) -> Verdict | None:
    """Dollars that a paper converted itself."""
    if claim.currency != "USD" or claim.value is None:
        return None
    for period in told:
        for vintage in measured.vintages(period, published):
            recorded = in_base_units(vintage, "USD")
            if recorded and abs(claim.value / recorded - 1) <= CONVENIENCE:
                note = f"dollars at another rate than the release's; {_source(vintage)}"
                return Verdict("other_measure", note, period.end, vintage.observation)
    return None


def _another_metric(
    claim: Claim,
    measured: Measured,
    observations: Sequence[Vintage],
    told: Sequence[Period],
    published: date | None,
) -> Verdict | None:
    """True of a measure the press takes for this one, such as customer management revenue."""
    for other in MISTAKEN.get(claim.metric, ()):
        taken_for = Measured.of(observations, recorded_line(claim), (other,))
        for period in told:
            if match := taken_for.matching(claim, period, published):
                note = (
                    f"{WRONG_MEASURE}{_stated(claim)} is {metric(other).name.lower()}; "
                    f"{_named(claim)} was {_stated_by(claim, measured, period, published)}"
                )
                return Verdict("other_measure", note, period.end, match.observation)
    return None


def _conflict(claim: Claim, measured: Measured, period: Period, published: date | None) -> Verdict:
    vintage = measured.vintages(period, published)[0]
    note = f"the record says {_stated_by(claim, measured, period, published)}"
    return Verdict("conflicts", note, period.end, vintage.observation)


def _stated_by(claim: Claim, measured: Measured, period: Period, published: date | None) -> str:
    """What the record holds, in words: "101,369 million CNY, +9%; FY2025Q4 release"."""
    vintages = measured.vintages(period, published)
    same_currency = [v for v in vintages if in_base_units(v, claim.currency) is not None]
    vintage = (same_currency or vintages)[0]
    words = _value_in_words(vintage)
    if growths := measured.growths(claim, period, vintages):
        words += f", {format_growth(growths[0])}"
    return f"{words}; {_source(vintage)}"


def _value_in_words(vintage: Vintage) -> str:
    value = f"{vintage.value:,}"
    if vintage.unit.endswith("_mn"):
        return f"{value} million {vintage.unit.removesuffix('_mn')}"
    return f"{value}%" if vintage.unit == "pct" else value


def _stated(claim: Claim) -> str:
    """What the press stated, in words: "+12%", "78,927 million CNY"."""
    if claim.value is not None:
        return f"{claim.value / 1_000_000:,.0f} million {claim.currency or ''}".rstrip()
    change = -(claim.change.pct or 0) if claim.change.direction == "down" else claim.change.pct
    return signed(f"{change or 0:+.4g}%")


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
