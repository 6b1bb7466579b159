"""A release of the company's page, from the watch to the record through the review screen: the real
reader in its child process, over loopback HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import made_release
import pytest
from app_keys import NORMAL, main, press, settle, words
from textual.widgets import Static

from feeds.release.reader import read_document
from feeds.release.watch import take_release
from store import database
from store.alerts.events import latest_events
from store.record.found_results import waiting_results
from store.rules.saved import add_rule
from tui.app import AlimonApp
from tui.screens.results_review import ResultsReview

NOW = datetime(2030, 11, 20, 12, tzinfo=UTC)


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.end_headers()
        self.wfile.write(made_release.as_pdf())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/results.pdf"
        server.shutdown()
        thread.join()


@pytest.fixture
def announced(path: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample database after the poller found the release; a rule waits for it."""
    configuration = tmp_path / "config.toml"
    configuration.write_text('[network]\nprivate = ["127.0.0.1"]\n', encoding="utf-8")
    monkeypatch.setenv("ALIMON_CONFIG", str(configuration))
    connection = database.open_writer(path, NOW)
    add_rule(connection, "cloud.revenue.yoy > 42", NOW, name="cloud in a hurry")
    take_release(connection, read_document(made_release.as_pdf()), url, NOW)
    connection.close()
    return path


async def test_a_release_is_stored_through_the_screen_and_fires_what_it_said(
    announced: Path, app: AlimonApp
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        (waiting,) = main(app).results.waiting
        assert waiting.fires == ("cloud in a hurry",)
        await press(pilot, "V")
        assert isinstance(app.screen, ResultsReview)
        text = words(app.screen.query_one("#review-text", Static))
        assert "firing: cloud in a hurry  44%" in text
        assert "new segment, kept as printed: robotics group" in text
        await press(pilot, "enter")
        reader = database.open_reader(announced)
        assert waiting_results(reader) == ()
        stored = reader.execute(
            "select value, kind, source_url from observations where period_end = '2030-09-30'"
            " and segment = 'robotics_group' and metric = 'revenue' and unit = 'CNY_mn'"
        ).fetchall()
        assert [tuple(row) for row in stored] == [("16", "reported", waiting.url)]
        fired = latest_events(reader)[0]
        assert (fired.rule_name, fired.state_to, fired.value) == (
            "cloud in a hurry",
            "firing",
            "44%",
        )
        reader.close()
