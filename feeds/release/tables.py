"""Finding the tables of a release in its text, by what their headers say.

A header names one or two periods, the years, and the columns:

    Three months ended June 30, 2024 2025 RMB RMB US$ YoY % Change (in millions, …)

and everything after it is rows of a label and a run of cells, until prose begins. Cells are put
under columns by their kind: a percentage cannot stand under RMB, so a blank cell is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from feeds.release.alignment import read_run, rows_of
from feeds.release.cells import Column, TableCell
from store.record.fiscal_calendar import month_end

LONGEST_LABEL = 40  # words; the longest of any release has 19, prose has no numbers for longer
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
    r"20\d\d|RMB|US\$|HK\$|%|of|YoY|QoQ|revenue|segment|change|\((?:\d{1,2}|note|unaudited)\)|[,*]"
)
_SCALE = r"\([^()]{0,30}?\bin\s+(?P<scale>millions|thousands|billions)[^)]*\)"
_UNNAMED_PERIOD = _PERIOD.replace("?P<length>", "").replace("?P<month>", "")
_HEADER = re.compile(  # the head of a growth column may stand beside a period: "YoY %"
    rf"(?P<periods>{_UNNAMED_PERIOD}(?:(?:\s*(?:YoY|%|change))*\s+{_UNNAMED_PERIOD})?)"
    rf"(?P<columns>(?:\s*(?:{_COLUMN_WORD}))+)"
    rf"(?P<after>\s*(?:{_SCALE}\s*)+)?",
    re.IGNORECASE,
)
_SCALE_BEFORE = re.compile(rf"{_SCALE}\s*$", re.IGNORECASE)
_COLUMN = re.compile(
    r"(?P<year>20\d\d)|(?P<share>%\s*of(?:\s*(?:segment\s+)?revenue)?)|(?P<yoy>YoY\s*%?\s*change|"
    r"%\s*change|YoY)|(?P<rmb>RMB)|(?P<usd>US\$)|(?P<other>HK\$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


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

    def says(self, *phrases: str, reach: int = CAPTION) -> bool:
        """Whether the last `reach` characters of the caption have one of these phrases, in any case
        and whatever blanks and hyphens a PDF has put into words."""
        caption = squeezed(self.caption[-reach:])
        return any(squeezed(phrase) in caption for phrase in phrases)


def squeezed(words: str) -> str:
    """Letters and digits only, in lower case: what survives a PDF's breaks."""
    return re.sub(r"[^a-z0-9]+", "", words.lower())


def find_tables(text: str) -> tuple[Table, ...]:
    """Every table in millions of RMB whose header is understood, in order."""
    headers = list(_headers(text))
    found = []
    for header, following in zip_longest(headers, headers[1:]):
        end = header.end + LONGEST_TABLE
        if following is not None:
            end = min(end, following.start)
        columns = read_columns(header.periods, header.columns)
        if columns:
            rows = tuple(_rows(text[header.end : end], columns))
            caption = text[max(0, header.start - CAPTION) : header.start]
            found.append(Table(caption, columns, rows))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a header stands in the text, and its two parts."""

    start: int
    end: int
    periods: str
    columns: str


def _headers(text: str) -> Iterator[_Header]:
    """The headers of tables in millions; the scale stands after the columns or before the
    periods."""
    for match in _HEADER.finditer(text):
        end, columns, scale = match.end(), match["columns"], match["scale"]
        if match["after"] is None:
            before = _SCALE_BEFORE.search(text, max(0, match.start() - CAPTION), match.start())
            heads = list(_COLUMN.finditer(columns))
            if before is None or not heads:
                continue
            scale = before["scale"]
            columns = columns[: heads[-1].end()]  # "Revenue" after it is the first row
            end = match.start("columns") + len(columns)
        if scale.lower() == "millions":
            yield _Header(match.start(), end, match["periods"], columns)


def read_columns(periods: str, words: str) -> tuple[Column, ...]:
    """The columns that a header announces; none if it contradicts itself."""
    groups = [
        (_period_type(match["length"]), MONTHS.index(match["month"].capitalize()) + 1)
        for match in re.finditer(_PERIOD, periods, re.IGNORECASE)
    ]
    marks = [
        (match.lastgroup or "", match.group())
        for match in _COLUMN.finditer(re.sub(_PERIOD, "", periods, flags=re.IGNORECASE) + words)
    ]
    years = [int(word) for kind, word in marks if kind == "year"]
    kinds = [kind for kind, _ in marks if kind != "year"]
    if len(years) != 2 * len(groups) or kinds.count("rmb") != len(years) or "other" in kinds:
        return ()
    first_money = kinds.index("rmb")
    beside_periods = kinds[:first_money].count("yoy")  # such a column stands after its amounts
    columns: list[list[Column]] = [[] for _ in groups]
    money = 0
    for kind in kinds[first_money:]:
        if kind == "rmb":
            money += 1
        place = money - 1
        period_type, month = groups[place // 2]
        end = month_end(years[place], month)
        current = years[place] == max(years[place - place % 2 :][:2])
        columns[place // 2].append(Column(kind, period_type, end, current))  # type: ignore[arg-type]
    for group in columns[:beside_periods]:
        group.append(replace(group[-1], kind="yoy"))
    return tuple(column for group in columns for column in group)


def _period_type(length: str) -> str:
    words = " ".join(length.lower().split())
    return "fiscal_year" if "year" in words else PERIOD_TYPES[words]


def _rows(text: str, columns: Sequence[Column]) -> Iterator[Row]:
    """The rows up to where prose begins."""
    words = _WORD.findall(text)
    label: list[str] = []
    position = 0
    while position < len(words):
        run = read_run(words, position, columns, has_label=bool(label))
        if not run.cells:
            label.append(words[position])
            position += 1
            if len(label) > LONGEST_LABEL:
                return
            continue
        position += run.length
        for index, cells in enumerate(rows_of(run, columns)):
            yield Row(" ".join(label) if index == 0 else "", cells)
        label = []
