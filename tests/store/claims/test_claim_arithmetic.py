"""When two printed numbers can be the same number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from store.claims.arithmetic import last_digit, same_amount, same_percent


@pytest.mark.parametrize(
    ("value", "unit"), [("38600000000", "1E+8"), ("57.1", "0.1"), ("220", "10"), ("0", "1")]
)
def test_the_last_stated_digit_tells_the_precision(value: str, unit: str) -> None:
    assert last_digit(Decimal(value)) == Decimal(unit)


@pytest.mark.parametrize(
    ("stated", "recorded", "qualifier", "same"),
    [
        ("38600000000", "38676000000", None, True),  # cut to its last digit
        ("38700000000", "38676000000", None, True),  # rounded
        ("38500000000", "38676000000", None, False),
        ("-3400000000", "3400000000", None, False),
        ("100000000000", "120000000000", None, False),  # one digit is no licence
        ("6000000000", "6035000000", "about", True),
        ("380000000000", "400000000000", "more than", True),
        ("380000000000", "370000000000", "more than", False),
        ("10000000", "80000000", "more than", False),  # true, and says nothing
        ("40000000000", "39800000000", "nearly", True),
        ("40000000000", "38000000000", "less than", True),
        ("40000000000", "45000000000", "less than", False),
        ("40000000000", "1000000000", "less than", False),  # true, and says nothing
    ],
)
def test_amounts(stated: str, recorded: str, qualifier: str | None, same: bool) -> None:
    assert same_amount(Decimal(stated), Decimal(recorded), qualifier) is same


@pytest.mark.parametrize(
    ("stated", "recorded", "qualifier", "same"),
    [
        ("57.1", "57.14", None, True),
        ("220", "219.8", None, True),
        ("12", "9", None, False),
        ("9", "8.6", None, True),
        ("-76", "-76", None, True),
        ("-500", "-520", "more than", True),
        ("50", "57", "more than", True),
        ("50", "49", "more than", False),
        ("0", "150", "triple-digit", True),
        ("0", "26", "double-digit", True),
        ("10", "8", "less than", True),
        ("10", "12", "less than", False),
        ("10", "-8", "less than", False),
    ],
)
def test_percentages(stated: str, recorded: str, qualifier: str | None, same: bool) -> None:
    assert same_percent(Decimal(stated), Decimal(recorded), qualifier) is same
