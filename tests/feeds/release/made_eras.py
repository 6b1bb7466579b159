"""Made releases in the structure and layout of every era since 2015, for any quarter: names and
heads of columns as the company prints them, numbers drawn by lot that obey the arithmetic of a
release. What a reader must find is known from the drawing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from document_forms import MadeDocument, MadeTable

from store.record.fiscal_calendar import month_end, quarter_label

RATE = Decimal("7.2500")
Key = tuple[str, str, str, date, str]  # segment, metric, period type, period end, unit
RowKind = Literal["line", "subtotal", "total", "segment", "sum", "group"]


@dataclass(frozen=True)
class MadeLine:
    """A row as printed: a line within a section, its unnamed or named sum, or a segment."""

    printed: str
    kind: RowKind
    key: str = ""  # of a segment, or the metric of a line; '' where the reader leaves it out


@dataclass(frozen=True)
class Era:
    """A structure of segments and how it was printed. `ends`: quarters that had it."""

    basis: str
    first_year: int
    revenue: Sequence[MadeLine]
    revenue_caption: str
    ebita: Sequence[MadeLine] = ()
    ebita_caption: str = ""
    shares: bool = False  # a column of each line's share of the whole
    margins: bool = False  # the table of EBITA has margins, and no growth
    summary_caption: str = "SUMMARY FINANCIAL RESULTS"
    lost_words: str = "N/A"


def line(printed: str, key: str) -> MadeLine:
    return MadeLine(printed, "line", key)


def segment(printed: str, key: str) -> MadeLine:
    return MadeLine(printed, "segment", key)


def total(printed: str, key: str) -> MadeLine:
    return MadeLine(printed, "total", key)


BREAKDOWN = "What follows sets forth a breakdown of our revenue by segment for the periods:"
EBITA_BREAKDOWN = "What follows is a breakdown of our adjusted EBITA by segment for the periods:"
EBITA_MARGINS = "Adjusted EBITA and adjusted EBITA margin by segments are in the table below."
GROUP_LINE = MadeLine("Consolidated revenue", "group", "group")
EBITA_GROUP = MadeLine("Consolidated adjusted EBITA", "group", "group")

ERAS: Mapping[str, Era] = {
    "2015": Era(
        "N", 2015,
        (
            line("China commerce: Retail", "retail_revenue"),
            line("Wholesale", "wholesale_revenue"),
            total("Total China commerce", "china_commerce"),
            line("International commerce: Retail", "international_retail_revenue"),
            line("Wholesale", "wholesale_revenue"),
            total("Total international commerce", "international_commerce"),
            segment("Cloud computing and Internet infrastructure", "cloud_computing"),
            segment("Others", "other_businesses"),
            MadeLine("Total", "group", "group"),
        ),
        "What follows sets forth a breakdown of our revenue for the periods indicated.",
        shares=True,
        summary_caption="SUMMARY OPERATIONAL AND FINANCIAL RESULTS",
    ),
    "2017": Era(
        "O", 2016,
        (
            line("Core commerce: China commerce retail - Customer management",
                 "customer_management_revenue"),
            line("- Commission", "commission_revenue"),
            line("- Others", ""),
            MadeLine("", "subtotal"),
            line("China commerce wholesale", "china_wholesale_revenue"),
            line("International commerce retail", "international_retail_revenue"),
            line("International commerce wholesale", "international_wholesale_revenue"),
            line("Others", ""),
            total("Total core commerce", "core_commerce"),
            segment("Cloud computing", "cloud_computing"),
            segment("Digital media and entertainment", "digital_media_entertainment"),
            segment("Innovation initiatives and others", "innovation_initiatives"),
            MadeLine("Total", "group", "group"),
        ),
        BREAKDOWN,
        (
            segment("Core commerce", "core_commerce"),
            segment("Cloud computing", "cloud_computing"),
            segment("Digital media and entertainment", "digital_media_entertainment"),
            segment("Innovation initiatives and others", "innovation_initiatives"),
            segment("Unallocated(1)", "unallocated"),
            MadeLine("Total", "group", "group"),
        ),
        EBITA_MARGINS,
        shares=True,
        margins=True,
    ),
    "2019": Era(
        "O", 2018,
        (
            line("Core commerce: China commerce retail - Customer management",
                 "customer_management_revenue"),
            line("- Commission", "commission_revenue"),
            line("- Others(1)", ""),
            MadeLine("", "subtotal"),
            line("China commerce wholesale", "china_wholesale_revenue"),
            line("International commerce retail", "international_retail_revenue"),
            line("International commerce wholesale", "international_wholesale_revenue"),
            line("Cainiao logistics services", "cainiao_logistics_services_revenue"),
            line("Local consumer services(2)", "local_consumer_services_revenue"),
            line("Others", ""),
            total("Total core commerce", "core_commerce"),
            segment("Cloud computing", "cloud_computing"),
            segment("Digital media and entertainment", "digital_media_entertainment"),
            segment("Innovation initiatives and others", "innovation_initiatives"),
            MadeLine("Total", "group", "group"),
        ),
        BREAKDOWN,
        (
            segment("Core commerce", "core_commerce"),
            segment("Cloud computing", "cloud_computing"),
            segment("Digital media and entertainment", "digital_media_entertainment"),
            segment("Innovation initiatives and others", "innovation_initiatives"),
            segment("Unallocated(3)", "unallocated"),
            MadeLine("Total", "group", "group"),
        ),
        EBITA_MARGINS,
        shares=True,
        margins=True,
    ),
    "2022": Era(
        "A", 2022,
        (
            line("China commerce: China commerce retail - Customer management",
                 "customer_management_revenue"),
            line("- Direct sales and others(1)", "direct_sales_others_revenue"),
            MadeLine("", "subtotal"),
            line("China commerce wholesale", "china_wholesale_revenue"),
            total("Total China commerce", "china_commerce"),
            line("International commerce: International commerce retail",
                 "international_retail_revenue"),
            line("International commerce wholesale", "international_wholesale_revenue"),
            total("Total International commerce", "international_commerce"),
            segment("Local consumer services", "local_consumer_services"),
            segment("Cainiao", "cainiao_pre2023"),
            segment("Cloud", "cloud_pre2023"),
            segment("Digital media and entertainment", "dme_pre2023"),
            segment("Innovation initiatives and others", "innovation_initiatives"),
            MadeLine("Total", "group", "group"),
        ),
        BREAKDOWN,
        (
            segment("China commerce", "china_commerce"),
            segment("International commerce", "international_commerce"),
            segment("Local consumer services", "local_consumer_services"),
            segment("Cainiao", "cainiao_pre2023"),
            segment("Cloud", "cloud_pre2023"),
            segment("Digital media and entertainment", "dme_pre2023"),
            segment("Innovation initiatives and others", "innovation_initiatives"),
            segment("Unallocated(1)", "unallocated"),
            MadeLine("Total", "group", "group"),
        ),
        EBITA_MARGINS,
        shares=True,
        margins=True,
    ),
    "2024": Era(
        "B2", 2024,
        (
            line("Taobao and Tmall Group: China commerce retail - Customer management",
                 "customer_management_revenue"),
            line("- Direct sales and others(2)", "direct_sales_others_revenue"),
            MadeLine("", "subtotal"),
            line("China commerce wholesale", "china_wholesale_revenue"),
            total("Total Taobao and Tmall Group", "taobao_tmall"),
            segment("Cloud Intelligence Group", "cloud_intelligence"),
            line("Alibaba International Digital Commerce Group: International commerce retail",
                 "international_retail_revenue"),
            line("International commerce wholesale", "international_wholesale_revenue"),
            total("Total Alibaba International Digital Commerce Group", "aidc"),
            segment("Cainiao Smart Logistics Network Limited", "cainiao"),
            segment("Local Services Group", "local_services"),
            segment("Digital Media and Entertainment Group", "digital_media_entertainment"),
            segment("All others(3)", "all_others"),
            MadeLine("Total segment revenue", "sum"),
            segment("Unallocated", "unallocated"),
            segment("Inter-segment elimination", "eliminations"),
            GROUP_LINE,
        ),
        BREAKDOWN,
        (
            segment("Taobao and Tmall Group", "taobao_tmall"),
            segment("Cloud Intelligence Group", "cloud_intelligence"),
            segment("Alibaba International Digital Commerce Group", "aidc"),
            segment("Cainiao Smart Logistics Network Limited", "cainiao"),
            segment("Local Services Group", "local_services"),
            segment("Digital Media and Entertainment Group", "digital_media_entertainment"),
            segment("All others(2)", "all_others"),
            MadeLine("Total segment adjusted EBITA", "sum"),
            segment("Unallocated (3)", "unallocated"),
            segment("Inter-segment elimination", "eliminations"),
            EBITA_GROUP,
        ),
        EBITA_BREAKDOWN,
    ),
    "2025": Era(
        "C", 2025,
        (
            line("Alibaba China E-commerce Group: E-commerce - Customer management",
                 "customer_management_revenue"),
            line("- Direct sales, logistics and others(2)",
                 "direct_sales_logistics_others_revenue"),
            MadeLine("", "subtotal"),
            line("Quick commerce(3)", "quick_commerce_revenue"),
            line("China commerce wholesale", "china_wholesale_revenue"),
            total("Total Alibaba China E-commerce Group", "china_ecommerce"),
            line("Alibaba International Digital Commerce Group: International commerce retail",
                 "international_retail_revenue"),
            line("International commerce wholesale", "international_wholesale_revenue"),
            total("Total Alibaba International Digital Commerce Group", "aidc"),
            segment("Cloud Intelligence Group", "cloud_intelligence"),
            segment("All others(4)", "all_others"),
            segment("Unallocated", "unallocated"),
            segment("Inter-segment elimination", "eliminations"),
            GROUP_LINE,
        ),
        BREAKDOWN,
        (
            segment("Alibaba China E-commerce Group", "china_ecommerce"),
            segment("Alibaba International Digital Commerce Group", "aidc"),
            segment("Cloud Intelligence Group", "cloud_intelligence"),
            segment("All others", "all_others"),
            segment("Unallocated(2)", "unallocated"),
            segment("Inter-segment elimination", "eliminations"),
            EBITA_GROUP,
        ),
        EBITA_BREAKDOWN,
    ),
    "2026": Era(
        "D", 2026,
        (
            line("Alibaba E-commerce Group: Customer management", "customer_management_revenue"),
            line("Direct sales, logistics and others", "direct_sales_logistics_others_revenue"),
            line("Quick commerce", "quick_commerce_revenue"),
            line("International e-commerce", "international_ecommerce_revenue"),
            line("Global wholesale", "global_wholesale_revenue"),
            total("Total Alibaba E-commerce Group", "alibaba_ecommerce"),
            segment("AI Cloud and Compute", "ai_cloud_compute"),
            segment("AI Labs and Applications", "ai_labs_applications"),
            segment("All others(2)", "all_others"),
            segment("Unallocated", "unallocated"),
            segment("Inter-segment elimination", "eliminations"),
            GROUP_LINE,
        ),
        BREAKDOWN,
        (
            segment("Alibaba E-commerce Group", "alibaba_ecommerce"),
            segment("AI Cloud and Compute", "ai_cloud_compute"),
            segment("AI Labs and Applications", "ai_labs_applications"),
            segment("All others", "all_others"),
            segment("Unallocated(2)", "unallocated"),
            segment("Inter-segment elimination", "eliminations"),
            EBITA_GROUP,
        ),
        EBITA_BREAKDOWN,
        lost_words="NM(3)",
    ),
}  # fmt: skip
QUARTERS = {6: "June", 9: "September", 12: "December", 3: "March"}
LONGER = {9: "Six months ended", 12: "Nine months ended", 3: "Year ended"}


@dataclass
class MadeRelease:
    """A release of an era for one quarter, and every cell a reader must find in it."""

    era: Era
    month: int
    seed: int = 0
    truth: dict[Key, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lot = random.Random(f"{self.era.basis} {self.month} {self.seed}")
        year = self.era.first_year + (1 if self.month == 3 else 0)
        self.end = month_end(year, self.month)
        self.document = MadeDocument(list(self._parts()))

    @property
    def label(self) -> str:
        return quarter_label(self.end)

    # ── what is printed ──────────────────────────────────────────────────────────────────────

    def _parts(self) -> Iterator[str | MadeTable]:
        name, day = QUARTERS[self.month], f"{self.end:%B} {self.end.day}, {self.end.year}"
        whole = " and Full Fiscal Year" if self.month == 3 else ""
        released = f"{self._after:%B} {self._after.day}, {self._after.year}"
        yield (
            f"Alibaba Group Announces {name} Quarter {self.end.year}{whole} Results Hangzhou, "
            f"China, {released} — Alibaba Group Holding Limited today told of the quarter ended "
            f"{day}."
        )
        yield from self._results("quarter")
        if self.month == 3:
            yield from self._results("fiscal_year")
        elif self.month == 9 and self.era.first_year >= 2024:
            yield from self._results("half_year")
        yield self._statement()
        yield self._free_cash_flow()
        yield self._prose(day)

    @property
    def _after(self) -> date:
        return month_end(self.end.year + (self.end.month == 12), self.end.month % 12 + 1)

    def _results(self, period: str) -> Iterator[str | MadeTable]:
        revenue = self._table(
            self.era.revenue, self.era.revenue_caption, "revenue", period, shares=self.era.shares
        )
        ebita = None
        if self.era.ebita:
            ebita = self._table(
                self.era.ebita, self.era.ebita_caption, "adj_ebita", period,
                shares=self.era.margins,
            )  # fmt: skip
        yield self._summary(period)
        yield (
            "(1) A note with numbers such as 12 and 34% that is longer than any label " * 3 + "is."
        )
        yield revenue
        yield "(2) What is said about the segments, 2,345 of 6,789 million and 11%, in prose: " * 3
        if ebita is not None:
            yield ebita
            yield "(3) Losses that widen are shown as a fall, and so on, for many a word more. " * 3

    def _heads(self, period: str) -> tuple[list[str], list[tuple[str, str]]]:
        words = "Three months ended" if period == "quarter" else LONGER[self.month]
        years = (str(self.end.year - 1), str(self.end.year))
        return [f"{words} {self.end:%B} {self.end.day},"], [years]

    def _table(
        self, lines: Sequence[MadeLine], caption: str, metric: str, period: str, *, shares: bool
    ) -> MadeTable:
        heads, years = self._heads(period)
        margins = metric == "adj_ebita" and shares
        columns = ["RMB", "RMB", "US$", "YoY % Change"]
        if shares:
            share = "% of Segment Revenue" if margins else "% of Revenue"
            columns = ["RMB", share, "RMB", "US$", share, *([] if margins else ["YoY % Change"])]
        drawn = self._drawn(lines, metric, period)
        rows: list[Sequence[str]] = []
        for each, (before, now) in drawn:
            cells = [
                amount(before),
                amount(now),
                amount(in_dollars(now)),
                self._growth(before, now),
            ]
            if shares:
                bases = self._bases(each, margins, period)
                told = [
                    "—" if not base else percent(value, base)
                    for value, base in zip((before, now), bases, strict=True)
                ]
                cells = [cells[0], told[0], cells[1], cells[2], told[1], *cells[3:]]
                if margins:
                    cells = cells[:-1]
                    self._told_margins(each, bases, (before, now), period)
            if each.key in {"unallocated", "eliminations"} and not shares:
                cells[3] = ""
            rows.append((each.printed, *cells))
        rows += self._bridge(metric, period, columns)
        return MadeTable(caption, heads, years, columns, rows)

    def _told_margins(
        self,
        each: MadeLine,
        bases: tuple[Decimal, Decimal],
        values: tuple[Decimal, Decimal],
        period: str,
    ) -> None:
        for base, value, end in zip(bases, values, (self._year_before, self.end), strict=True):
            if base and each.kind == "segment":
                self._tell(each.key, "adj_ebita_margin", period, end, "pct", rounded(value, base))

    def _bases(self, each: MadeLine, margins: bool, period: str) -> tuple[Decimal, Decimal]:
        """What a share is taken of: the segment's revenue for a margin, else the group's."""
        key = each.key if margins else "group"
        return tuple(  # type: ignore[return-value]
            self.truth.get((key, "revenue", period, end, "CNY_mn"), Decimal(0))
            if period in {"quarter", "fiscal_year"}
            else Decimal(1_000_000)
            for end in (self._year_before, self.end)
        )

    @property
    def _year_before(self) -> date:
        return month_end(self.end.year - 1, self.end.month)

    def _drawn(
        self, lines: Sequence[MadeLine], metric: str, period: str
    ) -> list[tuple[MadeLine, tuple[Decimal, Decimal]]]:
        """The amounts of a table, year before and now; told as truth where a reader keeps them."""
        drawn: list[tuple[MadeLine, tuple[Decimal, Decimal]]] = []
        section: list[tuple[Decimal, Decimal]] = []
        whole: list[tuple[Decimal, Decimal]] = []
        waiting: list[tuple[str, tuple[Decimal, Decimal]]] = []
        for each in lines:
            if each.kind in {"line", "segment"}:
                pair = self._pair(each, metric)
                (section if each.kind == "line" else whole).append(pair)
                if each.kind == "line" and each.key:
                    waiting.append((each.key, pair))
            elif each.kind == "subtotal":
                pair = _sum(section)
            elif each.kind == "total":
                pair = _sum(section)
                whole.append(pair)
                for key, told in waiting:
                    self._told(each.key, key, period, told)
                section, waiting = [], []
            else:
                pair = _sum(whole)
            drawn.append((each, pair))
            if each.kind in {"segment", "total", "group"}:
                self._told(each.key, metric, period, pair)
        return drawn

    def _pair(self, each: MadeLine, metric: str) -> tuple[Decimal, Decimal]:
        size = self._lot.choice([300, 5_000, 80_000, 300_000])
        pair = (self._lot.randint(size // 10, size), self._lot.randint(size // 10, size))
        signs = (1, 1)
        if each.key == "eliminations":
            signs = (-1, -1)
        elif metric == "adj_ebita":
            signs = (self._lot.choice([1, 1, -1]), self._lot.choice([1, 1, -1]))
        return Decimal(pair[0] * signs[0]), Decimal(pair[1] * signs[1])

    def _told(self, segment: str, metric: str, period: str, pair: tuple[Decimal, Decimal]) -> None:
        for end, value in zip((self._year_before, self.end), pair, strict=True):
            self._tell(segment, metric, period, end, "CNY_mn", value)
        self._tell(segment, metric, period, self.end, "USD_mn", in_dollars(pair[1]))

    def _tell(
        self, segment: str, metric: str, period: str, end: date, unit: str, value: Decimal
    ) -> None:
        if period in {"quarter", "fiscal_year"}:
            self.truth[segment, metric, period, end, unit] = value

    def _group(self, metric: str, period: str) -> tuple[Decimal, Decimal]:
        """A figure of the group, drawn once."""
        key = ("group", metric, period, self.end, "CNY_mn")
        if key not in self.truth:
            pair = self._pair(MadeLine("", "group"), "revenue")
            if metric == "operating_income":
                pair = (pair[0], -pair[1])
            self._told("group", metric, period, pair)
            if period not in {"quarter", "fiscal_year"}:
                return pair
        return self.truth["group", metric, period, self._year_before, "CNY_mn"], self.truth[key]

    def _bridge(self, metric: str, period: str, columns: Sequence[str]) -> list[Sequence[str]]:
        if metric != "adj_ebita" or "% of Segment Revenue" in columns:
            return []
        if period not in {"quarter", "fiscal_year"}:
            return []
        ebita, income = self._group("adj_ebita", period), self._group("operating_income", period)
        item = "Non-cash share-based compensation expense"
        first = (Decimal(-777), Decimal(-1_234))
        second = tuple(i - e - f for i, e, f in zip(income, ebita, first, strict=True))
        self._told("group", "bridge_non_cash_share_based_compensation_expense", period, first)
        self._told("group", "bridge_impairment_of_goodwill_and_others", period, second)  # type: ignore[arg-type]
        rows = ((f"Less: {item}", first), ("Less: Impairment of goodwill, and others", second))
        return [
            *(
                (label, amount(pair[0]), amount(pair[1]), amount(in_dollars(pair[1])), "")
                for label, pair in rows
            ),
            ("Income from operations", *self._cells(income)),
        ]

    def _cells(self, pair: tuple[Decimal, Decimal]) -> list[str]:
        before, now = pair
        return [amount(before), amount(now), amount(in_dollars(now)), self._growth(before, now)]

    def _growth(self, before: Decimal, now: Decimal) -> str:
        if before == 0 or (before < 0) != (now < 0):
            return self.era.lost_words
        change = rounded(now - before, abs(before))
        return f"({-change:,})%" if change < 0 else f"{change:,}%"

    def _summary(self, period: str) -> MadeTable:
        heads, years = self._heads(period)
        revenue, ebita = self._group("revenue", period), self._group("adj_ebita", period)
        income = self._group("operating_income", period)
        for metric, pair in (("operating_margin", income), ("adj_ebita_margin", ebita)):
            for end, value, base in zip((self._year_before, self.end), pair, revenue, strict=True):
                if period in {"quarter", "fiscal_year"}:
                    self._tell("group", metric, period, end, "pct", rounded(value, base))
        rows: list[Sequence[str]] = [
            ("Revenue", *self._cells(revenue)),
            ("Income (loss) from operations", *self._cells(income)),
            ("Operating margin", *(percent(v, b) for v, b in zip(income, revenue, strict=True))),
            ("Adjusted EBITDA(1)", *self._cells(self._group("adj_ebitda", period))),
            ("Adjusted EBITA(1)", *self._cells(ebita)),
            ("Adjusted EBITA margin(1)",
             *(percent(v, b) for v, b in zip(ebita, revenue, strict=True))),
            ("Net income", *self._cells(self._group("net_income", period))),
            ("Net income attributable to ordinary shareholders",
             *self._cells(self._group("net_income_attributable", period))),
            ("Non-GAAP net income(1)", *self._cells(self._group("non_gaap_net_income", period))),
            ("Diluted earnings per share(4)", "3.61", "0.94", "0.13", "(74)%(4)"),
        ]  # fmt: skip
        caption = f"{QUARTERS[self.month].upper()} QUARTER {self.era.summary_caption}"
        if period != "quarter":
            caption = f"LONGER PERIOD {self.era.summary_caption}"
        scale = "(in millions, except percentages and per share amounts)"
        return MadeTable(
            caption, heads, years, ["RMB", "RMB", "US$(1)", "YoY % Change"], rows, scale
        )

    def _two_periods(self) -> list[str]:
        return ["quarter", *([] if self.month == 6 else [self._longer])]

    @property
    def _longer(self) -> str:
        return {9: "half_year", 12: "nine_months", 3: "fiscal_year"}[self.month]

    def _statement(self) -> MadeTable:
        metrics = (
            ("Cost of revenue", "cost_of_revenue"),
            ("Product development expenses", "rnd"),
            ("Sales and marketing expenses", "sales_marketing"),
            ("General and administrative expenses", "general_admin"),
        )
        rows: list[Sequence[str]] = [self._wide("Revenue", "revenue")]
        rows += [self._wide(label, metric, sign=-1) for label, metric in metrics]
        rows += [
            self._wide("Income (loss) from operations", "operating_income"),
            self._wide("Net income", "net_income"),
            self._wide("Net income attributable to ordinary shareholders",
                       "net_income_attributable"),
        ]  # fmt: skip
        return self._wide_table("UNAUDITED CONSOLIDATED INCOME STATEMENTS", rows)

    def _free_cash_flow(self) -> MadeTable:
        rows = []
        flows = {
            period: self._group("operating_cash_flow", period) for period in self._two_periods()
        }
        for period, flow in flows.items():
            self._told("group", "free_cash_flow", period, (flow[0] - 100, flow[1] - 30_000))
        rows = [
            self._wide_of("Net cash provided by operating activities", flows, 0, 0),
            self._wide_of("Less: Purchase of property and equipment", None, -100, -30_000),
            self._wide_of("Free cash flow", flows, -100, -30_000),
        ]
        return self._wide_table(
            "What follows is a reconciliation of net cash provided by operating activities to free "
            "cash flow:",
            rows,
        )

    def _wide(self, label: str, metric: str, sign: int = 1) -> Sequence[str]:
        cells: list[str] = []
        for period in self._two_periods():
            before, now = self._group(metric, period)
            cells += [amount(sign * before), amount(sign * now), amount(in_dollars(sign * now))]
        return (label, *cells)

    def _wide_of(
        self,
        label: str,
        flows: Mapping[str, tuple[Decimal, Decimal]] | None,
        before: int,
        now: int,
    ) -> Sequence[str]:
        cells: list[str] = []
        for period in self._two_periods():
            base = (Decimal(0), Decimal(0)) if flows is None else flows[period]
            pair = (base[0] + before, base[1] + now)
            cells += [amount(pair[0]), amount(pair[1]), amount(in_dollars(pair[1]))]
        return (label, *cells)

    def _wide_table(self, caption: str, rows: Sequence[Sequence[str]]) -> MadeTable:
        heads, years = self._heads("quarter")
        if self.month != 6:
            more_heads, more_years = self._heads("longer")
            heads, years = [*heads, *more_heads], [*years, *more_years]
        return MadeTable(caption, heads, years, ["RMB", "RMB", "US$"], rows, "(in millions)")

    def _prose(self, day: str) -> str:
        told = {"capex": 31_775, "cash_and_liquid": 474_505}
        for metric, value in told.items():
            kind = "point" if metric == "cash_and_liquid" else "quarter"
            self.truth["group", metric, kind, self.end, "CNY_mn"] = Decimal(value)
            dollars = in_dollars(Decimal(value))
            self.truth["group", metric, kind, self.end, "USD_mn"] = dollars
        self.truth["group", "employees", "point", self.end, "count"] = Decimal(124_320)
        self.truth["group", "share_repurchases_usd", "quarter", self.end, "USD_mn"] = Decimal(600)
        return (
            f"During the quarter ended {day}, net cash used in investing activities of RMB56,231 "
            "million primarily reflected (i) capital expenditures of RMB31,775 million "
            f"(US${in_dollars(Decimal(31_775)):,} million), which included others. As of {day}, "
            "cash, cash equivalents and short-term investments were RMB474,505 million "
            f"(US${in_dollars(Decimal(474_505)):,} million). As of {day}, we had a total of "
            f"124,320 employees, compared to 194,320 before. During the quarter ended {day}, we "
            "repurchased 51 million shares for a total of US$0.6 billion. All translations of RMB "
            f"into US$ were made at RMB{RATE} to US$1.00."
        )


def amount(value: Decimal) -> str:
    if value == 0:
        return "—"
    return f"({-value:,})" if value < 0 else f"{value:,}"


def in_dollars(value: Decimal) -> Decimal:
    return (value / RATE).quantize(Decimal(1), ROUND_HALF_UP)


def rounded(value: Decimal, base: Decimal) -> Decimal:
    share = (value / base * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return share or Decimal(0)  # not -0


def percent(value: Decimal, base: Decimal) -> str:
    share = rounded(value, base)
    return f"({-share:,})%" if share < 0 else f"{share:,}%"


def _sum(pairs: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    return sum((a for a, _ in pairs), Decimal(0)), sum((b for _, b in pairs), Decimal(0))
