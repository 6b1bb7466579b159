"""Quitting ends the process within a bounded time, whatever still runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tui.departure import HUNG_UP

STUCK = {
    "a thread that never ends": """
import threading
threading.Thread(target=threading.Event().wait, name="user-writes_0").start()
""",
    "an executor that never ends": """
import threading
from concurrent.futures import ThreadPoolExecutor
ThreadPoolExecutor(1, thread_name_prefix="user-writes").submit(threading.Event().wait)
""",
    "the main thread": """
import threading
held = threading.Thread(target=threading.Event().wait, name="user-writes_0")
held.start()
held.join()
""",
}


def run(program: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("stuck", STUCK.values(), ids=STUCK)
def test_the_process_ends_and_names_what_it_left(stuck: str) -> None:
    program = f"""
from tui.departure import Departure
Departure(patience=0.05, limit=0.3).begin(3)
{stuck}
"""
    began = time.monotonic()
    ran = run(program)
    assert ran.returncode == 3
    assert time.monotonic() - began < 30
    assert b"left without waiting longer for user-writes_0" in ran.stderr


def test_a_standard_error_that_was_replaced_does_not_hold_it() -> None:
    """As Textual replaces it while it paints."""
    program = f"""
import sys, types
from tui.departure import Departure
sys.stderr = types.SimpleNamespace(fileno=lambda: -1, write=len, flush=list)
Departure(patience=0.05, limit=0.3).begin(3)
{STUCK["a thread that never ends"]}
"""
    ran = run(program)
    assert ran.returncode == 3
    assert b"left without waiting" in ran.stderr


def test_a_process_that_ends_by_itself_is_left_alone() -> None:
    program = "from tui.departure import Departure; Departure(patience=30, limit=60).begin(3)"
    ran = run(program)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_terminal_that_takes_no_more_text_does_not_hold_it() -> None:
    program = """
import os, sys, threading
from tui.departure import Departure
os.set_blocking(2, False)
try:
    while True:
        os.write(2, b"x" * 65536)
except BlockingIOError:
    os.set_blocking(2, True)
Departure(patience=0.05, limit=0.3).begin(3)
threading.Thread(target=os.write, args=(2, b"x" * 65536)).start()
"""
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) as child:
        assert child.wait(60) == 3


def test_the_process_ends_when_its_terminal_goes_away_without_a_signal() -> None:
    parent, child = os.openpty()
    program = """
import threading
from tui.departure import Departure
departure = Departure(patience=0.05, limit=0.3)
departure.with_terminal(0, lambda: None)
print("waiting", flush=True)
threading.Event().wait()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=child, stdout=subprocess.PIPE, stderr=child
    )
    os.close(child)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        os.close(parent)
        assert process.wait(30) == HUNG_UP
    finally:
        process.kill()
        process.communicate()
