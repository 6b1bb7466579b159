"""The outlet at the end of a title: who says it, not what it is about.

… sources say (Jane Doe/Some Paper)        … sources say - Some Paper
"""

from __future__ import annotations

from store.late_patterns import late_pattern

_BYLINE = late_pattern(r"\s\([^()]{2,80}\)$")
_YEAR = late_pattern(r"\s\([\d\s]+\)$")
_DASHES = (" - ", " – ", " — ", " | ")
_DASHED = late_pattern(r"\s[-–—|](?:\s(?:[A-Z][\w.&']*|of|the|and|for)){1,4}$")
_SHORTEST_TITLE = 25  # what is left must be a title still


def outlet_length(title: str) -> int:
    """How many characters at the end of `title` name its outlet or author; 0 if none do."""
    if not title.isascii() and not _ends_in_ascii(title):
        return 0
    start = title.rfind(" (") if title.endswith(")") else max(map(title.rfind, _DASHES))
    if start < _SHORTEST_TITLE:
        return 0
    found = _BYLINE.match(title, start) or _DASHED.match(title, start)
    if found is None or _YEAR.match(found[0]):
        return 0
    return len(title) - found.start()


def _ends_in_ascii(title: str) -> bool:
    return title[-12:].isascii() and title.count(" ") > 3
