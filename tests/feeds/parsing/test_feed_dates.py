"""read_date reads what feeds really write, in UTC, and invents nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.parsing.feed_dates import read_date

STATED = [
    ("Thu, 20 Aug 2026 11:30:05 GMT", "2026-08-20T11:30:05"),
    ("Thu, 20 Aug 2026 11:30:05 +0800", "2026-08-20T03:30:05"),
    ("Thu, 20 Aug 2026 11:30:05 -0430", "2026-08-20T16:00:05"),
    ("Thu, 20 Aug 2026 11:30:05 +08:00", "2026-08-20T03:30:05"),
    ("Thu, 20 Aug 2026 11:30 GMT", "2026-08-20T11:30:00"),
    ("20 Aug 2026 11:30:05 Z", "2026-08-20T11:30:05"),
    ("20 Aug 26 11:30:05 GMT", "2026-08-20T11:30:05"),
    ("20 Aug 99 11:30:05 GMT", "1999-08-20T11:30:05"),
    ("thu, 20 aug 2026 11:30:05 gmt", "2026-08-20T11:30:05"),
    ("Thursday, 20 August 2026 11:30:05 UTC", "2026-08-20T11:30:05"),
    ("Thu,20 Aug 2026 4:05:05 GMT+9", "2026-08-19T19:05:05"),
    ("Thu, 3 Sept 2026 11:30:05 GMT", "2026-09-03T11:30:05"),
    ("Mon, 20 Aug 2026 11:30:05 GMT", "2026-08-20T11:30:05"),  # a Thursday in truth
    ("Thu, 20 Aug 2026 11:30:05 EST", "2026-08-20T16:30:05"),
    ("Thu, 20 Aug 2026 11:30:05 PDT", "2026-08-20T18:30:05"),
    ("Thu, 20 Aug 2026 11:30:05 CEST", "2026-08-20T09:30:05"),
    ("Thu, 20 Aug 2026 11:30:05 HKT", "2026-08-20T03:30:05"),
    ("Thu, 20 Aug 2026 11:30:05 CST", "2026-08-20T17:30:05"),  # RFC 822: US Central
    ("Thu, 20 Aug 2026 11:30:05 Q", "2026-08-20T11:30:05"),  # RFC 5322: says nothing
    ("Thu, 20 Aug 2026 11:30:05 XYZ", "2026-08-20T11:30:05"),
    ("Thu, 20 Aug 2026 11:30:05", "2026-08-20T11:30:05"),
    ("Thu, 20 Aug 2026", "2026-08-20T00:00:00"),
    ("Thu, 20 Aug 2026 24:00:00 GMT", "2026-08-21T00:00:00"),
    ("Thu, 31 Dec 2026 23:59:60 GMT", "2026-12-31T23:59:59"),
    ("Thu(a (nested) day), 20(th) Aug(ust) 2026 11:30:05 +0000(zone)", "2026-08-20T11:30:05"),
    ("\n Thu, 20\tAug 2026\r\n 11:30:05 GMT ", "2026-08-20T11:30:05"),
    ("2026-08-20T11:30:05Z", "2026-08-20T11:30:05"),
    ("2026-08-20T11:30:05+08:00", "2026-08-20T03:30:05"),
    ("2026-08-20T11:30:05.123456789-0700", "2026-08-20T18:30:05"),
    ("2026-08-20T11:30Z", "2026-08-20T11:30:00"),
    ("2026-08-20T11:30:5+01:00", "2026-08-20T10:30:05"),
    ("2026-08-20t11:30:05z", "2026-08-20T11:30:05"),
    ("2026-08-20 11:30:05", "2026-08-20T11:30:05"),
    ("2026-08-20 11:30:05 +0800", "2026-08-20T03:30:05"),
    ("2026/8/2 11:30:05", "2026-08-02T11:30:05"),
    ("2026-08-20", "2026-08-20T00:00:00"),
    ("20260820T113005Z", "2026-08-20T11:30:05"),
    ("Aug 20, 2026", "2026-08-20T00:00:00"),
    ("August 20, 2026 1:30 PM EST", "2026-08-20T18:30:00"),
    ("Aug 20, 2026 12:05 am", "2026-08-20T00:05:00"),
    ("Thu Aug 20 11:30:05 2026", "2026-08-20T11:30:05"),
    ("Thu Aug 20 11:30:05 PDT 2026", "2026-08-20T18:30:05"),
    ("Thu Aug 20 11:30:05 +0800 2026", "2026-08-20T03:30:05"),
]


@pytest.mark.parametrize(("text", "moment"), STATED)
def test_a_stated_moment_is_read_in_utc(text: str, moment: str) -> None:
    assert read_date(text) == datetime.fromisoformat(f"{moment}+00:00")


NOT_STATED = [
    "",
    "now",
    "yesterday",
    "Invalid Date",
    "0",
    "1770026400",  # a number of seconds is not a date in any of the formats
    "1770026400000",
    "NaN",
    "2026",
    "2026-08",
    "12/11/2026 10:00",  # which is the month?
    "Mon, 30 Feb 2026 10:00:00 GMT",
    "Mon, 00 Jan 2026 10:00:00 GMT",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "Thu, 20 Aug 2026 25:00:00 GMT",
    "Thu, 20 Aug 2026 11:61:00 GMT",
    "2026-08-20T24:00:01Z",
    "Thu, 20 Aug 2026 11:30:00 +9999",
    "Sat, 01 Jan 0001 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 -1200",
    "-0044-03-15T00:00:00Z",
    "Aug 20, 2026 13:30 PM",
    "1" * 100_000,
    "(" * 100_000,
    "Thu, " * 50_000,
    "2026-08-20T" + "1" * 150,
]


@pytest.mark.parametrize("text", NOT_STATED, ids=lambda text: ascii(text[:40]))
def test_what_is_no_date_or_an_impossible_one_is_none(text: str) -> None:
    assert read_date(text) is None


offsets = st.integers(min_value=-14 * 60, max_value=14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
moments = st.builds(datetime.fromtimestamp, st.integers(0, 5_000_000_000), offsets)


@given(moments)
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    assert read_date(format_datetime(moment)) == moment
    assert read_date(moment.isoformat()) == moment
    assert read_date(moment.isoformat(" ")) == moment


@given(st.text(st.sampled_from("0123456789-/:+TZ ,.()AugThuGMTpm\\\n"), max_size=60) | st.text())
def test_anything_else_is_none_or_a_time_in_utc(text: str) -> None:
    moment = read_date(text)
    assert moment is None or (moment.tzinfo is UTC and moment.microsecond == 0)
