"""What the doctor concludes from what it saw: one table per area."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from store.configuration_file import load_configuration, read_configuration
from store.database import newest_version
from store.database_health import DatabaseContents, DatabaseHealth
from store.polling.feed_health import FeedHealth, State
from store.polling.poller_presence import PollerInfo
from store.polling.server_clock import ClockComparison
from tui.checkup.configuration_findings import configuration_findings
from tui.checkup.database_findings import database_findings
from tui.checkup.feed_findings import feed_findings, poller_findings
from tui.checkup.finding import Finding, Level, size_in_words
from tui.checkup.machine_findings import clock_findings, disk_findings, sqlite_finding
from tui.checkup.terminal_findings import Terminal, look_at_terminal, terminal_findings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONTENTS = DatabaseContents(10, 2_473, 59, 1, 0, NOW - timedelta(minutes=5), date(2026, 8, 24))
HEALTHY = DatabaseHealth(
    Path("alimon.sqlite"),
    exists=True,
    writable=True,
    bytes=1_000_000,
    schema=newest_version(),
    contents=CONTENTS,
)
XTERM = Terminal(
    is_terminal=True,
    term="xterm-256color",
    colorterm="truecolor",
    encoding="utf-8",
    columns=120,
    lines=40,
    no_color=False,
    locale="de_DE.UTF-8",
)


def beside_servers(ahead: timedelta) -> DatabaseContents:
    return replace(CONTENTS, clock=ClockComparison(ahead, 14, NOW - timedelta(minutes=5)))


def worst(findings: tuple[Finding, ...]) -> Level:
    order: tuple[Level, ...] = ("fine", "note", "warning", "broken")
    return max((finding.level for finding in findings), key=order.index)


def words(findings: tuple[Finding, ...]) -> str:
    return "\n".join(f"{finding.text} ({finding.remedy})" for finding in findings)


def feed(number: int, state: State, streak: int = 0) -> FeedHealth:
    return FeedHealth(
        id=number,
        title=f"Feed {number}",
        url=f"https://example.org/{number}",
        folder="",
        language="",
        kind="news",
        origin="user",
        state=state,
        words="HTTP 503" if state == "failing" else "fine",
        last_poll_at=NOW,
        last_success_at=None,
        last_new_at=None,
        silent_since=None,
        failure_streak=streak,
        http_status=None,
        wire_bytes=None,
        duration_ms=None,
        entries=None,
        headlines=0,
        repaired=None,
        unstable_ids=False,
        requested=False,
        paused_reason=None,
        next_poll_at=None,
        next_poll_reason="",
    )


@pytest.mark.parametrize(
    ("health", "level", "said"),
    [
        (HEALTHY, "fine", "2,473 figures"),
        (replace(HEALTHY, exists=False, contents=None), "note", "does not exist yet"),
        (replace(HEALTHY, exists=False, writable=False), "broken", "folder cannot be written"),
        (
            replace(HEALTHY, problem="it is damaged", damaged=True),
            "broken",
            "a backup in its place",
        ),
        (
            replace(HEALTHY, full=True),
            "broken",
            "free some space at",
        ),
        (replace(HEALTHY, problem="cannot open it"), "broken", "check the file and its rights"),
        (replace(HEALTHY, mistakes=("row missing",), damaged=True), "broken", "row missing"),
        (replace(HEALTHY, schema=999, contents=None), "broken", "upgrade alimon"),
        (replace(HEALTHY, schema=1, contents=None), "note", "brings it up to date"),
        (replace(HEALTHY, writable=False), "broken", "cannot be written"),
        (replace(HEALTHY, wal_bytes=600_000_000), "warning", "write-ahead log"),
        (replace(HEALTHY, contents=replace(CONTENTS, waiting=3)), "note", "3 headlines are not"),
        (replace(HEALTHY, contents=replace(CONTENTS, waiting=30_000)), "warning", "30,000"),
    ],
)
def test_database(health: DatabaseHealth, level: Level, said: str) -> None:
    findings = database_findings(health)

    assert worst(findings) == level
    assert said in words(findings)


@pytest.mark.parametrize(
    ("poller", "polled", "level", "said"),
    [
        (None, NOW, "note", "no poller is running"),
        (PollerInfo(4711, NOW, True, 7), NOW, "fine", "process 4711"),
        (PollerInfo(4711, NOW, True, 7), None, "fine", "started by the app"),
        (
            PollerInfo(4711, NOW, False, 7),
            NOW - timedelta(days=2),
            "warning",
            "has not polled since",
        ),
        (PollerInfo(4711, NOW, True), NOW, "warning", "of an earlier alimon: process 4711"),
    ],
)
def test_poller(
    poller: PollerInfo | None, polled: datetime | None, level: Level, said: str
) -> None:
    findings = poller_findings(poller, polled, NOW)

    assert worst(findings) == level
    assert said in words(findings)


@pytest.mark.parametrize(
    ("feeds", "level", "said"),
    [
        ([], "note", "feed list is empty"),
        ([feed(1, "ok"), feed(2, "ok"), feed(3, "new")], "fine", "3 feeds: 2 ok, 1 new"),
        ([feed(1, "ok"), feed(2, "failing", 4)], "warning", "Feed 2: HTTP 503"),
        ([feed(1, "offline")], "warning", "no network"),
        ([feed(n, "failing", n) for n in range(1, 13)], "warning", "2 more feeds fail"),
    ],
)
def test_feeds(feeds: list[FeedHealth], level: Level, said: str) -> None:
    findings = feed_findings(feeds)

    assert worst(findings) == level
    assert said in words(findings)


def test_a_feed_without_a_title_is_named_by_its_host_alone() -> None:
    address = "https://example.org/feed?token=secret"
    said = words(feed_findings([replace(feed(1, "failing", 2), title=address, url=address)]))
    assert "example.org: " in said
    assert "secret" not in said


def test_the_longest_failing_feed_comes_first() -> None:
    findings = feed_findings([feed(1, "failing", 2), feed(2, "failing", 9)])

    assert findings[1].text.startswith("Feed 2")
    assert "alimon feeds check 2" in findings[1].remedy


@pytest.mark.parametrize(
    ("terminal", "level", "said"),
    [
        (XTERM, "fine", "120x40"),
        (replace(XTERM, is_terminal=False), "note", "not a terminal"),
        (replace(XTERM, term="dumb"), "broken", "TERM is dumb"),
        (replace(XTERM, term=""), "broken", "TERM is not set"),
        (replace(XTERM, columns=50), "warning", "too small"),
        (replace(XTERM, lines=10), "warning", "too small"),
        (replace(XTERM, colorterm=""), "note", "COLORTERM"),
        (replace(XTERM, no_color=True), "note", "NO_COLOR"),
        (replace(XTERM, encoding="US-ASCII"), "warning", "Chinese is shown as ??"),
        (replace(XTERM, locale="C"), "note", 'marks = "ascii"'),
        (replace(XTERM, locale=""), "note", "no locale is set"),
        (replace(XTERM, encoding="", is_terminal=False), "warning", "encoding is unknown"),
    ],
)
def test_terminal(terminal: Terminal, level: Level, said: str) -> None:
    findings = terminal_findings(terminal)

    assert worst(findings) == level
    assert said in words(findings)


@pytest.mark.parametrize(
    ("free", "level"),
    [(1_000_000_000, "fine"), (100_000_000, "warning"), (1_000_000, "broken"), (0, "broken")],
)
def test_disk(free: int, level: Level) -> None:
    assert worst(disk_findings(free, Path("/srv/alimon"))) == level


def test_a_full_disk_is_named() -> None:
    (finding,) = disk_findings(0, Path("/srv/alimon"))

    assert finding.text == "0 bytes free at /srv/alimon"
    assert "nothing can be stored" in finding.remedy


def test_a_disk_that_cannot_be_measured_is_not_judged() -> None:
    assert disk_findings(None, Path("/srv/alimon")) == ()


@pytest.mark.parametrize(
    ("contents", "now", "level", "said"),
    [
        (None, NOW, "fine", "2026-11-23"),
        (CONTENTS, NOW, "fine", "12:00:00 UTC"),
        (CONTENTS, NOW - timedelta(hours=1), "broken", "before the last poll"),
        (replace(CONTENTS, newest_poll=None), datetime(2024, 1, 1, tzinfo=UTC), "broken", "figure"),
        (beside_servers(timedelta(seconds=40)), NOW, "fine", "as the 14 servers polled until"),
        (beside_servers(timedelta(hours=3)), NOW, "broken", "3 hours ahead of the 14 servers"),
        (beside_servers(timedelta(days=-1)), NOW, "broken", "1 day behind the 14 servers"),
        (beside_servers(timedelta(minutes=11)), NOW, "broken", "11 minutes ahead"),
    ],
)
def test_clock(contents: DatabaseContents | None, now: datetime, level: Level, said: str) -> None:
    findings = clock_findings(contents, now)

    assert worst(findings) == level
    assert said in words(findings)


@pytest.mark.parametrize(
    ("version", "full_text", "level"),
    [((3, 40, 1), True, "fine"), ((3, 31, 0), True, "broken"), ((3, 40, 1), False, "broken")],
)
def test_sqlite(version: tuple[int, ...], full_text: bool, level: Level) -> None:
    assert sqlite_finding(version, full_text).level == level


def test_a_mistake_in_the_configuration_is_named_by_file_and_line() -> None:
    text = '[polling]\nshortest = "soon"\n[keys]\n"headlines.fly" = "F"\n'
    configuration = read_configuration(text, Path("config.toml"))

    findings = configuration_findings(configuration, exists=True)

    assert [finding.level for finding in findings] == ["warning", "warning"]
    assert "config.toml:2" in findings[0].text
    assert "headlines.fly" in findings[1].text


def test_a_configuration_that_cannot_be_read_is_no_matter_of_a_line(tmp_path: Path) -> None:
    (finding,) = configuration_findings(load_configuration(tmp_path), exists=True)

    assert "Is a directory" in finding.text
    assert "make it a file that can be read" in finding.remedy


@pytest.mark.parametrize(("text", "exists"), [("", True), ("", False)])
def test_a_configuration_without_mistakes_is_fine(text: str, exists: bool) -> None:
    configuration = read_configuration(text, Path("config.toml"))

    assert worst(configuration_findings(configuration, exists)) == "fine"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (12_345, "12.3 kB"),
        (999_999, "1.0 MB"),
        (85_100_000_000, "85.1 GB"),
        (2_000_000_000_000, "2.0 TB"),
    ],
)
def test_sizes_are_said_in_decimal_units(size: int, said: str) -> None:
    assert size_in_words(size) == said


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, "C"),
        ({"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"}, "C.UTF-8"),
        ({"LANG": "C"}, "C"),
        ({}, ""),
    ],
)
def test_the_locale_is_the_one_that_decides_about_characters(
    environment: dict[str, str], locale: str
) -> None:
    assert look_at_terminal(sys.stdout, environment).locale == locale
