"""Traditional Chinese characters folded to Simplified, so that both scripts meet one spelling.

Promises: character for character, so a position in the folded text is the same position in the
original. It is made for matching, not for reading: characters that several Simplified ones share
(發 and 髮 are both 发) stay merged, and words that differ between regions stay different.

The table is OpenCC's character table (Apache License 2.0): store/data/traditional_characters.txt.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


def to_simplified(text: str) -> str:
    """`text` with every Traditional character replaced by its Simplified one; as long as `text`."""
    return text if text.isascii() else text.translate(simplified_characters())


@cache
def simplified_characters() -> dict[int, int]:
    """Code points of Traditional characters and of the Simplified ones they become."""
    table = Path(__file__).parent / "data" / "traditional_characters.txt"
    pairs = [
        pair
        for line in table.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for pair in line.split()
    ]
    return {ord(pair[0]): ord(pair[1]) for pair in pairs}
