"""Finding the tables of a release in its text, by what their headers say.

A header names one or two periods, the years, and the columns:

    Three months ended June 30, 2024 2025 RMB RMB US$ YoY % Change (in millions, …)

and everything after it is rows of a label and a run of cells, until prose begins. Cells are put
under columns by their kind: a percentage cannot stand under RMB, so a blank cell is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Literal

from store.record.fiscal_calendar import month_end

ColumnKind = Literal["rmb", "usd", "share", "yoy"]

LONGEST_LABEL = 40  # words; the longest of any release has 19, prose has no numbers for longer
LONGEST_RUN = 60  # cells; a row has 12 at most, and a few rows without a label may follow it
LONGEST_TABLE = 20_000  # characters; the longest of any release has 3,000
CAPTION = 320  # characters before the header that say what the table is

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
PERIOD_TYPES = {
    "three months": "quarter",
    "six months": "half_year",
    "nine months": "nine_months",
    "twelve months": "fiscal_year",
}
_PERIOD = (
    r"(?:For\s+the\s+)?(?P<length>three\s+months|six\s+months|nine\s+months|twelve\s+months|"
    r"(?:fiscal\s+)?years?)\s+ended\s+(?P<month>" + "|".join(MONTHS) + r")\s+\d{1,2},?"
)
_COLUMN_WORD = (
    r"20\d\d|RMB|US\$|HK\$|%|of|YoY|QoQ|revenue|segment|change|\((?:\d{1,2}|note|unaudited)\)|,"
)
_HEADER = re.compile(
    rf"(?P<periods>{_PERIOD.replace('?P<length>', '').replace('?P<month>', '')}"
    rf"(?:\s+{_PERIOD.replace('?P<length>', '').replace('?P<month>', '')})?)"
    rf"(?P<columns>(?:\s*(?:{_COLUMN_WORD}))+)"
    r"\s*(?:\((?:unaudited,?\s*)?in\s+(?P<scale>millions|thousands|billions)[^)]*\)\s*)+",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"(?P<year>20\d\d)|(?P<share>%\s*of\s*(?:segment\s+)?revenue)|(?P<yoy>YoY\s*%?\s*change|"
    r"%\s*change|YoY)|(?P<rmb>RMB)|(?P<usd>US\$)|(?P<other>HK\$)",
    re.IGNORECASE,
)
_CELL = re.compile(
    r"(?P<open>\()?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{1,3})"
    r"(?P<percent>%)?(?P<close>\))?(?P<percent_after>%)?(?P<marks>(?:\(\d{1,2}\))*)"
)
_NONE = re.compile(r"(?:[–—]%?|N/?[AM])(?:\(\d{1,2}\))*", re.IGNORECASE)
_MARK = re.compile(r"\(\d{1,2}\)")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its kind, and for money the period it is about."""

    kind: ColumnKind
    period_type: str
    period_end: date
    current: bool


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number, or None where a dash or N/A is printed."""

    value: Decimal | None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A label as printed and the cells under the columns, None where nothing is printed."""

    label: str
    cells: tuple[TableCell | None, ...]

    @property
    def is_percent(self) -> bool:
        """A row of margins: every number of it is a percentage."""
        return all(cell is None or cell.percent for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the words before it that say what it is about."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def says(self, *words: str) -> bool:
        """Whether the caption has one of these phrases, in any case."""
        caption = self.caption.lower()
        return any(word in caption for word in words)


def find_tables(text: str) -> tuple[Table, ...]:
    """Every table in millions of RMB whose header is understood, in order."""
    headers = [match for match in _HEADER.finditer(text) if match["scale"].lower() == "millions"]
    found = []
    for header, following in zip_longest(headers, headers[1:]):
        end = header.end() + LONGEST_TABLE
        if following is not None:
            end = min(end, following.start())
        columns = read_columns(header["periods"], header["columns"])
        if columns:
            rows = tuple(_rows(text[header.end() : end], columns))
            caption = text[max(0, header.start() - CAPTION) : header.start()]
            found.append(Table(caption, columns, rows))
    return tuple(found)


def read_columns(periods: str, words: str) -> tuple[Column, ...]:
    """The columns that a header announces; none if it contradicts itself."""
    groups = [
        (_period_type(match["length"]), MONTHS.index(match["month"].capitalize()) + 1)
        for match in re.finditer(_PERIOD, periods, re.IGNORECASE)
    ]
    marks = [(match.lastgroup or "", match.group()) for match in _COLUMN.finditer(words)]
    years = [int(word) for kind, word in marks if kind == "year"]
    kinds = [kind for kind, _ in marks if kind != "year"]
    if len(years) != 2 * len(groups) or kinds.count("rmb") != len(years) or "other" in kinds:
        return ()
    columns: list[Column] = []
    money = 0
    for kind in kinds:
        if kind == "rmb":
            money += 1
        index = max(money, 1) - 1
        period_type, month = groups[index // 2]
        columns.append(
            Column(kind, period_type, month_end(years[index], month), current=index % 2 == 1)  # type: ignore[arg-type]
        )
    return tuple(columns)


def _period_type(length: str) -> str:
    words = " ".join(length.lower().split())
    return "fiscal_year" if "year" in words else PERIOD_TYPES[words]


def _rows(text: str, columns: Sequence[Column]) -> Iterator[Row]:
    """The rows up to where prose begins."""
    words = _WORD.findall(text)
    label: list[str] = []
    position = 0
    while position < len(words):
        run, position_after = _run(words, position, columns, has_label=bool(label))
        if not run:
            label.append(words[position])
            position += 1
            if len(label) > LONGEST_LABEL:
                return
            continue
        position = position_after
        for index, cells in enumerate(_aligned(run, columns)):
            if index == 0 or not _is_lone_mark(cells):
                yield Row(" ".join(label) if index == 0 else "", cells)
        label = []


def _is_lone_mark(cells: Sequence[TableCell | None]) -> bool:
    """Whether what is left over after a full row is a footnote mark such as "(3)"."""
    filled = [cell for cell in cells if cell is not None]
    return len(filled) == 1 and filled[0].value is not None and -20 < filled[0].value < 0


def _run(
    words: Sequence[str], start: int, columns: Sequence[Column], *, has_label: bool
) -> tuple[list[TableCell], int]:
    """The cells from `start` on, and where they end. A footnote mark that stands alone, after the
    label or between cells, is passed over."""
    cells: list[TableCell] = []
    marks: list[int] = []
    position = start
    while position < len(words) and len(cells) < LONGEST_RUN:
        following = words[position + 1] if position + 1 < len(words) else ""
        cell = read_cell(words[position], following)
        if cell is None:
            break
        if _MARK.fullmatch(words[position]):
            marks.append(len(cells))
        cells.append(cell)
        position += 1
    if has_label and marks[:1] == [0]:
        if len(cells) == 1:
            return [], start
        if all(cell.percent for cell in cells[1:]):
            return cells[1:], position
    return _without_marks(cells, marks, columns), position


def _without_marks(
    cells: list[TableCell], marks: Sequence[int], columns: Sequence[Column]
) -> list[TableCell]:
    """Leave out "(2)" where it is one number too many for the columns. The likeliest mark goes
    first: right after the label, after a percentage, a "(1)" that begins the footnotes, any other
    within the run, the last of the run."""
    money = sum(column.kind in {"rmb", "usd"} for column in columns)
    numbers = sum(cell.value is not None and not cell.percent for cell in cells)
    too_many = max(0, numbers - money)
    if money and too_many >= money:  # a row without a label follows in the same run
        too_many %= money
    last = len(cells) - 1

    def unlikeliness(at: int) -> tuple[int, int]:
        if at == 0 or cells[at - 1].percent:
            return 0 if at == 0 else 1, at
        if at == last:
            return (2 if cells[at].value == -1 else 4), at
        return 3, at

    dropped = sorted(marks, key=unlikeliness)[:too_many]
    return [cell for index, cell in enumerate(cells) if index not in dropped]


def read_cell(word: str, following: str = "") -> TableCell | None:
    """The cell that a word is; None if it is no cell. Parentheses are a minus."""
    if _NONE.fullmatch(word):
        return TableCell(None)
    if word == "-":  # a nil between cells, a bullet before a word
        return TableCell(None) if following == "-" or read_cell(following) else None
    match = _CELL.fullmatch(word)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    value = Decimal(match["number"].replace(",", ""))
    percent = bool(match["percent"] or match["percent_after"])
    return TableCell(-value if match["open"] else value, percent)


def _aligned(
    run: Sequence[TableCell], columns: Sequence[Column]
) -> Iterator[tuple[TableCell | None, ...]]:
    """The run cut into rows of columns. A row of nothing but percentages goes under the amounts."""
    if all(cell.percent for cell in run):
        yield _margins(run, columns)
        return
    rest = list(run)
    while rest:
        cells: list[TableCell | None] = []
        for column in columns:
            wants_percent = column.kind in {"share", "yoy"}
            fits = bool(rest) and (rest[0].value is None or rest[0].percent == wants_percent)
            cells.append(rest.pop(0) if fits else None)
        if not any(cells):
            return
        yield tuple(cells)


def _margins(run: Sequence[TableCell], columns: Sequence[Column]) -> tuple[TableCell | None, ...]:
    rest = list(run)
    return tuple(rest.pop(0) if rest and column.kind == "rmb" else None for column in columns)
