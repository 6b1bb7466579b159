"""The faults that feeds really have, set right in the text, so that the strict pass can read it.

Control characters, bare `&` and `<`, HTML's named entities, a DOCTYPE with declarations, junk
around the document, broken XML declarations, comments with `--` inside, attributes without
quotes, prefixes nobody declared. All of it in time linear in the text; tags that do not match are
left to feedparser (feeds/parsing/repair.py).

Escape sequences are not cut here but kept whole in their eight-bit form, which XML allows, so that
`safe_line` can remove each within the text it stands in, with nothing left over.
"""

from __future__ import annotations

import html
import re

from store.late_patterns import late_pattern

_NUMERIC_REFERENCE = late_pattern(r"&#(?:[xX]0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));")
_ILLEGAL_CHARACTER = late_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TO_EIGHT_BITS = late_pattern(r"\x1b([@-_])|\x07|\x1b")
_STRING_TERMINATOR = "\x9c"

_START = late_pattern(r"<(?:[\w.-]+:)?(?:rss|feed|RDF|channel)\b[^<>]*>")
_CDATA_OR_COMMENT = r"(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z))|(?P<comment><!--.*?(?:-->|\Z))"
_FAULT = late_pattern(
    _CDATA_OR_COMMENT
    + r"|(?P<instruction><\?[^<>]*+\??>|<!DOCTYPE[^<>]*+>)"
    + r"|(?P<text>[^<]++)"
    + r"|<(?P<not_a_tag>(?![A-Za-z_:/]))"
    + r"|(?P<tag><[A-Za-z_:][^<>]*+>)",
    re.DOTALL,
)
_AMPERSAND = late_pattern(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)(?:[A-Za-z][A-Za-z0-9]{1,31};)?"
)
_TAG = late_pattern(r"</?[A-Za-z_:][^<>]*>")
_ATTRIBUTE_VALUE = late_pattern(
    r"""(?P<quoted>"[^"]*+"|'[^']*+')|(?P<equals>=\s*+)(?P<bare>[^\s"'<>]+?)(?=\s|/?>)"""
)
_PREFIX = late_pattern(r"(?:</?|\s)([A-Za-z_][\w.-]*):[A-Za-z_]")
_DECLARED_PREFIX = late_pattern(r"\sxmlns:([\w.-]+)\s*=")

_USUAL_NAMESPACES = {
    "rss": "http://purl.org/rss/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "atom": "http://www.w3.org/2005/Atom",
    "atom10": "http://www.w3.org/2005/Atom",
    "a10": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}
_MOST_PREFIXES = 100
LONGEST_MENDED = 1 << 20  # characters: half a second where every one of them is a fault


def holds_a_feed(text: str) -> bool:
    """Whether the start tag of a feed stands anywhere in `text`."""
    return _START.search(text) is not None


def mend(text: str) -> str:
    """`text` from its root element on, with the usual faults set right.

    Of a text longer than LONGEST_MENDED only the beginning, as if it broke off there.
    """
    text = text[:LONGEST_MENDED]
    text = _NUMERIC_REFERENCE.sub(_resolve_illegal, text)
    text = _TO_EIGHT_BITS.sub(_eight_bits, text)
    text = _ILLEGAL_CHARACTER.sub("", text)
    start = _START.search(text)
    if start is None:
        return text
    text = _FAULT.sub(_mend_fault, text[start.start() :])
    return _declare_prefixes(_without_junk_behind(text))


def _resolve_illegal(reference: re.Match[str]) -> str:
    """The character a reference stands for where XML forbids the reference; else as it was."""
    hexadecimal, decimal = reference.groups()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    character = chr(code)
    return character if _ILLEGAL_CHARACTER.match(character) else reference[0]


def _eight_bits(sequence: re.Match[str]) -> str:
    """ECMA-48 §5.3: ESC and a character of columns 4 and 5 are one of C1; BEL ends a string too."""
    if final := sequence[1]:
        return chr(ord(final) + 0x40)
    return _STRING_TERMINATOR if sequence[0] == "\x07" else "\x9b"


def _mend_fault(fault: re.Match[str]) -> str:
    kind = fault.lastgroup
    whole = fault[0]
    if kind == "cdata":
        return whole if whole.endswith("]]>") else f"{whole}]]>"
    if kind in ("comment", "instruction"):
        return ""
    if kind == "text":
        return _AMPERSAND.sub(_mend_ampersand, whole) if "&" in whole else whole
    if kind == "tag":
        whole = _AMPERSAND.sub(_mend_ampersand, whole) if "&" in whole else whole
        return _ATTRIBUTE_VALUE.sub(_quote, whole) if "=" in whole else whole
    return "&lt;"


def _quote(value: re.Match[str]) -> str:
    return value[0] if value["quoted"] else f'{value["equals"]}"{value["bare"]}"'


def _mend_ampersand(ampersand: re.Match[str]) -> str:
    """HTML's named entities become characters, any other `&` becomes text."""
    whole = ampersand[0]
    character = html.unescape(whole) if len(whole) > 1 else whole
    return html.escape(character) if character != whole else f"&amp;{whole[1:]}"


def _without_junk_behind(text: str) -> str:
    """Up to the end tag of the root element, where that stands."""
    root = re.match(r"<([\w:.-]+)", text)
    if root is None:
        return text
    end_tag = f"</{root[1]}"
    end = text.rfind(end_tag)
    return f"{text[:end]}{end_tag}>" if end > 0 else text


def _declare_prefixes(text: str) -> str:
    """Namespaces declared at the root for prefixes that are used and nowhere declared."""
    tags = "".join(_TAG.findall(text))
    used = set(_PREFIX.findall(tags)) - set(_DECLARED_PREFIX.findall(tags)) - {"xml", "xmlns"}
    if not used or len(used) > _MOST_PREFIXES:
        return text
    declarations = "".join(
        f' xmlns:{prefix}="{_USUAL_NAMESPACES.get(prefix.lower(), "urn:undeclared:" + prefix)}"'
        for prefix in sorted(used)
    )
    name_end = re.match(r"<[\w:.-]+", text)
    if name_end is None:
        return text
    return f"{name_end[0]}{declarations}{text[name_end.end() :]}"
