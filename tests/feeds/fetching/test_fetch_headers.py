"""Headers that speak about the next request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.fetching import http_headers

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 20 Aug 2026 12:05:00 GMT", 300),
        ("Thursday, 20-Aug-26 12:05:00 GMT", 300),
        ("Thu, 20 Aug 2026 12:05:00 -0000", 300),
        ("Thu, 20 Aug 2026 11:00:00 GMT", 0),  # already over
        ("99999999999999", 365 * 86_400),
        ("soon", None),
        ("-5", None),
        ("１２", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    found = http_headers.retry_after({"Retry-After": value}, NOW)
    assert found == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Date": "Thu, 20 Aug 2026 12:00:00 GMT"}, 0),
        ({"Date": "Thu, 20 Aug 2026 11:00:00 GMT", "Age": "3600"}, 0),  # a cache answered
        ({"Date": "Thu, 20 Aug 2026 11:00:00 GMT", "Age": "old"}, -3_600),
        ({"Date": "Fri, 31 Dec 9999 23:59:59 GMT", "Age": "999999999999"}, None),
        ({"Date": "today"}, None),
        ({}, None),
    ],
)
def test_a_server_says_what_time_it_is(headers, seconds):
    found = http_headers.server_time(headers)
    assert found == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=600"}, 600),
        ({"Cache-Control": 'max-age="600"'}, 600),
        ({"Cache-Control": "s-maxage=9, MAX-AGE=600", "Age": "100"}, 500),
        ({"Cache-Control": "max-age=600", "Age": "900"}, 0),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Expires": "Thu, 20 Aug 2026 13:00:00 GMT"}, 3_600),
        (
            {"Expires": "Thu, 20 Aug 2026 13:00:00 GMT", "Date": "Thu, 20 Aug 2026 12:30:00 GMT"},
            1_800,
        ),
        ({"Expires": "0"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({}, None),
    ],
)
def test_freshness_is_max_age_less_age_else_expires_less_date(headers, seconds):
    found = http_headers.fresh_for(headers, NOW)
    assert found == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("value", "kept"),
    [('W/"x"', True), ("not even quoted", True), ('"\x1b[31m"', False), ("x" * 2_000, False)],
)
def test_a_validator_is_kept_verbatim_or_not_at_all(value, kept):
    assert http_headers.validator({"ETag": value}, "ETag") == (value if kept else None)


@given(st.text(max_size=60))
def test_no_header_value_breaks_anything(value):
    for name in ("Retry-After", "Cache-Control", "Expires", "Age", "Date"):
        headers = {name: value, "Cache-Control": value, "Expires": value}
        for found in (
            http_headers.retry_after(headers, NOW),
            http_headers.fresh_for(headers, NOW),
        ):
            assert found is None or timedelta() <= found <= timedelta(days=365)
