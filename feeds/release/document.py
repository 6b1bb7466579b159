"""A release document as one line of clean text, whatever it came as: PDF, HTML or plain text.

Line breaks carry no meaning in these documents (a PDF's table may arrive as one line or as one word
a line), so they are dropped. What survives is the order of words, and each number in one piece:
EDGAR's HTML puts parentheses and percent signs into cells of their own, PDFs put blanks inside
them, and both are joined here.
"""

from __future__ import annotations

import io
import re

from feeds.release.errors import ReleaseError
from store.safe_text import safe_line

PDF_PAGES = 200  # a results release has 20 to 50
CHARACTERS = 1_000_000  # the longest release has 135,000
DEEPEST = (
    2_000  # levels; an exhibit has about 20, a page that never closes its <font> some hundreds
)

_JOINS = (
    (re.compile(r"\(\s+(?=\d)"), "("),
    (re.compile(r"(?<=\d)\s+\)"), ")"),
    (re.compile(r"(?<=\d,\d)\s(?=\d\d(?!\d))|(?<=\d,\d\d)\s(?=\d(?!\d))"), ""),
    (re.compile(r"(?<=\(\d)\s(?=\d{1,2}\))|(?<=\(\d\d)\s(?=\d\))"), ""),
    (re.compile(r"(?<=[\d)])\s+%"), "%"),
    (re.compile(r"(?<=\d%)\s+\)"), ")"),
    (re.compile(r"\bRMB\s+(?=\d)"), "RMB"),
    (re.compile(r"US\$\s+(?=\d)"), "US$"),
    (re.compile(r"\b([Nn]on)\s*-\s*GAAP"), r"\1-GAAP"),
    (re.compile(r"(?<=[a-z])-\s+(?=to-period|over-year|term\b)"), "-"),
)
# A PDF's bullet may come out as a C1 control; taken for the start of a terminal's sequence it would
# swallow the rest of the document, so controls go one by one.
_CONTROLS = dict.fromkeys([*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0)], " ")
_BOX = re.compile(  # a tag that stays open until it is closed
    r"<(/)?(?!(?:p|br|hr|img|input|meta|link|col|td|th|tr|li|dt|dd|option|wbr)\b)[a-z]",
    re.IGNORECASE,
)
_CURRENCY_CELLS = {"RMB", "US$", "$", "¥", "HK$", "CNY"}


def document_text(content: bytes) -> str:
    """The text of a document; its first bytes tell what it is. Raises ReleaseError."""
    if content[:1024].lstrip().startswith(b"%PDF"):
        return one_line(_pdf_text(content))
    text = _decoded(content)
    if re.search(r"<(?:html|body|table|div|!doctype|document)\b", text[:4096], re.IGNORECASE):
        text = _html_text(text)
    return one_line(text)


def one_line(text: str) -> str:
    """The words of `text` in order, page numbers gone, broken numbers whole, safe to print."""
    text = text[:CHARACTERS].translate(_CONTROLS)
    text = safe_line("\n".join(_without_page_numbers(text.split("\n"))), CHARACTERS)
    for pattern, joined in _JOINS:
        text = pattern.sub(joined, text)
    return text


def _without_page_numbers(lines: list[str]) -> list[str]:
    """Leave out the lines that hold nothing but the number of the page that follows the last one
    seen, after a blank line; any other lone number may be a cell."""
    kept = []
    page = 0
    after_blank = True
    for line in lines:
        stripped = line.strip()
        if after_blank and stripped.isdecimal() and int(stripped) == page + 1:
            page += 1
        else:
            kept.append(line)
        after_blank = not stripped
    return kept


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _pdf_text(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - a large import that only a PDF needs
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        pages = PdfReader(io.BytesIO(content)).pages
        text = "\n".join(
            _page_text(page.extract_text(), number)
            for number, page in enumerate(pages[:PDF_PAGES], start=1)
        )
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise ReleaseError(f"this PDF cannot be read ({error}); try the HTML exhibit") from error
    if not text.strip():
        raise ReleaseError("this PDF holds pictures, not text; try the HTML exhibit")
    return text


def _page_text(text: str, number: int) -> str:
    """A page without its number, which stands on its first or its last line."""
    lines = text.strip().splitlines()
    for edge in (0, -1):
        if lines and lines[edge].strip() == str(number):
            del lines[edge]
    return "\n".join(lines)


def _html_text(source: str) -> str:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - only HTML needs it

    if _depth(source) > DEEPEST:
        raise ReleaseError("this page is nested deeper than any release; give the exhibit itself")
    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "head", "noscript"])
    for row in tree.css("tr"):
        cells = [" ".join(cell.text(separator=" ").split()) for cell in row.css("td, th")]
        row.replace_with(f"\n{_row_text(cells)}\n")
    root = tree.body or tree.root
    return "" if root is None else root.text(separator=" ")


def _depth(source: str) -> int:
    """How deep the boxes of a page stand in each other, at most. The parser's time grows with the
    square of it: 29 s at 100,000."""
    depth = deepest = 0
    for tag in _BOX.finditer(source):
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _row_text(cells: list[str]) -> str:
    """A table row as its words; a currency sign in front of a number is dropped, because the column
    has said it already."""
    filled = [cell for cell in cells if cell]
    kept = [
        cell
        for cell, following in zip(filled, [*filled[1:], ""], strict=True)
        if not (cell in _CURRENCY_CELLS and following.lstrip("(")[:1].isdigit())
    ]
    return " ".join(kept)
