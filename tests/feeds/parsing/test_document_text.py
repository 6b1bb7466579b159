"""Bytes become text by mark, declaration, header or guess, and only with real charsets."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.parsing.document_text import document_text

CHINESE = "<t>云计算收入增长</t>"
FRENCH = "<t>Résultats du deuxième trimestre, très élevés</t>"
RUSSIAN = "<t>Облачные вычисления</t>"
JAPANESE = "<t>クラウドの売上</t>"


def declared(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


WELL_ENCODED = [
    (CHINESE.encode(), CHINESE),
    (declared("UTF-8", CHINESE).encode(), declared("UTF-8", CHINESE)),
    (codecs.BOM_UTF8 + CHINESE.encode(), CHINESE),
    (codecs.BOM_UTF8 * 2 + CHINESE.encode(), CHINESE),
    (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), CHINESE),
    (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), CHINESE),
    (codecs.BOM_UTF32_LE + CHINESE.encode("utf-32-le"), CHINESE),
    (codecs.BOM_UTF32_BE + CHINESE.encode("utf-32-be"), CHINESE),
    ("<t>云".encode("utf-16-le"), "<t>云"),
    ("<t>云".encode("utf-16-be"), "<t>云"),
    (b"", ""),
    *(
        (declared(label, text).encode(codec), declared(label, text))
        for label, codec, text in [
            ("gb2312", "gb2312", CHINESE),
            ("GBK", "gbk", CHINESE),
            ("gb2312", "gb18030", "<t>镕𠀀</t>"),  # beyond GB 2312, and common all the same
            ("Big5", "big5", "<t>雲端運算</t>"),
            ("iso-8859-1", "latin-1", FRENCH),
            ("ISO-8859-1", "cp1252", "<t>“quoted” – €5</t>"),
            ("us-ascii", "cp1252", FRENCH),
            ("windows-1251", "cp1251", RUSSIAN),
            ("koi8-r", "koi8-r", RUSSIAN),
            ("Shift_JIS", "cp932", JAPANESE),
            ("x-sjis", "cp932", JAPANESE),
            ("EUC-JP", "euc_jp", JAPANESE),
            ("euc-kr", "euc_kr", "<t>클라우드</t>"),
        ]
    ),
]


@pytest.mark.parametrize(("body", "text"), WELL_ENCODED)
def test_a_sound_encoding_is_read_without_a_word(body: bytes, text: str) -> None:
    document = document_text(body)
    assert (document.text, document.fault) == (text, None)


FAULTY = [
    (declared("gb2312", CHINESE).encode(), CHINESE, "declared as gb2312, but is UTF-8"),
    (declared("utf-16", CHINESE).encode(), CHINESE, "declared as utf-16, but is UTF-8"),
    (declared("x-klingon", "<t>a</t>").encode(), "<t>a</t>", "unknown encoding x-klingon"),
    (declared("zlib_codec", "<t>a</t>").encode(), "<t>a</t>", "unknown encoding zlib_codec"),
    (declared("rot13", "<t>a</t>").encode(), "<t>a</t>", "unknown encoding rot13"),
    (declared("utf-7", "<t>+ADw-b+AD4-</t>").encode(), "<t>+ADw-b+AD4-</t>", "utf-7"),
    (FRENCH.encode("latin-1"), FRENCH, "read as cp1252"),
    (declared("utf-8", FRENCH).encode("latin-1"), FRENCH, "read as cp1252"),
    (CHINESE.encode("gb2312"), CHINESE, "read as gb18030"),
    (declared("utf-8", CHINESE).encode("gb2312"), CHINESE, "read as gb18030"),
    ("<t>雲端運算</t>".encode("big5"), "<t>雲端運算</t>", "read as big5"),
    (declared("utf-8", CHINESE * 9).encode()[:-5], "云", "not valid in places"),
    (declared("UTF-8", "<t>").encode() + b"\xed\xa0\xbd\xed\xb8\x80", "😀", "CESU-8"),
    (codecs.BOM_UTF8 + b"<t>\xff</t>", "<t>�</t>", "byte order mark"),
    (declared("gb2312", CHINESE).encode("gb2312") + b"\xff", "�", "not valid in it"),
]


@pytest.mark.parametrize(("body", "text", "fault"), FAULTY)
def test_a_wrong_encoding_is_set_right_and_said(body: bytes, text: str, fault: str) -> None:
    document = document_text(body)
    assert text in document.text
    assert document.fault is not None
    assert fault in document.fault


def test_the_http_header_decides_where_the_document_is_silent() -> None:
    body = RUSSIAN.encode("cp1251")
    document = document_text(body, 'text/xml; charset="windows-1251"')
    assert (document.text, document.fault) == (RUSSIAN, None)


def test_the_document_knows_better_than_the_http_header() -> None:
    body = declared("koi8-r", RUSSIAN).encode("koi8-r")
    assert RUSSIAN in document_text(body, "text/xml; charset=iso-8859-1").text


def test_utf8_is_utf8_whatever_the_http_header_says() -> None:
    assert document_text(CHINESE.encode(), "text/xml; charset=iso-8859-1").text == CHINESE


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_become_text_without_lone_surrogates(body: bytes, content_type: str) -> None:
    for prefix in (b"", b"<", b"\xff\xfe", b'<?xml version="1.0" encoding="gbk"?>'):
        document_text(prefix + body, content_type).text.encode()
