"""One way to show numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from store.number_format import format_growth, format_money, unit_header


@pytest.mark.parametrize(
    ("value", "unit", "scale", "shown"),
    [
        ("43214", "CNY_mn", "bn", "43.2"),
        ("1023670", "CNY_mn", "bn", "1,023.7"),
        ("-848", "CNY_mn", "bn", "−0.8"),
        ("-3", "CNY_mn", "bn", "0.0"),
        ("-17300", "USD_mn", "mn", "−17,300"),
        ("16", "pct", "bn", "16%"),
        ("38.1", "pct", "bn", "38.1%"),
        ("320000", "count", "bn", "320,000"),
        ("12", "quarters", "bn", "12"),
        ("8", "multiple", "bn", "8×"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: str, unit: str, scale: str, shown: str) -> None:
    assert format_money(Decimal(value), unit, scale) == shown  # type: ignore[arg-type]


def test_what_is_not_known_is_a_dash() -> None:
    assert format_money(None) == "–"
    assert format_growth(None) == "–"


@pytest.mark.parametrize(
    ("pct", "note", "shown"),
    [
        ("38", "", "+38%"),
        ("-76", "", "−76%"),
        ("0.4", "", "0%"),
        ("-0.4", "", "0%"),
        ("1203", "", "+1,203%"),
        (None, "n/c", "n/c"),
        (None, "n/m", "n/m"),
    ],
)
def test_growth_always_has_a_sign(pct: str | None, note: str, shown: str) -> None:
    assert format_growth(None if pct is None else Decimal(pct), note) == shown


def test_growth_may_show_a_decimal() -> None:
    assert format_growth(Decimal("219.84"), places=1) == "+219.8%"


@pytest.mark.parametrize(
    ("unit", "header"), [("CNY_mn", "CNY bn"), ("pct", "%"), ("count", "count")]
)
def test_a_column_is_headed_by_its_unit(unit: str, header: str) -> None:
    assert unit_header(unit) == header
