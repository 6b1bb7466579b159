"""safe_line lets nothing through that acts on a terminal, hides, or breaks a row."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.safe_text import SUMMARY_LIMIT, TITLE_LIMIT, safe_line

ESC = "\x1b"

CASES = {
    "plain text stays": ("Chips, and more chips", "Chips, and more chips"),
    "chinese stays": ("云计算 收入 +34%", "云计算 收入 +34%"),
    "a colour": (f"{ESC}[31mred{ESC}[0m", "red"),
    "a colour in eight bits": ("\x9b31mred\x9b0m", "red"),
    "cursor home and clear": (f"a{ESC}[2J{ESC}[Hb", "ab"),
    "clipboard, ended by BEL": (f"{ESC}]52;c;aGk=\x07Cloud", "Cloud"),
    "clipboard, ended by ST": (f"{ESC}]52;c;aGk={ESC}\\Cloud", "Cloud"),
    "clipboard, never ended": (f"Cloud{ESC}]52;c;aGk=", "Cloud"),
    "a device query": (f"{ESC}P+q544e{ESC}\\Cloud", "Cloud"),
    "keyboard graphics": (f"{ESC}_Gf=100;AAAA{ESC}\\Cloud", "Cloud"),
    "full reset": (f"{ESC}cCloud", "Cloud"),
    "an escape cut short": (f"Cloud{ESC}", "Cloud"),
    "bells": ("\x07\x07Cloud\x07", "Cloud"),
    "NUL": ("A\x00li", "Ali"),
    "DEL and backspace": ("safe\x08\x7f", "safe"),
    "line ends of every kind": ("a\r\nb\x0bc\x0cd\x85e\u2028f\u2029g", "a b c d e f g"),
    "tabs and wide spaces": ("\ta\u3000\u2003b ", "a b"),
    "bidi override": ("txt\u202eexe\u202c", "txtexe"),
    "bidi isolate": ("a\u2066b\u2069\u061c", "ab"),
    "zero width": ("Ali\u200bba\u2060ba\ufeff \xadCloud", "Alibaba Cloud"),
    "joiners between latin letters": ("Ali\u200cba\u200dba", "Alibaba"),
    "a joiner that persian needs": ("می\u200cخواهم", "می\u200cخواهم"),
    "joiners piled up": ("می\u200c\u200d\u200cخ", "می\u200cخ"),
    "tag characters": ("Cloud" + "".join(chr(0xE0000 + ord(c)) for c in "ignore"), "Cloud"),
    "variation selectors": ("☎\ufe0f\U000e0101", "☎"),
    "skin tone": ("👍🏽", "👍"),
    "private use": ("a\ue000b\U000f0000c\U0010fffd", "abc"),
    "lone surrogates": ("a\ud800b\udfff", "ab"),
    "letters that look blank": ("a\u3164b\u2800c", "abc"),
    "decomposed letters are composed": ("cafe\u0301", "café"),
    "three marks stay": ("Z" + "\u0335" * 3, "Z" + "\u0335" * 3),
    "a storm of marks is cut to three": ("Z" + "\u0335" * 9_000, "Z" + "\u0335" * 3),
    "markup is text": ("[bold]x[/] [link=file:///]y", "[bold]x[/] [link=file:///]y"),
    "nothing": ("", ""),
    "nothing but space": (" \n\u3000", ""),
}


@pytest.mark.parametrize(("dirty", "clean"), CASES.values(), ids=CASES)
def test_what_is_removed_and_what_stays(dirty: str, clean: str) -> None:
    assert safe_line(dirty) == clean


def test_a_long_title_is_cut_at_the_limit() -> None:
    assert len(safe_line("A" * 1_000_000)) == TITLE_LIMIT
    assert len(safe_line("云" * 1_000_000, SUMMARY_LIMIT)) == SUMMARY_LIMIT


HOSTILE_REPEATS = [
    ESC,
    f"{ESC}]",
    f"{ESC}[0;",
    "\x9d",
    "\u0301\u0323",
    "\u0951\u094d\u0f71",
    "\u200c",
    " ",
    "\x00",
]


@pytest.mark.parametrize("piece", HOSTILE_REPEATS, ids=ascii)
def test_a_megabyte_of_one_trick_takes_no_time(piece: str) -> None:
    started = time.process_time()
    safe_line("a" + piece * (1_000_000 // len(piece)) + "b")
    assert time.process_time() - started < 0.5


# Arbitrary text, with the dangerous characters far more often than chance would give them.
tricky = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\x07\x1b\x85\x90\x9b\x9c\x9d[]\\;0mP_ \n\r\t\xad\u0301\u0344\u0335\u034f"
            "\u0591\u200b\u200c\u200d\u200e\u202e\u2066\u2069\u3164\ufe0f\ufeff\ud800\udc00\ue000مक"
        ),
    ),
    max_size=80,
)

FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Co", "Zl", "Zp"}
ALLOWED_FORMAT = {"\u200c", "\u200d"}


@given(tricky)
def test_nothing_that_acts_or_hides_survives(text: str) -> None:
    for character in safe_line(text):
        assert unicodedata.category(character) not in FORBIDDEN_CATEGORIES
        assert not character.isspace() or character == " "
        assert unicodedata.bidirectional(character) not in {
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        }  # fmt: skip
        assert character not in "\u200b\u200e\u200f\u2060\ufeff\xad"


@given(tricky, st.integers(min_value=1, max_value=60))
def test_cleaning_twice_is_cleaning_once(text: str, limit: int) -> None:
    once = safe_line(text, limit)
    assert safe_line(once, limit) == once
    assert len(once) <= limit
    assert once == once.strip()
    assert "  " not in once
    assert unicodedata.is_normalized("NFC", once)


@given(
    st.text(
        st.characters(categories=["L", "N", "Po"], exclude_characters="\u115f\u1160"), max_size=60
    )
)
def test_ordinary_letters_are_never_lost(text: str) -> None:
    blank = str.maketrans("", "", "\u3164\uffa0")
    assert safe_line(text) == unicodedata.normalize("NFC", text.translate(blank))
