"""One sentence with everything found in it, and the windows of text around each quantity.

The window before a quantity reaches back to the quantity before it or to the start of its clause,
the window after it to the next quantity or the end of its clause: what a writer puts there is
nearly always about this number and no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feeds.figures.clauses import Clauses
from feeds.figures.lexicon import Mention, Mentions
from feeds.figures.quantity import Quantity
from feeds.figures.strangers import Stranger

Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`quantities`, `mentions` and all positions belong to the folded `text`, whole.

    `company` is the document's; `stranger` the subject of the sentence where no lexicon knows it.
    """

    text: str
    start: int
    end: int
    quantities: tuple[Quantity, ...]
    mentions: Mentions
    clauses: Clauses
    company: str | None = None
    published: date | None = None
    cased: str = ""
    stranger: Stranger | None = None

    def clause(self, index: int) -> Window:
        """The clause a quantity stands in."""
        return self.clauses.around(self.quantities[index].start)

    def before(self, index: int) -> Window:
        """The window before a quantity."""
        quantity = self.quantities[index]
        start, _ = self.clauses.around(quantity.start)
        if index:
            start = max(start, self.quantities[index - 1].end)
        return min(start, quantity.start), quantity.start

    def after(self, index: int) -> Window:
        """The window after a quantity."""
        quantity = self.quantities[index]
        _, end = self.clauses.around(quantity.end - 1)
        if index + 1 < len(self.quantities):
            end = min(end, self.quantities[index + 1].core)
        return quantity.end, max(end, quantity.end)

    def words(self, window: Window) -> str:
        """The text of a window."""
        return self.text[window[0] : window[1]]

    def last(self, kind: str, window: Window) -> Mention | None:
        """The last mention of a kind in a window."""
        return self.mentions.last(kind, *window)

    def first(self, kind: str, window: Window) -> Mention | None:
        """The first mention of a kind in a window."""
        return self.mentions.first(kind, *window)

    def any(self, kind: str, window: Window) -> bool:
        """Whether a kind is mentioned in a window."""
        return self.mentions.any(kind, *window)

    @property
    def whole(self) -> Window:
        """The sentence as a window."""
        return self.start, self.end
