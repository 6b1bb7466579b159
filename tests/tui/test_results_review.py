"""Results are out: announced, reviewed with both numbers of each check, stored or left."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from app_keys import NORMAL, main, press, settle, words
from textual.widgets import Static

from store import database
from store.record.found_results import FOUND, ResultsOut, keep_found, waiting_results
from store.settings import set_setting
from tui.app import AlimonApp
from tui.presenters.release_child import (
    LONGEST_ANSWER,
    ReleaseUnread,
    ReviewedCheck,
    ReviewedClaim,
    ReviewedEvent,
    ReviewedFigure,
    ReviewedRelease,
    read_release,
    reviewed_release,
)
from tui.presenters.results_inbox import ResultsInbox
from tui.screens.main_screen import MainScreen
from tui.screens.results_review import ResultsReview, release_lines

URL = "https://company.example/results.pdf"
RESULTS = ResultsOut(
    "September quarter results", URL, "FY2027Q2", 120, 80, 40, 1, {"conflicts": 2}, ("r",)
)
RELEASE = ReviewedRelease(
    "September quarter results", "2026-09-30", "2026-11-25", "D", ("Robots",),
    {"reported": 80, "recast": 3},
    (
        ReviewedCheck("segments add up", True, Decimal(100), Decimal(100), "revenue"),
        ReviewedCheck("free cash flow", False, Decimal(-17300), Decimal(-17000), "RMB"),
    ),
    (ReviewedFigure("cloud_intelligence", "revenue", Decimal(54321), Decimal(36)),),
    (ReviewedEvent("cloud above 30", "firing", "36 %", "the release"),),
    (ReviewedClaim("rose 50%", "conflicts", "the record says +36 %", "A paper", "Cloud rose 50%"),),
)  # fmt: skip


class Reader:
    """Stands in for the child: remembers what it was asked."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.asked: list[tuple[str, bool]] = []

    async def __call__(self, path: Path, url: str, *, commit: bool = False) -> ReviewedRelease:
        self.asked.append((url, commit))
        if self.problem:
            raise ReleaseUnread(self.problem)
        return RELEASE


@pytest.fixture
def found(path: Path, app: AlimonApp) -> AlimonApp:
    """The app, after the poller has found a release."""
    connection = database.open_writer(path)
    keep_found(connection, RESULTS)
    connection.close()
    return app


def read_by(app: AlimonApp, reader: Reader) -> None:
    main(app).results = ResultsInbox(app.desk, reader)
    main(app).refresh_all()


async def test_what_the_poller_found_is_shown_checked_and_stored(
    found: AlimonApp, path: Path
) -> None:
    reader = Reader()
    async with found.run_test(size=NORMAL) as pilot:
        read_by(found, reader)
        await settle(pilot)
        assert [results.fiscal_label for results in main(found).results.waiting] == ["FY2027Q2"]
        assert "(results)" in main(found).bar.render_line(0).text
        await press(pilot, "V")
        assert isinstance(found.screen, ResultsReview)
        text = words(found.screen.query_one("#review-text", Static))
        assert "1 of 40 checks FAIL" in text
        assert "free cash flow: −17,300 and −17,000" in text
        assert text.index("free cash flow") < text.index("segments add up")
        assert "3 recast" in text
        assert "Robots" in text
        assert "54,321    +36%" in text
        assert "firing: cloud above 30  36 % · the release" in text
        assert "1 conflict\n" in text
        assert "“rose 50%” (the record says +36 %)  A paper: Cloud rose 50%" in text
        await press(pilot, "enter")
        assert reader.asked == [(URL, False), (URL, True)]
        assert isinstance(found.screen, MainScreen)
        assert main(found).results.waiting == ()
        reader_connection = database.open_reader(path)
        assert waiting_results(reader_connection) == ()
        reader_connection.close()


async def test_escape_leaves_it_for_later_and_x_for_good(found: AlimonApp) -> None:
    async with found.run_test(size=NORMAL) as pilot:
        read_by(found, Reader())
        await press(pilot, "V", "escape")
        assert main(found).results.waiting
        await press(pilot, "V", "x")
        assert not main(found).results.waiting
        await press(pilot, "V")
        assert isinstance(found.screen, MainScreen)


