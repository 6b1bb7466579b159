"""The clock beside those of the servers polled: many know better than one."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.polling.server_clocks import ServerClocks, is_worth_keeping
from store import database
from store.polling.server_clock import ClockComparison, keep_comparison, kept_comparison
from store.settings import set_setting

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def read(*ahead: timedelta) -> ServerClocks:
    clocks = ServerClocks()
    for number, span in enumerate(ahead):
        clocks = clocks.read(f"{number}.example", NOW - span, NOW)
    return clocks


def test_two_servers_are_too_few() -> None:
    assert read(HOUR, HOUR).comparison(NOW) is None


@pytest.mark.parametrize(
    ("ahead", "middle"),
    [
        ((HOUR, HOUR, HOUR), HOUR),
        ((timedelta(), 400 * 24 * HOUR, timedelta(seconds=2)), timedelta(seconds=2)),  # one is off
        ((-HOUR, -HOUR, timedelta()), -HOUR),
    ],
)
def test_the_median_of_the_hosts_counts(ahead: tuple[timedelta, ...], middle: timedelta) -> None:
    assert read(*ahead).comparison(NOW) == ClockComparison(middle, 3, NOW)


def test_a_host_counts_once_with_what_it_said_last() -> None:
    clocks = read(HOUR, HOUR, HOUR)
    for number in range(3):
        clocks = clocks.read(f"{number}.example", NOW, NOW)
    assert clocks.comparison(NOW) == ClockComparison(timedelta(), 3, NOW)


@pytest.mark.parametrize(
    ("ahead", "later", "worth"),
    [
        (timedelta(seconds=2), timedelta(minutes=5), False),
        (timedelta(seconds=90), timedelta(minutes=5), True),
        (timedelta(seconds=2), 2 * HOUR, True),
    ],
)
def test_it_is_written_when_it_says_something(
    ahead: timedelta, later: timedelta, worth: bool
) -> None:
    kept = ClockComparison(timedelta(), 3, NOW)
    assert is_worth_keeping(ClockComparison(ahead, 3, NOW + later), kept) is worth
    assert is_worth_keeping(kept, None)


def test_it_is_kept(tmp_path: Path) -> None:
    comparison = ClockComparison(timedelta(seconds=-90), 12, NOW)
    with closing(database.open_writer(tmp_path / "alimon.sqlite")) as connection:
        assert kept_comparison(connection) is None
        keep_comparison(connection, comparison)
        assert kept_comparison(connection) == comparison
        set_setting(connection, "poller.clock", "what another program wrote")
        assert kept_comparison(connection) is None
