"""Putting a run of cells under the columns of a table.

Cells go under columns by their kind: a percentage cannot stand under RMB. Where there are more or
fewer amounts than columns (a footnote mark, a number that a PDF has broken in two, a blank cell),
every way to make them fit is tried, and the one that the row itself proves is taken: dollars are a
likely share of the yuan beside them, and the printed growth follows from the two years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from feeds.release.cells import Column, TableCell, read_cell

LONGEST_RUN = 60  # cells; a row has 12 at most, and a few rows without a label may follow it
LIKELY_RATE = (Decimal("5.5"), Decimal("9"))  # RMB to the dollar; 6.1 to 7.3 since the IPO
MOST_MENDED = 2  # broken numbers, marks or blanks in one row
ROUNDING = Decimal("1.5")  # millions; dollars are moved by one so that columns add up

_MARK = re.compile(r"\(\d{1,2}\)")
_FRONT = re.compile(r"\(?\d{1,2}")
_BACK = re.compile(r"\d{1,2}(?:,\d{3})+\)?")

PlacedRow = tuple[TableCell | None, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """The cells that follow each other in the text, and the words they were. `marks` are the places
    of those that may be footnote marks; `length` counts the words passed over."""

    words: tuple[str, ...]
    cells: tuple[TableCell, ...]
    marks: tuple[int, ...]
    length: int
    has_label: bool


def read_run(
    words: Sequence[str], start: int, columns: Sequence[Column], *, has_label: bool
) -> Run:
    """The cells from `start` on; none where there is only a footnote mark after a label."""
    money = _money(columns)
    cells: list[TableCell] = []
    marks: list[int] = []
    position = start
    while position < len(words) and len(cells) < LONGEST_RUN:
        following = words[position + 1] if position + 1 < len(words) else ""
        cell = read_cell(words[position], following)
        if cell is None and words[position] == "-" and 0 < len(cells) < money:
            cell = TableCell(None)  # a nil that ends the row, not the bullet of the next
        if cell is None:
            break
        if _MARK.fullmatch(words[position]):
            marks.append(len(cells))
        cells.append(cell)
        position += 1
    length = position - start
    if has_label and marks[:1] == [0]:
        if len(cells) == 1:
            return Run((), (), (), 0, has_label)
        if all(cell.percent for cell in cells[1:]):
            return Run(tuple(words[start + 1 : position]), tuple(cells[1:]), (), length, has_label)
    return Run(tuple(words[start:position]), tuple(cells), tuple(marks), length, has_label)


def rows_of(run: Run, columns: Sequence[Column]) -> Iterator[PlacedRow]:
    """The rows that a run makes, most often one: those without a label follow in the same run."""
    excess = _excess(run.cells, columns)
    mended = _mended(run, excess, columns) if 0 < abs(excess) <= MOST_MENDED else None
    if mended is not None:
        yield mended
        return
    for index, row in enumerate(_placed(_without_marks(run, columns), columns)):
        if index == 0 or not _is_lone_mark(row):
            yield row


def _money(columns: Iterable[Column]) -> int:
    return sum(column.is_money for column in columns)


def _excess(cells: Sequence[TableCell], columns: Sequence[Column]) -> int:
    """How many amounts there are too many for the columns; negative where there are too few. A dash
    may stand for an amount or for a percentage."""
    money = _money(columns)
    amounts = sum(cell.value is not None and not cell.percent for cell in cells)
    dashes = sum(cell.value is None for cell in cells)
    if amounts > money:
        return amounts - money
    return min(0, amounts + dashes - money)


# ── the ways to make a row fit ───────────────────────────────────────────────────────────────────


def _mended(run: Run, excess: int, columns: Sequence[Column]) -> PlacedRow | None:
    """The one way to make the amounts fit that the row proves; None if there is none, or several
    that differ."""
    ways = _with_fewer(run, excess, columns) if excess > 0 else _with_blanks(run, excess, columns)
    proven = {row: _proof(row, columns) for row in ways}
    best = max(proven.values(), default=0)
    found = [row for row, proof in proven.items() if proof == best > 0]
    return found[0] if len(found) == 1 else None


def _with_fewer(run: Run, excess: int, columns: Sequence[Column]) -> Iterator[PlacedRow]:
    """The row without footnote marks, and with numbers joined that were broken in two."""
    broken = [
        at
        for at, (front, back) in enumerate(zip(run.words, run.words[1:], strict=False))
        if _FRONT.fullmatch(front) and _BACK.fullmatch(back) and _joined(front, back) is not None
    ]
    bare_mark = [0] if run.has_label and re.fullmatch(r"\d{1,2}", run.words[0]) else []
    places = sorted({*run.marks, *broken, *bare_mark})
    for chosen in combinations(places, excess):
        for joining in _subsets([at for at in chosen if at in broken]):
            kept = []
            for at, cell in enumerate(run.cells):
                if at in joining:
                    continue
                if at - 1 in joining:
                    kept.append(_joined(run.words[at - 1], run.words[at]) or cell)
                elif at not in chosen:
                    kept.append(cell)
            rows = list(_placed(kept, columns))
            if len(rows) == 1:
                yield rows[0]


def _with_blanks(run: Run, excess: int, columns: Sequence[Column]) -> Iterator[PlacedRow]:
    """The row with amounts left out at each place."""
    places = [index for index, column in enumerate(columns) if column.is_money]
    for blanks in combinations(places, -excess):
        rows = list(_placed(run.cells, columns, frozenset(blanks)))
        if len(rows) == 1:
            yield rows[0]


def _subsets(places: Sequence[int]) -> Iterator[frozenset[int]]:
    for size in range(len(places) + 1):
        yield from map(frozenset, combinations(places, size))


def _joined(front: str, back: str) -> TableCell | None:
    """The number whose two halves these are; None if they do not make one."""
    return read_cell(front + back)


def _proof(row: PlacedRow, columns: Sequence[Column]) -> int:
    """How many relations within a row hold; −1 if one does not."""
    proof = 0
    for before, now, dollars, growth in _periods(row, columns):
        relations = (_rate_is_likely(now, dollars), _growth_follows(before, now, growth))
        if False in relations:
            return -1
        proof += sum(relation is True for relation in relations)
    return proof


def _periods(
    row: PlacedRow, columns: Sequence[Column]
) -> Iterator[tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]]:
    """For each period of the table: the year before, now, dollars, growth."""
    cells: dict[tuple[str, str, bool], Decimal | None] = {}
    for column, cell in zip(columns, row, strict=True):
        place = (column.period_type, column.kind, column.current or column.kind == "yoy")
        cells[place] = None if cell is None else cell.value
    for period in dict.fromkeys(column.period_type for column in columns):
        yield (
            _at(cells, period, "rmb", current=False),
            _at(cells, period, "rmb", current=True),
            _at(cells, period, "usd", current=True),
            _at(cells, period, "yoy", current=True),
        )


def _at(
    cells: Mapping[tuple[str, str, bool], Decimal | None], period: str, kind: str, *, current: bool
) -> Decimal | None:
    return cells.get((period, kind, current))


def _rate_is_likely(yuan: Decimal | None, dollars: Decimal | None) -> bool | None:
    """Whether these are one amount in two currencies; None where that cannot be told."""
    if yuan is None and dollars is None:
        return None
    if yuan is None or dollars is None:
        return False
    if yuan * dollars < 0:
        return False
    least = (abs(yuan) - ROUNDING) / (abs(dollars) + ROUNDING)
    most = (abs(yuan) + ROUNDING) / max(abs(dollars) - ROUNDING, Decimal("0.1"))
    return least <= LIKELY_RATE[1] and most >= LIKELY_RATE[0]


def _growth_follows(
    before: Decimal | None, now: Decimal | None, growth: Decimal | None
) -> bool | None:
    if before is None or now is None or growth is None or before <= 0:
        return None
    computed = (now - before) / before * 100
    return abs(computed - growth) <= 1 + 100 / before


# ── placing ──────────────────────────────────────────────────────────────────────────────────────


def _placed(
    cells: Iterable[TableCell], columns: Sequence[Column], blanks: frozenset[int] = frozenset()
) -> Iterator[PlacedRow]:
    """The cells cut into rows of columns, with nothing under the columns of `blanks`. A row of
    nothing but percentages goes under the amounts."""
    rest = list(cells)
    if all(cell.percent for cell in rest):
        yield _margins(rest, columns)
        return
    while rest:
        row: list[TableCell | None] = []
        for index, column in enumerate(columns):
            wants_percent = not column.is_money
            fits = bool(rest) and (rest[0].value is None or rest[0].percent == wants_percent)
            row.append(rest.pop(0) if fits and index not in blanks else None)
        if not any(row):
            return
        yield tuple(row)


def _margins(cells: Iterable[TableCell], columns: Sequence[Column]) -> PlacedRow:
    rest = list(cells)
    return tuple(rest.pop(0) if rest and column.kind == "rmb" else None for column in columns)


def _is_lone_mark(row: PlacedRow) -> bool:
    """Whether what is left over after a full row is a footnote mark such as "(3)"."""
    filled = [cell for cell in row if cell is not None]
    return len(filled) == 1 and filled[0].value is not None and -20 < filled[0].value < 0


def _without_marks(run: Run, columns: Sequence[Column]) -> list[TableCell]:
    """Leave out "(2)" where it is one number too many for the columns. The likeliest mark goes
    first: right after the label, after a percentage, a "(1)" that begins the footnotes, any other
    within the run, the last of the run."""
    cells = run.cells
    money = _money(columns)
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

    dropped = sorted(run.marks, key=unlikeliness)[:too_many]
    return [cell for index, cell in enumerate(cells) if index not in dropped]
