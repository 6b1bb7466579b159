"""Where the words of a search stand in a text, to mark them there and to step from one to the next.

Letters match in any case, Chinese in either script (one character for one, so places stay true).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.chinese import to_simplified

Span = tuple[int, int]
MOST = 200


def found_words(text: str, words: Sequence[str]) -> tuple[Span, ...]:
    """The spans (start, end) of `words` in `text`, in its order, without overlaps."""
    wanted = [to_simplified(word.strip()) for word in words if word.strip()]
    if not wanted:
        return ()
    pattern = "|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True))
    matches = re.finditer(pattern, to_simplified(text), re.IGNORECASE)
    return tuple(match.span() for match, _ in zip(matches, range(MOST), strict=False))
