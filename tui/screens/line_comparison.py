"""Two lines of a segment table side by side: values, growth, the ratio of the two, and bars."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from textual.content import Content

from store.number_format import UNKNOWN, format_growth, format_money, unit_header
from store.record.segment_tables import PUBLISHED, Cell, SegmentRow, SegmentTable
from store.record.segments import GROUP
from tui.screens.card import Card
from tui.widgets.bars import bars

NOT_COMPARABLE = "n/c"
BAR_WIDTH = 18
HUNDREDTH = Decimal("0.01")


def ratio_words(one: Cell, other: Cell) -> str:
    """The first as a multiple of the second; `n/c` where they are told under different bases or in
    different units, `–` where one is not published or the second is not above zero."""
    if one.value is None or other.value is None or {one.status, other.status} - PUBLISHED:
        return UNKNOWN
    bases = {cell.basis for cell in (one, other) if cell.line != GROUP and cell.basis}
    if len(bases) > 1 or one.unit != other.unit:
        return NOT_COMPARABLE
    if other.value <= 0:
        return UNKNOWN
    return f"{(one.value / other.value).quantize(HUNDREDTH, ROUND_HALF_UP)}×".replace("-", "−")


def comparison_card(table: SegmentTable, one: SegmentRow, other: SegmentRow) -> Card:
    """The card for two rows of a table; the periods newest first."""
    title = f"{one.name} and {other.name}, {unit_header(table.unit)}"
    return Card(title, Content("\n").join(_lines(table, one, other)))


def _lines(table: SegmentTable, one: SegmentRow, other: SegmentRow) -> Iterator[Content]:
    """A line a period; both lines' bars are of one scale."""
    heads = (one.line.short_name[:12], other.line.short_name[:12])
    yield Content.styled(
        f"{'':<8} {heads[0]:>12} {'YoY':>7}   {heads[1]:>12} {'YoY':>7}   {'ratio':>7}", "bold"
    )
    count = len(table.columns)
    lengths = bars([cell.value for cell in (*one.cells, *other.cells)], BAR_WIDTH)
    compared = zip(
        table.columns, one.cells, other.cells, lengths[:count], lengths[count:], strict=True
    )
    for column, left, right, left_bar, right_bar in reversed(list(compared)):
        yield Content.assemble(
            (f"{column.label:<8} ", "$foreground 60%"),
            f"{format_money(left.value, left.unit):>12} ",
            f"{format_growth(left.yoy_pct, left.yoy_note):>7}   ",
            f"{format_money(right.value, right.unit):>12} ",
            f"{format_growth(right.yoy_pct, right.yoy_note):>7}   ",
            (f"{ratio_words(left, right):>7}  ", "bold"),
            (f"{left_bar:<{BAR_WIDTH}} ", "$accent"),
            (right_bar, "$warning"),
        )
