"""What a lexicon writes for a term, and the forms it stands for.

    server{,s}    each choice in turn: server, servers
    tariff*       goes on: tariff, tariffs, tariff-free
    =Apple        only with this letter case, or in capitals: not an apple
    AI支出         with a space between the scripts too: AI 支出
    阿里云         as it is; Traditional 阿里雲 is met too, because text is folded

A form that begins (or ends) with an ASCII letter or digit begins (or ends) where a word does, so
that `ai` is not found in "said" but is in 阿里AI投入: only ASCII letters, digits and the underscore
make a word longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from feeds.tagging.folding import fold
from store.late_patterns import late_pattern

WORD_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz_")
_NOTHING: frozenset[str] = frozenset()
_SCRIPT_CHANGE = late_pattern(
    r"(?<=[A-Za-z0-9])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])"
)
_CHOICE = late_pattern(r"\{([^{}]*)\}")


class WrongTerm(ValueError):
    """A term that cannot be read; the message says what is allowed."""


class Form(NamedTuple):
    """One spelling of a term, folded. A tuple: there are seven thousand.

    `ends_word`: what follows may not continue the word. `goes_on`: what is found reaches to the end
    of the word. `exact`: how the original may be written; empty where letter case does not matter.
    """

    text: str
    ends_word: bool
    goes_on: bool
    exact: tuple[str, ...] = ()


def not_before(first: str) -> frozenset[str]:
    """What may not stand before a form that begins with `first`. A unit may follow a digit: 2GW."""
    if first in _LETTERS:
        return _LETTERS
    return WORD_CHARACTERS if first in WORD_CHARACTERS else _NOTHING


def check(term: str) -> None:
    """Raises WrongTerm where `forms` would."""
    body = term.removeprefix("=").removesuffix("*")
    without_choices = _CHOICE.sub("", body)
    if "*" not in body and _is_plain(without_choices) and without_choices.strip():
        return  # as nearly all do
    for _ in forms(term):
        pass


def forms(term: str) -> Iterator[Form]:
    """Every form of `term`. Raises WrongTerm."""
    if _is_plain(term) and term.isascii() and not term.startswith("="):
        text = " ".join(term.lower().split())  # most English terms, at half the cost
        if text:
            yield Form(text, text[-1] in WORD_CHARACTERS, goes_on=False)
            return
    goes_on = term.endswith("*")
    is_exact = term.startswith("=")
    for written in _spaced(_choices(term.removeprefix("=").removesuffix("*").strip())):
        text = fold(written)
        if not text:
            raise WrongTerm(f"{term!r} has an empty form; a term is one character or more")
        yield Form(
            text,
            ends_word=text[-1] in WORD_CHARACTERS and not goes_on,
            goes_on=goes_on,
            exact=(written, written.upper()) if is_exact else (),
        )


def _spaced(choices: Iterator[str]) -> Iterator[str]:
    """Each spelling, and the one with spaces between the scripts if it mixes them."""
    for written in choices:
        yield written
        if not written.isascii():
            spaced = _SCRIPT_CHANGE.sub(" ", written)
            if spaced != written:
                yield spaced


def _choices(text: str) -> Iterator[str]:
    if _is_plain(text):
        yield " ".join(text.split())
        return
    choice = _CHOICE.search(text)
    if choice is None:
        raise WrongTerm(
            f"{text!r} is not allowed; {{a,b}} for choices, = in front and * at the end are"
        )
    for option in choice[1].split(","):
        yield from _choices(text[: choice.start()] + option + text[choice.end() :])


def _is_plain(text: str) -> bool:
    return "{" not in text and "}" not in text and "*" not in text
