"""What a word that is being typed may become, for every line of ours that completes. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Completion:
    """`word` may stand at `start` (counted from 0) in place of what is typed from there on;
    `about` says what it means, '' where the word does; `goes_on`: more may follow without a space,
    as after `cloud.` or `topic:`."""

    word: str
    start: int
    about: str = ""
    goes_on: bool = False


def fits(word: str, partial: str) -> bool:
    """Whether `word` may be what `partial` (in small letters) begins: a name is found by its
    beginning, one in quotes by the beginning of any of its words."""
    folded = word.lower()
    if folded.startswith(partial):
        return True
    inside = partial.lstrip('"')
    return folded.startswith('"') and any(
        part.startswith(inside) for part in folded.strip('"').split()
    )


def completed(text: str, position: int, chosen: Completion) -> tuple[str, int]:
    """The line with `chosen` taken at `position`, and where its cursor is then."""
    rest = text[position:]
    space = "" if chosen.goes_on or rest.startswith(" ") else " "
    taken = f"{text[: chosen.start]}{chosen.word}{space}"
    return taken + rest, len(taken)
