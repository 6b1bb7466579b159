"""What the tools that take text out of a PDF or a page do to it: one text, many shapes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping


def _sometimes(pattern: str, replacement: str, share: float) -> Callable[[str], str]:
    """Replace a share of what is found, the same each time."""

    def mangle(text: str) -> str:
        lot = random.Random(1)
        return re.sub(
            pattern, lambda match: match.expand(replacement) if lot.random() < share else match[0],
            text,
        )  # fmt: skip

    return mangle


def _always(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text)


def _raised(text: str) -> str:
    return re.sub(r"\((\d)\)", lambda mark: "⁽" + "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(mark[1])] + "⁾", text)


def _paged(between: str, lines_a_page: int = 40) -> Callable[[str], str]:
    def mangle(text: str) -> str:
        lines = text.split("\n")
        pages = [lines[at : at + lines_a_page] for at in range(0, len(lines), lines_a_page)]
        return "".join(
            "\n".join(page) + between.format(page=number)
            for number, page in enumerate(pages, start=1)
        )

    return mangle


EXTRACTORS: Mapping[str, Callable[[str], str]] = {
    "one line": lambda text: " ".join(text.split()),
    "a word a line": lambda text: "\n".join(text.split()),
    "wide columns": _always(r" +(?=[\d(–—-])", "            "),
    "no-break spaces": _always(" ", "\u00a0"),
    "page numbers": _paged("\n\n{page}\n\n"),
    "page breaks": _paged("\n{page}\n\f"),
    "running headers": _paged("\n\nPage {page} of 90\n\nAlibaba Group Holding Limited\n\n"),
    "a browser's edges": _paged(
        "\n8/29/25, 7:04 AM  EX-99.1\nhttps://www.example.gov/x {page}/90\n"
    ),
    "hyphens for dashes": _always("[–—]", "-"),
    "not meaningful": _always("N/A", "N/M(3)"),
    "percent apart": _always(r"(?<=\d)%", " %"),
    "percent within": _always(r"\((\d+)\)%", r"(\1%)"),
    "parentheses apart": _always(r"\((\d[\d,]*)\)", r"( \1 )"),
    "minus signs": _always(r"\((\d[\d,]+)\)(?!\w)", r"−\1"),
    "comma before a blank": _sometimes(r"(?<=\d),(?=\d{3})", ", ", 0.1),
    "comma after a blank": _sometimes(r"(?<=\d),(?=\d{3})", " ,", 0.1),
    "last digit apart": _sometimes(r"(\d,\d\d)(\d)(?!\d)", r"\1 \2", 0.1),
    "currencies apart": _always(r"US\$|RMB(?=\d)", r"\g<0> "),
    "dollars apart": _always(r"US\$", "US $"),
    "words cut": _sometimes(r"([a-z]{3})([a-z]{3})", r"\1 \2", 0.01),
    "words hyphenated": _sometimes(r"([a-z]{3})([a-z]{3})", r"\1-\n\2", 0.01),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "raised marks": _raised,
    "more marks": _always(r"(All others|Net income|Free cash flow|Revenue)(?= [\d(])", r"\1(9)"),
    "stars": _always(r"(All others|Free cash flow|Revenue)(?= [\d(])", r"\1*"),
    "capitals": _always(r"Three months ended", "THREE MONTHS ENDED"),
    "for the": _always(r"Three months ended", "For the three months ended"),
}
