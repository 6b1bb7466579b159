"""How the repair worker and its parent talk: frames, each a length and as many bytes.

The length is four bytes, big endian. Both ends set their own time limits.
"""

from __future__ import annotations

import socket
import struct

_LENGTH = struct.Struct(">I")


def receive(connection: socket.socket) -> bytes | None:
    """The next frame's payload; None where the other side has closed."""
    header = _receive_exactly(connection, _LENGTH.size)
    return None if header is None else _receive_exactly(connection, _LENGTH.unpack(header)[0])


def _receive_exactly(connection: socket.socket, count: int) -> bytes | None:
    received = bytearray()
    while len(received) < count:
        piece = connection.recv(min(count - len(received), 1 << 20))
        if not piece:
            return None
        received += piece
    return bytes(received)


def send(connection: socket.socket, payload: bytes) -> None:
    """One frame."""
    connection.sendall(_LENGTH.pack(len(payload)) + payload)
