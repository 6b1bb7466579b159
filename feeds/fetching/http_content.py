"""Content codings undone within a size limit (RFC 9110 §8.4): gzip, deflate, Brotli. Pure.

A few kilobytes on the wire can be gigabytes decoded, so decoding goes piece by piece and stops at
the limit.
"""

from __future__ import annotations

import zlib

ACCEPTED = "gzip, deflate, br"
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 20  # bytes decoded at a time
_MOST_MEMBERS = 64  # each copies what follows it: a million tiny ones would be quadratic


class ContentProblem(ValueError):
    """The body is not what its headers say, or more than we take; the message is for people."""


def decode(body: bytes, coding: str, limit: int) -> bytes:
    """The content of `body` sent with Content-Encoding `coding` ('' for none).

    Raises ContentProblem when it is damaged, in another coding, or longer than `limit` bytes.
    """
    name = coding.strip().lower()
    if name in ("", "identity"):
        if len(body) > limit:
            raise _too_long(limit)
        return body
    if name == "br":
        return _unbrotli(body, limit)
    if name not in ("gzip", "x-gzip", "deflate"):
        raise ContentProblem(f"the answer is compressed as {name[:40]!r}, which we did not ask for")
    try:
        return _inflate(body, _GZIP_OR_ZLIB, limit)
    except zlib.error as error:
        if name == "deflate":  # some servers leave out the zlib header
            return _inflate_raw(body, limit)
        if not body.startswith(_GZIP_MAGIC):  # labelled, but not compressed
            return decode(body, "", limit)
        raise ContentProblem(f"the compressed answer is damaged ({error})") from error


def _inflate_raw(body: bytes, limit: int) -> bytes:
    try:
        return _inflate(body, _RAW, limit)
    except zlib.error as error:
        raise ContentProblem(f"the compressed answer is damaged ({error})") from error


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    pieces: list[bytes] = []
    room = limit
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(window)
        piece = member.decompress(body, room + 1)
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            raise _too_long(limit)
        if not member.eof:
            raise ContentProblem("the compressed answer breaks off in the middle")
        # RFC 1952 §2.2: members may follow each other; anything else after one is padding
        body = member.unused_data
        if not body.startswith(_GZIP_MAGIC):
            return b"".join(pieces)
    raise ContentProblem(f"the compressed answer has more than {_MOST_MEMBERS} parts")


def _unbrotli(body: bytes, limit: int) -> bytes:
    import brotli  # noqa: PLC0415 - only where a server sends it

    unpacker = brotli.Decompressor()
    pieces: list[bytes] = []
    room = limit
    try:
        piece = unpacker.process(body, output_buffer_limit=_PIECE)
        while piece:
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                raise _too_long(limit)
            if unpacker.is_finished():
                break
            piece = unpacker.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise ContentProblem(f"the compressed answer is damaged ({error})") from error
    if not unpacker.is_finished():
        raise ContentProblem("the compressed answer breaks off in the middle")
    return b"".join(pieces)


def _too_long(limit: int) -> ContentProblem:
    return ContentProblem(f"the answer is longer than {limit / 1_000_000:g} MB when unpacked")
