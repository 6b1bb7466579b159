"""Ordeals of the app: killed under load, in a crowd on one file, on a full or locked one."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from terminal import Terminal
from torture_bed import FEEDS, PER_ROUND, Bed

from store.polling.poller_presence import poller_running

KEYS = (b"j", b"k", b"s", b"m", b"n", b"g", b" ", b"R", b"1", b"2", b"3", b"4", b"z")
UNWANTED = re.compile(rb"is locked|another program holds|Traceback|OperationalError")


class Fingers:
    """Somebody at an app in a terminal: reads what it paints, presses any key of `keys`."""

    def __init__(self, bed: Bed, chance: random.Random, command: list[str] | None = None) -> None:
        self.bed = bed
        self.chance = chance
        self.terminal = Terminal(command or bed.command(), environment=bed.environment)
        self.ended = False

    def work(self, seconds: float, keys: tuple[bytes, ...] = KEYS) -> None:
        """Press a key now and then for so long, or until the app ends."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.ended:
            try:
                self.terminal.read(min(0.1, max(0.0, end - time.monotonic())))
                if keys and self.chance.random() < 0.3:
                    self.terminal.type(self.chance.choice(keys))
            except (EOFError, OSError):
                self.ended = True

    def saw(self, words: str) -> bool:
        return words.encode() in self.terminal.screen

    def quit(self) -> int:
        """Leave the app as a user does; its exit code."""
        return self.terminal.quit(b"\x11")