async def test_a_release_that_cannot_be_read_says_so_and_stays(found: AlimonApp) -> None:
    async with found.run_test(size=NORMAL) as pilot:
        read_by(found, Reader("nobody there"))
        await press(pilot, "V")
        assert "nobody there" in words(found.screen.query_one("#review-text", Static))
        await press(pilot, "enter")
        assert main(found).results.waiting


@pytest.mark.parametrize(
    "kept", [None, 3, {"FY": 1}, {"FY": {"title": "t"}}, {"FY": {"claims": {}}}]
)
async def test_a_setting_of_another_shape_is_nothing_waiting(path: Path, kept: object) -> None:
    connection = database.open_writer(path)
    set_setting(connection, FOUND, kept)
    assert waiting_results(connection) == ()
    connection.close()


def stated(kind: str, metric: str, period_end: str, growth: float | None) -> dict[str, object]:
    """An observation as the child prints it."""
    return {
        "kind": kind, "metric": metric, "segment": "cloud", "period_end": period_end,
        "period_type": "quarter", "unit": "CNY_mn", "value": 100, "yoy_pct": growth,
    }  # fmt: skip


def test_the_child_s_answer_becomes_checks_with_both_numbers() -> None:
    answer = {
        "release": {
            "title": "T\u202e", "period_end": "2026-09-30", "released": None, "basis": "D",
            "new_segments": [],
        },
        "observations": [
            stated("reported", "revenue", "2026-09-30", 21.5),
            stated("recast", "revenue", "2025-09-30", None),
            stated("reported", "capex", "2026-09-30", None),
        ],
        "checks": [{"name": "n", "ok": False, "left": 1.5, "right": 2, "note": ""}],
    }  # fmt: skip
    release = reviewed_release(json.dumps(answer).encode())
    assert (release.title, release.kinds) == ("T", {"reported": 2, "recast": 1})
    assert release.figures == (ReviewedFigure("cloud", "revenue", Decimal(100), Decimal("21.5")),)
    assert (release.events, release.claims) == (None, None)
    assert release.failed == (ReviewedCheck("n", False, Decimal("1.5"), Decimal(2), ""),)


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"release": 1}', b"\xff"])
def test_an_answer_that_is_none_is_explained(answer: bytes) -> None:
    with pytest.raises(ReleaseUnread):
        reviewed_release(answer)


async def test_what_keeps_the_child_from_reading_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.presenters.release_child.SECONDS", 0.0)
    with pytest.raises(ReleaseUnread, match="was not read within 0 seconds"):
        await read_release(tmp_path / "none.sqlite", URL)
    monkeypatch.setattr("sys.executable", "/no/such/python")
    with pytest.raises(ReleaseUnread, match="could not be started: No such file"):
        await read_release(tmp_path / "none.sqlite", URL)
    with pytest.raises(ReleaseUnread, match="too long to be one"):
        reviewed_release(b" " * (LONGEST_ANSWER + 1))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"figures": ()}, "none"),
        ({"events": None}, "not looked at: the database cannot be written"),
        ({"events": ()}, "none of yours"),
        ({"claims": None}, "not looked at: the database cannot be written"),
        ({"claims": ()}, "none seen"),
    ],
)
def test_a_review_says_where_there_is_nothing(changed: dict[str, object], told: str) -> None:
    release = replace(RELEASE, **changed)  # type: ignore[arg-type]
    assert told in [line.plain for line in release_lines(release)]


async def test_only_an_address_of_the_web_is_read(tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnread, match="no address"):
        await read_release(tmp_path / "x.sqlite", "--help")


async def test_the_child_s_complaint_is_passed_on(path: Path) -> None:
    with pytest.raises(ReleaseUnread, match=r"127\.0\.0\.1"):
        await read_release(path, "http://127.0.0.1:9/results.pdf")
