"""A release document as one line of clean text, whatever it came as: PDF, HTML or plain text.

Line breaks carry no meaning in these documents (a PDF's table may arrive as one line or as one word
a line), so they are dropped. What survives is the order of words, and each number in one piece:
EDGAR's HTML puts parentheses and percent signs into cells of their own, PDFs put blanks inside
them, and both are joined here.
"""

from __future__ import annotations

import io
import re
import unicodedata
from typing import TYPE_CHECKING

from feeds.release.errors import ReleaseError
from feeds.release.pages import PAGE_BREAK, without_furniture
from store.safe_text import safe_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PDF_PAGES = 200  # a results release has 20 to 50
CHARACTERS = 1_000_000  # the longest release has 135,000
DEEPEST = (
    2_000  # levels; an exhibit has about 20, a page that never closes its <font> some hundreds
)

_JOINS = (
    (re.compile(r"\(\s+(?=\d)"), "("),
    (re.compile(r"(?<=\d)\s+\)"), ")"),
    (re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})*)(?:\s+,\s*|,\s+)(?=\d{3}(?!\d))"), r"\1,"),
    (re.compile(r"(?<=\d,\d)\s(?=\d\d(?!\d))|(?<=\d,\d\d)\s(?=\d(?!\d))"), ""),
    (re.compile(r"(?<=\(\d)\s(?=\d{1,2}\))|(?<=\(\d\d)\s(?=\d\))"), ""),
    (re.compile(r"(?<=[\d)])\s+%"), "%"),
    (re.compile(r"(?<=\d%)\s+\)"), ")"),
    (re.compile(r"\bU\s?\.?S\.?\s*\$"), "US$"),
    (re.compile(r"\bRMB\s+(?=\d)"), "RMB"),
    (re.compile(r"US\$\s+(?=\d)"), "US$"),
    (re.compile(r"\b([Nn]on)\s*-\s*GAAP"), r"\1-GAAP"),
    (re.compile(r"(?<=[a-z])-\s+(?=to-period|over-year|term\b)"), "-"),
)
_RAISED = re.compile(r"⁽?(?P<digits>[⁰¹²³⁴-⁹]{1,2})⁾?")
# PDFs break words as they break numbers ("Sept ember", "elimi- nation"). Labels are compared
# without blanks; these words are looked for in sentences and in the headers of tables.
_WHOLE_WORDS = (
    "January", "February", "March", "April", "August", "September", "October", "November",
    "December", "three", "months", "twelve", "ended", "fiscal", "quarter", "millions", "million",
    "billion", "percentages", "change", "revenue", "segment", "capital", "expenditures",
    "provided", "operating", "investing", "activities", "employees", "equivalents", "investments",
    "repurchased", "consecutive",
)  # fmt: skip
_BROKEN_WORD = re.compile(
    r"\b(?:" + "|".join(r"(?:-?\s)?".join(word) for word in _WHOLE_WORDS) + r")\b", re.IGNORECASE
)
# A PDF's bullet may come out as a C1 control; taken for the start of a terminal's sequence it would
# swallow the rest of the document, so controls go one by one.
_CONTROLS = dict.fromkeys([*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0)], " ")
_BOX = re.compile(  # a tag that stays open until it is closed
    r"<(/)?(?!(?:p|br|hr|img|input|meta|link|col|td|th|tr|li|dt|dd|option|wbr)\b)[a-z]",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"[-–—]?\s*\d{1,3}\s*[-–—]?")  # in a paragraph of its own
_BARE_MARK = re.compile(r"\d{1,2}")  # a raised number without parentheses
_BEGINS_AMOUNT = re.compile(r"[(\d–—-]|N/?[AM]\b")
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
    text = without_furniture(text[:CHARACTERS]).translate(_CONTROLS)
    text = unicodedata.normalize("NFKC", _RAISED.sub(_as_mark, text))
    text = safe_line(text, CHARACTERS)
    for pattern, joined in _JOINS:
        text = pattern.sub(joined, text)
    return _BROKEN_WORD.sub(lambda broken: re.sub(r"-?\s", "", broken[0]), text)


def _as_mark(raised: re.Match[str]) -> str:
    """Raised digits as a footnote mark: left to NFKC they would become digits of the number before
    them."""
    return f"({unicodedata.normalize('NFKC', raised['digits'])})"


def _decoded(content: bytes) -> str:
    """As UTF-8, which a damaged byte does not change; where most is none, as Windows wrote it."""
    text = content.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    if broken > sum(not character.isascii() for character in text) - broken:
        return content.decode("cp1252", errors="replace")
    return text


def _pdf_text(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - a large import that only a PDF needs

    try:
        pages = PdfReader(io.BytesIO(content)).pages
        text = PAGE_BREAK.join(page.extract_text() for page in pages[:PDF_PAGES])
    except Exception as error:
        raise ReleaseError(f"this PDF cannot be read ({error}); try the HTML exhibit") from error
    if not text.strip():
        raise ReleaseError("this PDF holds pictures, not text; try the HTML exhibit")
    return text


def _html_text(source: str) -> str:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - only HTML needs it

    if _depth(source) > DEEPEST:
        raise ReleaseError("this page is nested deeper than any release; give the exhibit itself")
    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "head", "noscript"])
    for raised in tree.css("sup"):
        if _BARE_MARK.fullmatch(raised.text().strip()):
            raised.replace_with(f"({raised.text().strip()})")
    for block in tree.css("p, div"):
        if _PAGE_NUMBER.fullmatch(block.text().strip()) and not _is_within(block, "table"):
            block.decompose()
    for row in tree.css("tr"):
        cells = [" ".join(cell.text(separator=" ").split()) for cell in row.css("td, th")]
        row.replace_with(f"\n{_row_text(cells)}\n")
    for block in tree.css("p, div, hr"):
        block.insert_before("\n\n")
        block.insert_after("\n\n")
    root = tree.body or tree.root
    return "" if root is None else root.text(separator=" ")


def _is_within(node: LexborNode, tag: str) -> bool:
    """Whether a node stands in an element of this kind."""
    around = node.parent
    while around is not None and around.tag != tag:
        around = around.parent
    return around is not None


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
        if not (cell in _CURRENCY_CELLS and _BEGINS_AMOUNT.match(following))
    ]
    return " ".join(kept)
