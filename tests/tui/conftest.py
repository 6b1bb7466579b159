"""A small database as the poller would have left it, and the app on it with a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path
from shutil import copyfile

import pytest
import textual.app
import textual.pilot
from app_keys import nothing_to_do
from sample_news import NOW, SAMPLES, poll, tagged

from store import database
from store.polling.subscriptions import NewFeed, add_feed
from tui.app import AlimonApp
from tui.panes import headline_stream_pane, watched_views
from tui.screens import command_card, rule_form


@pytest.fixture(autouse=True, scope="session")
def _no_waiting() -> Iterator[None]:
    """Wait for what is to be done, not for time to pass."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textual.app, "wait_for_idle", nothing_to_do)
        patch.setattr(textual.pilot, "wait_for_idle", nothing_to_do)
        patch.setattr(headline_stream_pane, "DETAIL_SECONDS", 0.0005)
        for typed_in in (headline_stream_pane, command_card, rule_form):
            patch.setattr(typed_in, "TYPING_SECONDS", 0.0005)
        patch.setattr(watched_views, "RESTS", 0.0)
        yield


@pytest.fixture(scope="session")
def sample_file(record_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample database, to be copied: making it takes 60 ms of the processor."""
    where = copyfile(record_file, tmp_path_factory.mktemp("sample") / "alimon.sqlite")
    connection = database.open_writer(where)
    for number, name in enumerate(("Example Wire", "样例财经"), start=1):
        feed = add_feed(connection, NewFeed(f"https://wire{number}.example.org/rss", name), NOW)
        entries = [
            tagged(
                n,
                f"{title} ({n})" if n >= len(SAMPLES) else title,
                topics,
                companies,
                NOW - timedelta(minutes=7 * n + feed),
            )
            for n, (title, topics, companies) in enumerate(SAMPLES * 5)
        ][feed - 1 :][:30]
        poll(connection, feed, entries, NOW)
    connection.close()
    return where


@pytest.fixture
def path(sample_file: Path, tmp_path: Path) -> Path:
    """A database with the bundled history, two feeds and 60 headlines."""
    return copyfile(sample_file, tmp_path / "alimon.sqlite")


@pytest.fixture
def arrive(path: Path) -> Iterator[Callable[[str], None]]:
    """Let a headline arrive, as another process would write it."""
    connection = database.open_writer(path, NOW)
    number = 1000

    def arrives(title: str) -> None:
        nonlocal number
        number += 1
        poll(connection, 1, [tagged(number, title, {}, (), NOW)], NOW + timedelta(seconds=number))

    yield arrives
    connection.close()


@pytest.fixture
def app(path: Path) -> Iterator[AlimonApp]:
    """The app on the sample database, without a poller, with a clock that stands."""
    app = AlimonApp(path, poll=False, clock=lambda: NOW, zone=UTC)
    yield app
    app.close()
