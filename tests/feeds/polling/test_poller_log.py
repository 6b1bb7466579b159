"""What the poller writes down: a line an event, in bounded files, never instead of polling."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from feeds.polling import log_file
from feeds.polling.log_file import logged
from feeds.polling.log_line import poll_line
from feeds.polling.options import Audience
from feeds.polling.polled import FeedReport
from store.polling.poller_log import log_path

REPORT = FeedReport(
    feed=3,
    name='A "quoted" \\ name\nof two lines',
    outcome="ok",
    message="",
    status=200,
    entries=40,
    new=2,
    wire_bytes=5_120,
    duration=timedelta(milliseconds=70),
)


def audience() -> tuple[Audience, list[FeedReport], list[str]]:
    reports: list[FeedReport] = []
    troubles: list[str] = []
    return Audience(reports.append, troubles.append), reports, troubles


def test_a_poll_is_one_line_whatever_its_name_holds() -> None:
    assert poll_line(REPORT) == (
        'feed=3 name="A \\"quoted\\" \\\\ name of two lines" outcome=ok status=200 entries=40 '
        "new=2 edited=0 bytes=5120 ms=70"
    )


def test_what_is_heard_is_also_written_down(tmp_path: Path) -> None:
    database = tmp_path / "a.sqlite"
    heard, reports, troubles = audience()

    with logged(database, heard) as both:
        both.report(REPORT)
        both.complain("the disk is full")

    first, second = log_path(database).read_text(encoding="utf-8").splitlines()
    assert first.endswith(poll_line(REPORT))
    assert first[10] == "T"
    assert first[19] == "Z"
    assert second.endswith('trouble="the disk is full"')
    assert (reports, troubles) == ([REPORT], ["the disk is full"])


def test_old_lines_give_way_to_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "BYTES", 2_000)
    database = tmp_path / "a.sqlite"

    with logged(database, audience()[0]) as both:
        for _ in range(100):
            both.report(REPORT)

    files = sorted(file.name for file in tmp_path.iterdir())
    assert files == ["a.sqlite.log", "a.sqlite.log.1", "a.sqlite.log.2"]
    assert all(file.stat().st_size <= 2_000 for file in tmp_path.iterdir())


def test_a_log_that_cannot_be_written_is_told_once_and_polling_goes_on(tmp_path: Path) -> None:
    database = tmp_path / "a.sqlite"
    log_path(database).mkdir()  # root may write everywhere, but not into a folder
    heard, reports, troubles = audience()

    with logged(database, heard) as both:
        both.report(REPORT)
        both.report(REPORT)

    assert len(reports) == 2
    assert len(troubles) == 1
    assert "cannot write the log" in troubles[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told_once_and_polling_goes_on(tmp_path: Path) -> None:
    database = tmp_path / "a.sqlite"
    log_path(database).symlink_to("/dev/full")
    heard, reports, troubles = audience()

    with logged(database, heard) as both:
        for _ in range(3):
            both.report(REPORT)

    assert len(reports) == 3
    assert troubles == [f"cannot write the log {log_path(database)}: No space left on device"]
