"""A document's bytes as text: byte order mark, declared encoding, valid UTF-8, or a guess.

The order is RFC 7303 §3.3's with two lessons of practice: bytes that are valid UTF-8 with letters
beyond ASCII are UTF-8 whatever is declared (no other text passes by chance), and only real
charsets are decoded, for `encoding="zlib_codec"` names a Python codec too. Nothing is refused:
what cannot be decoded becomes U+FFFD, and `fault` says what was wrong.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from store.late_patterns import late_pattern

# BOM, how it is read; UTF-32LE begins like UTF-16LE, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How `<` or `{` begins in encodings without a mark.
_WIDE_BEGINNINGS = (
    (re.compile(rb"[<{\s]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0[<{\s]\0"), "utf-16-be"),
)
# Python codec → the codec to read it with: a label names its superset (WHATWG Encoding §4.2).
_CHARSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    **{
        name: name
        for name in (
            "utf-8", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
            "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7",
            "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
            "koi8-r", "koi8-u", "mac-roman", "cp437", "cp866", "cp874", "cp932", "cp949", "gb18030",
            "big5hkscs", "euc_jp",
        )
    },
}  # fmt: skip
_OTHER_NAMES = {"windows-874": "cp874", "x-sjis": "shift_jis", "x-gbk": "gbk"}
_DECLARATION = re.compile(rb"""<\?xml[^<>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_CHARSET_PARAMETER = late_pattern(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text, and what was wrong with its encoding (None: nothing)."""

    text: str
    fault: str | None = None


def document_text(body: bytes, content_type: str | None = None) -> DocumentText:
    """`body` decoded; `content_type` is the HTTP header's value, if there was one."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            rest = body[len(mark) :].removeprefix(mark)
            return _decoded(rest, charset, f"not valid {charset} in spite of its byte order mark")
    for beginning, charset in _WIDE_BEGINNINGS:
        if beginning.match(body):
            return _decoded(body, charset, f"looks like {charset}, but is not valid")
    declared = _declared_in(body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _in_another_charset(body, declared, content_type)
    if declared and not body.isascii() and _codec(declared) != "utf-8":
        return DocumentText(text, f"declared as {declared}, but is UTF-8")
    if declared and _codec(declared) is None and not _is_wide(declared):
        return DocumentText(text, f"declared in the unknown encoding {declared}")
    return DocumentText(text)


def _in_another_charset(
    body: bytes, declared: str | None, content_type: str | None
) -> DocumentText:
    """Bytes that are not UTF-8, by their declaration, the HTTP header, or a guess."""
    parameter = _CHARSET_PARAMETER.search(content_type or "")
    for label in (declared, parameter[1] if parameter else None):
        charset = _codec(label) if label else None
        if charset and charset != "utf-8":
            return _decoded(body, charset, f"declared as {label}, but is not valid in it")
    if (text := _from_surrogate_pairs(body)) is not None:
        return DocumentText(text, "not UTF-8 but CESU-8 (surrogates encoded)")
    if declared and _codec(declared) == "utf-8":
        text = body.decode("utf-8", "replace")
        if text.count("�") * 20 < sum(byte > 0x7F for byte in body):
            # a slip in what is UTF-8 otherwise: cut in the middle of a letter, a stray byte
            return DocumentText(text, "declared as UTF-8, but is not valid in places")
    charset = _guess(body)
    what = f"declared as {declared}" if declared else "without a declared encoding"
    text = body.decode(charset, "replace")
    return DocumentText(text, f"{what}, but not UTF-8: read as {charset}")


def _from_surrogate_pairs(body: bytes) -> str | None:
    """CESU-8 (Unicode TR 26), which some Java programs take for UTF-8; None where it is not."""
    try:
        text = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _guess(body: bytes) -> str:
    """GB 18030, Big5 or Windows-1252, the last of which reads anything.

    In GB 2312 no byte above 0x7F stands alone, as accents do. In Big5 they may, so there the
    common characters must be common: their leading bytes lie below those of small accented letters.
    """
    if _is_valid(body, "gb2312"):
        return "gb18030"
    leading = _BIG5_PAIR.findall(body)
    common = sum(0xA1 <= pair[0] <= 0xC6 for pair in leading)
    if common * 10 > len(leading) * 9 and _is_valid(body, "big5"):
        return "big5hkscs"
    return "cp1252"


def _is_valid(body: bytes, charset: str) -> bool:
    try:
        body.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def _declared_in(body: bytes) -> str | None:
    """The encoding that the XML declaration names, wherever near the beginning that stands."""
    match = _DECLARATION.search(body, 0, 1_000)
    return match[1].decode("ascii", "replace") if match else None


def _codec(label: str) -> str | None:
    """The codec to read charset `label` with, None if it is no charset we know."""
    try:
        name = codecs.lookup(_OTHER_NAMES.get(label.lower(), label)).name
    except LookupError:
        return None
    return _CHARSETS.get(name)


def _is_wide(label: str) -> bool:
    """UTF-16 or UTF-32, which ASCII bytes cannot be: the declaration outlived a conversion."""
    return label.lower().replace("_", "-").startswith(("utf-16", "utf-32", "ucs-2", "ucs-4"))


def _decoded(body: bytes, charset: str, fault: str) -> DocumentText:
    try:
        return DocumentText(body.decode(charset))
    except UnicodeDecodeError:
        return DocumentText(body.decode(charset, "replace"), fault)
