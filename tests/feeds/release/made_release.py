"""A results release made for tests: own words and numbers, in the structure of June 2026."""

from __future__ import annotations

import document_forms
from document_forms import MadeDocument, MadeTable

TITLE = "Alibaba Group Announces September Quarter 2030 Results"
OPENING = (
    f"{TITLE} Hangzhou, China, November 20, 2030 - Alibaba Group Holding Limited today said how "
    "the quarter ended September 30, 2030 went."
)
HEADER = ("Three months ended September 30,", "2029", "2030")
COLUMNS = ("RMB", "RMB", "US$", "YoY % Change")

# label, before, now, dollars at 8.0000, growth
SUMMARY = (
    ("Revenue", "1,000", "1,200", "150", "20%"),
    ("Income from operations", "50", "(40)", "(5)", "N/A"),
    ("Operating margin", "5%", "(3)%", "", ""),
    ("Adjusted EBITA(1)", "100", "88", "11", "(12)%(2)"),
    ("Adjusted EBITA margin(1)", "10%", "7%", "", ""),
    ("Net income", "30", "24", "3", "(20)%"),
)
REVENUE = (
    ("Alibaba E-commerce Group: Customer management", "400", "440", "55", "10%"),
    ("Quick commerce(1)", "200", "240", "30", "20%"),
    ("Total Alibaba E-commerce Group", "600", "680", "85", "13%"),
    ("AI Cloud and Compute", "250", "360", "45", "44%"),
    ("AI Labs and Applications", "50", "64", "8", "28%"),
    ("Robotics Group", "–", "16", "2", "N/A"),
    ("All others", "160", "144", "18", "(10)%"),
    ("Unallocated", "2", "8", "1", ""),
    ("Inter-segment elimination", "(62)", "(72)", "(9)", ""),
    ("Consolidated revenue", "1,000", "1,200", "150", "20%"),
)
EBITA = (
    ("Alibaba E-commerce Group", "150", "160", "20", "7%"),
    ("AI Cloud and Compute", "20", "32", "4", "60%"),
    ("AI Labs and Applications", "(40)", "(64)", "(8)", "(60)%"),
    ("Robotics Group", "–", "(8)", "(1)", "N/A"),
    ("All others", "(10)", "(16)", "(2)", "(60)%"),
    ("Unallocated(2)", "(15)", "(8)", "(1)", ""),
    ("Inter-segment elimination", "(5)", "(8)", "(1)", ""),
    ("Consolidated adjusted EBITA", "100", "88", "11", "(12)%"),
    ("Less: Non-cash share-based compensation expense", "(30)", "(48)", "(6)", ""),
    ("Less: Impairment of goodwill, and others", "(20)", "(80)", "(10)", ""),
    ("Income from operations", "50", "(40)", "(5)", "N/A"),
)
CASH_FLOW = (
    ("Net cash provided by operating activities", "90", "72", "9"),
    ("Less: Purchase of property and equipment", "(60)", "(120)", "(15)"),
    ("Free cash flow", "30", "(48)", "(6)"),
)
TABLES: tuple[tuple[str, tuple[tuple[str, ...], ...], bool], ...] = (
    ("SEPTEMBER QUARTER SUMMARY FINANCIAL RESULTS", SUMMARY, True),
    ("What follows is a breakdown of our revenue by segment:", REVENUE, True),
    ("What follows is a breakdown of our adjusted EBITA by segment:", EBITA, True),
    ("What follows leads from net cash provided to free cash flow:", CASH_FLOW, False),
)
FOOTNOTE = (
    "(1) A note that goes on for quite a while and has numbers such as 12 and 34% in it, so that a "
    "reader who takes prose for rows is found out at once and no later than that."
)
CLOSING = (
    "Net cash provided by operating activities was RMB72 million (US$9 million), a decrease of 20% "
    "compared to RMB90 million a year before. AI-related product revenue grew at triple-digit "
    "rates for the twentieth consecutive quarter. During the quarter ended September 30, 2030, net "
    "cash used in investing activities of RMB130 million was mostly capital expenditures of RMB112 "
    "million (US$14 million). As of September 30, 2030, our cash and other liquid investments were "
    "RMB400 million (US$50 million). As of September 30, 2030, we had a total of 120,500 employees."
    " During the quarter ended September 30, 2030, we repurchased 4 million shares for a total of "
    "US$1.5 billion. Translations were made at RMB8.0000 to US$1.00."
)


DOCUMENT = MadeDocument(
    [
        OPENING,
        *(
            part
            for caption, rows, with_growth in TABLES
            for part in (
                MadeTable(
                    caption,
                    HEADER[:1],
                    [(HEADER[1], HEADER[2])],
                    COLUMNS if with_growth else COLUMNS[:3],
                    rows,
                ),
                FOOTNOTE,
            )
        ),
        CLOSING,
    ]
)


def as_text() -> str:
    """One line, as a PDF's text may come."""
    return document_forms.as_text(DOCUMENT)


def as_pdf() -> bytes:
    """A PDF of it."""
    return document_forms.as_pdf(DOCUMENT)
