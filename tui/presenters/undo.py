"""What the user did last, and how to take it back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """One action in the past tense ("hid a headline") and what undoes it."""

    words: str
    undo: Callable[[], object]


class Deeds:
    """The last deeds, newest first."""

    def __init__(self) -> None:
        self._deeds: deque[Deed] = deque(maxlen=REMEMBERED)

    def add(self, deed: Deed) -> None:
        self._deeds.append(deed)

    def undo(self) -> Deed | None:
        """Take the last deed back; None when there is nothing left."""
        if not self._deeds:
            return None
        deed = self._deeds.pop()
        deed.undo()
        return deed
