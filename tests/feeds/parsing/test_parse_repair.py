"""The repair worker: killed when late or large, started again when needed, gone when we are."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feeds.parsing.repair import LARGE, CannotRepair, Repairer

BROKEN = "<rss version='2.0'><channel><title>Wire</title><item><title>One</title><link>https://a.example/1</link>"
# Quadratic for feedparser's loose parser: it takes many seconds.
SLOW = "<rss><channel><item>" + "<b>" * 200_000


needs_ps = pytest.mark.skipif(shutil.which("ps") is None, reason="ps is not installed")


def ps(*options: str) -> list[str]:
    return subprocess.run(
        ["ps", *options], capture_output=True, text=True, check=False
    ).stdout.splitlines()


def workers_of(process: int) -> set[int]:
    listing = [line.split(maxsplit=2) for line in ps("-A", "-ww", "-o", "pid=,ppid=,args=")]
    return {
        int(pid)
        for pid, parent, command in listing
        if int(parent) == process and "feeds.parsing.repair_worker" in command
    }


def is_alive(process: int) -> bool:
    return any(not state.startswith("Z") for state in ps("-o", "stat=", "-p", str(process)))


def wait_until_gone(process: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(process)


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    with Repairer() as repairer:
        feed = repairer.repair(BROKEN)
    assert (feed.format, feed.title) == ("RSS 2.0", "Wire")
    assert [(entry.title, entry.link) for entry in feed.entries] == [("One", "https://a.example/1")]


@needs_ps
def test_nothing_is_started_until_it_is_needed() -> None:
    before = workers_of(os.getpid())
    with Repairer() as repairer:
        assert workers_of(os.getpid()) - before == set()
        repairer.repair(BROKEN)
        (worker,) = workers_of(os.getpid()) - before
        repairer.repair(BROKEN)
        assert workers_of(os.getpid()) - before == {worker}
    assert not is_alive(worker)


def test_a_slow_document_costs_its_deadline_and_the_next_one_nothing() -> None:
    with Repairer(deadline=0.3) as repairer:
        repairer.repair(BROKEN)
        started = time.monotonic()
        with pytest.raises(CannotRepair, match=r"took longer than 0\.3 s"):
            repairer.repair(SLOW)
        assert time.monotonic() - started < 4  # not the minutes that SLOW would take
        assert len(repairer.repair(BROKEN).entries) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not limit a process's memory")
def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    with Repairer(memory=45 << 20, deadline=60) as repairer:  # a busy machine is slow to fill it
        with pytest.raises(CannotRepair, match="memory"):
            repairer.repair(f"<rss><channel><item><title>{'<a>x</a>' * 200_000}")
        assert len(repairer.repair(BROKEN).entries) == 1


@needs_ps
def test_a_large_document_leaves_no_large_worker_behind() -> None:
    before = workers_of(os.getpid())
    with Repairer(deadline=5) as repairer:
        repairer.repair(f"<rss><channel><item><title>{'a' * LARGE}")
        assert workers_of(os.getpid()) == before


@needs_ps
def test_a_worker_that_dies_is_replaced() -> None:
    before = workers_of(os.getpid())
    with Repairer() as repairer:
        repairer.repair(BROKEN)
        (worker,) = workers_of(os.getpid()) - before
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(CannotRepair):
            repairer.repair(BROKEN)
        assert len(repairer.repair(BROKEN).entries) == 1


@needs_ps
def test_threads_share_one_worker() -> None:
    before = workers_of(os.getpid())
    with Repairer(deadline=5) as repairer, ThreadPoolExecutor(8) as pool:
        documents = [BROKEN.replace("One", f"Item {number}") for number in range(40)]
        feeds = list(pool.map(repairer.repair, documents))
        assert len(workers_of(os.getpid()) - before) == 1
    assert [feed.entries[0].title for feed in feeds] == [f"Item {number}" for number in range(40)]


@needs_ps
@pytest.mark.parametrize(
    ("document", "patience"), [(BROKEN, 2.0), (SLOW, 4.0)], ids=["idle", "busy"]
)
def test_a_parent_that_is_killed_leaves_no_worker(document: str, patience: float) -> None:
    """Idle, the worker sees its socket end; busy, its own alarm ends it."""
    script = (
        "import sys, threading\n"
        "from feeds.parsing.repair import Repairer\n"
        "repairer = Repairer(deadline=0.5)\n"
        f"repairer.repair({BROKEN!r})\n"
        "document = sys.stdin.read()\n"
        "threading.Thread(target=repairer.repair, args=(document,), daemon=True).start()\n"
        "print('started', flush=True)\n"
        "threading.Event().wait()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent:
        parent.stdin.write(document)
        parent.stdin.close()
        assert parent.stdout.readline() == "started\n"
        (worker,) = workers_of(parent.pid)
        parent.kill()
    assert wait_until_gone(worker, patience)
