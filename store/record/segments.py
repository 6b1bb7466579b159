"""Segment lines across Alibaba's re-cuts, and the catalogue of metrics.

A line is what a reader means by a word such as `cloud`: the company reported it as Cloud Computing,
then as the Cloud segment, as Cloud Intelligence Group, and since June 2026 as AI Cloud and Compute.
A basis is one structure of segments; the same line under two bases is not the same number
(cloud of June 2025 is 33,398 under C and 33,418 under D), so values of a line may stand beside each
other but growth is never taken across.

| basis | quarters reported under it |
| --- | --- |
| N | to March 2016: one segment, revenue by line of business |
| O | June 2016 to September 2021: commerce, cloud, media, innovation |
| A | December 2021 to March 2023 |
| B, B2 | June 2023; September 2023 to March 2025 |
| C | June 2025 to March 2026 |
| D | from June 2026 |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

BASES = ("N", "O", "A", "B", "B2", "C", "D")  # oldest first
GROUP = "group"

UnitKind = Literal["money", "percent", "count", "quarters", "text"]
Good = Literal["up", "down", "neither"]


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment as readers speak of it.

    `by_basis` gives the segment id it was reported under in each basis; an empty one means that the
    line belongs to no structure we know and its key is the id. `order` is the place in a table.
    """

    key: str
    name: str
    short_name: str
    by_basis: Mapping[str, str]
    order: int

    @property
    def segment_ids(self) -> tuple[str, ...]:
        """Every id the line has been reported under; the last is its key, under which other
        companies' figures are imported."""
        return tuple(dict.fromkeys((*self.by_basis.values(), self.key)))


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured. `good` is the direction a shareholder hopes for; `segmented` is False for
    what is stated for the group only. `aliases` are what people type."""

    key: str
    name: str
    unit_kind: UnitKind
    good: Good = "up"
    aliases: tuple[str, ...] = ()
    segmented: bool = False


def _same(segment_id: str, *bases: str) -> dict[str, str]:
    return dict.fromkeys(bases, segment_id)


LINES: tuple[SegmentLine, ...] = tuple(
    SegmentLine(key, name, short_name, by_basis, order)
    for order, (key, name, short_name, by_basis) in enumerate(
        (
            ("ecommerce", "Alibaba E-commerce", "E-commerce", _same("alibaba_ecommerce", "D")),
            (
                "china_ecommerce",
                "Alibaba China E-commerce Group",
                "China e-com",
                _same("china_ecommerce", "C"),
            ),
            (
                "taobao_tmall",
                "Taobao and Tmall Group",
                "Taobao Tmall",
                _same("taobao_tmall", "B", "B2"),
            ),
            ("china_commerce", "China commerce", "China com.", _same("china_commerce", "N", "A")),
            ("core_commerce", "Core commerce", "Commerce", _same("core_commerce", "O")),
            (
                "cloud",
                "AI Cloud and Compute",
                "Cloud",
                {
                    "N": "cloud_computing",
                    "O": "cloud_computing",
                    "A": "cloud_pre2023",
                    **_same("cloud_intelligence", "B", "B2", "C"),
                    "D": "ai_cloud_compute",
                },
            ),
            (
                "ai_labs",
                "AI Labs and Applications",
                "AI Labs",
                _same("ai_labs_applications", "D"),
            ),
            (
                "aidc",
                "International Digital Commerce",
                "Intl",
                {**_same("international_commerce", "N", "A"), **_same("aidc", "B", "B2", "C")},
            ),
            (
                "cainiao",
                "Cainiao",
                "Cainiao",
                {"A": "cainiao_pre2023", **_same("cainiao", "B", "B2")},
            ),
            (
                "local_services",
                "Local services",
                "Local",
                {"A": "local_consumer_services", **_same("local_services", "B", "B2")},
            ),
            (
                "digital_media_entertainment",
                "Digital media and entertainment",
                "Media",
                {
                    "O": "digital_media_entertainment",
                    "A": "dme_pre2023",
                    **_same("digital_media_entertainment", "B", "B2"),
                },
            ),
            (
                "innovation",
                "Innovation initiatives and others",
                "Innovation",
                _same("innovation_initiatives", "O", "A"),
            ),
            (
                "other_businesses",
                "Other businesses",
                "Other",
                _same("other_businesses", "N"),
            ),
            ("all_others", "All others", "All others", _same("all_others", "B", "B2", "C", "D")),
            ("unallocated", "Unallocated", "Unallocated", _same("unallocated", *BASES)),
            (
                "eliminations",
                "Inter-segment elimination",
                "Eliminations",
                _same("eliminations", *BASES),
            ),
            (GROUP, "Alibaba Group", "Group", _same(GROUP, *BASES)),
        )
    )
)
EARLIER_NAMES: Mapping[tuple[str, str], str] = {
    ("cloud", "N"): "Cloud computing",
    ("cloud", "O"): "Cloud computing",
    ("cloud", "A"): "Cloud",
    ("cloud", "B"): "Cloud Intelligence Group",
    ("cloud", "B2"): "Cloud Intelligence Group",
    ("cloud", "C"): "Cloud Intelligence Group",
    ("aidc", "N"): "International commerce",
    ("aidc", "A"): "International commerce",
    ("local_services", "A"): "Local consumer services",
}
LINE_ALIASES: Mapping[str, str] = {
    "alibaba": GROUP,
    "total": GROUP,
    "consolidated": GROUP,
    "e_commerce": "ecommerce",
    "ali_cloud": "cloud",
    "alicloud": "cloud",
    "aliyun": "cloud",
    "ai_cloud": "cloud",
    "ai_labs_and_applications": "ai_labs",
    "international": "aidc",
    "intl": "aidc",
    "ttg": "taobao_tmall",
    "tmall": "taobao_tmall",
    "media": "digital_media_entertainment",
    "dme": "digital_media_entertainment",
    "others": "all_others",
    "local": "local_services",
}

METRICS: tuple[Metric, ...] = (
    Metric("revenue", "Revenue", "money", aliases=("sales", "rev"), segmented=True),
    Metric(
        "adj_ebita",
        "Adjusted EBITA",
        "money",
        aliases=("ebita", "adjusted_ebita"),
        segmented=True,
    ),
    Metric(
        "adj_ebita_margin",
        "Adjusted EBITA margin",
        "percent",
        aliases=("ebita_margin", "margin"),
        segmented=True,
    ),
    Metric("adj_ebitda", "Adjusted EBITDA", "money", aliases=("ebitda", "adjusted_ebitda")),
    Metric(
        "operating_income",
        "Income from operations",
        "money",
        aliases=("income_from_operations", "operating_profit", "ebit"),
    ),
    Metric("operating_margin", "Operating margin", "percent"),
    Metric("net_income", "Net income", "money", aliases=("profit", "net_profit")),
    Metric(
        "net_income_attributable",
        "Net income attributable to ordinary shareholders",
        "money",
        aliases=("attributable",),
    ),
    Metric(
        "non_gaap_net_income",
        "Non-GAAP net income",
        "money",
        aliases=("adj_net_income", "adjusted_net_income", "non_gaap"),
    ),
    Metric("free_cash_flow", "Free cash flow", "money", aliases=("fcf",)),
    Metric(
        "operating_cash_flow",
        "Operating cash flow",
        "money",
        aliases=("ocf", "cash_from_operations"),
    ),
    Metric(
        "capex",
        "Capital expenditure",
        "money",
        "neither",
        aliases=("capital_expenditure", "capital_expenditures"),
    ),
    Metric(
        "rnd",
        "Product development",
        "money",
        "neither",
        aliases=("r&d", "product_development", "research"),
    ),
    Metric("sales_marketing", "Sales and marketing", "money", "down", aliases=("marketing",)),
    Metric("general_admin", "General and administrative", "money", "down", aliases=("g&a",)),
    Metric("cost_of_revenue", "Cost of revenue", "money", "down", aliases=("cogs",)),
    Metric(
        "cash_and_liquid",
        "Cash and liquid investments",
        "money",
        aliases=("cash",),
    ),
    Metric(
        "share_repurchases_usd", "Share repurchases", "money", aliases=("buybacks", "repurchases")
    ),
    Metric("dividend", "Dividend", "money"),
    Metric(
        "customer_management_revenue",
        "Customer management revenue",
        "money",
        aliases=("cmr",),
        segmented=True,
    ),
    Metric("quick_commerce_revenue", "Quick commerce revenue", "money", segmented=True),
    Metric(
        "direct_sales_others_revenue", "Direct sales and others revenue", "money", segmented=True
    ),
    Metric(
        "direct_sales_logistics_others_revenue",
        "Direct sales, logistics and others revenue",
        "money",
        segmented=True,
    ),
    Metric("china_wholesale_revenue", "China wholesale revenue", "money", segmented=True),
    Metric("international_retail_revenue", "International retail revenue", "money", segmented=True),
    Metric(
        "international_wholesale_revenue",
        "International wholesale revenue",
        "money",
        segmented=True,
    ),
    Metric(
        "international_ecommerce_revenue",
        "International e-commerce revenue",
        "money",
        segmented=True,
    ),
    Metric("global_wholesale_revenue", "Global wholesale revenue", "money", segmented=True),
    Metric("ai_product_revenue", "AI product revenue", "money", segmented=True),
    Metric(
        "ai_product_revenue_annualised",
        "AI product revenue, annualised",
        "money",
        aliases=("ai_arr",),
        segmented=True,
    ),
    Metric(
        "ai_revenue_triple_digit_streak",
        "Quarters of triple-digit AI revenue growth",
        "quarters",
        aliases=("ai_streak", "streak"),
        segmented=True,
    ),
    Metric(
        "external_cloud_revenue_yoy",
        "External cloud revenue growth",
        "percent",
        aliases=("external_cloud_growth",),
        segmented=True,
    ),
    Metric(
        "ai_share_of_external_cloud_revenue",
        "AI share of external cloud revenue",
        "percent",
        aliases=("ai_share",),
        segmented=True,
    ),
    Metric("revenue_like_for_like_yoy", "Like-for-like revenue growth", "percent"),
    Metric("employees", "Employees", "count", "neither"),
    Metric("members_88vip", "88VIP members", "count", segmented=True),
)


@cache
def _lines_by_id() -> Mapping[str, SegmentLine]:
    found: dict[str, SegmentLine] = {}
    for line in LINES:
        for segment_id in line.by_basis.values():
            found[segment_id] = line
    return found


@cache
def _lines_by_word() -> Mapping[str, SegmentLine]:
    by_key = {line.key: line for line in LINES}
    return {
        **_lines_by_id(),
        **{alias: by_key[key] for alias, key in LINE_ALIASES.items()},
        **by_key,
    }


@cache
def _metrics_by_word() -> Mapping[str, Metric]:
    by_alias = {alias: metric for metric in METRICS for alias in metric.aliases}
    return {**by_alias, **{metric.key: metric for metric in METRICS}}


@lru_cache(maxsize=1_024)
def line_of(segment_id: str, basis: str = "") -> SegmentLine:
    """The line that `segment_id`, as reported under `basis`, belongs to.

    A segment we do not know is a line of its own, under the name it was printed with.
    """
    for line in LINES:
        if line.by_basis.get(basis) == segment_id:
            return line
    return _lines_by_id().get(segment_id) or unknown_line(segment_id)


def unknown_line(segment_id: str) -> SegmentLine:
    """A line for a segment outside the catalogue: a new one, or another company's."""
    name = segment_id.replace("_", " ")
    name = name[:1].upper() + name[1:]
    return SegmentLine(segment_id, name, name, {}, order=_lines_by_id()["all_others"].order)


def segment_line(word: str) -> SegmentLine:
    """The line a person means by `word` (key, alias or segment id; case, spaces and hyphens do not
    matter); an unknown word is a line of its own."""
    folded = folded_word(word)
    return _lines_by_word().get(folded) or unknown_line(folded)


def known_line(word: str) -> SegmentLine | None:
    """As `segment_line`, but None for a word outside the catalogue."""
    return _lines_by_word().get(folded_word(word))


def name_under(line: SegmentLine, basis: str) -> str:
    """The line's name as it was printed under `basis`."""
    return EARLIER_NAMES.get((line.key, basis), line.name)


def known_metric(word: str) -> Metric | None:
    """The metric a person means by `word` (key or alias); None for a word outside the catalogue."""
    return _metrics_by_word().get(folded_word(word))


def metric(key: str) -> Metric:
    """The metric of that key or alias; one outside the catalogue is described by its own words."""
    folded = folded_word(key)
    return _metrics_by_word().get(folded) or Metric(
        folded, folded.replace("_", " ").capitalize(), "money", "neither", segmented=True
    )


def folded_word(word: str) -> str:
    """A word as keys are written: lower case, underscores for spaces and hyphens."""
    return "_".join(word.lower().replace("-", " ").split())
