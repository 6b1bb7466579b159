"""A list of facets' choices: `topic   [x] ai   12,345`, each facet named at its first row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from store.headlines.facets import Chosen, FacetKey
from store.safe_text import safe_line
from tui.widgets.fitting import fit, fit_right
from tui.widgets.row_list import RowList, RowLook, ShortRows

BOXES: dict[Chosen, str] = {"": "[ ]", "wanted": "[x]", "unwanted": "[-]"}
HEADINGS = {
    "is": "mark",
    "topic": "topic",
    "lang": "language",
    "company": "company",
    "feed": "feed",
}


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One choice. `count` None: not counted yet. `first`: the facet begins here. A row without a
    `name` says something (`label`) and cannot be chosen."""

    key: FacetKey
    name: str
    label: str
    count: int | None
    chosen: Chosen
    first: bool = False


class ChoiceList(RowList[ChoiceRow]):
    """What to narrow down by."""

    DEFAULT_CSS = """
    ChoiceList > .choice--dim { color: $foreground 55%; text-style: $quiet-style; }
    ChoiceList > .choice--heading { color: $accent; text-style: bold; }
    ChoiceList > .choice--chosen { text-style: bold; }
    """
    MARKS: ClassVar[tuple[str, ...]] = ("choice--dim", "choice--heading", "choice--chosen")
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    def __init__(self, model: ShortRows[ChoiceRow]) -> None:
        super().__init__(model, id="choices")

    def paint_row(self, row: ChoiceRow, width: int, look: RowLook) -> Strip:
        heading = HEADINGS[row.key] if row.first else ""
        head = Segment(fit(f" {heading}", 11), look.mark("choice--heading"))
        if not row.name:
            return Strip(
                [head, Segment(fit(f"    {row.label}", width - 11), look.mark("choice--dim"))]
            )
        count = "…" if row.count is None else f"{row.count:,}"
        body = look.mark("choice--chosen") if row.chosen else look.base
        return Strip(
            [
                head,
                Segment(f"{BOXES[row.chosen]} ", body),
                Segment(fit(safe_line(row.label), max(1, width - 11 - 4 - 11)), body),
                Segment(fit_right(count, 10) + " ", look.mark("choice--dim")),
            ]
        ).adjust_cell_length(width, look.base)
