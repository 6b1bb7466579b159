"""Long work in a child: how far it is, what it says at the end, and that it can be stopped."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import database
from store.polling.subscriptions import subscriptions
from tui.presenters.child_work import (
    ChildFailed,
    Progress,
    progress_line,
    read_progress,
    run_alimon,
)

OPML = """<opml version="2.0"><body>
<outline type="rss" text="Third Wire" xmlUrl="https://wire3.example.org/rss"/>
</body></opml>"""


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_progress_is_read_as_it_is_written(done: int, total: int) -> None:
    progress = read_progress("retagging", progress_line("comparing", done, total))
    assert progress == Progress("retagging: comparing", done, total)


@given(st.text())
def test_any_other_line_is_no_progress(line: str) -> None:
    if not line.startswith("progress"):
        assert read_progress("retagging", line) is None


def test_the_sentence_says_what_is_done_and_left() -> None:
    assert Progress("polling", 12, 59).sentence == "polling 12 of 59 · 47 left"
    assert Progress("importing x").sentence == "importing x …"


async def test_a_child_does_the_work_and_says_so(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text(OPML)
    heard: list[Progress] = []
    said = await run_alimon(path, ("feeds", "import", "--", str(file)), "importing", heard.append)
    assert "added 1 of 1" in said
    assert heard[0] == Progress("importing")
    reader = database.open_reader(path)
    assert "Third Wire" in [feed.title for feed in subscriptions(reader)]
    reader.close()


async def test_what_went_wrong_is_the_childs_last_line(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text("no list")
    with pytest.raises(ChildFailed, match="no feed list"):
        await run_alimon(path, ("feeds", "import", "--", str(file)), "importing", print)


async def test_a_blank_line_is_not_the_end_of_what_a_child_says(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nprintf 'one\\n\\nprogress x 1 2\\nalimon: why\\n' >&2; exit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    heard: list[Progress] = []
    with pytest.raises(ChildFailed, match=r"^why$"):
        await run_alimon(path, ("retag",), "retagging", heard.append)
    assert heard[-1] == Progress("retagging: x", 1, 2)


@pytest.mark.parametrize(("program", "word"), [("/no/such/python", "x"), (sys.executable, "\0")])
async def test_a_child_that_cannot_be_started_is_a_failure_in_words(
    path: Path, monkeypatch: pytest.MonkeyPatch, program: str, word: str
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(ChildFailed, match="cannot be started: "):
        await run_alimon(path, ("feeds", "add", word), "adding", print)


async def test_retagging_tells_how_far_it_is(path: Path) -> None:
    heard: list[Progress] = []
    await run_alimon(path, ("retag", "--yes", "--progress"), "retagging", heard.append)
    assert heard[1].words == "retagging: comparing"
    assert heard[1].total == 60


async def test_stopped_work_leaves_no_child(path: Path) -> None:
    started = asyncio.Event()
    task = asyncio.create_task(
        run_alimon(path, ("retag", "--yes", "--progress"), "r", lambda _: started.set())
    )
    await started.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
