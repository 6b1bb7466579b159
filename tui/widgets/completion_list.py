"""Words to choose from while a line is typed. It never takes the focus: the line keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.widgets.fitting import fit
from tui.widgets.row_list import RowList, RowLook, ShortRows


@dataclass(frozen=True, slots=True)
class Offer:
    """A word, and what it means."""

    word: str
    about: str = ""


class CompletionList(RowList[Offer], can_focus=False):
    """One line a word: the word, and what it means. Hidden while there is none."""

    DEFAULT_CSS = """
    CompletionList { height: 6; display: none; }
    CompletionList.-some { display: block; }
    CompletionList > .completion--about { color: $foreground 60%; text-style: $quiet-style; }
    """
    MARKS: ClassVar[tuple[str, ...]] = ("completion--about",)
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    def __init__(self, *, id: str | None = None) -> None:
        self._words = ShortRows[Offer]()
        super().__init__(self._words, id=id)

    def offer(self, words: tuple[Offer, ...], column: int = 0) -> None:
        """Show these, the first one chosen, from cell `column` on: under what they complete."""
        self._words.all = words
        self.styles.padding = (0, 0, 0, max(0, column))
        self.set_class(bool(words), "-some")
        self.top = 0
        self.settle_on(0)

    @property
    def chosen(self) -> Offer | None:
        """The word under the cursor."""
        rows = self._words.rows(self.cursor, self.cursor + 1)
        return rows[0] if rows else None

    @property
    def _word_width(self) -> int:
        return max(12, max((cell_len(each.word) for each in self._words.all), default=0) + 2)

    @property
    def wanted_width(self) -> int:
        """How many cells show every word and what it means in full."""
        widest = max((cell_len(each.about) for each in self._words.all), default=0)
        return 1 + self._word_width + widest + 2

    def paint_row(self, row: Offer, width: int, look: RowLook) -> Strip:
        word_width = min(self._word_width, max(12, width // 2) if row.about else width)
        return Strip(
            [
                Segment(fit(f" {row.word}", word_width + 1), look.base),
                Segment(
                    fit(row.about, max(0, width - word_width - 1)), look.mark("completion--about")
                ),
            ]
        ).adjust_cell_length(width, look.base)
