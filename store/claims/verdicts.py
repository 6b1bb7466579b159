"""What a stored verdict means to those who ask whether the press has it wrong."""

from __future__ import annotations

# The note of a figure that is true of something else than the sentence names begins so:
# "Taobao and Tmall Group posted a 12% revenue increase" is wrong in print, unlike dollars at
# another rate or a label of the company's own year, which are other ways to say what is true.
WRONG_MEASURE = "wrong measure: "


def is_contradicted(verdict: str, note: str) -> bool:
    """Whether the record contradicts a figure as it stands in print."""
    return verdict == "conflicts" or (verdict == "other_measure" and note.startswith(WRONG_MEASURE))
