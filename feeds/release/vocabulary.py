"""What the lines of Alibaba's releases are called, and which structure of segments they tell.

Names as the releases print them, lower case, without footnote marks. The company renames and
regroups; what is not here is kept as printed and shown as new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from store.record.segments import BASES, LINES

SEGMENT_NAMES: Mapping[str, str] = {  # printed name → line of store/record/segments.py
    "alibaba e-commerce group": "ecommerce",
    "alibaba e-commerce": "ecommerce",
    "alibaba china e-commerce group": "china_ecommerce",
    "taobao and tmall group": "taobao_tmall",
    "china commerce": "china_commerce",
    "core commerce": "core_commerce",
    "commerce": "core_commerce",
    "ai cloud and compute": "cloud",
    "ai cloud and compute group": "cloud",
    "cloud intelligence group": "cloud",
    "cloud": "cloud",
    "cloud computing": "cloud",
    "cloud computing and internet infrastructure": "cloud",
    "ai labs and applications": "ai_labs",
    "ai labs and applications group": "ai_labs",
    "alibaba international digital commerce group": "aidc",
    "international commerce": "aidc",
    "cainiao smart logistics network limited": "cainiao",
    "cainiao": "cainiao",
    "local services group": "local_services",
    "local consumer services": "local_services",
    "digital media and entertainment group": "digital_media_entertainment",
    "digital media and entertainment": "digital_media_entertainment",
    "innovation initiatives and others": "innovation",
    "all others": "all_others",
    "others": "other_businesses",
    "unallocated": "unallocated",
    "inter-segment elimination": "eliminations",
    "inter-segment eliminations": "eliminations",
    "consolidation adjustments": "eliminations",
}
GROUP_TOTALS = (
    "consolidated revenue",
    "consolidated adjusted ebita",
    "consolidated",
    "total revenue",
    "total adjusted ebita",
    "total",
)
SUBTOTALS = ("total segment revenue", "total segment adjusted ebita")
BASIS_MARKS: tuple[tuple[str, str], ...] = (  # a line that only one structure has, newest first
    ("ai_labs", "D"),
    ("ecommerce", "D"),
    ("china_ecommerce", "C"),
    ("taobao_tmall", "B2"),
    ("innovation_of_seven", "A"),
    ("core_commerce", "O"),
    ("other_businesses", "N"),
)
B_UNTIL = date(2023, 6, 30)  # DingTalk left the cloud segment after this quarter: B, then B2

SUB_LINES: Mapping[str, str] = {  # printed name → metric
    "customer management": "customer_management_revenue",
    "direct sales and others": "direct_sales_others_revenue",
    "direct sales, logistics and others": "direct_sales_logistics_others_revenue",
    "quick commerce": "quick_commerce_revenue",
    "china commerce wholesale": "china_wholesale_revenue",
    "international commerce retail": "international_retail_revenue",
    "international commerce wholesale": "international_wholesale_revenue",
    "international e-commerce": "international_ecommerce_revenue",
    "global wholesale": "global_wholesale_revenue",
}
HOME: Mapping[str, str] = {  # basis → the line that sells at home, whose members 88VIP counts
    "O": "core_commerce",
    "A": "china_commerce",
    "B": "taobao_tmall",
    "B2": "taobao_tmall",
    "C": "china_ecommerce",
    "D": "ecommerce",
}

SUMMARY_LINES: Mapping[str, str] = {
    "revenue": "revenue",
    "income from operations": "operating_income",
    "operating margin": "operating_margin",
    "adjusted ebitda": "adj_ebitda",
    "non-gaap ebitda": "adj_ebitda",
    "adjusted ebita": "adj_ebita",
    "adjusted ebita margin": "adj_ebita_margin",
    "net income": "net_income",
    "net income attributable to ordinary shareholders": "net_income_attributable",
    "non-gaap net income": "non_gaap_net_income",
}
INCOME_STATEMENT_LINES: Mapping[str, str] = {
    "cost of revenue": "cost_of_revenue",
    "product development expenses": "rnd",
    "sales and marketing expenses": "sales_marketing",
    "general and administrative expenses": "general_admin",
    "net income attributable to ordinary shareholders": "net_income_attributable",
}
CASH_FLOW_LINES: Mapping[str, str] = {
    "net cash provided by operating activities": "operating_cash_flow",
    "free cash flow": "free_cash_flow",
}

_MARKS = re.compile(r"\s*\((?:\d{1,2}|[ivx]{1,5})\)")
_EITHER_WAY = re.compile(r"\s*\((?:loss|income|used in|outflow|losses)\)|\((?:used in)\)")
_LEADING = re.compile(r"^[\s:•·*–—-]+|[\s:*]+$")


def plain_label(printed: str) -> str:
    """A label as printed, without marks, bullets and the "(loss)" of a line that may be either."""
    label = _MARKS.sub("", printed.lower().replace("’", "'"))
    label = _EITHER_WAY.sub("", label)
    label = label.replace("(loss) income", "income").replace(
        "loss from operations", "income from operations"
    )
    label = label.replace("net loss", "net income").replace("loss income", "income")
    label = label.replace("cash from operating", "cash provided by operating")
    label = label.replace("cash used in operating", "cash provided by operating")
    return _LEADING.sub("", " ".join(label.split()))


def meaning(label: str, names: Mapping[str, str], *, ending: bool = False) -> str | None:
    """What a plain label stands for in `names`. With `ending`, a label that ends with a name after
    the words of a heading will do, the longest name first.

    Blanks and signs do not count: PDFs break words ("elimina tion"), and "&" is "and". Nor does the
    word group or segment at the end.
    """
    known = _squeezed_names(tuple(names.items()))
    asked = _squeezed(label)
    for candidate in (asked, asked.removesuffix("segment"), asked.removesuffix("group")):
        if candidate in known:
            return known[candidate]
    if not ending:
        return None
    fitting = [name for name in known if len(name) > 4 and asked.endswith(name)]
    return known[max(fitting, key=len)] if fitting else None


def is_one_of(label: str, names: Iterable[str]) -> bool:
    """Whether a plain label is one of these names, blanks and signs apart."""
    return _squeezed(label) in {_squeezed(name) for name in names}


@cache
def _squeezed_names(names: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {
        **{_squeezed(name).removesuffix("group"): key for name, key in names},
        **{_squeezed(name): key for name, key in names},
    }


def _squeezed(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", label.lower().replace("&", "and"))


def basis_of(lines: Iterable[str], period_end: date) -> str:
    """The structure that has these lines, '' when it cannot be told."""
    told = set(lines)
    if {"innovation", "china_commerce"} <= told:
        told.add("innovation_of_seven")
    for line, basis in BASIS_MARKS:
        if line in told:
            return "B" if basis == "B2" and period_end <= B_UNTIL else basis
    return ""


def segment_id(line: str, basis: str) -> str:
    """The id a line is stored under in a basis."""
    for known in LINES:
        if known.key == line:
            return known.by_basis.get(basis) or known.by_basis.get(_nearest(basis), line)
    return line


def _nearest(basis: str) -> str:
    """A structure we do not know is most like the newest we know."""
    return basis if basis in BASES else BASES[-1]


def slug(label: str) -> str:
    """A key made from a printed name: robotics_group."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
