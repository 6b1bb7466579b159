"""Layer two: what each quantity of a sentence is: a level, a change, a movement in points, a count
or no claim at all; of which metric; reported, expected, planned or for comparison.

`read_roles` gives one `Reading` per quantity that means something; feeds/figures/claims.py puts
readings together.
"""

from __future__ import annotations

from feeds.figures.amounts import read_money, read_number
from feeds.figures.changes import read_change
from feeds.figures.percentages import read_multiple, read_percent, read_points
from feeds.figures.readings import Place, Reading
from feeds.figures.sentence import Sentence

_READERS = {
    "percent": read_percent,
    "word": read_change,
    "multiple": read_multiple,
    "points": read_points,
    "money": read_money,
    "number": read_number,
}


def read_roles(sentence: Sentence) -> list[Reading]:
    """The meaningful quantities of a sentence, in order."""
    readings: list[Reading] = []
    used: frozenset[int] = frozenset()
    for index, quantity in enumerate(sentence.quantities):
        place = Place(sentence, index, readings[-1] if readings else None, used)
        reading = _READERS[quantity.kind](place)
        if reading is None:
            continue
        if reading.mention is not None and reading.mention.start >= quantity.end:
            used |= {reading.mention.start}
        readings.append(reading)
    return readings