@contextmanager
def flood(bed: Bed, every: float) -> Iterator[None]:
    """The river gains a round every so many seconds, meanwhile."""
    over = threading.Event()

    def rise() -> None:
        while not over.wait(every):
            bed.river.round += 1

    thread = threading.Thread(target=rise, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def kill_app(bed: Bed, kills: int) -> str:
    """The app is killed at random moments from its first instruction on, its poller at work; every
    fourth time the poller with it."""
    chance = random.Random(20_260_820)
    bed.poll()
    committed, lost, torn, both, working = bed.headlines(), 0, 0, 0, 0
    for number in range(kills):
        bed.river.round = 2 + number // 10
        before = bed.polls()
        fingers = Fingers(bed, chance)
        if number % 2:  # every other time surely while the poller writes
            end = time.monotonic() + 20
            while bed.polls() == before and time.monotonic() < end:
                fingers.work(0.02)
            fingers.work(chance.random())
        else:
            fingers.work(chance.random() * 3)
        poller = poller_running(bed.path)
        fingers.terminal.kill()
        if number % 4 == 1 and poller is not None and poller.process is not None:
            both += 1
            os.kill(poller.process, signal.SIGKILL)
        bed.expect_alone()
        working += before < bed.polls()
        now = bed.headlines()
        lost += now < committed
        torn += now % PER_ROUND != 0
        committed = now
        bed.expect(UNWANTED.search(fingers.terminal.screen) is None, f"kill {number}: an error")
    bed.expect(lost == 0, f"headlines lost {lost} times")
    bed.expect(torn == 0, f"a poll half written {torn} times")
    bed.expect_sound()
    bed.expect_complete()
    bed.expect_sound()
    bed.expect_told()
    last = Fingers(bed, chance)
    last.work(4, keys=())
    bed.expect(last.saw("River"), "the next start shows no headline")
    bed.expect(last.quit() == 0, "the next start does not end well")
    bed.expect_alone()
    return (
        f"{kills} kills, {working} of them with polls under way, {both} with the poller; "
        f"{bed.headlines()} headlines kept, {len(bed.told())} alerts sent"
    )


def crowd(bed: Bed, _kills: int) -> str:
    """Two apps and one `alimon poll` on one file, all writing; the poller is killed half way."""
    poller = bed.start("poll")
    bed.expect_within(20, lambda: bed.polls() > 0, "the poller does not poll")
    apps = [Fingers(bed, random.Random(number)) for number in range(2)]
    threads = [threading.Thread(target=app.work, args=(24,)) for app in apps]
    with flood(bed, 2):
        for thread in threads:
            thread.start()
        time.sleep(12)
        poller.kill()
        _, poller_said = poller.communicate()
        bed.expect_within(15, lambda: poller_running(bed.path) is not None, "nobody took over")
        for number in range(5):  # a third writer, from the shell
            other = bed.start("alerts", "add", f'topic:ai and ~ "word{number}"')
            _, said = other.communicate(timeout=60)
            bed.expect(other.returncode == 0, f"a rule was not added: {said.strip()[-200:]}")
        for thread in threads:
            thread.join()
    bed.river.round += 1
    newest = f"headline{bed.river.round * PER_ROUND - 1}"
    wanted = FEEDS * PER_ROUND * bed.river.round
    bed.expect_within(
        30, lambda: bed.headlines() == wanted, f"{bed.headlines()} headlines, not {wanted}"
    )
    for app in apps:
        app.work(0.2, keys=(b"1",))
        app.terminal.type(b"\x1b")
        app.work(0.5, keys=())
        app.terminal.type(b"1gg")
        app.work(3, keys=(b"g",))
        bed.expect(not app.ended, "an app ended by itself")
        bed.expect(app.saw(newest), f"an app does not show {newest}")
    for app in apps:
        bed.expect(app.quit() == 0, "an app does not end well")
        bed.expect(UNWANTED.search(app.terminal.screen) is None, _excerpt(app))
    bed.expect(UNWANTED.search(poller_said.encode()) is None, f"the poller said {poller_said}")
    bed.expect_alone()
    bed.expect_sound()
    marked = bed.value("select count(*) from headlines where read_at > '' or starred_at > ''")
    bed.expect(int(marked) > 0, "nothing the users did was kept")
    return (
        f"{bed.headlines()} headlines seen by both, {marked} marked by their users, no error shown"
    )


def app_locked(bed: Bed, _kills: int) -> str:
    """Another program holds the write lock for ten seconds while the user stars headlines."""
    bed.poll()
    app = Fingers(bed, random.Random(3))
    app.work(4, keys=())
    other = sqlite3.connect(bed.path, isolation_level=None, timeout=30)
    other.execute("begin immediate")
    end = time.monotonic() + 10
    slowest = 0.0
    app.terminal.type(b"s")
    while time.monotonic() < end:
        slowest = max(slowest, app.terminal.press(b"j"))
        app.work(0.3, keys=())
    other.execute("rollback")
    other.close()
    bed.expect_within(
        10,
        lambda: bed.value("select count(*) from headlines where starred_at is not null") == 1,
        "the star was not kept",
    )
    bed.expect(slowest < 1_000, f"a key took {slowest:.0f} ms")
    bed.expect(app.quit() == 0, "the app does not end well")
    bed.expect(UNWANTED.search(app.terminal.screen) is None, _excerpt(app))
    bed.expect_alone()
    bed.expect_sound()
    return f"the star was kept, the slowest key {slowest:.0f} ms, no error shown"


def app_full(bed: Bed, _kills: int) -> str:
    """The app on a file that may not grow: it says so, goes on, and ends well."""
    bed.poll()
    first = Fingers(bed, random.Random(4))  # which brings the bundled record into the file
    first.work(6, keys=())
    first.quit()
    app = Fingers(bed, random.Random(4), _with_full_disk(bed))
    bed.river.round = 30
    app.work(6, keys=(b"j", b"s", b"m"))
    bed.expect(not app.ended, "the app ended")
    bed.expect(app.saw("no space left"), "it does not say that the disk is full")
    bed.expect(app.quit() == 0, "the app does not end well")
    bed.expect(b"Traceback" not in app.terminal.screen, "a traceback")
    bed.expect_alone()
    bed.expect_sound()
    bed.expect_complete()
    return "says that no space is left, goes on, and ends well"


def _with_full_disk(bed: Bed) -> list[str]:
    size = 60_000  # of the log ahead of the database, which every write grows first
    script = (
        "import os, resource, sys; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    return [sys.executable, "-c", script, *bed.command()[1:]]


def _excerpt(app: Fingers) -> str:
    found = UNWANTED.search(app.terminal.screen)
    if found is None:
        return ""
    around = app.terminal.screen[max(0, found.start() - 100) : found.end() + 100]
    return f"an app showed {bytes(around)!r}"


ORDEALS: dict[str, Callable[[Bed, int], str]] = {
    "kill app": kill_app,
    "crowd": crowd,
    "app locked": app_locked,
    "app full": app_full,
}
