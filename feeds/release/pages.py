"""What a page has around its text: its number, a running header, an address printed by a browser.

Left in, it stands between two rows of a table or between a label and its cells. A lone number may
be a cell, so it goes only where it counts pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

PAGE_BREAK = "\f"  # between pages, as pdftotext has it
LEAST_REPEATED = 3  # pages on which a header must stand
LONG_LINE = 25  # characters; a line of a table that came a word a line is shorter

_FURNITURE = re.compile(
    r"""(?:
    [-–—]\s*\d{1,3}\s*[-–—]
    | (?:page|p\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?
    | \d{1,3}\s*(?:of|/)\s*\d{1,3}
    | table\ of\ contents
    | (?:ex(?:hibit)?[-\s.]*)99\.1
    | alibaba\ group\ holding\ limited
    | https?://\S+(?:\s+\d{1,3}/\d{1,3})?
    | \d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}:\d\d(?:\s*[ap]m)?(?:\s.{0,80})?
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def without_furniture(text: str) -> str:
    """The text without page numbers and running headers, page breaks as line breaks."""
    pages = [page.split("\n") for page in text.split(PAGE_BREAK)]
    if len(pages) > 1:
        pages = list(_without_edges(pages))
    lines = [line for page in pages for line in page if not _FURNITURE.fullmatch(line.strip())]
    return "\n".join(_without_page_numbers(lines))


def _without_edges(pages: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The pages without numbers that count them, and without headers that repeat, at their first
    or last line."""
    bare = [_trimmed(page) for page in pages]
    for edge in (0, -1):
        numbers = {
            index: int(page[edge]) - index
            for index, page in enumerate(bare)
            if page and page[edge].strip().isdecimal() and len(page[edge].strip()) < 4
        }
        shifts = Counter(numbers.values()).most_common(1)
        if shifts and (shifts[0][1] > 1 or shifts[0][0] == 1):
            for index, shift in numbers.items():
                if shift == shifts[0][0]:
                    del bare[index][edge]
                    bare[index] = _trimmed(bare[index])
    for edge in (0, -1):
        repeated = Counter(_shape(page[edge]) for page in bare if page)
        for page in bare:
            if page and repeated[_shape(page[edge])] >= max(LEAST_REPEATED, len(pages) // 2):
                del page[edge]
    yield from (list(page) for page in bare)


def _trimmed(page: Iterable[str]) -> list[str]:
    lines = list(page)
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return lines


def _shape(line: str) -> str:
    """A line whose numbers do not matter."""
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _without_page_numbers(lines: Iterable[str]) -> Iterator[str]:
    """Leave out the lines that hold nothing but the number of the page that follows the last one
    seen, after a blank line or a long one; any other lone number may be a cell."""
    page = 0
    before = ""
    for line in lines:
        stripped = line.strip()
        apart = not before or len(before) >= LONG_LINE
        if apart and stripped.isdecimal() and len(stripped) < 4 and int(stripped) == page + 1:
            page += 1
        else:
            yield line
        before = stripped
