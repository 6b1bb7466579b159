"""Why a document could not be read as a feed.

NotAFeed        told to the user: it is no feed, or too broken to read
NeedsRepair     inside the parser only: well meant, but not well formed
"""

from __future__ import annotations

from feeds.parsing.stated import StatedFeed


class NotAFeed(Exception):
    """What the document is instead of a feed, in words that follow a file name or address."""


class NeedsRepair(Exception):
    """A strict reader refuses the document; the message says what is wrong with it.

    `so_far` is what was complete before the fault, None where nothing was.
    """

    def __init__(self, fault: str, so_far: StatedFeed | None = None) -> None:
        super().__init__(fault)
        self.so_far = so_far
