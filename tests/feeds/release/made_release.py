"""A results release made for tests: own words and numbers, in the layouts the real ones have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

TITLE = "Alibaba Group Announces September Quarter 2030 Results"
OPENING = (
    f"{TITLE} Hangzhou, China, November 20, 2030 - Alibaba Group Holding Limited today said how "
    "the quarter ended September 30, 2030 went."
)
HEADER = ("Three months ended September 30,", "2029", "2030")
COLUMNS = ("RMB", "RMB", "US$", "YoY % Change")
SCALE = "(in millions, except percentages)"

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


def as_text() -> str:
    """One line, as a PDF's text may come."""
    return " ".join(_lines())


def as_words() -> str:
    """A word a line, with page numbers on lines of their own."""
    words = as_text().split()
    half = len(words) // 2
    return "\n".join(["1", *words[:half], "", "2", *words[half:], "", "3"])


def as_html() -> str:
    """As EDGAR has exhibits: header over two rows, blank spacer cells, parentheses and percent
    signs in cells of their own, currency signs before the first numbers."""
    parts = [f"<p>{escape(OPENING)}</p>"]
    for caption, rows, with_growth in TABLES:
        parts.append(f"<p>{escape(caption)}</p><table>")
        parts.append(f'<tr><td></td><td></td><td colspan="9"><b>{HEADER[0]}</b></td></tr>')
        parts.append(_html_row(HEADER[1:]))
        parts.append(_html_row(COLUMNS if with_growth else COLUMNS[:3]))
        parts.append(_html_row((SCALE,)))
        for number, (label, *cells) in enumerate(rows):
            parts.append(_html_row((label,), cells, currency=number == 0))
        parts.append("</table>")
        parts.append(f"<div>{escape(FOOTNOTE)}</div>")
    parts.append(f"<p>{escape(CLOSING)}</p>")
    return f"<html><head><title>x</title></head><body>{''.join(parts)}</body></html>"


def as_pdf() -> bytes:
    """A PDF with its text in one column of lines, forty to a page."""
    lines = list(_lines())
    pages = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids ["
        + b" ".join(f"{4 + 2 * i} 0 R".encode() for i in range(len(pages)))
        + f"] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, page in enumerate(pages):
        shown = [*page, str(index + 1)]
        stream = b"BT /F1 8 Tf 12 TL 20 780 Td " + b" ".join(
            b"(" + _pdf_escaped(line) + b") Tj T*" for line in shown
        )
        stream += b" ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 800] /Resources << /Font << /F1 "
            b"3 0 R >> >> /Contents " + f"{5 + 2 * index} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    return _pdf_file(objects)


def _lines() -> Sequence[str]:
    lines = [OPENING]
    for caption, rows, with_growth in TABLES:
        columns = COLUMNS if with_growth else COLUMNS[:3]
        lines += [caption, " ".join([*HEADER, *columns, SCALE])]
        lines += [" ".join(cell for cell in row if cell) for row in rows]
        lines.append(FOOTNOTE)
    lines.append(CLOSING)
    return lines


def _html_row(labels: Sequence[str], cells: Sequence[str] = (), *, currency: bool = False) -> str:
    html = "".join(f"<td>{_with_marks(label)}</td><td>&nbsp;</td>" for label in labels)
    for number, cell in enumerate(cells):
        sign = ("RMB", "RMB", "US$", "")[number] if currency else ""
        html += f"<td>{sign}</td>"
        bare = cell.replace("(", "").replace(")", "") if cell.startswith("(") else cell
        opening = "(" if cell.startswith("(") else ""
        number_only, _, note = bare.partition("%")
        closing = (")" if opening else "") + ("%" if "%" in bare else "")
        closing += f"<sup>({note})</sup>" if note else ""
        html += f"<td>{opening}{number_only}</td><td>{closing}</td><td>&#160;</td>"
    return f"<tr>{html}</tr>"


def _with_marks(label: str) -> str:
    """Footnote marks raised, as exhibits have them."""
    return re.sub(r"(\(\d\))", r"<sup>\1</sup>", escape(label))


def _pdf_escaped(line: str) -> bytes:
    text = line.encode("cp1252")
    for byte in (b"\\", b"(", b")"):
        text = text.replace(byte, b"\\" + byte)
    return text


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    size = len(objects) + 1
    start = len(content)
    return (
        content
        + f"xref\n0 {size}\n0000000000 65535 f \n".encode()
        + table
        + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
