"""Asking the C library to give memory back, on a program that is open all day.

glibc keeps what a thread freed for that thread, and after the first large block it keeps large ones
too: exports and searches left 8 MB in a quarter of an hour that nobody used.
"""

from __future__ import annotations

import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # malloc.h of glibc
LARGE = 128 * 1024  # bytes: blocks of this size are given back at once


def give_memory_back() -> bool:
    """Have glibc keep little of what is freed; whether there is a glibc that heard it."""
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415 - only here, and not for the first paint

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # another C library
        return False
    settings = ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, LARGE), (M_TRIM_THRESHOLD, LARGE))
    return all(mallopt(name, value) for name, value in settings)
