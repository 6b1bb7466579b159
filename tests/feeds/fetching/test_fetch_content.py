"""Content codings are undone within a limit, whatever was sent."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from contextlib import suppress

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.fetching.http_content import ContentProblem, decode

TEXT = b"<rss>" + b"headline " * 500 + b"</rss>"


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def pack_brotli(content: bytes) -> bytes:
    return brotli.compress(content, quality=5)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT, mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0), " X-GZIP "),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0) + b"\0" * 512, "gzip"),
        (brotli.compress(TEXT), "br"),
        (TEXT, "gzip"),  # labelled, but not compressed
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_content_is_what_was_meant(body, coding):
    assert decode(body, coding, 1_000_000) == TEXT


@pytest.mark.parametrize(("compress", "coding"), [(gzip.compress, "gzip"), (pack_brotli, "br")])
def test_a_bomb_stops_at_the_limit(compress, coding):
    bomb = compress(b"\0" * 50_000_000)
    assert len(bomb) < 60_000
    tracemalloc.start()
    with pytest.raises(ContentProblem, match="longer than 1 MB when unpacked"):
        decode(bomb, coding, 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize(("pack", "coding"), [(brotli.compress, "br"), (bytes, "")])
def test_a_long_answer_is_whole_or_refused(pack, coding):
    content = bytes(range(256)) * 10_000
    assert decode(pack(content), coding, len(content)) == content
    with pytest.raises(ContentProblem, match="longer than"):
        decode(pack(content), coding, len(content) - 1)


def test_a_bomb_of_many_small_members_stops_early():
    started = time.process_time()
    with pytest.raises(ContentProblem, match="more than 64 parts"):
        decode(gzip.compress(b"") * 200_000, "gzip", 1_000_000)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("body", "coding"), [(gzip.compress(TEXT, mtime=0), "gzip"), (brotli.compress(TEXT), "br")]
)
def test_a_truncated_answer_is_no_answer(body, coding):
    with pytest.raises(ContentProblem, match="breaks off"):
        decode(body[:-20], coding, 1_000_000)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff", "gzip"),
        (b"\xff\xff\xff\xff", "br"),
        (brotli.compress(TEXT)[:30] + b"\xff" * 40, "br"),
    ],
)
def test_a_damaged_answer_is_no_answer(body, coding):
    with pytest.raises(ContentProblem, match="damaged"):
        decode(body, coding, 1_000_000)


def test_a_coding_we_did_not_ask_for_is_named():
    with pytest.raises(ContentProblem, match="'zstd'"):
        decode(TEXT, "zstd", 1_000_000)


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate", "br", "gzip, gzip"]))
def test_whatever_is_sent_the_limit_holds(body, coding):
    with suppress(ContentProblem):
        assert len(decode(body, coding, 200)) <= 200
