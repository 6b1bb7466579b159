"""The C library is asked to give memory back, where it can be asked."""

from __future__ import annotations

import platform

from tui.frugal_memory import give_memory_back


def test_glibc_hears_it_and_others_are_left_alone() -> None:
    assert give_memory_back() == (platform.libc_ver()[0] == "glibc")
