"""Times as the user reads them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tui.moments import ahead, brief, full, since

NOW = datetime(2026, 8, 20, 13, 4, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8), "CST")


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=4, seconds=50), "4 m"),
        (timedelta(hours=2), "11:04"),
        (timedelta(days=2), "18 Aug"),
        (timedelta(days=400), "Jul 25"),
        (timedelta(minutes=-3), "13:07"),
    ],
)
def test_fresh_is_relative_today_a_clock_before_a_date(ago: timedelta, shown: str) -> None:
    assert brief(NOW - ago, NOW, UTC) == shown


def test_the_day_is_the_users_day() -> None:
    late = datetime(2026, 8, 19, 17, 30, tzinfo=UTC)
    assert brief(late, NOW, UTC) == "19 Aug"
    assert brief(late, NOW, SHANGHAI) == "01:30"


def test_the_full_time_is_utc_first_and_local_where_it_differs() -> None:
    assert full(NOW, UTC) == "2026-08-20 13:04 UTC"
    assert full(NOW, SHANGHAI) == "2026-08-20 13:04 UTC · 21:04 CST"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (NOW - timedelta(hours=1), "since 12:04"),
        (NOW - timedelta(days=99), "since 13 May"),
        (NOW - timedelta(days=464), "since 13 May 2025"),
    ],
)
def test_since_names_clock_or_date(moment: datetime, shown: str) -> None:
    assert since(moment, NOW, UTC) == shown


@pytest.mark.parametrize(
    ("wait", "shown"),
    [
        (timedelta(minutes=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=4, seconds=50), "in 4 m"),
        (timedelta(hours=2), "at 15:04"),
        (timedelta(days=2), "on 22 Aug"),
    ],
)
def test_what_is_to_come_is_relative_when_near(wait: timedelta, shown: str) -> None:
    assert ahead(NOW + wait, NOW, UTC) == shown
