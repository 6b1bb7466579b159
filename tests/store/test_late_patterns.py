"""Patterns that are compiled when they are used: like others, and none of ours is wrong."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import feeds
import store
from store.late_patterns import late_pattern


def test_a_late_pattern_does_what_a_compiled_one_does():
    late, compiled = late_pattern("(A)(b)?", re.IGNORECASE), re.compile("(A)(b)?", re.IGNORECASE)

    for _ in range(2):  # the first use, and a later one
        assert late.sub(r"<\1>", "xab") == compiled.sub(r"<\1>", "xab")
        assert late.findall("abA") == compiled.findall("abA")
        assert [match.span() for match in late.finditer("abA")] == [(0, 2), (2, 3)]
    assert (late.pattern, late.groups) == (compiled.pattern, compiled.groups)


def test_a_wrong_one_says_so_when_it_is_used():
    late = late_pattern("(")
    with pytest.raises(re.error):
        late.search("")


@pytest.mark.parametrize("package", [feeds, store])
def test_every_late_pattern_of_ours_is_right(package):
    kind = type(late_pattern(""))
    found = [
        value
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, kind)
    ]

    assert len(found) > 20
    assert all(isinstance(pattern.groups, int) for pattern in found)
