"""What the user did last, how to take it back, and how to do it again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """One action in the past tense ("hid a headline"), what undoes it, and what does it again
    (None where nothing does)."""

    words: str
    undo: Callable[[], object]
    redo: Callable[[], object] | None = None


class Deeds:
    """The last deeds, newest first, and those that were taken back."""

    def __init__(self) -> None:
        self._deeds: deque[Deed] = deque(maxlen=REMEMBERED)
        self._undone: deque[Deed] = deque(maxlen=REMEMBERED)

    def add(self, deed: Deed) -> None:
        """Remember a deed. What was taken back before it cannot be done again."""
        self._deeds.append(deed)
        self._undone.clear()

    def undo(self) -> Deed | None:
        """Take the last deed back; None when there is nothing left."""
        if not self._deeds:
            return None
        deed = self._deeds.pop()
        deed.undo()
        if deed.redo is not None:
            self._undone.append(deed)
        else:
            self._undone.clear()
        return deed

    def redo(self) -> Deed | None:
        """Do again what was taken back last; None when there is nothing."""
        if not self._undone:
            return None
        deed = self._undone.pop()
        assert deed.redo is not None
        deed.redo()
        self._deeds.append(deed)
        return deed
