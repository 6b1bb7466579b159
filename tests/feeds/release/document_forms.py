"""A made release as each kind of document that releases come as: text as extractors leave it, HTML
as exhibits have it, PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class MadeTable:
    """A table: what is said before it, its header from top to bottom, its rows of a label and
    cells. One period has two years; `columns` are those of one period."""

    caption: str
    periods: Sequence[str]
    years: Sequence[tuple[str, str]]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    scale: str = "(in millions, except percentages)"

    def header(self) -> list[Sequence[str]]:
        years = [year for pair in self.years for year in pair]
        return [self.periods, years, [*self.columns] * len(self.periods), (self.scale,)]


@dataclass(frozen=True)
class MadeDocument:
    """Prose and tables in their order."""

    parts: Sequence[str | MadeTable]


def lines_of(document: MadeDocument) -> list[str]:
    """A line for each paragraph, header and row."""
    lines: list[str] = []
    for part in document.parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        lines += [part.caption, " ".join(word for row in part.header() for word in row)]
        lines += [" ".join(cell for cell in row if cell) for row in part.rows]
    return lines


def as_text(document: MadeDocument) -> str:
    """One line, as a PDF's text may come."""
    return " ".join(lines_of(document))


def as_words(document: MadeDocument) -> str:
    """A word a line, with page numbers on lines of their own."""
    words = as_text(document).split()
    half = len(words) // 2
    return "\n".join(["1", *words[:half], "", "2", *words[half:], "", "3"])


def as_layout(document: MadeDocument) -> str:
    """Columns apart, headers over several lines, thirty lines to a page with a header and a number,
    as pdftotext -layout has them."""
    lines: list[str] = []
    for part in document.parts:
        if isinstance(part, str):
            words = part.split()
            lines += [" ".join(words[start : start + 14]) for start in range(0, len(words), 14)]
            continue
        lines += [part.caption, *("          ".join(("", *row)) for row in part.header())]
        lines += [f"{row[0]:<60}" + "".join(f"{cell:>14}" for cell in row[1:]) for row in part.rows]
    pages = [lines[start : start + 30] for start in range(0, len(lines), 30)]
    return "\f".join(
        "\n".join(["   Alibaba Group results", "", *page, "", f"{'':50}{number}", ""])
        for number, page in enumerate(pages, start=1)
    )


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────


def as_html(document: MadeDocument) -> str:
    """As EDGAR has exhibits: header over two rows, blank spacer cells, parentheses and percent
    signs in cells of their own, currency signs before the first numbers, raised marks."""
    return _page(document, _edgar_table)


def as_plain_html(document: MadeDocument) -> str:
    """As a company's page has tables: one cell a number, the scale first, fonts and paragraphs
    within cells, dashes and signs as entities."""
    return _page(document, _plain_table)


def as_stacked_html(document: MadeDocument) -> str:
    """The words of a column's head on several rows: "YoY %" beside the period, "Change" below; a
    table cut in two by the end of a page; currency signs in every row."""
    return _page(document, _stacked_table)


def _page(document: MadeDocument, table: Callable[[MadeTable], Iterator[str]]) -> str:
    parts = []
    for part in document.parts:
        if isinstance(part, str):
            parts.append(f"<p>{_with_marks(part)}</p>")
        else:
            parts += [f"<p>{escape(part.caption)}</p><table>", *table(part), "</table>"]
    return f"<html><head><title>x</title></head><body>{''.join(parts)}</body></html>"


def _edgar_table(table: MadeTable) -> Iterator[str]:
    periods, *heads = table.header()
    yield "<tr><td></td><td></td>" + "".join(
        f'<td colspan="9"><b>{period}</b></td>' for period in periods
    )
    for head in heads:
        yield _cells_apart(("", *head), signs=False)
    for number, row in enumerate(table.rows):
        yield _cells_apart(row, signs=number == 0)


def _cells_apart(row: Sequence[str], *, signs: bool) -> str:
    label, *cells = row
    html = f"<td>{_with_marks(label)}</td><td>&nbsp;</td>"
    for number, cell in enumerate(cells):
        sign = ("RMB", "RMB", "US$")[number] if signs and number < 3 else ""
        html += f"<td>{sign}</td>"
        bare = cell.replace("(", "").replace(")", "") if cell.startswith("(") else cell
        opening = "(" if cell.startswith("(") and cell[1:2].isdigit() else ""
        number_only, _, note = (
            bare.partition("%") if opening or cell[:1].isdigit() else (cell, "", "")
        )
        closing = (")" if opening else "") + ("%" if opening and "%" in bare else "")
        closing += "%" if not opening and "%" in bare and number_only != cell else ""
        closing += f"<sup>({note.strip('()')})</sup>" if note else ""
        html += f"<td>{opening}{number_only}</td><td>{closing}</td><td>&#160;</td>"
    return f"<tr>{html}</tr>"


def _plain_table(table: MadeTable) -> Iterator[str]:
    *heads, scale = table.header()
    for head in (scale, *heads):
        cells = "".join(f"<th><p><font>{escape(word)}</font></p></th>" for word in head)
        yield f"<tr>{cells}</tr>"
    for label, *cells in table.rows:
        html = "".join(
            f"<td><p align=right><font size=1>{_entities(cell)}</font></p></td>" for cell in cells
        )
        yield f"<tr><td><div><font>{_with_marks(label)}</font></div></td>{html}</tr>"


def _stacked_table(table: MadeTable) -> Iterator[str]:
    periods, years, columns, scale = table.header()
    has_growth = columns[-1] == "YoY % Change"
    split = len(table.rows) // 2
    yield _bare_row(("", *periods, *(["YoY %"] if has_growth else [])))
    yield _bare_row(("", *years, *(["Change"] if has_growth else [])))
    yield _bare_row(("", *(word for word in columns if not word.startswith("YoY"))))
    yield _bare_row(scale)
    for number, row in enumerate(table.rows):
        if number == split:
            yield "</table><p>7</p><hr/><p>Alibaba Group Holding Limited</p><table>"
        label, *cells = row
        html = "".join(
            f"<td>{'' if '%' in cell or not cell else 'RMB' if at < 2 else 'US$'}</td>"
            f"<td>{_entities(cell)}</td>"
            for at, cell in enumerate(cells)
        )
        yield f"<tr><td>{_with_marks(label)}</td>{html}</tr>"


def _bare_row(words: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{word}</td>" for word in words) + "</tr>"


def _entities(cell: str) -> str:
    return escape(cell).replace("–", "&mdash;").replace("(", "&#40;").replace(")", "&#41;")


def _with_marks(label: str) -> str:
    """Footnote marks raised, as exhibits have them."""
    return re.sub(r"\((\d)\)", r"<sup>(\1)</sup>", escape(label))


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────


def as_pdf(document: MadeDocument) -> bytes:
    """A PDF with its text in one column of lines, forty to a page."""
    lines = lines_of(document)
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


FORMS: Mapping[str, Callable[[MadeDocument], bytes]] = {
    "text": lambda document: as_text(document).encode(),
    "a word a line": lambda document: as_words(document).encode(),
    "layout": lambda document: as_layout(document).encode(),
    "EDGAR html": lambda document: as_html(document).encode(),
    "plain html": lambda document: as_plain_html(document).encode(),
    "stacked html": lambda document: as_stacked_html(document).encode(),
    "pdf": as_pdf,
}
